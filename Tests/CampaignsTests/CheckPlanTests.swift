import Campaigns
import Testing

@Suite("CheckPlan") struct CheckPlanTests {
  @Test func `asks for everything unless told otherwise`() {
    let plan = CheckPlan()
    #expect(plan.acts.isEmpty)
    #expect(plan.invariants.isEmpty)
    #expect(plan.isSwarming)
  }
}
