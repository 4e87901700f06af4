public import Exact

/// The integers an account can be kept in: inline ``Int256`` in a run, unbounded ``Integer`` for any history.
public protocol ExactNumber: Comparable, Sendable {
  /// 0.
  static var zero: Self { get }
  /// `a + b`.
  static func + (a: Self, b: Self) -> Self
  /// `a − b`.
  static func - (a: Self, b: Self) -> Self
  /// `a · b`.
  static func * (a: Self, b: Self) -> Self
  /// Adds in place.
  static func += (a: inout Self, b: Self)
  /// Subtracts in place.
  static func -= (a: inout Self, b: Self)
  /// `−a`.
  static prefix func - (a: Self) -> Self
  /// The value as an unbounded integer.
  var unbounded: Integer { get }
}

extension Int256: ExactNumber {
  /// The value as an unbounded integer.
  public var unbounded: Integer { Integer(self) }
}

extension Integer: ExactNumber {
  /// The value itself.
  public var unbounded: Integer { self }
}
