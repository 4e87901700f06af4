import Exact
import Properties
import Testing

@Suite("Choices") struct ChoicesTests {
  /// Everything a case can choose, as text.
  static func everything(_ choices: inout Choices) -> String {
    var said: [String] = []
    said.append("\(choices.below(10)) \(choices.within(-3...3)) \(choices.within(Int.min...Int.max))")
    said.append("\(choices.sized(below: 1 << 40)) \(choices.sized(below: 1)) \(choices.signed(upTo: 1000))")
    said.append("\(choices.wide()) \(choices.wide(bits: 0)) \(choices.word()) \(choices.word(bits: 130))")
    said.append("\(choices.chance(3, in: 10)) \(choices.oneOf(["a", "b"])) \(choices.weighted([0, 5, 1]))")
    choices.steps(upTo: 5) { choices in
      said.append("outer \(choices.below(3))")
      choices.steps(upTo: 3) { said.append("inner \($0.below(2))") }
    }
    return said.joined(separator: "; ")
  }

  @Test func `a record gives the same case again`() {
    for number in 0..<300 as Range<UInt32> {
      var fresh = Choices(seed: 1, case: number)
      let said = Self.everything(&fresh)
      var again = Choices(replaying: fresh.record)
      #expect(Self.everything(&again) == said)
      #expect(again.record == fresh.record)
    }
  }

  @Test func `any list of numbers is a case, and normalizes once`() {
    for number in 0..<300 as Range<UInt32> {
      var source = Choices(seed: 2, case: number)
      var junk: [UInt64] = []
      source.steps(upTo: 40) { junk.append(UInt64(truncatingIfNeeded: $0.wide(bits: 64))) }
      var first = Choices(replaying: junk)
      let said = Self.everything(&first)
      var second = Choices(replaying: first.record)
      #expect(Self.everything(&second) == said)
      #expect(second.record == first.record)
    }
  }

  @Test func `no choices are the simplest choices`() {
    var none = Choices(replaying: [])
    #expect(none.below(10) == 0)
    #expect(none.within(-3...9) == -3)
    #expect(none.sized(below: 100) == 0)
    #expect(none.signed(upTo: 5) == 0)
    #expect(none.wide() == 0)
    #expect(none.word() == .zero)
    #expect(none.oneOf([4, 5]) == 4)
    #expect(none.weighted([1, 9]) == 0)
    let heads = none.chance(9, in: 10)
    #expect(!heads)
    var rounds = 0
    none.steps(upTo: 9) { _ in rounds += 1 }
    #expect(rounds == 0)
  }

  @Test func `a number at its bound or above counts as the last below it`() {
    var choices = Choices(replaying: [10, 11, .max])
    #expect(choices.below(10) == 9)
    #expect(choices.within(5...8) == 8)
    #expect(choices.oneOf(["a", "b", "c"]) == "c")
    #expect(choices.record == [9, 3, 2])
  }

  @Test func `signed choices count 0, 1, −1, 2, −2`() {
    var choices = Choices(replaying: [0, 1, 2, 3, 4, 5])
    var seen: [Int] = []
    for _ in 0..<6 { seen.append(choices.signed(upTo: 2)) }
    #expect(seen == [0, 1, -1, 2, -2, -2])
  }

  @Test func `every outcome of a small range comes up, the ends too`() {
    var uniform: [UInt64: Int] = [:]
    var sized: [UInt64: Int] = [:]
    var indices: [Int: Int] = [:]
    var lengths: [Int: Int] = [:]
    for number in 0..<2_000 as Range<UInt32> {
      var choices = Choices(seed: 3, case: number)
      uniform[choices.below(7), default: 0] += 1
      sized[choices.sized(below: 9), default: 0] += 1
      indices[choices.weighted([1, 0, 3]), default: 0] += 1
      var length = 0
      choices.steps(upTo: 4) { _ in length += 1 }
      lengths[length, default: 0] += 1
    }
    #expect((0..<7).allSatisfy { (200...380).contains(uniform[$0] ?? 0) })
    #expect((0..<9).allSatisfy { (sized[$0] ?? 0) > 40 } && sized.count == 9)
    #expect(indices[1] == nil && (420...580).contains(indices[0] ?? 0))
    #expect((0...4).allSatisfy { (320...480).contains(lengths[$0] ?? 0) })
  }

  @Test func `a case that never stops choosing runs out of choices`() {
    var choices = Choices(seed: 4, case: 0)
    for _ in 0..<(Choices.limit + 10) { _ = choices.below(2) }
    #expect(choices.record.count == Choices.limit)
    #expect(choices.below(1 << 60) == 0)
  }

  @Test func `notes are kept only when the case is told`() {
    var silent = Choices(replaying: [1])
    let first = silent.below(5)
    silent.note("sell \(first)")
    var told = Choices(replaying: [1], narrated: true)
    let second = told.below(5)
    told.note("sell \(second)")
    #expect(silent.notes == [])
    #expect(told.notes == ["sell 1"])
  }
}
