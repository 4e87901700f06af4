import Attribution
import Simulation

/// A run's first pool at its own fee and at every other fee of the plan, in order.
struct FeeComparison {
  let rows: [(name: String, summary: RunSummary)]

  init(_ result: RunResult, plan: Plan) {
    let own = plan.pools.first.map { "\($0.name) (as run)" } ?? "as run"
    rows =
      [(own, result.actual)]
      + zip(plan.feeAlternatives, result.feeAlternatives).map { ($0.name, $1) }
  }
}
