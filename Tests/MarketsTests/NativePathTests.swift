import Exact
import TestKit
import Testing
import Units

@testable import Markets

/// The paths chosen by range must be the wide formula, whichever is taken.
@Suite("ConstantProduct, native paths") struct NativePathTests {
  private func fees() throws -> [Fee] {
    [
      .zero, try thirtyBasisPoints(), try Fee(1, over: 10_000), try Fee(1, over: 2), try Fee(2, over: 3),
      try Fee(999_999_999_999, over: 1_000_000_000_000), try Fee(1, over: 1_000_000_000_000),
    ]
  }

  private func check(input: UInt128, reserveIn: UInt128, reserveOut: UInt128, fee: Fee) {
    let output = ConstantProductMath.output(
      for: input, reserveIn: reserveIn, reserveOut: reserveOut, fee: fee)
    let wide = ConstantProductMath.wideOutput(
      for: input, reserveIn: reserveIn, reserveOut: reserveOut, fee: fee)
    #expect(output == wide, "\(input) into \(reserveIn), \(reserveOut) at \(fee)")
  }

  @Test func `an output is the wide output at every border of the range`() throws {
    var amounts: [UInt128] = [1, 2, 3]
    for bits in [32, 52, 53, 63, 64, 65, 99, 100, 101, 111, 112] as [UInt128] {
      amounts += [(1 << bits) - 1, 1 << bits, (1 << bits) + 1]
    }
    amounts = amounts.filter { $0 <= ConstantProductMath.maximumBalance }
    for fee in try fees() {
      for input in amounts where input.nonzeroBitCount != 1 || input < 4 {
        for reserveIn in amounts {
          for reserveOut in amounts {
            check(input: input, reserveIn: reserveIn, reserveOut: reserveOut, fee: fee)
          }
        }
      }
    }
  }

  @Test func `an output is the wide output for reserves of every size`() throws {
    var dice = TestDice(state: 71)
    for fee in try fees() {
      for _ in 0..<(isSoaking ? 150_000 : 2_000) {
        check(
          input: dice.word(bits: 112).low, reserveIn: max(dice.word(bits: 112).low, 1),
          reserveOut: dice.word(bits: 112).low, fee: fee)
      }
    }
  }

  /// `out · (d − n) > in · d` for each side, in integers without bound.
  private func openSide(_ pool: ConstantProduct, at price: Price, in pair: Pair) -> TradeSide? {
    let base = Integer(pool.reserveBase.units) * Integer(price.wads)
    let quote = Integer(pool.reserveQuote.units) * Integer(pair.finePerQuoteUnit)
    let (full, kept) = (
      Integer(pool.fee.denominator), Integer(pool.fee.denominator) - Integer(pool.fee.numerator)
    )
    if base * kept > quote * full { return .buying }
    return quote * kept > base * full ? .selling : nil
  }

  @Test func `the side that could pay and its closed form are those of unbounded integers`() throws {
    var dice = TestDice(state: 72)
    let pairs = [(18, 18), (18, 6), (6, 18), (8, 6)].map { base, quote in
      Pair(base: Token(symbol: "B", decimals: base), quote: Token(symbol: "Q", decimals: quote))
    }
    var (sides, inputs, idle) = (0, 0, 0)
    for fee in try fees() {
      for round in 0..<(isSoaking ? 40_000 : 1_500) {
        let pair = pairs[round % pairs.count]
        let base = max(dice.word(bits: 112), 1)
        var quote = max(dice.word(bits: 112), 1)
        var price = Price(wads: max(dice.word(bits: 128).low, 1))
        if round % 2 == 0, let near = Self.quote(besides: base, at: price, in: pair) {
          quote = near
        } else if round % 4 == 1 {
          // Where both sides weigh about the same: the price of the pool itself.
          let ratio = Integer(quote) * Integer(pair.finePerQuoteUnit) / Integer(base)
          if let wads = ratio.asWord256?.asUInt128, wads > 0 { price = Price(wads: wads) }
        }
        let pool = try pool(base, quote, fee: fee)
        let side = openSide(pool, at: price, in: pair)
        #expect(pool.openSide(at: price, in: pair)?.side == side)
        let form = pool.closedFormInput(at: price, in: pair)
        guard let side else {
          #expect(form == nil)
          #expect(pool.arbitrage(at: price, in: pair, gas: .zero) == nil)
          idle += 1
          continue
        }
        sides += 1
        let expected = closedForm(pool, side, at: price, in: pair)
        #expect(form?.units == expected, "\(pool) at \(price)")
        if let form {
          inputs += 1
          #expect(form.side == side)
        }
      }
    }
    #expect(sides > 100)
    #expect(inputs > 100)
    #expect(idle > 100)
  }

  /// The quote reserve that makes a pool of `base` fair at a price, if it fits.
  private static func quote(besides base: Word256, at price: Price, in pair: Pair) -> Word256? {
    let worth = Integer(base) * Integer(price.wads) / Integer(pair.finePerQuoteUnit)
    guard let quote = worth.asWord256, !quote.isZero else { return nil }
    return quote <= Word256(ConstantProductMath.maximumBalance) ? quote : nil
  }

  /// `⌊(⌊√⌊R_i·R_o·(d − n)·v ÷ (d·u)⌋⌋ − R_i)·d ÷ (d − n)⌋` where it is above 0, the inner quotient fits 256 bits.
  private func closedForm(
    _ pool: ConstantProduct, _ side: TradeSide, at price: Price, in pair: Pair
  ) -> Word256? {
    let (base, quote) = (Integer(pool.reserveBase.units), Integer(pool.reserveQuote.units))
    let (unit, wads) = (Integer(pair.finePerQuoteUnit), Integer(price.wads))
    let full = Integer(pool.fee.denominator)
    let kept = full - Integer(pool.fee.numerator)
    let reserve = side == .buying ? quote : base
    let (paid, received) = side == .buying ? (unit, wads) : (wads, unit)
    let square = base * quote * kept * received / (full * paid)
    guard square.asWord256 != nil else { return nil }
    let excess = square.squareRoot(rounding: .down) - reserve
    guard excess.signum > 0 else { return nil }
    let input = excess * full / kept
    return input.isZero ? nil : input.asWord256
  }
}
