import Exact
import Markets
import Testing
import Units

/// Depth in proportion to the distance from the middle, `ρ(p) = L·|p − p₀|`, gives `Δp = √(2Q/L)` and `C_H = ⅔·Q·Δp`.
///
/// On a book with `L·k` lots at `k` ticks an order of `Q` lots ends at the tick `K` with `L·K(K − 1)/2 < Q ≤ L·K(K + 1)/2`. Hence
/// `(K − 1)² < 2Q/L < (K + 1)²`: **the move is the law's to within one tick.** That holds for each of its lots, whose law
/// prices sum to `∫₀^Q √(2q/L) dq = ⅔·Q·√(2Q/L)`: **the cost is the law's to within one tick a lot**, `Q` in all.
@Suite("The square-root impact law") struct SquareRootLawTests {
  private static let slope: UInt64 = 3
  private static let middle = 10_000

  /// A venue with linear depth, one base unit a lot and one quote unit a tick.
  private func market() throws -> BookMarket {
    let pair = Pair(base: Token(symbol: "B", decimals: 0), quote: Token(symbol: "Q", decimals: 0))
    var market = try BookMarket(
      scale: BookScale(basePerLot: 1, quotePerTick: 1),
      profile: .linear(slope: Self.slope, ticks: 6_000), resilience: .full, fee: .zero,
      base: Amount(1 << 60), quote: Amount(1 << 80), span: 16_384)
    try market.beginBlock(
      reference: Price(wads: UInt128(Self.middle) * 1_000_000_000_000_000_000), in: pair)
    return market
  }

  /// Where an order ends, in ticks from the middle, and what it costs against it.
  private func impact(_ market: BookMarket, _ side: TradeSide, _ lots: UInt64) throws -> (
    ticks: Int, cost: Integer
  ) {
    var book = market.book
    let outcome = try book.market(side, lots: lots, owner: .anyone)
    try #require(outcome.filled == lots)
    let last = try #require(book.events.last).price
    let level = Integer(Self.middle) * Integer(lots)
    let paid = Integer(outcome.cost)
    return side == .buying
      ? (last - Self.middle, paid - level) : (Self.middle - last, level - paid)
  }

  /// Sizes over two decades, each a quarter larger than the one before.
  private var sizes: [UInt64] {
    var sizes: [UInt64] = [200_000]
    while let last = sizes.last, last < 20_000_000 { sizes.append(last * 5 / 4) }
    return sizes
  }

  @Test func `the price moves with the root of the size, to within one tick`() throws {
    let market = try market()
    for side in TradeSide.allCases {
      for lots in [1, 2, 3, 4, 9, 10] + sizes {
        let (ticks, cost) = try impact(market, side, lots)
        let (move, size, slope) = (Integer(ticks), Integer(lots), Integer(Self.slope))
        // (K − 1)² L < 2Q < (K + 1)² L.
        #expect((move - 1) * (move - 1) * slope < 2 * size)
        #expect(2 * size < (move + 1) * (move + 1) * slope)
        // |C − ⅔Q√(2Q/L)| < Q, that is (3(C ∓ Q))² L ≶ 8Q³.
        let (least, most) = (3 * (cost - size), 3 * (cost + size))
        let law = 8 * size * size * size
        #expect(least.isNegative || least * least * slope < law)
        #expect(most * most * slope > law)
      }
    }
  }

  /// With `a = (√(1 + 8Q/L) − 1)/2` the order ends at `K = ⌈a⌉`, and one of `4Q` at `⌈2a + ½ − ε⌉`, `0 < ε ≤ ½`: within one of `2K`.
  @Test func `four times the size doubles the move, to within one tick`() throws {
    let market = try market()
    for lots in [1, 2, 3, 5, 8, 13] + sizes.filter({ $0 < 10_000_000 }) {
      let once = try impact(market, .buying, lots).ticks
      let fourfold = try impact(market, .buying, 4 * lots).ticks
      #expect(abs(fourfold - 2 * once) <= 1)
    }
  }

  /// The slope of the least-squares line through `(ln size, ln move)`, in fractions of correctly rounded logarithms.
  private func exponent(_ points: [(size: Rational, move: Rational)]) throws -> Rational {
    let logarithms = try points.map { point in
      try (x: logarithm(point.size), y: logarithm(point.move))
    }
    let count = Rational(points.count)
    let sum = logarithms.reduce((x: Rational.zero, y: Rational.zero)) { ($0.x + $1.x, $0.y + $1.y) }
    let product = logarithms.reduce(Rational.zero) { $0 + $1.x * $1.y }
    let square = logarithms.reduce(Rational.zero) { $0 + $1.x * $1.x }
    return try (count * product - sum.x * sum.y).divided(by: count * square - sum.x * sum.x)
  }

  private func logarithm(_ value: Rational) throws -> Rational {
    let wads = try CertifiedFunction.naturalLogarithm.value(at: value, rounding: .nearest)
    return try #require(Rational(wads, over: Integer(10).power(18)))
  }

  private func isWithin(_ value: Rational, _ low: String, _ high: String) throws -> Bool {
    let (low, high): (Rational?, Rational?) = (Rational(low), Rational(high))
    return try value >= #require(low) && value <= #require(high)
  }

  @Test func `the exponent over two decades is a half for the book and one for a pool`() throws {
    let market = try market()
    let book = try sizes.map { lots in
      (size: Rational(Integer(lots)), move: Rational(try impact(market, .selling, lots).ticks))
    }
    #expect(try isWithin(exponent(book), "49/100", "51/100"))
    // A pool with 100 times the largest size moves in proportion.
    let pool = try ConstantProductCurve(base: 2_500_000_000, quote: 2_500_000_000, fee: 0)
    let linear = try sizes.map { lots in
      let size = Rational(Integer(lots))
      return (size: size, move: 1 - (try #require(pool.middle(after: .selling, base: size))))
    }
    #expect(try isWithin(exponent(linear), "98/100", "102/100"))
  }
}
