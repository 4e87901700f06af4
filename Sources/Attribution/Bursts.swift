public import Exact
import Markets
public import Simulation
public import Units

/// A maximal run of hedge trades closer together than a stated gap, and what it cost.
public struct Burst: Hashable, Sendable {
  /// 1 for the first burst of the run.
  public var number: Int
  /// Block of the first trade.
  public var firstBlock: Int
  /// Block of the last trade.
  public var lastBlock: Int
  /// When the first trade happened.
  public var at: Instant
  /// Number of trades.
  public var trades: Int
  /// Base units the hedger bought, less those it sold.
  public var net: Change<Base>
  /// Base units traded either way.
  public var volume: Amount<Base>
  /// `C_H = Σ s (cash − P q)` against the reference price, fine units.
  public var cost: Int256
  /// `Σ q P`: the volume at the reference price, fine units.
  public var notional: Int256
  /// The venue's own price when the burst began.
  private let mid: MidPrice
  /// `Σ s (quote · x₀ − y₀ · base)`: the cost against that price `y₀ ÷ x₀`, quote units times `x₀`.
  public var slippage: Int256
  /// What the liquidity providers lost less the fees they took, within the window, fine units times the fee scale.
  public var windowLoss: Int256
  fileprivate var sumBefore: Int256

  init(number: Int, opening event: TradeEvent) {
    self.number = number
    firstBlock = event.block
    lastBlock = event.block
    at = event.at
    trades = 0
    net = .zero
    volume = .zero
    cost = .zero
    notional = .zero
    mid = event.midBefore
    slippage = .zero
    windowLoss = .zero
    sumBefore = .zero
  }

  /// Takes the running sum at the end of `block`, while that is within the window.
  fileprivate mutating func extend(to block: Int, sum: Int256, plan: BurstPlan) {
    if block <= lastBlock + plan.windowBlocks { windowLoss = sum - sumBefore }
  }

  fileprivate mutating func add(_ event: TradeEvent, pair: Pair) {
    let buys = event.fill.side == .buying
    let base = Int256(event.fill.base.units)
    let quote = Int256(event.fill.quote.units)
    let worth = pair.value(Change(base), at: event.price)
    let paid = pair.value(Change<Quote>(quote))
    let against = quote * Int256(Word256(mid.base)) - Int256(Word256(mid.quote)) * base
    lastBlock = event.block
    trades += 1
    net += Change(buys ? base : -base)
    volume += event.fill.base
    notional += worth
    cost += buys ? paid - worth : worth - paid
    slippage += buys ? against : -against
  }

  /// The effective half-spread against the mid at the burst's beginning,
  /// `Σ s (C − m q) / (m Σ q) = slippage / (y₀ Σ q)`, dimensionless and exact.
  public var effectiveHalfSpread: Rational {
    Rational(Integer(slippage), over: Integer(Word256(mid.quote)) * Integer(volume.units)) ?? Rational(0)
  }
}

/// Groups hedge trades into bursts and measures the liquidity providers' loss around each, in one pass.
///
/// The window of a burst is from `windowBlocks` before its first block to `windowBlocks` after its last one. The
/// memory is the window and the bursts still inside theirs, whatever the length of the run.
public struct BurstTracker: Sendable {
  /// How bursts are grouped.
  public let plan: BurstPlan
  /// How many bursts closed.
  public private(set) var count = 0
  /// Sum over all bursts of the cost against the reference price, fine units.
  public private(set) var cost: Int256 = .zero
  /// Sum over all bursts of the volume at the reference price, fine units.
  public private(set) var notional: Int256 = .zero
  /// Sum over all bursts of the volume.
  public private(set) var volume: Amount<Base> = .zero
  /// Sum over all bursts of the window losses, fine units times the fee scale.
  public private(set) var windowLoss: Int256 = .zero
  /// The most costly bursts, dearest first; of equals the earlier first.
  public private(set) var dearest: [Burst] = []
  /// Every burst in order of time, when asked to keep them.
  public private(set) var all: [Burst] = []
  /// Sum over bursts of the providers' loss less fees at each block from −windowBlocks to +windowBlocks about the first
  /// block, fine units times the fee scale.
  public private(set) var curve: [Int256]

  private let keepsAll: Bool
  private let pair: Pair
  private var open: Burst?
  private var waiting: [Burst] = []
  private var sums: [Int256]
  private var running: Int256 = .zero
  private var lastAt: Instant = .start

  /// How many of the most costly bursts are kept.
  public static let dearestKept = 5

  /// A tracker for hedge trades in pools of `pair`.
  public init(plan: BurstPlan, pair: Pair, keepsAll: Bool) {
    self.plan = plan
    self.pair = pair
    self.keepsAll = keepsAll
    sums = Array(repeating: .zero, count: plan.windowBlocks + 2)
    curve = Array(repeating: .zero, count: 2 * plan.windowBlocks + 1)
  }

  /// Books a hedge trade.
  mutating func trade(_ event: TradeEvent) {
    if let burst = open, event.at - lastAt > plan.gap {
      close(burst)
      open = nil
    }
    if open == nil {
      var burst = Burst(number: count + waiting.count + 1, opening: event)
      burst.sumBefore = sum(before: event.block)
      open = burst
    }
    open?.add(event, pair: pair)
    lastAt = event.at
  }

  /// The block is over, and the providers lost `loss` net of fees in it.
  mutating func endBlock(_ block: Int, at now: Instant, loss: Int256) {
    running += loss
    sums[block % sums.count] = running
    addToCurves(block: block, loss: loss)
    for index in waiting.indices { waiting[index].extend(to: block, sum: running, plan: plan) }
    open?.extend(to: block, sum: running, plan: plan)
    if let burst = open, now - lastAt > plan.gap {
      close(burst)
      open = nil
    }
    while let first = waiting.first, first.lastBlock + plan.windowBlocks <= block {
      finish(first)
      waiting.removeFirst()
    }
  }

  /// The run is over: every burst still open is closed where it stands.
  mutating func finish() {
    if let burst = open { close(burst) }
    open = nil
    for burst in waiting { finish(burst) }
    waiting.removeAll()
  }

  /// The running sum at the end of the block before the window of a burst that begins in `block`.
  private func sum(before block: Int) -> Int256 {
    let edge = block - plan.windowBlocks - 1
    return edge < 0 ? .zero : sums[edge % sums.count]
  }

  private mutating func close(_ burst: Burst) { waiting.append(burst) }

  private mutating func finish(_ burst: Burst) {
    count += 1
    cost += burst.cost
    notional += burst.notional
    volume += burst.volume
    windowLoss += burst.windowLoss
    if keepsAll { all.append(burst) }
    let place = dearest.firstIndex { $0.cost < burst.cost } ?? dearest.count
    if place < Self.dearestKept {
      dearest.insert(burst, at: place)
      if dearest.count > Self.dearestKept { dearest.removeLast() }
    }
  }

  private mutating func addToCurves(block: Int, loss: Int256) {
    for burst in waiting { addToCurve(of: burst, block: block, loss: loss) }
    if let burst = open {
      if burst.firstBlock == block { addPast(of: burst) }
      addToCurve(of: burst, block: block, loss: loss)
    }
  }

  private mutating func addToCurve(of burst: Burst, block: Int, loss: Int256) {
    let offset = block - burst.firstBlock
    guard offset <= plan.windowBlocks else { return }
    curve[plan.windowBlocks + offset] += loss
  }

  /// Adds the blocks before the burst, from differences of the running sums.
  private mutating func addPast(of burst: Burst) {
    for back in stride(from: plan.windowBlocks, to: 0, by: -1) {
      let block = burst.firstBlock - back
      guard block >= 0 else { continue }
      let before = block == 0 ? Int256.zero : sums[(block - 1) % sums.count]
      curve[plan.windowBlocks - back] += sums[block % sums.count] - before
    }
  }
}
