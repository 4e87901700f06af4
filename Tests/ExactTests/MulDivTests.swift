import Exact
import Testing

@Suite("Word256.mulDiv") struct MulDivTests {
  /// Checks one case against multiplication in the model, refusals included.
  private func check(_ a: Word256, _ b: Word256, over divisor: Word256, _ rounding: Rounding) {
    let numerator = NaturalModel(a) * NaturalModel(b)
    let result = Result { () throws(ArithmeticRefusal) in
      try Word256.mulDiv(a, b, over: divisor, rounding: rounding)
    }
    switch result {
    case .success(let quotient):
      #expect(
        isRounded(NaturalModel(quotient), numerator, over: NaturalModel(divisor), rounding),
        "\(a) · \(b) ÷ \(divisor) \(rounding)")
    case .failure(let refusal):
      #expect(refusal == .resultMustFit)
      // The refused result is 2²⁵⁶ or more: the largest word is not the rounded quotient, and the exact one is above it.
      let largest = NaturalModel(.max)
      #expect(largest * NaturalModel(divisor) < numerator)
      #expect(!isRounded(largest, numerator, over: NaturalModel(divisor), rounding))
    }
  }

  @Test("boundary operands", arguments: Rounding.allCases)
  func boundaries(_ rounding: Rounding) {
    for a in boundaryWords {
      for b in boundaryWords where b >= a {
        for divisor in boundaryWords where !divisor.isZero { check(a, b, over: divisor, rounding) }
      }
    }
  }

  @Test("random operands of every length", arguments: Rounding.allCases)
  func random(_ rounding: Rounding) {
    var dice = WordDice(state: 6)
    for _ in 0..<4000 {
      let divisor = dice.word()
      if divisor.isZero { continue }
      check(dice.word(), dice.word(), over: divisor, rounding)
    }
  }

  @Test func `ties go to the even neighbour`() throws {
    #expect(try Word256.mulDiv(5, 1, over: 2, rounding: .nearest) == 2)
    #expect(try Word256.mulDiv(7, 1, over: 2, rounding: .nearest) == 4)
    #expect(try Word256.mulDiv(.max, 3, over: 6, rounding: .nearest) == .one << 255)
  }

  @Test func `a quotient that rounding lifts to 2²⁵⁶ is refused`() throws {
    // (2²⁵⁶ − 1) · (2²⁵⁵ + 1) ÷ (2²⁵⁵ + 1) is exact; with one factor larger the quotient exceeds the range by a fraction.
    let divisor = (Word256.one << 255) + 1
    #expect(try Word256.mulDiv(.max, divisor, over: divisor, rounding: .up) == .max)
    let (a, b) = (Word256.one << 200, (Word256.one << 100) + 1)
    let over = Word256.one << 44
    #expect(throws: ArithmeticRefusal.resultMustFit) { try Word256.mulDiv(a, b, over: over, rounding: .down) }
    #expect(try Word256.mulDiv(.max, .max - 1, over: .max, rounding: .up) == .max - 1)
  }
}

@Suite("Word256.squareRoot") struct SquareRootTests {
  private func check(_ a: Word256) {
    let model = NaturalModel(a)
    let one = NaturalModel(digits: [1])
    let down = NaturalModel(a.squareRoot(rounding: .down))
    #expect(down * down <= model, "√\(a)")
    #expect(model < (down + one) * (down + one), "√\(a)")
    let up = a.squareRoot(rounding: .up)
    #expect(NaturalModel(up) == (down * down == model ? down : down + one), "√\(a)")
    let nearest = NaturalModel(a.squareRoot(rounding: .nearest))
    // Nearest: (2n − 1)² < 4a < (2n + 1)², the lower side only where n is positive.
    let twice = nearest + nearest
    let four = model + model + model + model
    #expect(four < (twice + one) * (twice + one), "√\(a)")
    #expect(twice * twice + one < four + twice + twice || nearest.digits.isEmpty, "√\(a)")
  }

  @Test func `boundaries, perfect squares and their neighbours`() {
    for word in boundaryWords { check(word) }
    for root in boundaryWords where root.high == 0 {
      let square = root * root
      check(square)
      if !square.isZero { check(square - 1) }
      check(square + 1)
      if let wide = try? square.adding(root) {
        check(wide)
        check(wide + 1)
      }
    }
    #expect(Word256.max.squareRoot(rounding: .up) == .one << 128)
    #expect(Word256.max.squareRoot(rounding: .down) == (.one << 128) - 1)
  }

  @Test func `random words of every length and squares beside them`() {
    var dice = WordDice(state: 7)
    for _ in 0..<4000 {
      check(dice.word())
      let root = dice.word(bits: 128)
      check(root * root)
      if !root.isZero { check(root * root - 1) }
    }
  }

  @Test func `every small number`() {
    for value in 0..<2000 as Range<UInt64> { check(Word256(value)) }
  }
}
