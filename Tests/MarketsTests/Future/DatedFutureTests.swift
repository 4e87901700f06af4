import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

@Suite("DatedFuture") struct DatedFutureTests {
  private func future(rate: Int128, yield: Int128, days: Int64 = 90, accounts: Int = 3) -> DatedFuture {
    DatedFuture(
      pair: ethUSDC, expiry: Instant.start + Duration(seconds: days * 86_400), rate: Ratio(wads: rate),
      yield: Ratio(wads: yield), accounts: accounts)
  }

  /// `e^x` between two fractions, by its series; for |x| ≤ 1 the rest after 40 terms is below 2⁻¹⁵⁰.
  private func exponential(_ x: Rational) throws -> (low: Rational, high: Rational) {
    var (sum, term) = (Rational.one, Rational.one)
    for k in 1...40 {
      term = try (term * x).divided(by: Rational(k))
      sum += term
    }
    let rest = try #require(Rational(1, over: Integer.powerOfTwo(150)))
    return (sum - rest, sum + rest)
  }

  @Test func `is priced at the spot carried to expiry, correctly rounded each way`() {
    withEvery("carry", cases: 200) { choices in
      let (rate, yield) = (choices.signed(upTo: 1 << 58), choices.signed(upTo: 1 << 58))
      let future = future(rate: Int128(rate), yield: Int128(yield), days: Int64(choices.within(0...365)))
      let spot = Price(wads: choices.wide(bits: 100))
      let left = Integer(Int(future.expiry.milliseconds))
      guard
        let x = Rational(
          (Integer(rate) - Integer(yield)) * left, over: Integer(31_536_000_000) * Integer(10).power(18))
      else { return }
      let (low, high) = try exponential(x)
      let value = Rational(Integer(spot.wads))
      for rounding in Rounding.allCases {
        let price = try future.price(spot: spot, at: .start, rounding: rounding)
        let expected = (value * low).rounded(rounding)
        // The series decides all but one case in 2⁵⁰.
        guard expected == (value * high).rounded(rounding) else { continue }
        if x.isZero {
          try holdEqual(price, spot, "without carry it is the spot")
        } else {
          try holdEqual(Integer(price.wads), expected, "\(rounding)")
        }
      }
    }
  }

  @Test func `a year at five per cent is the published e to the 0.05`() throws {
    let future = future(rate: 50_000_000_000_000_000, yield: 0, days: 365)
    // e^0.05 = 1.051271096376024039697…
    #expect(
      try future.price(spot: dollars(1), at: .start, rounding: .down).wads == 1_051_271_096_376_024_039)
    #expect(
      try future.price(spot: dollars(1), at: .start, rounding: .nearest).wads == 1_051_271_096_376_024_040)
    #expect(
      try future.price(spot: dollars(1), at: .start, rounding: .up).wads == 1_051_271_096_376_024_040)
  }

  @Test func `its basis is exactly zero at expiry and falls towards it`() throws {
    let future = future(rate: 100_000_000_000_000_000, yield: 20_000_000_000_000_000)
    var last: Int256?
    for day in 0...90 as ClosedRange<Int64> {
      let moment = Instant.start + Duration(seconds: day * 86_400)
      let basis = try future.basis(spot: dollars(3_000), at: moment, rounding: .nearest)
      if let last { #expect(basis < last) }
      last = basis
    }
    #expect(last == 0)
    for rounding in Rounding.allCases {
      #expect(try future.basis(spot: Price(wads: 1), at: future.expiry, rounding: rounding) == 0)
    }
    let backward = self.future(rate: 0, yield: 50_000_000_000_000_000)
    #expect(try backward.basis(spot: dollars(3_000), at: .start, rounding: .up) < 0)
  }

  @Test func `settlement is exact and sums to zero`() {
    withEvery("settlement", cases: 200) { choices in
      let count = choices.within(2...5)
      var future = future(rate: 0, yield: 0, accounts: count)
      var model = Array(repeating: Integer.zero, count: count)
      var sizes = model
      for _ in 0..<choices.within(0...12) {
        let (seller, buyer) = (choices.within(0...(count - 1)), choices.within(0...(count - 1)))
        let size = Amount<Base>(Word256(choices.wide(bits: 100)))
        let price = Price(wads: choices.wide(bits: 100))
        guard (try? future.trade(size, at: price, from: seller, to: buyer, at: .start)) != nil else {
          continue
        }
        sizes[buyer] += Integer(size.units)
        sizes[seller] -= Integer(size.units)
        model[buyer] -= Integer(size.units) * Integer(price.wads)
        model[seller] += Integer(size.units) * Integer(price.wads)
      }
      let settled = Price(wads: choices.wide(bits: 100))
      try future.settle(at: settled, on: future.expiry)
      for account in 0..<count {
        try holdEqual(
          Integer(future.gains[account]), model[account] + sizes[account] * Integer(settled.wads), "the gain")
      }
      try holdEqual(future.gains.reduce(.zero, +), .zero, "gains sum to zero")
      try hold(future.sizes.allSatisfy(\.isZero), "nothing is left open")
      try holdEqual(future.settlementPrice, settled, "the price is kept")
    }
  }

  @Test func `refusals come in order and change nothing`() throws {
    var future = future(rate: 0, yield: 0)
    let early = future
    let late = future.expiry + Duration(milliseconds: 1)
    #expect(throws: FutureRefusal.expiryMustNotHavePassed) {
      try future.price(spot: dollars(1), at: late, rounding: .down)
    }
    #expect(throws: FutureRefusal.expiryMustNotHavePassed) {
      try future.trade(.zero, at: dollars(1), from: 9, to: 9, at: future.expiry)
    }
    #expect(throws: FutureRefusal.accountMustExist) {
      try future.trade(.zero, at: dollars(1), from: 0, to: 3, at: .start)
    }
    #expect(throws: FutureRefusal.accountMustExist) {
      try future.trade(.zero, at: dollars(1), from: -1, to: 0, at: .start)
    }
    #expect(throws: FutureRefusal.partiesMustDiffer) {
      try future.trade(.zero, at: dollars(1), from: 1, to: 1, at: .start)
    }
    #expect(throws: FutureRefusal.sizeMustBePositive) {
      try future.trade(.zero, at: dollars(1), from: 0, to: 1, at: .start)
    }
    #expect(throws: FutureRefusal.valueMustFit) {
      try future.trade(Amount(.max), at: dollars(1), from: 0, to: 1, at: .start)
    }
    #expect(throws: FutureRefusal.expiryMustHaveCome) { try future.settle(at: dollars(1), on: .start) }
    #expect(future == early)
    try future.settle(at: dollars(1), on: late)
    let settled = future
    #expect(throws: FutureRefusal.expiryMustNotHavePassed) { try future.settle(at: dollars(2), on: late) }
    #expect(throws: FutureRefusal.expiryMustNotHavePassed) {
      try future.trade(Amount(1), at: dollars(1), from: 0, to: 1, at: .start)
    }
    #expect(future == settled)
    let steep = self.future(rate: .max / 2, yield: 0, days: 3_650)
    #expect(throws: FutureRefusal.priceMustBeCertified(.argumentMustNotExceed(limit: 2_000))) {
      try steep.price(spot: dollars(1), at: .start, rounding: .down)
    }
    let high = self.future(rate: 1_000_000_000_000_000_000, yield: 0, days: 365 * 100)
    #expect(throws: FutureRefusal.valueMustFit) {
      try high.price(spot: dollars(1), at: .start, rounding: .down)
    }
  }
}
