import Campaigns
import Properties
import Simulation
import TestKit
import Testing
import Units

/// Each mistake of a check by itself, with where it is and what was meant.
@Suite("A check that is refused") struct RefusedCheckTests {
  private static func refusal(
    _ plan: Plan = CheckedPlans.constantProduct(), _ change: (inout CheckPlan) -> Void
  ) -> String? {
    var check = CheckPlan()
    change(&check)
    do throws(CheckRefusal) {
      _ = try ProtocolCheck(plan: plan, check: check).campaign()
      return nil
    } catch {
      return "\(error)"
    }
  }

  private static func act(_ name: String, weight: Int = 1, _ bounds: [CheckPlan.Bound] = []) -> CheckPlan.Act
  {
    CheckPlan.Act(name: name, weight: weight, bounds: bounds)
  }

  private static func bound(_ name: String, _ least: Int, _ most: Int) -> CheckPlan.Bound {
    CheckPlan.Bound(name: name, least: ExactValue(least), most: ExactValue(most))
  }

  @Test func `says which number is outside which range`() {
    #expect(Self.refusal { $0.actors = 65 } == "numberMustBeWithin(\"actors\", ClosedRange(1...64), was: 65)")
    #expect(Self.refusal { $0.cases = 0 }?.hasPrefix("numberMustBeWithin(\"cases\"") == true)
    #expect(Self.refusal { $0.steps = 0 }?.hasPrefix("numberMustBeWithin(\"steps\"") == true)
  }

  @Test func `says which plan cannot begin`() {
    var plan = CheckedPlans.constantProduct()
    plan.order = []
    #expect(Self.refusal(plan) { _ in }?.hasPrefix("planMustBegin(") == true)
  }

  @Test func `says which action is meant`() {
    #expect(
      Self.refusal { $0.acts = [Self.act("swap"), Self.act("swop")] }
        == "actionMustBeKnown(\"swop\", act: 1, nearest: Optional(\"swap\"))")
    #expect(Self.refusal { $0.acts = [Self.act("deposit")] } == "actionMustHaveAMeaning(\"deposit\", act: 0)")
    #expect(
      Self.refusal { $0.acts = [Self.act("swap"), Self.act("swap")] }
        == "actionMustComeOnce(\"swap\", act: 1)")
    #expect(
      Self.refusal { $0.acts = [Self.act("swap", weight: -1)] }?.hasPrefix("weightMustBeWithin(") == true)
    #expect(Self.refusal { $0.acts = [Self.act("swap", weight: 0)] } == "someActionMustHaveAWeight")
  }

  @Test func `says which parameter is meant`() {
    #expect(
      Self.refusal { $0.acts = [Self.act("swap", [Self.bound("bas", 0, 1)])] }
        == "parameterMustBeKnown(\"bas\", act: 0, nearest: Optional(\"base\"))")
    #expect(
      Self.refusal { $0.acts = [Self.act("swap", [Self.bound("base", 0, 1), Self.bound("base", 0, 1)])] }
        == "parameterMustComeOnce(\"base\", act: 0)")
    #expect(
      Self.refusal { $0.acts = [Self.act("swap", [Self.bound("pool", 0, 1)])] }
        == "parameterMustBeANumber(\"pool\", act: 0)")
    for (least, most) in [(2, 1), (-1, 1)] {
      #expect(
        Self.refusal { $0.acts = [Self.act("swap", [Self.bound("base", least, most)])] }?
          .hasPrefix("boundsMustBeWithin(\"base\"") == true)
    }
  }

  @Test func `says which invariant is meant`() {
    #expect(
      Self.refusal { $0.invariants = ["lvr-idenity"] }
        == "invariantMustBeKnown(\"lvr-idenity\", index: 0, nearest: Optional(\"lvr-identity\"))")
    #expect(
      Self.refusal { $0.invariants = ["lvr-identity", "solvency"] }
        == "invariantMustHaveAMeaning(\"solvency\", index: 1)")
  }

  @Test func `says where a claim is no claim`() throws {
    func claims(_ list: (String, String)...) -> [CheckPlan.Claim] {
      list.map { CheckPlan.Claim(name: $0.0, moment: .always, text: $0.1) }
    }
    var check = CheckPlan()
    check.claims = claims(("a", "price >= 0"), ("b", "pools.pool.kk >= 0"))
    do throws(CheckRefusal) {
      _ = try ProtocolCheck(plan: CheckedPlans.constantProduct(), check: check).campaign()
      Issue.record("it was not refused")
    } catch {
      guard case .claimMustParse(let mistake, claim: 1) = error else { throw error }
      #expect(mistake.range == 0..<13)
      #expect(mistake.help.contains("pools.pool.k"))
    }
    #expect(
      Self.refusal { $0.claims = claims(("lvr-identity", "price >= 0")) }
        == "namesMustDiffer(\"lvr-identity\", claim: 0)")
    #expect(Self.refusal { $0.maximize = "price >= 0" }?.hasPrefix("objectiveMustParse(") == true)
    #expect(Self.refusal { $0.maximize = "price +" }?.hasPrefix("objectiveMustParse(") == true)
  }

  @Test func `says what cannot be reached`() {
    #expect(
      Self.refusal { $0.reach = [.init(name: "swapp", cases: 1)] }
        == "reachMustBeKnown(\"swapp\", index: 0, nearest: Optional(\"swap\"))")
    #expect(
      Self.refusal { $0.reach = [.init(name: "swap", cases: 0)] } == "reachMustBePositive(\"swap\", index: 0)"
    )
  }
}
