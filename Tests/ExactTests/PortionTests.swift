import TestKit
import Testing

@testable import Exact

@Suite("UInt128.flooredPortion") struct PortionTests {
  /// Compares one case with GMP.
  private func check(_ whole: UInt128, _ part: UInt128, of total: UInt128) {
    let portion = whole.flooredPortion(part, of: total)
    let exact = (Integer(whole) * Integer(part)).divided(by: Integer(total), rounding: .down)
    #expect(Integer(portion) == exact, "⌊\(whole) · \(part) ÷ \(total)⌋")
  }

  private func powers(upTo bits: Int) -> [UInt128] {
    var words: [UInt128] = [0, 1, 2, 3]
    for exponent in [11, 28, 36, 52, 53, 63, 64, 65, 75, 76, 99, 100, 115, 116, 117, 126, 127]
    where exponent < bits {
      let power = UInt128(1) << UInt128(exponent)
      words += [power - 1, power, power + 1, power | power >> 1]
    }
    words.append(bits == 128 ? .max : (1 << UInt128(bits)) - 1)
    return words.filter { bits == 128 || $0 >> UInt128(bits) == 0 }
  }

  @Test func `boundary operands`() {
    let wholes = powers(upTo: 100)
    let totals = powers(upTo: 128)
    for total in totals where total > 0 {
      for part in totals + [total / 2, total / 3, total - 1] where part <= total {
        for whole in wholes { check(whole, part, of: total) }
      }
    }
  }

  @Test func `random operands of every length`() {
    var dice = WordDice(state: 21)
    for _ in 0..<(isSoaking ? 1_000_000 : 20_000) {
      let (a, b) = (dice.word(bits: 128).low, dice.word(bits: 128).low)
      let total = max(a, b)
      if total == 0 { continue }
      check(dice.word(bits: 100).low, min(a, b), of: total)
    }
  }

  @Test func `quotients that are whole and their neighbours`() {
    var dice = WordDice(state: 22)
    for _ in 0..<(isSoaking ? 200_000 : 4_000) {
      let part = dice.word(bits: 64).low + 1
      let count = dice.word(bits: 60).low + 1
      let total = part * count
      let whole = dice.word(bits: 40).low * count
      check(whole, part, of: total)
      if whole > 0 { check(whole - 1, part, of: total) }
      check(whole + 1, part, of: total)
      // All but one of a total: one less than the whole, until the whole exceeds the total.
      check(whole, total - 1, of: total)
      check(dice.word(bits: 100).low, total, of: total)
    }
  }

  @Test func `every small case`() {
    for total in 1...24 as ClosedRange<UInt128> {
      for part in 0...total {
        for whole in 0...40 as ClosedRange<UInt128> {
          #expect(whole.flooredPortion(part, of: total) == whole * part / total)
        }
      }
    }
  }

  @Test func `the estimate is below the inverse and within the bound of the proof`() {
    var dice = WordDice(state: 23)
    let first: UInt64 = 1 << 63
    var tops: [UInt64] = [first, first + 1, .max, .max - 1]
    for shift in 0..<63 { tops += [first | 1 << UInt64(shift), .max &- 1 << UInt64(shift)] }
    for step in 0..<8 as Range<UInt64> {
      tops += [first + step << 11, first + step << 11 - 1, .max - step << 11]
    }
    for _ in 0..<(isSoaking ? 1_000_000 : 20_000) { tops.append(dice.next() | first) }
    for top in tops where top >= first {
      let inverse = Word256(UInt128.inverseEstimate(ofTop: top)) + (.one << 64)
      let (least, most) = (Word256(UInt128(top) << 64), Word256(UInt128(top) << 64 | UInt128(UInt64.max)))
      #expect(inverse * most < .one << 192, "\(top)")
      // (1 + 2.6 · 2⁻⁵²) V D > 2¹⁹², times 10 · 2⁵².
      #expect(inverse * least > (Word256.one << 192) - ((Word256.one << 140) * 26 / 10), "\(top)")
    }
  }
}

extension Word256 {
  fileprivate static func / (a: Word256, b: Word256) -> Word256 {
    guard let quotient = try? a.divided(by: b, rounding: .up) else { preconditionFailure("\(a) ÷ \(b)") }
    return quotient
  }
}

@Suite("Word256.flooredSquareRoot(over:)") struct QuotientRootTests {
  /// `z² d ≤ a < (z + 1)² d`, in GMP.
  private func check(_ a: Word256, over divisor: UInt128) {
    let root = Integer(a.flooredSquareRoot(over: divisor))
    let (d, value, next) = (Integer(divisor), Integer(a), root + .one)
    #expect(root * root * d <= value, "√(\(a) ÷ \(divisor))")
    #expect(value < next * next * d, "√(\(a) ÷ \(divisor))")
  }

  @Test func `boundary operands`() {
    for a in boundaryWords {
      for divisor in boundaryWords where divisor.high == 0 && !divisor.isZero { check(a, over: divisor.low) }
    }
  }

  @Test func `random operands, and squares with their neighbours`() {
    var dice = WordDice(state: 24)
    for _ in 0..<(isSoaking ? 300_000 : 6_000) {
      let divisor = max(dice.word(bits: 128).low, 1)
      check(dice.word(), over: divisor)
      let root = Word256(dice.word(bits: 104).low)
      guard let square = try? (root * root).multiplied(by: Word256(divisor)) else { continue }
      check(square, over: divisor)
      if !square.isZero { check(square - 1, over: divisor) }
      if let above = try? square.adding(1) { check(above, over: divisor) }
    }
  }

  @Test func `whatever the candidate, it becomes the root or nothing`() {
    var dice = WordDice(state: 25)
    for _ in 0..<4_000 {
      let root = UInt128(1) << 60 | dice.word(bits: 90).low
      let divisor = max(dice.word(bits: 50).low, 1)
      let square = Word256(root) * Word256(root) * Word256(divisor)
      let within = (Word256(root) * Word256(divisor)) * 2
      for value in [square, square + 1, square + within] {
        for candidate in [root - 1, root, root + 1] {
          #expect(value.settled(candidate, over: divisor) ?? root == root, "\(value) ÷ \(divisor)")
        }
        #expect(value.settled(root, over: divisor) == root)
        #expect(value.settled(root + 1, over: divisor) == root)
        for far in [root - 3, root + 3, 0, .max] { #expect(value.settled(far, over: divisor) == nil) }
      }
    }
  }
}

@Suite("Products in line") struct InlineProductTests {
  @Test func `with one limb and with 128 bits they are the product`() {
    var dice = WordDice(state: 26)
    for word in boundaryWords + (0..<2_000).map({ _ in dice.word() }) {
      for other in boundaryWords where other.high == 0 {
        let exact = word.multipliedFullWidth(by: other)
        let wide = word.multipliedFullWidth(by: other.low)
        #expect(wide.low == exact.low)
        #expect(Word256(wide.high) == exact.high)
        guard other.low.highLimb == 0 else { continue }
        let narrow = word.multipliedFullWidth(by: other.low.lowLimb)
        #expect(narrow.low == exact.low)
        #expect(Word256(narrow.high) == exact.high)
      }
    }
  }

  @Test func `signed products agree with GMP in line and beyond`() throws {
    var dice = WordDice(state: 27)
    for _ in 0..<4_000 {
      let (a, b) = (dice.word(bits: 255), dice.word(bits: 255))
      guard let left = Int256(negative: dice.next() & 1 == 1, magnitude: a) else { continue }
      guard let right = Int256(negative: dice.next() & 1 == 1, magnitude: b) else { continue }
      let exact = Integer(left) * Integer(right)
      guard let product = exact.asInt256 else {
        #expect(throws: ArithmeticRefusal.resultMustFit) { try left.multiplied(by: right) }
        continue
      }
      #expect(left * right == product)
      #expect(try left.multiplied(by: right) == product)
    }
  }
}
