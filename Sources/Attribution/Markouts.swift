public import Exact
public import Simulation
public import Units

/// What trades were worth to the liquidity providers some blocks later, by who traded: `MO(h) = A P(t + h) + B`.
///
/// Fees are included. A trade before its block's price has moved counts with the block before; block 0 is the opening
/// state. A horizon that reaches past the end of the run is valued at the final price. The memory is one slot per block
/// of the longest horizon and does not grow with the run.
public struct Markouts: Sendable {
  /// The horizons, in blocks, each at least 1.
  public let horizons: [Int]
  private let slots: Int
  private let origins = Origin.allCases.count
  private var base: [Int256]
  private var quote: [Int256]
  private var traded: [Bool]
  private var totals: [Int256]
  private var block = 0
  private let pair: Pair

  /// Markouts at these horizons, in blocks.
  public init(horizons: [Int], pair: Pair) {
    precondition(horizons.allSatisfy { $0 >= 1 }, "a markout horizon is at least a block, was \(horizons)")
    self.horizons = horizons
    self.pair = pair
    slots = (horizons.max() ?? 0) + 1
    base = Array(repeating: .zero, count: slots * Origin.allCases.count)
    quote = base
    traded = Array(repeating: false, count: slots)
    totals = Array(repeating: .zero, count: horizons.count * Origin.allCases.count)
  }

  /// Values what has come of age at the block's price and opens the block's slot.
  mutating func begin(block: Int, price: Price) {
    self.block = block
    for index in horizons.indices where block >= horizons[index] {
      collect(slot: (block - horizons[index]) % slots, horizon: index, price: price)
    }
    let slot = block % slots
    guard traded[slot] else { return }
    traded[slot] = false
    for origin in 0..<origins {
      base[slot * origins + origin] = .zero
      quote[slot * origins + origin] = .zero
    }
  }

  /// Books a trade of the current block, by what the liquidity providers received.
  mutating func trade(base changeBase: Change<Base>, quote changeQuote: Change<Quote>, origin: Origin) {
    let index = block % slots * origins + Int(origin.rawValue)
    base[index] += changeBase.units
    quote[index] += changeQuote.units
    traded[block % slots] = true
  }

  /// Values everything that has not come of age at the final price.
  mutating func finish(price: Price) {
    for index in horizons.indices {
      for age in 0..<min(horizons[index], block + 1) {
        collect(slot: (block - age) % slots, horizon: index, price: price)
      }
    }
  }

  private mutating func collect(slot: Int, horizon: Int, price: Price) {
    guard traded[slot] else { return }
    for origin in 0..<origins {
      let index = slot * origins + origin
      totals[horizon * origins + origin] +=
        pair.value(Change(base[index]), at: price) + pair.value(Change(quote[index]))
    }
  }

  /// The sum of the markouts at `horizons[index]` of one origin, in fine units.
  public func total(horizon index: Int, origin: Origin) -> Int256 {
    totals[index * origins + Int(origin.rawValue)]
  }
}
