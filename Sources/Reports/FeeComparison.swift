import Attribution
import Exact
import Markets
import Simulation
import Units

/// A run's first pool at its own fee and at every other fee of the plan, in order.
struct FeeComparison {
  struct Row {
    let name: String
    let summary: RunSummary
    let lag: FeeLag?
  }

  let rows: [Row]

  init(_ result: RunResult, plan: Plan) {
    let own = plan.pools.first.map { "\($0.name) (as run)" } ?? "as run"
    rows =
      [Row(name: own, summary: result.actual, lag: plan.feeLag())]
      + zip(plan.feeAlternatives, result.feeAlternatives).map {
        Row(name: $0.name, summary: $1, lag: plan.feeLag(of: $0))
      }
  }
}

extension Fee {
  /// The fee as a number.
  var value: Rational { Rational(Integer(numerator), over: Integer(denominator)) ?? Rational(0) }
}
