/// A length of time in whole milliseconds.
@frozen
public struct Duration: Hashable, Sendable {
  /// Milliseconds.
  public var milliseconds: Int64

  /// `milliseconds` ms.
  @inlinable
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// `seconds` s.
  @inlinable
  public init(seconds: Int64) { milliseconds = seconds * 1000 }

  /// No time.
  @inlinable public static var zero: Duration { Duration(milliseconds: 0) }
  /// The pricing year: 365 days, 31,536,000 s.
  @inlinable public static var year: Duration { Duration(seconds: 31_536_000) }
  /// 24 hours.
  @inlinable public static var day: Duration { Duration(seconds: 86_400) }
}

extension Duration: Comparable {
  /// Numeric order.
  @inlinable
  public static func < (a: Duration, b: Duration) -> Bool { a.milliseconds < b.milliseconds }
}

/// A moment, in milliseconds since the run began.
@frozen
public struct Instant: Hashable, Sendable {
  /// Milliseconds since the run began.
  public var milliseconds: Int64

  /// `milliseconds` ms after the start.
  @inlinable
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// The start of the run.
  @inlinable public static var start: Instant { Instant(milliseconds: 0) }

  /// The moment `span` later.
  @inlinable
  public static func + (a: Instant, span: Duration) -> Instant {
    Instant(milliseconds: a.milliseconds + span.milliseconds)
  }

  /// The time from `b` to `a`.
  @inlinable
  public static func - (a: Instant, b: Instant) -> Duration {
    Duration(milliseconds: a.milliseconds - b.milliseconds)
  }
}

extension Instant: Comparable {
  /// Numeric order.
  @inlinable
  public static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }
}
