/// A venue's own price before a trade, as quote units per base unit: `quote ÷ base`.
///
/// Exact where the venue's price is a ratio of two words (reserves, the middle of a book); a concentrated pool's square-root
/// price is squared and rounded down to such a ratio, by less than 2⁻⁵⁰ of itself for prices above 2⁻⁷⁶ units.
@frozen
public struct MidPrice: Hashable, Sendable {
  /// Quote units …
  public var quote: UInt128
  /// … for this many base units.
  public var base: UInt128

  /// The ratio `quote ÷ base`.
  @inlinable
  public init(quote: UInt128, base: UInt128) {
    self.quote = quote
    self.base = base
  }
}
