import Exact
import Markets
import Properties
import Units

/// The kinds of venue the router is tested on, in one type as an engine would hold them.
enum RouterVenue: RoutableVenue, Hashable, Sendable {
  /// A pool that shows its curve.
  case pool(ConstantProduct)
  /// A pool of which only quotes are known.
  case hidden(ConstantProduct)
  /// A pool whose curve is only promised nearby, and is in truth half as deep as it says.
  case boastful(ConstantProduct)
  /// Price levels, best first, that trade whole base units; asks and bids alike.
  case ladder(asks: [Level], bids: [Level])

  struct Level: Hashable, Sendable {
    var price: UInt64
    var size: UInt64
  }

  func quote(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    switch self {
    case .pool(let pool), .hidden(let pool), .boastful(let pool): return try pool.quote(order)
    case .ladder(let asks, let bids):
      switch order {
      case .buyReceiving(let base):
        let cost = try RouterVenue.cost(of: base.units, in: asks)
        return Execution(fill: Fill(side: .buying, base: base, quote: Amount(cost)), fee: .none)
      case .sellPaying(let base):
        let proceeds = try RouterVenue.cost(of: base.units, in: bids)
        return Execution(fill: Fill(side: .selling, base: base, quote: Amount(proceeds)), fee: .none)
      case .buyPaying, .sellReceiving: throw .reservesMustBePositive
      }
    }
  }

  mutating func trade(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    let execution = try quote(order)
    switch self {
    case .pool(var pool):
      _ = try pool.trade(order)
      self = .pool(pool)
    case .hidden(var pool):
      _ = try pool.trade(order)
      self = .hidden(pool)
    case .boastful(var pool):
      _ = try pool.trade(order)
      self = .boastful(pool)
    case .ladder: break
    }
    return execution
  }

  func curve(_ side: TradeSide) -> RoutableCurve? {
    switch self {
    case .pool(let pool): return pool.curve(side)
    case .boastful(let pool):
      guard var curve = pool.curve(side) else { return nil }
      curve.reserveIn *= 2
      curve.reserveOut *= 2
      curve.extent = .nearby
      return curve
    case .hidden, .ladder: return nil
    }
  }

  private static func cost(of units: Word256, in levels: [Level]) throws(SwapRefusal) -> Word256 {
    guard !units.isZero else { throw .inputMustBePositive }
    var (left, cost) = (units, Word256.zero)
    for level in levels {
      let taken = min(left, Word256(level.size))
      cost += taken * level.price
      left -= taken
    }
    guard left.isZero else { throw .outputMustStayBelowReserve }
    return cost
  }
}

extension Choices {
  /// A fee from none to nearly all.
  mutating func fee() throws -> Fee {
    try oneOf([
      .zero, Fee(3, over: 1000), Fee(5, over: 10_000), Fee(1, over: 3), Fee(999, over: 1000),
      Fee(1, over: 1_000_000_000_000),
    ])
  }

  /// A venue with up to `bits` bits a reserve, all about one price as often as not.
  mutating func routerVenue(bits: Int, ladders: Bool) throws -> RouterVenue {
    let kind = weighted(ladders ? [4, 2, 2, 2] : [4, 2, 2, 0])
    if kind == 3 {
      let mid = sized(below: 1_000) + 1
      let asks = (0..<within(1...5)).map {
        RouterVenue.Level(price: mid + UInt64($0) * 3, size: sized(below: 1 << 20))
      }
      let bids = (0..<within(1...5)).map {
        RouterVenue.Level(price: mid > UInt64($0) ? mid - UInt64($0) : 1, size: sized(below: 1 << 20))
      }
      return .ladder(asks: asks, bids: bids)
    }
    let base = Word256(wide(bits: bits)) + 1
    let quote = chance(1, in: 2) ? base * 3 + Word256(sized(below: 1 << 16)) : Word256(wide(bits: bits)) + 1
    let held = try pool(base, quote, fee: fee())
    return kind == 0 ? .pool(held) : kind == 1 ? .hidden(held) : .boastful(held)
  }

  /// An order of one of the four forms.
  mutating func order(bits: Int) -> SwapOrder {
    let units = Word256(wide(bits: bits)) + 1
    switch below(4) {
    case 0: return .sellPaying(Amount(units))
    case 1: return .buyReceiving(Amount(units))
    case 2: return .buyPaying(Amount(units))
    default: return .sellReceiving(Amount(units))
    }
  }
}

/// What an order brings at a fill and a cost: the larger the better. Costs of orders that fix quote are inside the amount.
func worth(of order: SwapOrder, _ fill: Fill, cost: Amount<Quote>) -> Integer {
  switch order {
  case .buyPaying: Integer(fill.base.units)
  case .sellReceiving: -Integer(fill.base.units)
  case .sellPaying: Integer(fill.quote.units) - Integer(cost.units)
  case .buyReceiving: -Integer(fill.quote.units) - Integer(cost.units)
  }
}

/// The worth of sending the whole order to one venue; nil when it refuses.
func worth(of order: SwapOrder, onlyAt venue: RouterVenue, cost: Amount<Quote>) -> Integer? {
  var units = order.fixedUnits
  switch order {
  case .buyPaying:
    guard units > cost.units else { return nil }
    units -= cost.units
  case .sellReceiving: units += cost.units
  case .buyReceiving, .sellPaying: break
  }
  guard let execution = try? venue.quote(order.fixing(units)) else { return nil }
  return worth(of: order, execution.fill, cost: cost)
}
