import Exact
import Markets
import Properties
import TestKit
import Testing

@Suite("SlidingFactors") struct SlidingFactorsTests {
  private func factor(_ field: Field) throws -> UInt128 { try field.word.low }

  @Test func `the published factors`() throws {
    for vector in try Vector.all(in: "algebra_adaptive_fee", of: "slidingFactors") {
      let sensitivity = UInt16(try vector.field("priceChangeFactor").integer)
      var factors = SlidingFactors()
      for move in try vector.field("moves").list {
        let ticks = try move.list
        factors = factors.moved(
          from: try ticks[0].integer, to: try ticks[1].integer, sensitivity: sensitivity)
      }
      #expect(try factors.selling == factor(vector.result("zeroToOneExact_derived")), "\(vector.id)")
      #expect(try factors.buying == factor(vector.result("oneToZeroExact_derived")), "\(vector.id)")
    }
  }

  @Test func `the published fees`() throws {
    for vector in try Vector.all(in: "algebra_adaptive_fee", of: "slidingFee") {
      var factors = SlidingFactors(selling: try factor(vector.field("zeroToOneFactor")))
      #expect(try factors.buying == factor(vector.field("oneToZeroFactor")))
      factors = factors.moved(
        from: try vector.field("lastTick").integer, to: try vector.field("currentTick").integer,
        sensitivity: UInt16(try vector.field("priceChangeFactor").integer))
      let side: TradeSide = try vector.field("zeroToOne").flag ? .selling : .buying
      let fee = factors.millionths(base: UInt64(try vector.field("baseFee").integer), side)
      #expect(try Word256(fee) == vector.output("fee"), "\(vector.id)")
    }
  }

  @Test func `the published sequences`() throws {
    for vector in try Vector.all(in: "algebra_adaptive_fee", of: "slidingSequence") {
      var factors = SlidingFactors()
      let base = UInt64(try vector.field("baseFee").integer)
      for step in try vector.result("steps").list {
        factors = factors.moved(
          from: try step["lastTick"].integer, to: try step["currentTick"].integer,
          sensitivity: UInt16(try vector.field("priceChangeFactor").integer))
        let side: TradeSide = try step["zeroToOne"].flag ? .selling : .buying
        #expect(try Word256(factors.millionths(base: base, side)) == step["fee"].word, "\(vector.id)")
        #expect(try factors.selling == factor(step["zeroToOneFactor"]), "\(vector.id)")
        #expect(try factors.buying == factor(step["oneToZeroFactor"]), "\(vector.id)")
      }
    }
  }

  @Test func `a rising price makes selling cheaper and buying dearer, never past 0 and 2`() {
    withEvery("direction", cases: 500) { choices in
      let start = SlidingFactors(
        selling: min(choices.wide(bits: 97), 2 * SlidingFactors.one))
      let ticks = (choices.signed(upTo: 887_272), choices.signed(upTo: 887_272))
      let end = start.moved(
        from: ticks.0, to: ticks.1, sensitivity: UInt16(choices.sized(below: 65_536)))
      try holdEqual(end.selling + end.buying, 2 * SlidingFactors.one, "the factors sum to 2")
      try hold(ticks.1 >= ticks.0 || end.selling >= start.selling, "a fall makes selling dearer")
      try hold(ticks.1 <= ticks.0 || end.selling <= start.selling, "a rise makes selling cheaper")
      for side in TradeSide.allCases {
        let fee = end.millionths(base: choices.sized(below: 65_536), side)
        try hold((1...65_535).contains(fee), "a fee of 1 to 65,535 millionths")
      }
    }
  }
}
