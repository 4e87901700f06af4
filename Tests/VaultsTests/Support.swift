import Exact
import Options
import Units
import Vaults

/// A pair whose fine unit is `10^power` to the quote unit; base units are priced one wad to one fine unit.
func smallPair(power: Int) -> Pair {
  Pair(base: Token(symbol: "B", decimals: 0), quote: Token(symbol: "Q", decimals: 18 - power))
}

/// A closing in quote units alone, at price 1, with nothing written.
func closing(quote: UInt64, locked: UInt64 = 0, mark: Int256 = 0) -> EpochClosing {
  EpochClosing(
    assets: Balances(base: .zero, quote: Amount(Word256(quote))),
    locked: Balances(base: .zero, quote: Amount(Word256(locked))), mark: mark, price: Price(wads: 1))
}

extension Vault {
  /// Brings an accepting vault to the roll of its epoch.
  mutating func endEpoch() throws {
    try begin()
    try close()
  }

  /// Ends the epoch, rolls it and accepts again.
  mutating func turn(_ closing: EpochClosing, in pair: Pair) throws -> EpochRoll {
    try endEpoch()
    let roll = try roll(closing, in: pair)
    try reopen()
    return roll
  }
}

/// A small word as a native integer.
func native(_ word: Word256) -> Int { Int(word.low) }

/// Shares as a word from a native integer.
func shares(_ count: Int) -> Amount<Shares> { Amount(Word256(UInt64(count))) }

/// Quote units from a native integer.
func quote(_ count: Int) -> Amount<Quote> { Amount(Word256(UInt64(count))) }
