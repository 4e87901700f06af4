public import Exact
public import Units

/// A linear perpetual future whose price is found on a virtual constant-product curve.
///
/// A contract is one base unit; profit, margin and funding are quote units. The curve is a ``ConstantProduct`` over
/// virtual reserves with the terms' fee, so a trade moves exactly what the same trade in such a pool would, fee included;
/// the mark is the curve's marginal price `q ÷ b`. What traders hold, the curve is short of: it is the *maker*, an account
/// of size `b − b₀` and cash `q − q₀`, paid by fees and margined by nothing.
///
/// Held after every operation, exactly:
/// `Σ size + maker size = 0` (``contractResidual``) and
/// `Σ (collateral − notional) + maker cash + maker funding + insurance − bad debt = deposits − withdrawals`
/// (``cashResidual``).
///
/// Source: linear ("vanilla") perpetuals as on today's exchanges; the virtual curve after the first Perpetual Protocol
/// (2020), restated.
public struct Perpetual: Hashable, Sendable {
  /// Fees, margins and caps.
  public let terms: PerpetualTerms
  /// The virtual reserves.
  public internal(set) var curve: ConstantProduct
  /// The virtual reserves at the start.
  public let openingBase: Amount<Base>
  /// The virtual reserves at the start.
  public let openingQuote: Amount<Quote>
  /// One position for each account.
  public internal(set) var positions: [PerpetualPosition]
  /// Funding the maker received, less what it paid, in quote units.
  public internal(set) var makerFunding: Int256 = .zero
  /// The insurance fund: penalties and the dust of funding, less bad debt it covered, in quote units.
  public internal(set) var insurance: Amount<Quote> = .zero
  /// The part of the insurance fund that is dust of funding, in quote units.
  public internal(set) var fundingDust: Amount<Quote> = .zero
  /// Losses beyond collateral that no fund covered, in quote units.
  public internal(set) var badDebt: Amount<Quote> = .zero
  /// Deposits less withdrawals, in quote units.
  public internal(set) var netDeposits: Int256 = .zero
  /// The account that trades when the perpetual is used as a venue.
  public var venueAccount: Int = 0
  /// Fine units in a quote unit, for prices that come from outside.
  let finePerQuoteUnit: Word256

  /// A market without positions.
  ///
  /// - Parameters:
  ///   - base: virtual base reserve.
  ///   - quote: virtual quote reserve; the first mark is `quote ÷ base`.
  ///   - terms: fees, margins and caps.
  ///   - pair: the tokens, for prices that come from outside.
  ///   - accounts: how many accounts there are.
  /// - Throws: `LiquidityRefusal.balanceMustFit` when a reserve exceeds 2¹¹² − 1.
  public init(
    base: Amount<Base>, quote: Amount<Quote>, terms: PerpetualTerms, pair: Pair, accounts: Int
  ) throws(LiquidityRefusal) {
    precondition(accounts > 0, "a perpetual has at least one account, was \(accounts)")
    curve = try ConstantProduct(
      reserveBase: base, reserveQuote: quote, fee: terms.fee, takesProtocolFee: false)
    self.terms = terms
    openingBase = base
    openingQuote = quote
    positions = Array(repeating: .empty, count: accounts)
    finePerQuoteUnit = pair.finePerQuoteUnit
  }
}

// MARK: - Prices, equity and margin

extension Perpetual {
  /// `q ÷ b` in quote units per base unit, exact; nil for an empty curve.
  public var mark: Rational? {
    Rational(Integer(curve.reserveQuote.units), over: Integer(curve.reserveBase.units))
  }

  /// Contracts of the curve itself: `b − b₀`, the traders' net position with its sign turned.
  public var makerSize: Int256 { Int256(curve.reserveBase.units) - Int256(openingBase.units) }

  /// Cash of the curve itself from trades: `q − q₀`.
  public var makerCash: Int256 { Int256(curve.reserveQuote.units) - Int256(openingQuote.units) }

  /// `collateral + size · mark − notional` in quote units, exact. Traps for an account that does not exist.
  public func equity(of account: Int) -> Rational {
    let equity = Perpetual.scaledEquity(of: positions[account], on: curve)
    guard let exact = Rational(Integer(equity), over: Integer(curve.reserveBase.units)) else {
      preconditionFailure("equity: the curve is empty")
    }
    return exact
  }

  /// Whether equity is below the maintenance margin, decided exactly. Traps for an account that does not exist.
  public func isLiquidatable(_ account: Int) -> Bool {
    let position = positions[account]
    return !position.isFlat && !Perpetual.covers(terms.maintenanceMargin, of: position, on: curve)
  }

  /// The mark at which equity equals the maintenance margin, in quote units per base unit, exact:
  /// `(notional − collateral) ÷ (size − m · |size|)`.
  ///
  /// A long is liquidated below it, a short above it; where it is not above 0, a long never and a short at any mark. Nil
  /// when flat. Traps for an account that does not exist.
  public func liquidationPrice(of account: Int) -> Rational? {
    let position = positions[account]
    let margin = terms.maintenanceMargin
    let kept = Integer(margin.denominator) * Integer(position.size)
    let needed = Integer(margin.numerator) * Integer(position.size.magnitude)
    let debt = (Integer(position.notional) - Integer(position.collateral)) * Integer(margin.denominator)
    return Rational(debt, over: kept - needed)
  }

  /// Equity times the base reserve: an integer. Below 2²³⁴, since balances are below 2¹¹².
  static func scaledEquity(of position: PerpetualPosition, on curve: ConstantProduct) -> Int256 {
    let cash = position.collateral - position.notional
    return cash * Int256(curve.reserveBase.units) + position.size * Int256(curve.reserveQuote.units)
  }

  /// `equity ≥ share · |size| · mark`, exactly: both sides times the base reserve and the denominator.
  static func covers(_ share: Fee, of position: PerpetualPosition, on curve: ConstantProduct) -> Bool {
    let value = Int256(position.size.magnitude * curve.reserveQuote.units)
    return scaledEquity(of: position, on: curve) * Int256(Word256(share.denominator))
      >= value * Int256(Word256(share.numerator))
  }
}

// MARK: - Conservation

extension Perpetual {
  /// `Σ size + maker size`: always 0.
  public var contractResidual: Int256 { positions.reduce(makerSize) { $0 + $1.size } }

  /// `Σ (collateral − notional) + maker cash + maker funding + insurance − bad debt − net deposits`: always 0.
  public var cashResidual: Int256 {
    let cash = positions.reduce(makerCash + makerFunding) { $0 + $1.collateral - $1.notional }
    return cash + Int256(insurance.units) - Int256(badDebt.units) - netDeposits
  }
}
