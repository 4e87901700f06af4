import Exact
import Properties
import Simulation
import Units

extension ProtocolAction {
  /// A step in words: only the parameters that it uses, amounts in whole tokens.
  func told(_ step: Step, after system: ProtocolSystem) -> String {
    "actor \(step.actor + 1): \(words(step, system.frame.pair, system.frame.plan))"
  }

  private func words(_ step: Step, _ pair: Pair, _ plan: Plan) -> String {
    func base(_ index: Int) -> String { Self.amount(step[index], pair.base) }
    func quote(_ index: Int) -> String { Self.amount(step[index], pair.quote) }
    func pool() -> String {
      pools.count > 1 || plan.pools.count > 1 ? " in \(plan.pools[pools[step.integer(0)]].name)" : ""
    }
    func share(_ index: Int) -> String { Self.percent(step[index]) }
    switch kind {
    case .swap:
      let isBase = step[1].isZero == step[2].isZero
      let amount = isBase ? base(3) : quote(4)
      switch (step[1].isZero, step[2].isZero) {
      case (true, true): return "sells \(amount)\(pool())"
      case (true, false): return "sells for exactly \(amount)\(pool())"
      case (false, true): return "buys for exactly \(amount)\(pool())"
      case (false, false): return "buys \(amount)\(pool())"
      }
    case .addLiquidity: return "adds \(base(1)) and \(quote(2)) of liquidity\(pool())"
    case .removeLiquidity: return "removes \(step[1]) shares of liquidity\(pool())"
    case .donateToPool: return "gives \(base(1)) and \(quote(2)) to the pool\(pool())"
    case .donate: return "gives \(base(0)) and \(quote(1)) to the vault"
    case .deposit: return "queues a deposit of \(quote(0))"
    case .withdraw: return "queues a withdrawal of \(step[0]) shares"
    case .buyOption: return "buys \(base(1)) of series \(step[0])"
    case .sellOption: return "sells \(base(1)) of series \(step[0])"
    case .close: return "closes at most \(base(1)) of series \(step[0])"
    case .exercise: return "asks for series \(step[0]) to be settled"
    case .hedge: return "asks for the hedge"
    case .rollEpoch: return "asks for the epoch to be rolled"
    case .wait: return "waits \(step[0]) blocks"
    case .move: return "the price moves by \(share(0)) in the next block"
    case .oracle:
      switch step.integer(0) {
      case 1: return "the oracle freezes for \(step[1]) blocks"
      case 2: return "the oracle is late for \(step[1]) blocks"
      case 3: return "the oracle is off by \(share(2)) in its next observation"
      default: return "the oracle is well again"
      }
    }
  }

  /// An amount in whole tokens, exact.
  private static func amount(_ units: Int256, _ token: Token) -> String {
    let whole = Rational(Integer(units), over: Integer(token.unitsPerWhole)) ?? .zero
    return "\(whole.decimalDescription ?? whole.description) \(token.symbol)"
  }

  private static func percent(_ wads: Int256) -> String {
    let share = Rational(Integer(wads) * 100, over: Integer(UInt128(Ratio.one.wads))) ?? .zero
    return "\(share.decimalDescription ?? share.description) %"
  }
}
