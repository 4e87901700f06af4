public import Exact
public import Units

/// A future that expires: priced at `F = S·e^((r−q)T)` before, worth `S` at expiry.
///
/// `T` counts in years of 31,536,000 s, exactly. The model price is correctly rounded at 18 decimals in the direction asked
/// for, proven by an enclosure (``Certification``). Positions are kept in base units and in the exact value they cost
/// (fine units of the pair), so every settlement is exact and sums to 0.
public struct DatedFuture: Hashable, Sendable {
  /// The tokens.
  public let pair: Pair
  /// When it settles.
  public let expiry: Instant
  /// Continuously compounded interest of the quote token, a year.
  public let rate: Ratio
  /// Continuously compounded yield of the base token, a year.
  public let yield: Ratio
  /// Base units of each account; above 0 long.
  public private(set) var sizes: [Int256]
  /// What each account's position has cost, in fine units.
  public private(set) var costs: [Int256]
  /// What each account has gained at settlement, in fine units.
  public private(set) var gains: [Int256]
  /// The price it settled at; nil before.
  public private(set) var settlementPrice: Price?

  /// A future without positions.
  public init(pair: Pair, expiry: Instant, rate: Ratio, yield: Ratio, accounts: Int) {
    precondition(accounts >= 0, "a future for \(accounts) accounts")
    self.pair = pair
    self.expiry = expiry
    self.rate = rate
    self.yield = yield
    sizes = Array(repeating: .zero, count: accounts)
    costs = sizes
    gains = sizes
  }
}

/// Why a future declined; its state is untouched. Each operation documents the order in which it checks.
@frozen
public enum FutureRefusal: Error, Hashable, Sendable {
  /// The moment lies after expiry, or the future has settled.
  case expiryMustNotHavePassed
  /// The moment lies before expiry.
  case expiryMustHaveCome
  /// There is no account of that number.
  case accountMustExist
  /// Buyer and seller are one.
  case partiesMustDiffer
  /// Nothing would be traded.
  case sizeMustBePositive
  /// A price or a position exceeds its range.
  case valueMustFit
  /// The model price is not defined or was not proven.
  case priceMustBeCertified(CertificationRefusal)
}

// MARK: - Price

extension DatedFuture {
  /// `F = S·e^((r−q)T)` in wads, correctly rounded.
  ///
  /// At expiry, with equal rates, or for a price of 0 it is `S` by rule; everywhere else `e^x` of a rational `x ≠ 0` is
  /// irrational, so the rounding is always decided. Known beforehand: `S(1 + x) < F`, and `F < S` where `x < 0`.
  ///
  /// - Throws: `FutureRefusal.expiryMustNotHavePassed`, then `.priceMustBeCertified`
  ///   (`(r−q)T` above ``CertifiedFunction/exponentialLimit``), then `.valueMustFit`.
  public func price(spot: Price, at moment: Instant, rounding: Rounding) throws(FutureRefusal) -> Price {
    guard moment <= expiry else { throw .expiryMustNotHavePassed }
    guard let exponent = carry(at: moment), spot.wads > 0 else { return spot }
    let limit = CertifiedFunction.exponentialLimit
    guard exponent <= Rational(limit) else {
      throw .priceMustBeCertified(.argumentMustNotExceed(limit: limit))
    }
    let value = Rational(Integer(spot.wads))
    let tangent = value * (exponent + 1)
    let bounds = OpenInterval(
      above: tangent.isNegative ? 0 : tangent, below: exponent.isNegative ? value : nil)
    let wads: Integer
    do {
      wads = try Certification.integer(decimals: 0, rounding: rounding, within: bounds) { precision in
        Ball(exponent, precision: precision).exponential() * Ball(value, precision: precision)
      }
    } catch {
      throw .priceMustBeCertified(error)
    }
    guard let price = wads.asWord256?.asUInt128 else { throw .valueMustFit }
    return Price(wads: price)
  }

  /// `F − S` in wads: exactly 0 at expiry.
  ///
  /// - Throws: as ``price(spot:at:rounding:)``.
  public func basis(spot: Price, at moment: Instant, rounding: Rounding) throws(FutureRefusal) -> Int256 {
    let price = try price(spot: spot, at: moment, rounding: rounding)
    return Int256(Word256(price.wads)) - Int256(Word256(spot.wads))
  }

  /// `(r − q)·T`; nil where it is 0.
  private func carry(at moment: Instant) -> Rational? {
    let left = Integer(Int((expiry - moment).milliseconds))
    let rates = Integer(rate.wads) - Integer(yield.wads)
    let year = Integer(Int(Duration.year.milliseconds)) * Integer(10).power(18)
    guard let exponent = Rational(rates * left, over: year), !exponent.isZero else { return nil }
    return exponent
  }
}

// MARK: - Positions

extension DatedFuture {
  /// One account buys from another at a price: sizes change by `±size`, costs by exactly `±size · price`.
  ///
  /// - Throws: `FutureRefusal.expiryMustNotHavePassed`, then `.accountMustExist`, then `.partiesMustDiffer`, then
  ///   `.sizeMustBePositive`, then `.valueMustFit` (a position or its cost beyond 2¹¹² base units or 2²⁵⁴ fine units);
  ///   nothing has changed then.
  public mutating func trade(
    _ size: Amount<Base>, at price: Price, from seller: Int, to buyer: Int, at moment: Instant
  ) throws(FutureRefusal) {
    guard settlementPrice == nil, moment < expiry else { throw .expiryMustNotHavePassed }
    guard sizes.indices.contains(seller), sizes.indices.contains(buyer) else { throw .accountMustExist }
    guard seller != buyer else { throw .partiesMustDiffer }
    guard !size.isZero else { throw .sizeMustBePositive }
    guard size.units <= Word256(ConstantProductMath.maximumBalance) else { throw .valueMustFit }
    let change = Int256(size.units)
    let value = pair.value(Change(change), at: price)
    let (bought, sold) = (sizes[buyer] + change, sizes[seller] - change)
    guard Perpetual.fits(bought), Perpetual.fits(sold) else { throw .valueMustFit }
    guard let paid = try? costs[buyer].adding(value), let got = try? costs[seller].subtracting(value) else {
      throw .valueMustFit
    }
    guard (paid.magnitude.high | got.magnitude.high) >> 126 == 0 else { throw .valueMustFit }
    (sizes[buyer], sizes[seller]) = (bought, sold)
    (costs[buyer], costs[seller]) = (paid, got)
  }

  /// Settles every position at a price: each gains `size · price − cost` fine units, exactly; gains sum to 0.
  ///
  /// - Throws: `FutureRefusal.expiryMustNotHavePassed` when it has settled, then `.expiryMustHaveCome`; nothing has changed
  ///   then.
  public mutating func settle(at price: Price, on moment: Instant) throws(FutureRefusal) {
    guard settlementPrice == nil else { throw .expiryMustNotHavePassed }
    guard moment >= expiry else { throw .expiryMustHaveCome }
    for account in sizes.indices {
      gains[account] = pair.value(Change(sizes[account]), at: price) - costs[account]
      sizes[account] = .zero
      costs[account] = .zero
    }
    settlementPrice = price
  }
}
