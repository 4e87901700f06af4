import Exact
import Feeds
public import Properties
import Simulation
import Units

extension ProtocolCheck {
  /// The campaign: the engine in the state the plan opens in, and what is tried and claimed.
  ///
  /// The plan's own flows are switched off, so that the case's steps are the only cause of anything: no arbitrage, no retail, no option
  /// demand, no scheduled deposits and withdrawals, and a reference price that stays where it opens unless a `move` step
  /// moves it. Oracle, pools, vault, hedging and the order of phases are the plan's.
  ///
  /// - Throws: `CheckRefusal`, the first in the order of its cases.
  public func campaign() throws(CheckRefusal) -> Campaign<ProtocolSystem> { try campaign(driver: nil) }

  /// The campaign over an engine that is driven in another way: how a test plants a fault.
  func campaign(driver: Frame.Driver?) throws(CheckRefusal) -> Campaign<ProtocolSystem> {
    let plan = quietPlan
    try checkNumbers()
    let opening: Engine
    do {
      var engine = try Engine(plan: plan, hedging: true)
      engine.admitActors(check.actors)
      opening = engine
    } catch {
      throw .planMustBegin(error)
    }
    let frame = Frame(plan: plan, opening: opening, driver: driver)
    let system = ProtocolSystem(frame: frame, engine: opening)
    var campaign = Campaign(
      plan.name, from: system, actions: try actions(plan), invariants: try invariants(frame))
    campaign.seed = check.seed
    campaign.cases = check.cases
    campaign.steps = check.steps
    campaign.actors = check.actors
    campaign.isSwarming = check.isSwarming
    campaign.refusals = .fingerprint { system, print in
      // A copy on the stack: the reader's closure must not hold on to the caller's.
      var digest = print
      system.engine.readState { digest.mix($0) }
      print = digest
    }
    campaign.marks = ProtocolMark.all(of: plan).map(\.mark)
    if let maximize = check.maximize {
      do throws(ExpressionMistake) {
        campaign.objective = try Objective(
          maximize, maximizing: maximize, over: frame.quantities.map(\.quantity))
      } catch {
        throw .objectiveMustParse(error)
      }
    }
    campaign.quotas = try quotas(campaign)
    return campaign
  }

  /// The plan without its own flows.
  var quietPlan: Plan {
    var plan = plan
    plan.arbitrage = nil
    plan.retail = nil
    plan.options?.demand = nil
    plan.vault?.deposits = []
    plan.vault?.withdrawals = []
    plan.feeAlternatives = []
    plan.script = nil
    plan.twin = nil
    plan.price.impactPerBase = .zero
    plan.price.shocks = []
    let start: Price
    switch plan.price.process {
    case .geometricBrownian(let price, _, _): start = price
    case .jumpDiffusion(let price, _, _, _, _, _): start = price
    case .replay(let points): start = points.first?.price ?? Price(wads: 1)
    }
    plan.price.process = .geometricBrownian(start: start, volatility: .zero, drift: .zero)
    return plan
  }

  private func checkNumbers() throws(CheckRefusal) {
    for (name, value, range) in [
      ("cases", check.cases, 1...Int(UInt32.max)), ("steps", check.steps, 1...100_000),
      ("actors", check.actors, 1...64),
    ] where !range.contains(value) {
      throw .numberMustBeWithin(name, range, was: value)
    }
  }

  private func invariants(_ frame: Frame) throws(CheckRefusal) -> [Invariant<ProtocolSystem>] {
    let meant = BuiltIn.all.filter { $0.need.isMet(by: frame.plan) }
    var chosen = check.checksBuiltIns ? meant : []
    if !check.invariants.isEmpty {
      var wanted: Set<String> = []
      for (index, name) in check.invariants.enumerated() {
        guard BuiltIn.all.contains(where: { $0.name == name }) else {
          let nearest = NearestName.of(name, among: BuiltIn.all.map(\.name))
          throw .invariantMustBeKnown(name, index: index, nearest: nearest)
        }
        guard meant.contains(where: { $0.name == name }) else {
          throw .invariantMustHaveAMeaning(name, index: index)
        }
        wanted.insert(name)
      }
      chosen = meant.filter { wanted.contains($0.name) }
    }
    var names = Set(BuiltIn.all.map(\.name))
    var list = chosen.compactMap(\.invariant)
    for (index, claim) in check.claims.enumerated() {
      guard names.insert(claim.name).inserted else { throw .namesMustDiffer(claim.name, claim: index) }
      let parsed: ClaimExpression
      do throws(ExpressionMistake) {
        parsed = try ClaimExpression(claim.text, over: frame.quantities.map(\.name))
      } catch {
        throw .claimMustParse(error, claim: index)
      }
      list.append(
        Invariant(
          claim.name, when: claim.moment == .always ? .afterEachAction : .atEnd, claim: parsed,
          over: frame.quantities.map(\.quantity)))
    }
    return list
  }

  private func quotas(_ campaign: Campaign<ProtocolSystem>) throws(CheckRefusal) -> [Quota] {
    let known = campaign.actions.map(\.name) + campaign.marks.map(\.name)
    var quotas: [Quota] = []
    for (index, reach) in check.reach.enumerated() {
      guard known.contains(reach.name) else {
        throw .reachMustBeKnown(reach.name, index: index, nearest: NearestName.of(reach.name, among: known))
      }
      guard reach.cases > 0 else { throw .reachMustBePositive(reach.name, index: index) }
      quotas.append(Quota(reach.name, cases: reach.cases))
    }
    return quotas
  }
}

extension BuiltIn.Need {
  /// Whether a plan has it.
  func isMet(by plan: Plan) -> Bool {
    func has(_ isOne: (VenueKind) -> Bool) -> Bool { plan.pools.contains { isOne($0.kind) } }
    return switch self {
    case .anyPool: true
    case .modelled: plan.vault != nil || BuiltIn.Need.reserves.isMet(by: plan)
    case .labelledFee: has { if case .orderBook = $0 { false } else { true } }
    case .reserves: has { if case .constantProduct = $0 { true } else { false } }
    case .ranges: has { if case .concentrated = $0 { true } else { false } }
    case .book: has { if case .orderBook = $0 { true } else { false } }
    case .perpetual: has { if case .perpetual = $0 { true } else { false } }
    case .vault: plan.vault != nil
    case .options: plan.vault != nil && plan.options != nil
    case .hedge: plan.vault?.hedge != nil && plan.options != nil
    case .singlePool: plan.pools.count == 1 && BuiltIn.Need.reserves.isMet(by: plan)
    }
  }
}
