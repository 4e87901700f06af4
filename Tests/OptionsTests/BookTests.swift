import Exact
import Options
import Testing
import Units

@Suite("OptionsMarket book") struct BookTests {
  private let spot = Price(wads: 5)

  @Test(
    "delta is the signed sum of position · delta, rounded once to the even neighbour",
    arguments: [(1, 0), (2, 0), (3, 0), (5, 2), (0, 1), (0, 3), (4, 1), (1, 4), (6, 6)])
  func delta(calls: Int, puts: Int) throws {
    // Halves: short calls −½ each, short puts +½ each.
    var market = try market()
    if calls > 0 { try market.trade(.buying, UInt64(calls), of: 0) }
    if puts > 0 { try market.trade(.buying, UInt64(puts), of: 1) }
    let twice = puts - calls
    let even = [-6: -3, -5: -2, -4: -2, -3: -2, -2: -1, -1: 0, 0: 0, 1: 0, 2: 1, 3: 2, 4: 2, 5: 2, 6: 3]
    let expected = try #require(even[twice])
    #expect(try market.bookDelta(spot: spot, now: .start) == Change(Int256(Int64(expected))))
  }

  @Test func `gamma is negative when the vault is short and positive when it is long`() throws {
    var market = try market()
    try market.trade(.buying, 3, of: 0)
    #expect(try market.bookGamma(spot: spot, now: .start) == -21)
    try market.trade(.selling, 4, of: 1)
    #expect(try market.bookGamma(spot: spot, now: .start) == 7)
  }

  @Test func `the mark errs in the asked direction, long or short`() throws {
    // The table says 100 down and 101 up.
    var market = try market()
    try market.trade(.buying, 3, of: 0)
    #expect(try market.bookMark(spot: spot, now: .start, rounding: .charge) == 303)
    #expect(try market.bookMark(spot: spot, now: .start, rounding: .payout) == 300)
    try market.trade(.selling, 5, of: 1)
    #expect(try market.bookMark(spot: spot, now: .start, rounding: .charge) == -197)
    #expect(try market.bookMark(spot: spot, now: .start, rounding: .payout) == -205)
  }

  @Test func `a book without positions asks the model nothing`() throws {
    let market = try market(pricing: TablePricing(refusal: .precisionMustSuffice))
    #expect(try market.bookDelta(spot: spot, now: .start) == .zero)
    #expect(try market.bookGamma(spot: spot, now: .start) == .zero)
    #expect(try market.bookMark(spot: spot, now: .start, rounding: .charge) == .zero)
  }

  @Test func `a model's refusal reaches whoever asks for the book`() throws {
    var market = try market(pricing: TablePricing(refusesExpired: true))
    try market.trade(.buying, 1, of: 0)
    let expiry = Instant(milliseconds: 1000)
    #expect(throws: PricingRefusal.inputsMustBeInDomain) { try market.bookDelta(spot: spot, now: expiry) }
    #expect(throws: PricingRefusal.inputsMustBeInDomain) { try market.bookGamma(spot: spot, now: expiry) }
    #expect(throws: PricingRefusal.inputsMustBeInDomain) {
      try market.bookMark(spot: spot, now: expiry, rounding: .charge)
    }
  }
}
