/// A signed share or rate with 18 decimals, exact: 80 % is 0.8 · 10¹⁸.
@frozen
public struct Ratio: Hashable, Sendable {
  /// 10¹⁸ times the ratio.
  public var wads: Int128

  /// `wads · 10⁻¹⁸`.
  @inlinable
  public init(wads: Int128) { self.wads = wads }

  /// 0.
  @inlinable public static var zero: Ratio { Ratio(wads: 0) }
  /// 1.
  @inlinable public static var one: Ratio { Ratio(wads: 1_000_000_000_000_000_000) }
}

extension Ratio: Comparable {
  /// Numeric order.
  @inlinable
  public static func < (a: Ratio, b: Ratio) -> Bool { a.wads < b.wads }
}
