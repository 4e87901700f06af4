public import Exact

/// The base token of a pair: what is priced.
public enum Base: Sendable {}
/// The quote token of a pair: what prices are stated in.
public enum Quote: Sendable {}
/// Shares of a pool or a vault.
public enum Shares: Sendable {}

/// A non-negative integer number of base units of one side; sides cannot be mixed.
@frozen
public struct Amount<Side>: Hashable, Sendable {
  /// Base units of the token (10⁻ᵈᵉᶜⁱᵐᵃˡˢ of a whole token).
  public var units: Word256

  /// `units` base units.
  @inlinable
  public init(_ units: Word256) { self.units = units }

  /// Nothing.
  @inlinable public static var zero: Amount { Amount(.zero) }
  /// Whether there is nothing.
  @inlinable public var isZero: Bool { units.isZero }
}

extension Amount: Comparable {
  /// Numeric order.
  @inlinable
  public static func < (a: Amount, b: Amount) -> Bool { a.units < b.units }
}

extension Amount {
  /// `a + b`.
  /// - Throws: `ArithmeticRefusal.resultMustFit`.
  @inlinable
  public func adding(_ other: Amount) throws(ArithmeticRefusal) -> Amount {
    Amount(try units.adding(other.units))
  }

  /// `a − b`.
  /// - Throws: `ArithmeticRefusal.resultMustNotBeNegative`.
  @inlinable
  public func subtracting(_ other: Amount) throws(ArithmeticRefusal) -> Amount {
    Amount(try units.subtracting(other.units))
  }

  /// `a + b`; traps when the sum does not fit.
  @inlinable public static func + (a: Amount, b: Amount) -> Amount { Amount(a.units + b.units) }
  /// `a − b`; traps when the difference is negative.
  @inlinable public static func - (a: Amount, b: Amount) -> Amount { Amount(a.units - b.units) }
  /// Adds in place; traps when the sum does not fit.
  @inlinable public static func += (a: inout Amount, b: Amount) { a = a + b }
  /// Subtracts in place; traps when the difference is negative.
  @inlinable public static func -= (a: inout Amount, b: Amount) { a = a - b }
}

/// A signed number of base units of one side: the difference of two amounts.
@frozen
public struct Change<Side>: Hashable, Sendable {
  /// Base units, signed.
  public var units: Int256

  /// `units` base units.
  @inlinable
  public init(_ units: Int256) { self.units = units }

  /// `to − from`; traps when either amount needs 256 bits.
  @inlinable
  public init(from: Amount<Side>, to: Amount<Side>) { units = Int256(to.units) - Int256(from.units) }

  /// No change.
  @inlinable public static var zero: Change { Change(.zero) }
  /// The size of the change, without its sign.
  @inlinable public var magnitude: Amount<Side> { Amount(units.magnitude) }
}

extension Change: Comparable {
  /// Numeric order.
  @inlinable
  public static func < (a: Change, b: Change) -> Bool { a.units < b.units }
}

extension Change {
  /// `a + b`; traps when the sum does not fit.
  @inlinable public static func + (a: Change, b: Change) -> Change { Change(a.units + b.units) }
  /// `a − b`; traps when the difference does not fit.
  @inlinable public static func - (a: Change, b: Change) -> Change { Change(a.units - b.units) }
  /// `−a`.
  @inlinable public static prefix func - (a: Change) -> Change { Change(-a.units) }
  /// Adds in place.
  @inlinable public static func += (a: inout Change, b: Change) { a = a + b }
  /// Subtracts in place.
  @inlinable public static func -= (a: inout Change, b: Change) { a = a - b }
}
