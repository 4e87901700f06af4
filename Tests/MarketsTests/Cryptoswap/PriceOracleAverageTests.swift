import Exact
import Markets
import Properties
import TestKit
import Testing

@Suite("PriceOracleAverage") struct PriceOracleAverageTests {
  private let wad: UInt128 = 1_000_000_000_000_000_000

  @Test(
    "the published averages",
    arguments: [("ema_price_oracle", PriceOracleAverage.Reader.pool), ("ema_price_oracle_view", .view)])
  func published(_ function: String, _ reader: PriceOracleAverage.Reader) throws {
    for vector in try Vector.all(in: "curve_fee_gamma", of: function) {
      let weight = try PriceOracleAverage.weight(
        after: UInt64(try vector.field("dt").integer), period: UInt64(try vector.field("ma_time").integer),
        for: reader)
      #expect(try Word256(weight) == vector.output("alpha"), "\(vector.id)")
      let average = PriceOracleAverage.updated(
        try vector.input("price_oracle").low, last: try vector.input("last_price").low,
        scale: try vector.input("price_scale").low, weight: weight)
      #expect(try Word256(average) == vector.output("newOracle"), "\(vector.id)")
    }
  }

  @Test func `the published exponentials`() throws {
    for vector in try Vector.all(in: "curve_fee_gamma", of: "wad_exp") {
      let x = try #require(Int128(try vector.field("x").text))
      let value = try WadExponential.exponential(x)
      let exact = vector.out?["exact_derived"] ?? vector.result("value")
      #expect(try value == exact.word, "\(vector.id)")
    }
  }

  @Test func `an exponential is certified, rounded down`() {
    withEvery("certified", cases: 300) { choices in
      let x = UInt128(choices.sized(below: UInt64.max)) * 3
      guard let exponent = Rational(-Integer(x), over: Integer(wad)) else { return }
      let exact = try CertifiedFunction.exponential.value(at: exponent, rounding: .down)
      try holdEqual(Integer(WadExponential.decay(x)), exact, "e to the minus x")
    }
  }

  @Test func `decays from 1 to 0 and refuses above its limit`() throws {
    #expect(WadExponential.decay(0) == wad)
    #expect(WadExponential.decay(1) == wad - 1)
    #expect(WadExponential.decay(41_446_531_673_892_822_312) == 1)
    #expect(WadExponential.decay(41_446_531_673_892_822_313) == 0)
    #expect(WadExponential.decay(.max) == 0)
    let limit = WadExponential.limit
    #expect(try WadExponential.exponential(limit - 1).significantBits == 255)
    #expect(throws: WadExponentialRefusal.exponentMustStayBelowLimit(limit)) {
      _ = try WadExponential.exponential(limit)
    }
  }

  @Test func `an average lies between the old one and the capped price`() {
    withEvery("between", cases: 300) { choices in
      let (oracle, last, scale) = (choices.wide(), choices.wide(), choices.wide())
      let weight = try PriceOracleAverage.weight(
        after: choices.sized(below: .max), period: choices.sized(below: 1 << 40) + 2, for: .view)
      let price = scale >> 127 == 1 ? last : min(last, 2 * scale)
      let average = PriceOracleAverage.updated(oracle, last: last, scale: scale, weight: weight)
      try hold(average >= min(oracle, price), "not below both")
      try hold(average <= max(oracle, price), "not above both")
    }
  }

  @Test func `refuses a period of 0, and 1 in the view`() {
    #expect(throws: PriceOracleAverageRefusal.periodMustBePositive) {
      _ = try PriceOracleAverage.weight(after: 1, period: 0, for: .pool)
    }
    #expect(throws: PriceOracleAverageRefusal.periodMustBePositive) {
      _ = try PriceOracleAverage.weight(after: 1, period: 1, for: .view)
    }
  }
}
