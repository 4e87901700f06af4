import Exact
import Markets
import Units

/// A concentrated pool in unbounded integers, without any cache: dictionaries, a tick kept by the protocol's own rule, and a
/// search of the word for every step.
struct PoolModel {
  struct End: Equatable {
    var gross = Integer.zero
    var net = Integer.zero
    var outside = [Integer.zero, .zero]
  }
  struct Key: Hashable {
    var owner: UInt64
    var lower: Int
    var upper: Int
  }
  struct Holding: Equatable {
    var liquidity = Integer.zero
    var inside = [Integer.zero, .zero]
    var owed = [Integer.zero, .zero]
  }

  let spacing: Int
  let convention: StepConvention
  var price: Integer
  var tick: Int
  var liquidity = Integer.zero
  var growth = [Integer.zero, .zero]
  var balances = [Integer.zero, .zero]
  var shared = [Integer.zero, .zero]
  var shares: [Int] = [0, 0]
  var ends: [Int: End] = [:]
  var holdings: [Key: Holding] = [:]

  init(price: Word256, spacing: Int, convention: StepConvention) throws {
    self.price = Integer(price)
    self.spacing = spacing
    self.convention = convention
    tick = Int(try TickMath.tick(atSqrtRatio: price))
  }

  private static let modulus = Integer.powerOfTwo(256)

  private static func wrapped(_ value: Integer) -> Integer {
    value - value.divided(by: modulus, rounding: .down) * modulus
  }

  private static func root(_ tick: Int) -> Integer {
    guard let root = try? TickMath.sqrtRatio(at: Int32(tick)) else { preconditionFailure("tick \(tick)") }
    return Integer(root)
  }

  private func worth(_ liquidity: Integer, _ lower: Int, _ upper: Int, _ rounding: Rounding) -> [Integer] {
    let (low, high) = (PoolModel.root(lower), PoolModel.root(upper))
    if tick < lower { return [StepWitness.base(low, high, liquidity, rounding), .zero] }
    if tick >= upper { return [.zero, StepWitness.quote(low, high, liquidity, rounding)] }
    return [
      StepWitness.base(price, high, liquidity, rounding), StepWitness.quote(low, price, liquidity, rounding),
    ]
  }

  private func inside(_ side: Int, _ lower: Int, _ upper: Int) -> Integer {
    let low = ends[lower]?.outside[side] ?? .zero
    let high = ends[upper]?.outside[side] ?? .zero
    let below = tick >= lower ? low : growth[side] - low
    let above = tick < upper ? high : growth[side] - high
    return PoolModel.wrapped(growth[side] - below - above)
  }

  /// Adds (or, negative, takes) liquidity; the amounts that move.
  mutating func change(_ amount: Integer, _ key: Key) -> [Integer] {
    for (end, sign) in [(key.lower, Integer.one), (key.upper, Integer(-1))] {
      var entry = ends[end] ?? End()
      if entry.gross.isZero, end <= tick { entry.outside = growth }
      entry.gross += amount
      entry.net += amount * sign
      ends[end] = entry
    }
    var holding = holdings[key] ?? Holding()
    for side in 0...1 {
      let now = inside(side, key.lower, key.upper)
      let earned = PoolModel.wrapped(now - holding.inside[side]) * holding.liquidity
      holding.owed[side] += earned.shiftedRight(by: 128, rounding: .down)
      holding.inside[side] = now
    }
    holding.liquidity += amount
    let moved = worth(amount.magnitude, key.lower, key.upper, amount.isNegative ? .down : .up)
    for side in 0...1 {
      if amount.isNegative { holding.owed[side] += moved[side] } else { balances[side] += moved[side] }
    }
    if key.lower <= tick, tick < key.upper { liquidity += amount }
    holdings[key] = holding
    for end in [key.lower, key.upper] where ends[end]?.gross.isZero == true { ends[end] = nil }
    return moved
  }

  mutating func collect(_ key: Key) -> [Integer] {
    let owed = holdings[key]?.owed ?? [.zero, .zero]
    for side in 0...1 { balances[side] -= owed[side] }
    holdings[key]?.owed = [.zero, .zero]
    if holdings[key]?.liquidity.isZero == true { holdings[key] = nil }
    return owed
  }

  /// The end of the next step: in the word of the tick downwards, in that of the one above upwards.
  private func nextEnd(down: Bool) -> Int {
    let compressed = tick >= 0 ? tick / spacing : -((spacing - 1 - tick) / spacing)
    var place = down ? compressed : compressed + 1
    while ends[place * spacing] == nil, (place & 255) != (down ? 0 : 255) { place += down ? -1 : 1 }
    return max(-887_272, min(887_272, place * spacing))
  }

  mutating func swap(
    down: Bool, amount: Integer, isInput: Bool, limit: Integer, fee: StepFee
  ) -> (paid: Integer, received: Integer) {
    var (left, paid, received) = (amount, Integer.zero, Integer.zero)
    let side = down ? 0 : 1
    while !left.isZero, price != limit {
      let end = nextEnd(down: down)
      let endPrice = PoolModel.root(end)
      let target = down ? max(endPrice, limit) : min(endPrice, limit)
      let step = StepWitness(
        .init(
          price: price, target: target, liquidity: liquidity, amount: left, isInput: isInput,
          numerator: Integer(fee.numerator), denominator: Integer(fee.denominator), convention: convention))
      left -= isInput ? step.paid + step.fee : step.received
      paid += step.paid + step.fee
      received += step.received
      let part =
        shares[side] == 0 ? .zero : step.fee.divided(by: Integer(shares[side]), rounding: .down)
      shared[side] += part
      if !liquidity.isZero {
        let earned = ((step.fee - part) << 128).divided(by: liquidity, rounding: .down)
        growth[side] = PoolModel.wrapped(growth[side] + earned)
      }
      let hasMoved = step.next != price
      price = step.next
      if price == endPrice {
        if var entry = ends[end] {
          entry.outside = [0, 1].map { PoolModel.wrapped(growth[$0] - entry.outside[$0]) }
          ends[end] = entry
          liquidity += down ? -entry.net : entry.net
        }
        tick = down ? end - 1 : end
      } else if hasMoved, let word = price.asWord256, let now = try? TickMath.tick(atSqrtRatio: word) {
        tick = Int(now)
      }
    }
    balances[side] += paid
    balances[1 - side] -= received
    return (paid, received)
  }

  /// The first thing in which a pool differs from the model, if any.
  func difference(from pool: ConcentratedPool) -> String? {
    if Integer(pool.sqrtPriceX96) != price { return "price \(pool.sqrtPriceX96), model \(price)" }
    if Int(pool.tick) != tick { return "tick \(pool.tick), model \(tick)" }
    if Integer(pool.liquidity) != liquidity { return "liquidity \(pool.liquidity), model \(liquidity)" }
    if [pool.feeGrowthBase, pool.feeGrowthQuote].map(Integer.init) != growth { return "growth" }
    if [pool.reserveBase.units, pool.reserveQuote.units].map(Integer.init) != balances { return "balances" }
    if [pool.protocolBase.units, pool.protocolQuote.units].map(Integer.init) != shared { return "protocol" }
    if pool.ticks.map({ Int($0.tick) }) != ends.keys.sorted() { return "initialised ticks" }
    for end in pool.ticks {
      let found = End(
        gross: Integer(end.gross), net: Integer(end.net),
        outside: [Integer(end.outsideBase), Integer(end.outsideQuote)])
      if ends[Int(end.tick)] != found { return "tick \(end.tick)" }
    }
    if pool.positions.count != holdings.count { return "number of positions" }
    for position in pool.positions {
      let key = Key(
        owner: position.owner, lower: Int(position.range.lower), upper: Int(position.range.upper))
      let found = Holding(
        liquidity: Integer(position.liquidity),
        inside: [Integer(position.growthInsideBase), Integer(position.growthInsideQuote)],
        owed: [Integer(position.owedBase), Integer(position.owedQuote)])
      if holdings[key] != found { return "position \(key)" }
    }
    return nil
  }
}
