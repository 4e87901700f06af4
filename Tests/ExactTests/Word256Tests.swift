import Exact
import Testing

@Suite("Word256") struct Word256Tests {
  @Test func `products equal the schoolbook product in all 512 bits`() {
    for a in boundaryWords {
      for b in boundaryWords {
        let (high, low) = a.multipliedFullWidth(by: b)
        let product = NaturalModel(high) * .power(ofTwo: 256) + NaturalModel(low)
        #expect(product == NaturalModel(a) * NaturalModel(b), "\(a) · \(b)")
      }
    }
    var dice = WordDice(state: 1)
    for _ in 0..<2000 {
      let (a, b) = (dice.word(), dice.word())
      let (high, low) = a.multipliedFullWidth(by: b)
      let product = NaturalModel(high) * .power(ofTwo: 256) + NaturalModel(low)
      #expect(product == NaturalModel(a) * NaturalModel(b), "\(a) · \(b)")
    }
  }

  @Test func `the product with a limb equals the general product`() {
    var dice = WordDice(state: 2)
    for _ in 0..<2000 {
      let (a, b) = (dice.word(), dice.next())
      let short = a.multipliedReportingOverflow(by: b)
      let general = a.multipliedReportingOverflow(by: Word256(b))
      #expect(short.partialValue == general.partialValue, "\(a) · \(b)")
      #expect(short.overflow == general.overflow, "\(a) · \(b)")
      let full = a.multipliedFullWidth(by: b)
      #expect(Word256(full.high) == a.multipliedFullWidth(by: Word256(b)).high, "\(a) · \(b)")
    }
  }

  @Test func `the quotient times the divisor plus the remainder is the dividend`() throws {
    var dice = WordDice(state: 3)
    let pairs =
      boundaryWords.flatMap { a in boundaryWords.map { (a, $0) } }
      + (0..<4000).map { _ in (dice.word(), dice.word()) }
    for (a, divisor) in pairs where !divisor.isZero {
      let (quotient, remainder) = try a.quotientAndRemainder(dividingBy: divisor)
      #expect(remainder < divisor, "\(a) ÷ \(divisor)")
      let product = NaturalModel(quotient) * NaturalModel(divisor)
      #expect(product + NaturalModel(remainder) == NaturalModel(a), "\(a) ÷ \(divisor)")
    }
  }

  @Test func `a zero divisor is refused before anything else`() {
    #expect(throws: ArithmeticRefusal.divisorMustNotBeZero) {
      try Word256.one.quotientAndRemainder(dividingBy: .zero)
    }
    #expect(throws: ArithmeticRefusal.divisorMustNotBeZero) {
      try Word256.one.divided(by: .zero, rounding: .up)
    }
    #expect(throws: ArithmeticRefusal.divisorMustNotBeZero) {
      try Word256.mulDiv(.max, .max, over: .zero, rounding: .down)
    }
  }

  @Test func `sums differences and products that do not fit are refused`() {
    #expect(throws: ArithmeticRefusal.resultMustFit) { try Word256.max.adding(1) }
    #expect(throws: ArithmeticRefusal.resultMustNotBeNegative) { try Word256.zero.subtracting(1) }
    #expect(throws: ArithmeticRefusal.resultMustFit) { try Word256.max.multiplied(by: 2) }
  }

  @Test func `shifts are products and quotients by powers of two`() throws {
    var dice = WordDice(state: 4)
    for count in 0..<256 {
      let a = dice.word()
      let power = Word256.one << count
      #expect(a >> count == (try a.quotientAndRemainder(dividingBy: power)).quotient)
      #expect(a << count == a.multipliedFullWidth(by: power).low)
    }
    #expect(Word256.max >> 256 == 0)
    #expect(Word256.max << 300 == 0)
  }

  @Test func `text and value round trip`() {
    var dice = WordDice(state: 5)
    for word in boundaryWords + (0..<500).map({ _ in dice.word() }) {
      #expect(Word256(word.description) == word)
    }
    #expect(
      Word256.max.description
        == "115792089237316195423570985008687907853269984665640564039457584007913129639935")
    #expect((Word256.one << 128).description == "340282366920938463463374607431768211456")
    #expect(Word256("0007") == 7)
  }

  @Test(
    "text that is not a word is refused",
    arguments: [
      "", "-1", "+1", " 1", "1_000", "1e3", "0x10", "٣",
      "115792089237316195423570985008687907853269984665640564039457584007913129639936",
      "999999999999999999999999999999999999999999999999999999999999999999999999999999999",
    ])
  func refusedText(_ text: String) {
    #expect(Word256(text) == nil)
  }
}
