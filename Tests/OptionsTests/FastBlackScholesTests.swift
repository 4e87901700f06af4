import Exact
import Feeds
import Options
import TestKit
import Testing
import Units

/// An option in wads and milliseconds.
struct FastInputs {
  var kind: OptionKind
  var spot: Price
  var strike: Price
  var remaining: Duration
  var volatility: Ratio
  var rate: Ratio = .zero
  var dividend: Ratio = .zero

  /// The fixed-width option; nil outside its range.
  var fast: FastBlackScholes? {
    guard let spot = FastSpot(spot), let strike = FastPrice(strike),
      let volatility = FastVolatility(volatility),
      let tenor = FastTenor(remaining: remaining, rate: rate, dividend: dividend),
      let deviation = FastDeviation(volatility, over: tenor)
    else { return nil }
    return FastBlackScholes(kind: kind, spot: spot, strike: strike, tenor: tenor, deviation: deviation)
  }

  /// The arbitrary-precision option.
  var exact: BlackScholes {
    get throws {
      try BlackScholes(
        kind: kind, spot: spot, strike: strike, remaining: remaining, volatility: volatility, rate: rate,
        dividend: dividend)
    }
  }
}

extension FastGreeks {
  /// The outputs in the order of `BlackScholesRow.outputs`.
  var ordered: [Int128] { [price, delta, gamma, vega, theta, rho, vanna, charm] }
}

/// Options spread over the ranges of the published vectors.
struct FastOptionDraws {
  private var dice: Dice
  private var number = 0

  init(seed: UInt64) { dice = Dice(seed: seed, path: 0, purpose: Dice.Purpose(rawValue: 0x46), block: 0) }

  private static let wad: UInt128 = 1_000_000_000_000_000_000

  /// `low · 2^u` with u uniform in 0 ..< octaves, to about 2⁻³².
  private mutating func spread(_ low: UInt128, octaves: UInt64) -> UInt128 {
    let whole = dice.below(octaves)
    let fraction = UInt128(dice.nextWord() >> 32)
    return (low << UInt128(whole)) + (((low << UInt128(whole)) * fraction) >> 32)
  }

  /// Spot 64,250.5 without rates in one of three draws; otherwise spot 1.2·10⁻⁵ … 10⁶, rate −2 … 10 %, yield 0 … 8 %.
  /// Strike at 1/128 … 128 spots, expiry 1 minute … 2 years, volatility 1 … 500 %.
  mutating func next() -> FastInputs {
    number += 1
    var inputs = FastInputs(
      kind: dice.nextWord() % 2 == 0 ? .call : .put, spot: Price(wads: 64_250_500 * Self.wad / 1000),
      strike: Price(wads: 1), remaining: Duration(milliseconds: Int64(spread(60_000, octaves: 20))),
      volatility: Ratio(wads: Int128(min(spread(Self.wad / 100, octaves: 9), 5 * Self.wad))))
    if number % 3 != 0 {
      inputs.spot = Price(wads: spread(12_000_000_000_000, octaves: 36))
      if number % 6 != 1 { inputs.dividend = Ratio(wads: Int128(dice.below(9)) * Int128(Self.wad) / 100) }
      if number % 6 != 2 {
        inputs.rate = Ratio(wads: (Int128(dice.below(121)) - 20) * Int128(Self.wad) / 1000)
      }
    }
    inputs.strike = Price(wads: max(spread(inputs.spot.wads >> 7, octaves: 14), 1))
    if number % 13 == 0 { inputs.strike = inputs.spot }
    return inputs
  }
}

@Suite("FastBlackScholes") struct FastBlackScholesTests {
  static let wad: Int128 = 1_000_000_000_000_000_000

  @Test("decides every published vector alike", arguments: Rounding.allCases)
  func vectors(_ rounding: Rounding) throws {
    let vectors: BlackScholesTests.Vectors = try Fixture.json("bsm")
    for cells in vectors.rows {
      let row = try BlackScholesRow(cells: cells)
      let inputs = try FastInputs(row.option)
      let fast = try #require(inputs.fast, "\(row.id)")
      let greeks = fast.greeks(rounding)
      #expect(greeks.undecided.isEmpty, "\(row.id)")
      for (index, value) in greeks.ordered.enumerated() {
        #expect(Integer(value) == row.expected(index, rounding), "\(row.id) output \(index) \(rounding)")
      }
    }
  }

  @Test func `agrees with arbitrary precision on random options, or says nothing`() throws {
    var draws = FastOptionDraws(seed: 31)
    let count = isSoaking ? 1_000_000 : 20_000
    var undecided = 0
    for number in 0..<count {
      let inputs = draws.next()
      guard let fast = inputs.fast else { continue }
      let rounding = Rounding.allCases[number % 3]
      let greeks = fast.greeks(rounding)
      // The arbitrary-precision outputs cost a thousand times more: without soaking, two of the eight each time.
      let pair: BlackScholes.Outputs = [
        BlackScholesRow.outputs[number / 3 % 8], BlackScholesRow.outputs[(number / 3 + 3) % 8],
      ]
      let wanted = isSoaking ? .all : pair
      let exact = try inputs.exact.values(wanted, rounding: rounding)
      for (index, output) in BlackScholesRow.outputs.enumerated() {
        if greeks.undecided.contains(output) {
          undecided += 1
        } else if let value = exact[output] {
          #expect(Integer(greeks.ordered[index]) == value, "\(inputs) output \(index) \(rounding)")
        }
      }
      if number % 10 == 0 {
        #expect(fast.price(rounding) == (greeks.undecided.contains(.price) ? nil : greeks.price))
        #expect(fast.delta(rounding) == (greeks.undecided.contains(.delta) ? nil : greeks.delta))
        #expect(fast.gamma(rounding) == (greeks.undecided.contains(.gamma) ? nil : greeks.gamma))
      }
    }
    if isSoaking { print("FastBlackScholes: \(undecided) of \(8 * count) outputs undecided") }
    #expect(undecided * 1000 < count)
  }

  @Test func `an output that is exactly zero is left to the closed forms`() throws {
    // S = K and r = σ²/2 make d₂ = 0, so vanna is exactly 0: no enclosure shows that.
    let inputs = FastInputs(
      kind: .call, spot: Price(wads: UInt128(100 * Self.wad)), strike: Price(wads: UInt128(100 * Self.wad)),
      remaining: .day, volatility: Ratio(wads: Self.wad / 5), rate: Ratio(wads: Self.wad / 50))
    let greeks = try #require(inputs.fast).greeks(.down)
    #expect(greeks.undecided.contains(.vanna))
    #expect(try inputs.exact.values(.vanna, rounding: .down).vanna == 0)
  }

  @Test func `inputs outside the proved range make no option`() {
    var inputs = FastInputs(
      kind: .put, spot: Price(wads: UInt128(Self.wad)), strike: Price(wads: UInt128(Self.wad)),
      remaining: .day,
      volatility: .one)
    #expect(inputs.fast != nil)
    inputs.volatility = .zero
    #expect(inputs.fast == nil)
    inputs.volatility = Ratio(wads: 1)
    #expect(inputs.fast == nil)
    inputs.volatility = .one
    inputs.remaining = .zero
    #expect(inputs.fast == nil)
    inputs.remaining = Duration(milliseconds: 1 << 44)
    #expect(inputs.fast == nil)
    inputs.remaining = .day
    inputs.strike = Price(wads: 0)
    #expect(inputs.fast == nil)
    inputs.strike = Price(wads: 1 << 119)
    inputs.spot = Price(wads: 1)
    #expect(inputs.fast == nil)
    inputs.spot = inputs.strike
    inputs.rate = Ratio(wads: 1 << 60)
    #expect(inputs.fast == nil)
  }
}

extension FastInputs {
  /// The inputs of an exact option whose numbers are whole wads and seconds.
  init(_ option: BlackScholes) throws {
    func wads(_ value: Rational) throws -> Int128 {
      let scaled = value * Rational(Integer(10).power(18))
      let word = try #require(scaled.denominator == 1 ? scaled.numerator.asInt256 : nil)
      return Int128(truncatingIfNeeded: word.bits.low)
    }
    let seconds = option.years * Rational(Integer(31_536_000_000))
    self.init(
      kind: option.kind, spot: Price(wads: UInt128(try wads(option.spot))),
      strike: Price(wads: UInt128(try wads(option.strike))),
      remaining: Duration(milliseconds: Int64(try #require(seconds.numerator.asInt))),
      volatility: Ratio(wads: try wads(option.volatility)), rate: Ratio(wads: try wads(option.rate)),
      dividend: Ratio(wads: try wads(option.dividend)))
  }
}
