public import Units

/// Call or put.
public enum OptionKind: String, Hashable, Sendable, CaseIterable {
  /// Pays max(S − K, 0).
  case call
  /// Pays max(K − S, 0).
  case put
}

/// A listed European option on one whole base token, settled on the oracle's answer at or before expiry.
public struct Series: Hashable, Sendable {
  /// Call or put.
  public let kind: OptionKind
  /// Strike.
  public let strike: Price
  /// Expiry.
  public let expiry: Instant

  /// A series from its terms.
  public init(kind: OptionKind, strike: Price, expiry: Instant) {
    self.kind = kind
    self.strike = strike
    self.expiry = expiry
  }
}
