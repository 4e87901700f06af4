public import Units

/// How orders find their venue.
public struct RoutingPlan: Hashable, Sendable {
  /// What an order does with several venues.
  public enum Choice: String, Hashable, Sendable, CaseIterable {
    /// All of it goes to the venue that is best for it.
    case best
    /// It is split at equal marginal price after fees.
    case split
  }
  /// What one venue is used for.
  public struct Rule: Hashable, Sendable {
    /// Whether the vault may hedge there.
    public var hedge: Bool
    /// Whether retail may trade there.
    public var retail: Bool
    /// What a hedge order sent there costs besides the trade.
    public var cost: Amount<Quote>

    /// A rule from its parts.
    public init(hedge: Bool, retail: Bool, cost: Amount<Quote>) {
      self.hedge = hedge
      self.retail = retail
      self.cost = cost
    }
  }
  /// What hedge orders do.
  public var hedge: Choice
  /// What retail orders do.
  public var retail: Choice
  /// One rule a pool, in the plan's order; empty for hedging everywhere and retail in every spot venue, for nothing.
  public var rules: [Rule]

  /// Routing from its parts.
  public init(hedge: Choice, retail: Choice, rules: [Rule]) {
    self.hedge = hedge
    self.retail = retail
    self.rules = rules
  }

  /// Hedges are split, retail goes to the best venue.
  public static var standard: RoutingPlan { RoutingPlan(hedge: .split, retail: .best, rules: []) }
}
