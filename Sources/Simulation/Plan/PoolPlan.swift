public import Markets
public import Units

/// A pool by name and opening state.
public struct PoolPlan: Sendable {
  /// The pool's name, as in its file.
  public var name: String
  /// Opening reserve of the base token.
  public var reserveBase: Amount<Base>
  /// Opening reserve of the quote token.
  public var reserveQuote: Amount<Quote>
  /// The constant fee on inputs.
  public var fee: Fee
  /// Whether a sixth of the growth of √k goes to the protocol, as Uniswap v2's `feeTo`.
  public var takesProtocolFee: Bool
  /// How the fee is set; nil for the constant `fee`.
  public var schedule: DynamicFee?
  /// How the pool prices.
  public var kind: VenueKind

  /// A pool plan from its parts.
  public init(
    name: String, reserveBase: Amount<Base>, reserveQuote: Amount<Quote>, fee: Fee, takesProtocolFee: Bool,
    schedule: DynamicFee? = nil, kind: VenueKind = .constantProduct
  ) {
    self.kind = kind
    self.schedule = schedule
    self.name = name
    self.reserveBase = reserveBase
    self.reserveQuote = reserveQuote
    self.fee = fee
    self.takesProtocolFee = takesProtocolFee
  }
}

/// How a pool prices, with the opening state of what is more than two reserves and a fee.
public enum VenueKind: Sendable {
  /// `x · y = k` over the plan's reserves.
  case constantProduct
  /// Positions in price ranges; the plan's reserves are what they hold.
  case concentrated(ConcentratedPool)
  /// Makers who own the plan's reserves and have not quoted yet; by itself the book opens about a price.
  case orderBook(BookMarket, about: Price)
  /// A perpetual; the plan's reserves are the makers', 0 of both: its curve is virtual.
  case perpetual(Perpetual, fundingEvery: Duration)

  /// Whether tokens are traded, and not contracts on them.
  public var isSpot: Bool {
    if case .perpetual = self { return false }
    return true
  }

  /// Whether the plan's fee and schedule are what its traders pay, and not makers' spreads or a contract's terms.
  public var chargesPlanFee: Bool {
    switch self {
    case .constantProduct, .concentrated: true
    case .orderBook, .perpetual: false
    }
  }
}

/// A fee that a pool might have had.
public struct FeeAlternative: Sendable {
  /// What it is called.
  public var name: String
  /// The constant fee, or the least one of the schedule.
  public var fee: Fee
  /// How the fee is set; nil for the constant `fee`.
  public var schedule: DynamicFee?

  /// A fee from its parts.
  public init(name: String, fee: Fee, schedule: DynamicFee?) {
    self.name = name
    self.fee = fee
    self.schedule = schedule
  }
}
