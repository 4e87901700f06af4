public import Exact
public import Units

/// The reference price, block by block, in integers: the same bits on every machine.
///
/// Geometric Brownian motion: `P′ = P · e^(a + b z + impact)` with `a = (drift − σ²/2 − λκ) dt` and `b = σ √dt`
/// rounded to nearest 10⁻¹⁸ once, `z = Φ⁻¹` of the block's random word, `b z` and `e^…` correctly rounded to 10⁻¹⁸,
/// `P′` to nearest 10⁻¹⁸. Merton's jumps add `Σ (m + s z)` over a Poisson number of jumps to the exponent, and
/// `κ = e^(m + s²/2) − 1` to nearest 10⁻¹⁸, so that `drift` stays the expected growth rate. A year is 365 days.
///
/// The state is the price alone: memory does not grow with the run.
public struct PriceProcess: Sendable {
  /// The current price.
  public private(set) var price: Price

  private let seed: UInt64
  private let quantile = NormalQuantile.shared
  private let drift: Int128
  private let volatility: Int64
  private let jumps: Jumps?
  private let points: [PricePoint]
  private var row = 0
  /// A replay's price over its recorded row, in wads: what shocks and impact have moved so far.
  private var displacement: UInt128 = 1_000_000_000_000_000_000
  private let shocks: [Shock]
  private var nextShock = 0

  private struct Jumps: Sendable {
    let arrivals: PoissonTable
    let mean: Int128
    let volatility: Int64

    /// `Σ (m + s z)` over the block's jumps: the first word gives their number, one more word each its size.
    func sum(_ dice: Dice, _ quantile: NormalQuantile) -> Int128 {
      var dice = dice
      var sum: Int128 = 0
      for _ in 0..<arrivals.count(dice.nextWord()) {
        sum += mean + WadMath.product(volatility, quantile.wads(dice.nextWord()))
      }
      return sum
    }
  }

  /// The process at its start.
  /// - Throws: `PriceProcessRefusal`, the first broken rule in the order of its cases.
  public init(_ plan: PricePlan, block: Duration, seed: UInt64) throws(PriceProcessRefusal) {
    guard block > .zero else { throw .blockMustBePositive(block) }
    try Self.check(plan.shocks)
    self.seed = seed
    shocks = plan.shocks
    let years = Self.years(block)
    switch plan.process {
    case .geometricBrownian(let start, let volatility, let drift):
      price = start
      points = []
      jumps = nil
      self.drift = try Self.wads(Self.driftTerm(drift, volatility) * years)
      self.volatility = try Self.diffusion(volatility, years: years)
    case .jumpDiffusion(let start, let volatility, let drift, let perYear, let mean, let spread):
      price = start
      points = []
      let rate = perYear.exact
      let compensation = try Self.expectedJump(mean: mean, volatility: spread) * rate
      self.drift = try Self.wads((Self.driftTerm(drift, volatility) - compensation) * years)
      self.volatility = try Self.diffusion(volatility, years: years)
      jumps = Jumps(
        arrivals: try Self.arrivals(rate * years), mean: try Self.narrow(Integer(mean.wads)),
        volatility: try Self.bounded(spread.wads))
    case .replay(let recorded):
      price = try Self.opening(recorded)
      points = recorded
      jumps = nil
      drift = 0
      volatility = 0
    }
    guard price.wads > 0 else { throw .priceMustBePositive }
  }

  /// Moves to the next block.
  /// - Parameters:
  ///   - block: the block's number, which keys its random words.
  ///   - now: the block's time.
  ///   - impact: what trading added to ln P since the last block.
  /// - Returns: the new price, at least 10⁻¹⁸.
  /// - Throws: `PriceProcessRefusal.priceMustStayInRange`; the process is then over.
  /// - Complexity: O(1), no heap allocation.
  public mutating func step(
    block: Int, at now: Instant, impact: Ratio
  ) throws(PriceProcessRefusal) -> Price {
    var next: UInt128
    if points.isEmpty {
      var exponent = drift + impact.wads
      // Plain statements rather than methods of `self`: those would copy it for each call.
      if volatility != 0 {
        var dice = Dice(seed: seed, purpose: .price, block: UInt32(block))
        exponent += WadMath.product(volatility, quantile.wads(dice.nextWord()))
      }
      if let jumps {
        exponent += jumps.sum(Dice(seed: seed, purpose: .jumps, block: UInt32(block)), quantile)
      }
      next = try Self.scaled(price.wads, by: try Self.growth(exponent))
      if nextShock < shocks.count { next = try shocked(next, at: now) }
    } else {
      if impact.wads != 0 { displacement = try Self.scaled(displacement, by: try Self.growth(impact.wads)) }
      if nextShock < shocks.count { displacement = try shocked(displacement, at: now) }
      while row + 1 < points.count, points[row + 1].at <= now { row += 1 }
      next = try Self.scaled(points[row].price.wads, by: displacement)
    }
    price = Price(wads: max(1, next))
    return price
  }

  /// Moves the price by a share at once, as a shock that no plan had: the process goes on from there.
  /// - Returns: the new price, at least 10⁻¹⁸.
  /// - Throws: `PriceProcessRefusal.shockMustLeaveAPrice`, then `.priceMustStayInRange`; the process is unchanged then.
  public mutating func jump(by share: Ratio, at now: Instant) throws(PriceProcessRefusal) -> Price {
    guard share.wads > -Ratio.one.wads else { throw .shockMustLeaveAPrice(Shock(at: now, move: share)) }
    let factor = UInt128(Ratio.one.wads + share.wads)
    let next = try Self.scaled(price.wads, by: factor)
    if !points.isEmpty { displacement = max(1, try Self.scaled(displacement, by: factor)) }
    price = Price(wads: max(1, next))
    return price
  }

  private static func check(_ shocks: [Shock]) throws(PriceProcessRefusal) {
    for shock in shocks where shock.move.wads <= -Ratio.one.wads { throw .shockMustLeaveAPrice(shock) }
    for (shock, next) in zip(shocks, shocks.dropFirst()) where next.at < shock.at {
      throw .shocksMustBeInOrder(next)
    }
  }

  private static func opening(_ points: [PricePoint]) throws(PriceProcessRefusal) -> Price {
    guard let first = points.first else { throw .recordingMustHavePrices }
    for (point, next) in zip(points, points.dropFirst()) where next.at <= point.at {
      throw .recordingMustAdvance(next)
    }
    for point in points where point.price.wads == 0 { throw .priceMustBePositive }
    return first.price
  }

  private mutating func shocked(_ value: UInt128, at now: Instant) throws(PriceProcessRefusal) -> UInt128 {
    var value = value
    while nextShock < shocks.count, shocks[nextShock].at <= now {
      let factor = UInt128(Ratio.one.wads + shocks[nextShock].move.wads)
      value = max(1, try Self.scaled(value, by: factor))
      nextShock += 1
    }
    return value
  }
}

// MARK: - Arithmetic

extension PriceProcess {
  /// The largest exponent of a step, either way: `e^40` is 10¹⁷.
  private static let exponentLimit: Int128 = 40_000_000_000_000_000_000
  /// The largest standard deviation of one step or jump, in wads: 9.
  private static let deviationLimit: Int128 = 9_000_000_000_000_000_000

  private static func growth(_ exponent: Int128) throws(PriceProcessRefusal) -> UInt128 {
    guard exponent.magnitude <= exponentLimit.magnitude else { throw .priceMustStayInRange }
    return FixedExponential.wads(exponent)
  }

  private static func scaled(_ value: UInt128, by factor: UInt128) throws(PriceProcessRefusal) -> UInt128 {
    guard let product = WadMath.scaled(value, by: factor) else { throw .priceMustStayInRange }
    return product
  }

  private static func years(_ block: Duration) -> Rational {
    Rational(Integer(Int(block.milliseconds)), over: Integer(Int(Duration.year.milliseconds))) ?? Rational(0)
  }

  /// `drift − σ²/2`, per year.
  private static func driftTerm(_ drift: Ratio, _ volatility: Ratio) -> Rational {
    let sigma = volatility.exact
    return drift.exact - sigma * sigma * (Rational(1, over: 2) ?? Rational(0))
  }

  /// `σ √dt` to nearest 10⁻¹⁸.
  private static func diffusion(
    _ volatility: Ratio, years: Rational
  ) throws(PriceProcessRefusal) -> Int64 {
    let sigma = volatility.exact
    let root: Integer
    do {
      root = try CertifiedFunction.squareRoot.value(at: sigma * sigma * years, rounding: .nearest)
    } catch {
      throw .parametersMustBeCertifiable(error)
    }
    return try bounded(try narrow(root))
  }

  /// `e^(m + s²/2) − 1`, the expected relative jump.
  private static func expectedJump(
    mean: Ratio, volatility: Ratio
  ) throws(PriceProcessRefusal) -> Rational {
    let spread = volatility.exact
    let exponent = mean.exact + spread * spread * (Rational(1, over: 2) ?? Rational(0))
    do {
      let growth = try CertifiedFunction.exponential.value(at: exponent, rounding: .nearest)
      return (Rational(growth, over: Integer(10).power(18)) ?? Rational(0)) - 1
    } catch {
      throw .parametersMustBeCertifiable(error)
    }
  }

  private static func arrivals(_ mean: Rational) throws(PriceProcessRefusal) -> PoissonTable {
    guard mean >= .zero, mean <= PoissonTable.largestMean.exact,
      let wads = mean.scaled(decimals: 18, rounding: .nearest).asWord256?.asUInt128
    else { throw .jumpsMustBeCountable }
    do {
      return try PoissonTable(mean: Ratio(wads: Int128(wads)))
    } catch {
      throw .parametersMustBeCertifiable(error)
    }
  }

  /// A rational to nearest 10⁻¹⁸.
  private static func wads(_ value: Rational) throws(PriceProcessRefusal) -> Int128 {
    try narrow(value.scaled(decimals: 18, rounding: .nearest))
  }

  private static func narrow(_ value: Integer) throws(PriceProcessRefusal) -> Int128 {
    guard let word = value.magnitude.asWord256, let size = word.asUInt128, size <= exponentLimit.magnitude
    else { throw .stepMustStayModerate }
    return value.isNegative ? -Int128(size) : Int128(size)
  }

  private static func bounded(_ deviation: Int128) throws(PriceProcessRefusal) -> Int64 {
    guard (0...deviationLimit).contains(deviation) else { throw .stepMustStayModerate }
    return Int64(deviation)
  }
}

/// Why a price process cannot begin or go on.
public enum PriceProcessRefusal: Error, Hashable, Sendable {
  /// A block took no time.
  case blockMustBePositive(Duration)
  /// A shock of −100 % or less.
  case shockMustLeaveAPrice(Shock)
  /// A shock earlier than the one before it.
  case shocksMustBeInOrder(Shock)
  /// A recording without rows.
  case recordingMustHavePrices
  /// A recorded price at or before the time of the one before it.
  case recordingMustAdvance(PricePoint)
  /// The standard deviation of a step or a jump exceeds 9, or its mean 40.
  case stepMustStayModerate
  /// More than ``PoissonTable/largestMean`` jumps are expected in a block.
  case jumpsMustBeCountable
  /// A parameter could not be certified.
  case parametersMustBeCertifiable(CertificationRefusal)
  /// The start price, or a recorded one, was zero.
  case priceMustBePositive
  /// The price left 10⁻¹⁸ … 2¹²⁸ · 10⁻¹⁸, or moved by more than e⁴⁰ in one block.
  case priceMustStayInRange
}
