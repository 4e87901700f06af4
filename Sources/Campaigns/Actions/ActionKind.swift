import Simulation

/// What actors can do, by the word of a script's step.
typealias ActionKind = ScriptWord

extension ActionKind {
  /// Whether a configuration has something to do it with.
  func hasMeaning(in plan: Plan) -> Bool {
    let hasVault = plan.vault != nil
    let hasOptions = hasVault && plan.options.map { !$0.series.isEmpty } ?? false
    return switch self {
    case .swap: !plan.spotPools.isEmpty
    case .addLiquidity, .removeLiquidity, .donateToPool: !plan.liquidPools.isEmpty
    case .donate, .deposit, .withdraw, .rollEpoch: hasVault
    case .buyOption, .sellOption, .close, .exercise: hasOptions
    case .hedge: hasOptions && plan.vault?.hedge != nil
    // Time, price and oracle mean something to whatever looks at them.
    case .wait: true
    case .move: hasVault || plan.pools.contains { $0.looksOutside }
    case .oracle: hasVault || plan.pools.contains { $0.schedule != nil }
    }
  }

  /// Whether a check tries it unless it says otherwise: what the protocol does by itself in every block need not be asked for.
  ///
  /// A plan whose order leaves out `hedging` or `roll` leaves them to whoever asks.
  func isUsual(in plan: Plan) -> Bool {
    guard hasMeaning(in: plan) else { return false }
    return switch self {
    case .hedge: !plan.order.contains(.hedging)
    case .rollEpoch, .exercise: !plan.order.contains(.roll)
    default: true
    }
  }

  /// How often it is drawn beside the others, unless a check says so.
  var usualWeight: Int {
    switch self {
    case .swap: 6
    case .deposit, .withdraw, .buyOption, .sellOption, .wait: 4
    case .addLiquidity, .removeLiquidity, .close, .rollEpoch, .hedge: 3
    case .exercise, .move, .oracle: 2
    case .donate, .donateToPool: 1
    }
  }
}

extension Plan {
  /// Indices of the pools where tokens are traded.
  var spotPools: [Int] { pools.indices.filter { pools[$0].kind.isSpot } }

  /// Indices of the pools that take liquidity from anybody.
  var liquidPools: [Int] {
    pools.indices.filter { if case .constantProduct = pools[$0].kind { true } else { false } }
  }
}

extension PoolPlan {
  /// Whether the reference price or the oracle has a part in what it does.
  var looksOutside: Bool {
    switch kind {
    case .orderBook, .perpetual: true
    case .constantProduct, .concentrated: schedule != nil
    }
  }
}
