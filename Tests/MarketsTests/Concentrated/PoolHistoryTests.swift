import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

/// Random histories of a pool beside its model.
@Suite("ConcentratedPool histories") struct PoolHistoryTests {
  /// A pool, its model and what has gone in and out.
  private struct Twin {
    var pool: ConcentratedPool
    var model: PoolModel
    var paidIn = [Integer.zero, .zero]
    var paidOut = [Integer.zero, .zero]

    init(_ choices: inout Choices) throws {
      let spacing = choices.oneOf([Int32(60), 1, 10, 200])
      let convention = choices.oneOf(StepConvention.allCases)
      var root = try TickMath.sqrtRatio(at: Int32(choices.signed(upTo: 200_000)))
      // On a tick half of the time, where sides meet, else a little above it.
      if choices.chance(1, in: 2) { root += Word256(choices.sized(below: 1 << 20)) }
      pool = try ConcentratedPool(sqrtPriceX96: root, tickSpacing: spacing, convention: convention)
      model = try PoolModel(price: root, spacing: Int(spacing), convention: convention)
    }
  }

  /// A range about the price, of a few spacings or of some words of them.
  private func range(_ choices: inout Choices, _ pool: ConcentratedPool) -> TickRange {
    let here = pool.tick / pool.tickSpacing
    let width = choices.oneOf([4, 40, 600])
    let lower = here + Int32(choices.within(-width...width))
    let upper = lower + 1 + Int32(choices.within(0...width))
    let end = TickMath.maximumTick / pool.tickSpacing
    return TickRange(
      lower: max(lower, -end) * pool.tickSpacing, upper: min(upper, end) * pool.tickSpacing)
  }

  private func mint(_ choices: inout Choices, _ twin: inout Twin) throws {
    let range = range(&choices, twin.pool)
    guard range.lower < range.upper else { return }
    let liquidity = choices.wide(bits: choices.oneOf([70, 20, 110])) + 1
    let owner = choices.below(3)
    let charge: (base: Amount<Base>, quote: Amount<Quote>)
    do throws(ConcentratedRefusal) {
      charge = try twin.pool.mint(liquidity, in: range, by: owner)
    } catch {
      return
    }
    let key = PoolModel.Key(owner: owner, lower: Int(range.lower), upper: Int(range.upper))
    let expected = twin.model.change(Integer(liquidity), key)
    try holdEqual([charge.base.units, charge.quote.units].map(Integer.init), expected, "what is charged")
    for side in 0...1 { twin.paidIn[side] += expected[side] }
  }

  private func burn(_ choices: inout Choices, _ twin: inout Twin) throws {
    guard !twin.pool.positions.isEmpty else { return }
    let position = twin.pool.positions[Int(choices.below(UInt64(twin.pool.positions.count)))]
    let (owner, range) = (position.owner, position.range)
    let key = PoolModel.Key(owner: owner, lower: Int(range.lower), upper: Int(range.upper))
    if position.liquidity > 0 {
      var removed = choices.chance(1, in: 2) ? position.liquidity : choices.wide()
      removed = min(removed, position.liquidity)
      let payout = try twin.pool.burn(removed, in: range, by: owner)
      let expected = twin.model.change(-Integer(removed), key)
      try holdEqual([payout.base.units, payout.quote.units].map(Integer.init), expected, "what is owed")
    }
    if choices.chance(1, in: 2) {
      let paid = try twin.pool.collect(base: Amount(.max), quote: Amount(.max), in: range, by: owner)
      let expected = twin.model.collect(key)
      try holdEqual([paid.base.units, paid.quote.units].map(Integer.init), expected, "what is collected")
      for side in 0...1 { twin.paidOut[side] += expected[side] }
    }
  }

  private func swap(_ choices: inout Choices, _ twin: inout Twin) throws {
    let side = choices.oneOf(TradeSide.allCases)
    let units = choices.word(bits: 110) + 1
    let amount: StepAmount = choices.chance(1, in: 3) ? .output(units) : .input(units)
    let reach = Int32(choices.oneOf([300, 30, 2])) * twin.pool.tickSpacing
    let bound = twin.pool.tick + (side == .selling ? -reach : reach)
    var limit = try TickMath.sqrtRatio(at: max(-887_271, min(887_271, bound)))
    if choices.chance(1, in: 2) { limit += Word256(choices.below(3)) }
    let millionths = choices.oneOf([3000, 500, 0, 10_000]) + choices.below(2)
    // Not a number of pips, so that the finer rule is met as well.
    let fee = StepFee(try Fee(millionths, over: 1_000_001))
    let before = twin.pool
    let result: SwapResult
    do throws(SwapRefusal) {
      result = try twin.pool.swap(side, amount, limit: limit, fee: fee)
    } catch {
      try hold(twin.pool == before, "a refused swap changes nothing", "\(error)")
      return
    }
    let again = try before.swapping(side, amount, limit: limit, fee: fee)
    try holdEqual(again, result, "a quote is what the swap does")
    let moved = twin.model.swap(
      down: side == .selling, amount: Integer(amount.units), isInput: amount.isInput, limit: Integer(limit),
      fee: fee)
    try holdEqual(
      [Integer(result.paid), Integer(result.received)], [moved.paid, moved.received], "what moves")
    let into = side == .selling ? 0 : 1
    twin.paidIn[into] += moved.paid
    twin.paidOut[1 - into] += moved.received
  }

  @Test func `a pool does in every history what its model without caches does`() {
    withEvery(cases: 250) { choices in
      var twin = try Twin(&choices)
      try mint(&choices, &twin)
      try choices.steps(upTo: 24) { choices in
        switch choices.weighted([4, 3, 2, 1]) {
        case 0: try swap(&choices, &twin)
        case 1: try mint(&choices, &twin)
        case 2: try burn(&choices, &twin)
        default:
          let shares = [choices.oneOf([0, 4, 10]), choices.oneOf([0, 6])].map { UInt8($0) }
          try twin.pool.setProtocolShares(base: shares[0], quote: shares[1])
          twin.model.shares = shares.map(Int.init)
        }
        if let difference = twin.model.difference(from: twin.pool) { throw Falsified("model", difference) }
        try hold(twin.pool.holdsItsCaches, "caches")
      }
    }
  }

  /// Fees are rounded down per position and per unit of liquidity; nothing else is lost and nothing made.
  @Test func `everything paid in is collected or still held, and what is held covers what is owed`() {
    withEvery(cases: 150, seed: 21) { choices in
      var twin = try Twin(&choices)
      try mint(&choices, &twin)
      try choices.steps(upTo: 30) { choices in
        switch choices.weighted([5, 3, 2]) {
        case 0: try swap(&choices, &twin)
        case 1: try mint(&choices, &twin)
        default: try burn(&choices, &twin)
        }
      }
      // Everybody leaves.
      for position in twin.pool.positions {
        let earned = try twin.pool.owed(in: position.range, by: position.owner)
        var payout = (base: Amount<Base>.zero, quote: Amount<Quote>.zero)
        if position.liquidity > 0 {
          payout = try twin.pool.burn(position.liquidity, in: position.range, by: position.owner)
        }
        let paid = try twin.pool.collect(
          base: Amount(.max), quote: Amount(.max), in: position.range, by: position.owner)
        try hold(paid == (earned.base + payout.base, earned.quote + payout.quote), "owed was foretold")
        twin.paidOut[0] += Integer(paid.base.units)
        twin.paidOut[1] += Integer(paid.quote.units)
      }
      let shared = twin.pool.collectProtocol()
      twin.paidOut[0] += Integer(shared.base.units)
      twin.paidOut[1] += Integer(shared.quote.units)
      let left = [twin.pool.reserveBase.units, twin.pool.reserveQuote.units].map(Integer.init)
      for side in 0...1 {
        try holdEqual(twin.paidIn[side], twin.paidOut[side] + left[side], "conservation of token \(side)")
      }
      try hold(twin.pool.positions.isEmpty, "nobody is left")
      try hold(twin.pool.ticks.isEmpty, "no tick is left")
      try hold(twin.pool.liquidity == 0, "no liquidity is left")
    }
  }

  @Test func `pools in the same state are equal, however their positions came`() {
    withEvery(cases: 100) { choices in
      let spacing: Int32 = 60
      let root = try TickMath.sqrtRatio(at: Int32(choices.signed(upTo: 3000)))
      let empty = try ConcentratedPool(sqrtPriceX96: root, tickSpacing: spacing, convention: .v3)
      var entries: [(range: TickRange, liquidity: UInt128)] = []
      for _ in 0...choices.within(1...6) {
        entries.append((range(&choices, empty), choices.wide(bits: 80) + 1))
      }
      var (forward, backward) = (empty, empty)
      for entry in entries { _ = try forward.mint(entry.liquidity, in: entry.range, by: 1) }
      for entry in entries.reversed() { _ = try backward.mint(entry.liquidity, in: entry.range, by: 1) }
      // The same but for a unit of rounding per minting, when one range is minted in parts.
      try holdEqual(backward.ticks, forward.ticks, "ticks")
      try holdEqual(backward.positions, forward.positions, "positions")
      try holdEqual(backward, forward, "pool")
      // Minting and burning something else leaves only its rounding behind.
      let other = TickRange(lower: -60_000, upper: 60_000)
      let charge = try forward.mint(1_000_003, in: other, by: 2)
      let payout = try forward.burn(1_000_003, in: other, by: 2)
      _ = try forward.collect(base: Amount(.max), quote: Amount(.max), in: other, by: 2)
      try hold(charge.base.units - payout.base.units <= 1, "base dust")
      try hold(charge.quote.units - payout.quote.units <= 1, "quote dust")
      try holdEqual(forward.ticks, backward.ticks, "ticks again")
      try holdEqual(forward.positions, backward.positions, "positions again")
    }
  }

  @Test func `a round trip never profits`() {
    withEvery(cases: 300, seed: 5) { choices in
      var twin = try Twin(&choices)
      for _ in 0..<3 { try mint(&choices, &twin) }
      let fee = try Fee(choices.sized(below: 10_000), over: 1_000_000)
      let units = choices.word(bits: 90) + 1
      var pool = twin.pool
      if choices.chance(1, in: 2) {
        guard let out = try? pool.trade(.sellPaying(Amount(units)), fee: fee) else { return }
        guard let back = try? pool.trade(.buyPaying(out.fill.quote), fee: fee) else { return }
        try hold(back.fill.base <= out.fill.base, "no base is made", "\(out.fill) then \(back.fill)")
      } else {
        guard let out = try? pool.trade(.buyPaying(Amount(units)), fee: fee) else { return }
        guard let back = try? pool.trade(.sellPaying(out.fill.base), fee: fee) else { return }
        try hold(back.fill.quote <= out.fill.quote, "no quote is made", "\(out.fill) then \(back.fill)")
      }
    }
  }
}
