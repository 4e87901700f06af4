import Exact
import Markets
import Properties
import TestKit
import Testing

@Suite("BinGrid") struct BinGridTests {
  static let steps: [UInt16] = BinParameters.presetSteps + [50, 100, 9_999, 10_000, 65_535]

  @Test(arguments: steps) func `prices are the contract's, and rise strictly up to both ends`(step: UInt16)
    throws
  {
    let grid = BinGrid(binStep: step)
    #expect(grid.reach > 6)
    let width = min(400, grid.reach)
    for id in [grid.lowestID, BinPrice.unitID - width / 2, grid.highestID - width] {
      for id in id..<(id + width) {
        let price = grid.price(id)
        #expect(price < grid.price(id + 1), "bin \(id) of step \(step)")
        #expect(try price == BinPrice.price(id: id, binStep: step))
      }
    }
  }

  @Test(arguments: steps) func `reaches as far as prices have 16 bits`(step: UInt16) throws {
    let grid = BinGrid(binStep: step)
    #expect(grid.price(grid.lowestID) >= 65_536)
    #expect(((try? BinPrice.price(id: grid.lowestID - 1, binStep: step)) ?? .zero) < 65_536)
    #expect(grid.price(grid.highestID) <= Word256.one << 240)
    #expect(grid.price(grid.highestID) > Word256.one << (240 - 3))
  }

  @Test(arguments: steps.filter { $0 >= 10 })
  func `a price is the power of the first inverse, few units less`(
    step: UInt16
  ) throws {
    let grid = BinGrid(binStep: step)
    let first = Integer(grid.price(BinPrice.unitID - 1))
    func error(_ n: Int) -> Integer {
      // s₀ⁿ ÷ 2^128(n − 1), rounded up.
      let (exact, rest) = first.power(n).quotientAndRemainder(dividingBy: .powerOfTwo(128 * (n - 1)))
      return exact + (rest.isZero ? 0 : 1) - Integer(grid.price(BinPrice.unitID - n))
    }
    for n in [1, 2, 3, 7, 31, 100, 511, 512, 1000, 4095, 20_000] where n <= grid.reach {
      // An error of a unit is doubled with every square.
      #expect(!error(n).isNegative)
      #expect(error(n) <= Integer(n), "bin −\(n) of step \(step)")
    }
    for n in max(1, grid.reach - 5)...grid.reach {
      #expect(!error(n).isNegative)
      #expect(error(n) <= 3, "bin −\(n) of step \(step)")
    }
  }

  @Test func `finds the greatest bin whose price is at most the price`() {
    let grids = Self.steps.map { BinGrid(binStep: $0) }
    withEvery("bin of a price", cases: 2000) { choices in
      let grid = choices.oneOf(grids)
      let price = choices.word()
      let bin = grid.bin(at: price)
      try hold(bin.id == grid.lowestID || grid.price(bin.id) <= price, "the bin's price is at most the price")
      try hold(bin.id == grid.highestID || price < grid.price(bin.id + 1), "the next bin's is above it")
      try hold(bin.holds(price), "the bin says so")
    }
  }

  @Test(arguments: steps) func `a bin begins exactly at its price`(step: UInt16) throws {
    let grid = BinGrid(binStep: step)
    var dice = TestDice(state: UInt64(step))
    var ids = [grid.lowestID + 1, grid.highestID, BinPrice.unitID, BinPrice.unitID + 1, BinPrice.unitID - 1]
    for _ in 0..<200 { ids.append(grid.lowestID + 1 + Int(dice.number(0...UInt64(2 * grid.reach - 1)))) }
    for id in ids {
      let price = grid.price(id)
      #expect(grid.bin(at: price).id == id)
      #expect(grid.bin(at: price - 1).id == id - 1)
      #expect(!grid.bin(at: price).holds(price - 1))
    }
    #expect(grid.bin(at: .zero).id == grid.lowestID)
    #expect(grid.bin(at: .max).id == grid.highestID)
  }

  @Test func `the price of a root is its square, rounded down at 2⁻¹²⁸`() {
    withEvery("price of a root", cases: 500) { choices in
      let root = choices.word(bits: 160)
      let square = Integer(root) * Integer(root)
      let exact = square.quotientAndRemainder(dividingBy: .powerOfTwo(64)).quotient
      try holdEqual(Integer(BinGrid.price(ofRoot: root)), exact, "the floor of root² ÷ 2⁶⁴")
    }
    #expect(BinGrid.price(ofRoot: .one << 160) == .max)
    #expect(BinGrid.price(ofRoot: .max) == .max)
    #expect(BinGrid.price(ofRoot: .one << 96) == BinPrice.one)
  }
}

@Suite("BinPrice refusals") struct BinPriceRefusalTests {
  @Test func `a step, then an id, then a price must be there`() {
    #expect(throws: BinPriceRefusal.binStepMustBePositive) { try BinPrice.price(id: -1, binStep: 0) }
    #expect(throws: BinPriceRefusal.idMustHaveTwentyFourBits(-1)) { try BinPrice.price(id: -1, binStep: 1) }
    let beyond = BinPrice.maximumID + 1
    #expect(throws: BinPriceRefusal.idMustHaveTwentyFourBits(beyond)) {
      try BinPrice.price(id: beyond, binStep: 1)
    }
    for id in [0, BinPrice.maximumID, BinPrice.unitID - (1 << 20), BinPrice.unitID + (1 << 20)] {
      #expect(throws: BinPriceRefusal.priceMustBePositive(id: id, binStep: 1)) {
        try BinPrice.price(id: id, binStep: 1)
      }
    }
    // 1.01ⁿ passes 2¹²⁸ between these exponents.
    let reach = 8_916
    #expect(throws: Never.self) { try BinPrice.price(id: BinPrice.unitID - reach, binStep: 100) }
    let id = BinPrice.unitID - reach - 10
    #expect(throws: BinPriceRefusal.priceMustBePositive(id: id, binStep: 100)) {
      try BinPrice.price(id: id, binStep: 100)
    }
  }
}
