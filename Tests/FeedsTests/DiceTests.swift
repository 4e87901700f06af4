import Feeds
import Testing

@Suite("Philox") struct PhiloxTests {
  @Test func `agrees with the published known answers`() {
    #expect(
      Philox(0, 0, 0, 0).enciphered(key: 0)
        == Philox(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      Philox(.max, .max, .max, .max).enciphered(key: .max)
        == Philox(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Philox(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344).enciphered(key: 0x299f_31d0_a409_3822)
        == Philox(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }
}

@Suite("Dice") struct DiceTests {
  private func words(_ count: Int, from dice: Dice) -> [UInt64] {
    var dice = dice
    return (0..<count).map { _ in dice.nextWord() }
  }

  @Test func `a stream is the halves of consecutive enciphered counters`() {
    let drawn = words(6, from: Dice(seed: 7, path: 3, purpose: .retail, block: 11))
    for index in 0..<3 {
      let block = Philox(UInt32(index), 11, Dice.Purpose.retail.rawValue, 3).enciphered(key: 7)
      #expect(drawn[2 * index] == UInt64(block.first) | UInt64(block.second) << 32)
      #expect(drawn[2 * index + 1] == UInt64(block.third) | UInt64(block.fourth) << 32)
    }
  }

  @Test func `each part of the key gives another stream`() {
    let streams = [
      Dice(seed: 1, path: 0, purpose: .price, block: 0), Dice(seed: 2, path: 0, purpose: .price, block: 0),
      Dice(seed: 1, path: 1, purpose: .price, block: 0), Dice(seed: 1, path: 0, purpose: .retail, block: 0),
      Dice(seed: 1, path: 0, purpose: .price, block: 1),
    ]
    #expect(Set(streams.map { words(4, from: $0) }).count == streams.count)
  }

  @Test func `drawing from one stream does not move another`() {
    var agent = Dice(seed: 5, purpose: .retail, block: 9)
    let other = words(8, from: Dice(seed: 5, purpose: .demand, block: 9))
    _ = agent.nextWord()
    #expect(words(8, from: Dice(seed: 5, purpose: .demand, block: 9)) == other)
  }

  @Test(
    "below rejects exactly the words that would bias it", arguments: [1, 2, 3, 10, 6_000_000_000, UInt64.max])
  func below(bound: UInt64) {
    var dice = Dice(seed: 42, purpose: .properties, block: 0)
    var source = dice
    let excess = UInt64((UInt128(1) << 64) % UInt128(bound))
    for _ in 0..<200 {
      var product = UInt128(source.nextWord()) * UInt128(bound)
      while UInt64(truncatingIfNeeded: product) < excess {
        product = UInt128(source.nextWord()) * UInt128(bound)
      }
      let drawn = dice.below(bound)
      #expect(drawn == UInt64(product >> 64))
    }
    #expect(dice == source)
  }

  @Test func `a bound just above half of the range rejects about half of the words`() {
    var dice = Dice(seed: 1, purpose: .properties, block: 0)
    for _ in 0..<64 {
      let drawn = dice.below(1 << 63 + 1)
      #expect(drawn <= 1 << 63)
    }
  }

  @Test func `a chance of none never comes and a chance of all always does`() {
    var dice = Dice(seed: 3, purpose: .properties, block: 0)
    for _ in 0..<100 {
      let (never, always) = (dice.chance(0, in: 7), dice.chance(7, in: 7))
      #expect(!never)
      #expect(always)
    }
  }

  @Test func `three chances in ten come in about three tenths of draws`() {
    var dice = Dice(seed: 8, purpose: .properties, block: 0)
    let hits = (0..<10_000).count { _ in dice.chance(3, in: 10) }
    // Five standard deviations of a binomial: 5·√(10⁴·0.3·0.7) < 230.
    #expect((2770...3230).contains(hits))
  }

  @Test func `a die without faces is our mistake`() async {
    await #expect(processExitsWith: .failure) {
      var dice = Dice(seed: 3, purpose: .properties, block: 0)
      _ = dice.below(0)
    }
  }
}
