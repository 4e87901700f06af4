import Exact
import Feeds
import TestKit
import Testing
import Units

/// Paths computed from the definition elsewhere.
private struct Published: Decodable {
  struct Path: Decodable {
    let name: String
    let start: String
    let volatility: String
    let drift: String
    let blockMilliseconds: Int64
    let seed: String
    let shocks: [[Field]]
    let impacts: [[Field]]
    let jumps: [String]
    let prices: [String]
  }
  /// A block number or a text.
  enum Field: Decodable {
    case block(Int)
    case wads(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let block = try? container.decode(Int.self) {
        self = .block(block)
      } else {
        self = .wads(try container.decode(String.self))
      }
    }

    var number: Int128? {
      switch self {
      case .block(let block): Int128(block)
      case .wads(let text): Int128(text)
      }
    }
  }
  let paths: [Path]
}

private func ratio(_ text: String) throws -> Ratio { Ratio(wads: try #require(Int128(text))) }
private func percent(_ count: Int128) -> Ratio { Ratio(wads: count * 10_000_000_000_000_000) }
private func dollars(_ count: UInt128) -> Price { Price(wads: count * 1_000_000_000_000_000_000) }
private let block = Duration(seconds: 12)
private func time(_ number: Int) -> Instant { Instant(milliseconds: Int64(number) * 12_000) }

private func diffusion(
  start: Price = dollars(3000), volatility: Ratio = percent(80), drift: Ratio = .zero, shocks: [Shock] = []
) -> PricePlan {
  PricePlan(
    process: .geometricBrownian(start: start, volatility: volatility, drift: drift), shocks: shocks,
    impactPerBase: .zero)
}

private func replay(_ points: [(Int64, UInt128)], shocks: [Shock] = []) -> PricePlan {
  let rows = points.map { PricePoint(at: Instant(milliseconds: $0.0 * 1000), price: dollars($0.1)) }
  return PricePlan(process: .replay(rows), shocks: shocks, impactPerBase: .zero)
}

@Suite("PriceProcess") struct PriceProcessTests {
  @Test func `walks the paths computed elsewhere, bit for bit`() throws {
    let paths = try Fixture.json("price_path", as: Published.self).paths
    #expect(paths.count == 4)
    for path in paths {
      let span = Duration(milliseconds: path.blockMilliseconds)
      func at(_ number: Int) -> Instant { Instant(milliseconds: Int64(number) * path.blockMilliseconds) }
      func pairs(_ rows: [[Published.Field]]) -> [(block: Int, ratio: Ratio)] {
        rows.compactMap { row in
          guard let number = row.first?.number, let wads = row.last?.number else { return nil }
          return (Int(number), Ratio(wads: wads))
        }
      }
      let start = Price(wads: try #require(UInt128(path.start)))
      let (volatility, drift) = (try ratio(path.volatility), try ratio(path.drift))
      let process: PricePlan.Process =
        path.jumps.isEmpty
        ? .geometricBrownian(start: start, volatility: volatility, drift: drift)
        : .jumpDiffusion(
          start: start, volatility: volatility, drift: drift, jumpsPerYear: try ratio(path.jumps[0]),
          jumpMean: try ratio(path.jumps[1]), jumpVolatility: try ratio(path.jumps[2]))
      let shocks = pairs(path.shocks).map { Shock(at: at($0.block), move: $0.ratio) }
      let plan = PricePlan(process: process, shocks: shocks, impactPerBase: .zero)
      var walk = try PriceProcess(plan, block: span, seed: try #require(UInt64(path.seed)))
      for (index, expected) in path.prices.enumerated() {
        let impact = pairs(path.impacts).first { $0.block == index + 1 }?.ratio ?? .zero
        let price = try walk.step(block: index + 1, at: at(index + 1), impact: impact)
        #expect(String(price.wads) == expected, "\(path.name), block \(index + 1)")
      }
    }
  }

  @Test func `without volatility and drift the price stands still`() throws {
    var walk = try PriceProcess(diffusion(volatility: .zero), block: block, seed: 1)
    for number in 1...100 {
      #expect(try walk.step(block: number, at: time(number), impact: .zero) == dollars(3000))
    }
  }

  @Test func `impact moves the logarithm of the price for good`() throws {
    var walk = try PriceProcess(diffusion(volatility: .zero), block: block, seed: 1)
    let growth = try CertifiedFunction.exponential.value(at: #require(Rational("1/50")), rounding: .nearest)
    let moved = try walk.step(block: 1, at: time(1), impact: percent(2))
    #expect(Integer(moved.wads) == growth * 3000)
    #expect(try walk.step(block: 2, at: time(2), impact: .zero) == moved)
  }

  @Test func `a shock strikes in the first block at or after its time, once`() throws {
    let shocks = [
      Shock(at: Instant(milliseconds: 12_001), move: percent(-25)), Shock(at: time(3), move: percent(100)),
      Shock(at: time(3), move: percent(10)),
    ]
    var walk = try PriceProcess(diffusion(volatility: .zero, shocks: shocks), block: block, seed: 1)
    let prices = try (1...4).map { try walk.step(block: $0, at: time($0), impact: .zero) }
    #expect(prices == [dollars(3000), dollars(2250), dollars(4950), dollars(4950)])
  }

  @Test func `a replay gives the last row at or before each block`() throws {
    var walk = try PriceProcess(
      replay([(0, 10), (12, 11), (30, 12), (35, 13), (300, 14)]), block: block, seed: 1)
    let prices = try (1...6).map { try walk.step(block: $0, at: time($0), impact: .zero) }
    #expect(prices == [11, 11, 13, 13, 13, 13].map(dollars))
  }

  @Test func `a shock displaces a replay for good`() throws {
    let plan = replay([(0, 10), (24, 20), (36, 40)], shocks: [Shock(at: time(2), move: percent(-50))])
    var walk = try PriceProcess(plan, block: block, seed: 1)
    let prices = try (1...4).map { try walk.step(block: $0, at: time($0), impact: .zero) }
    #expect(prices == [10, 10, 20, 20].map(dollars))
  }

  @Test func `the same seed gives the same path and another seed another`() throws {
    func path(_ seed: UInt64) throws -> [Price] {
      var walk = try PriceProcess(diffusion(), block: block, seed: seed)
      return try (1...50).map { try walk.step(block: $0, at: time($0), impact: .zero) }
    }
    #expect(try path(7) == path(7))
    #expect(try path(7) != path(8))
  }

  @Test func `the price never reaches zero`() throws {
    let crash = Shock(at: time(1), move: Ratio(wads: -999_999_999_999_999_999))
    var walk = try PriceProcess(
      diffusion(start: Price(wads: 7), volatility: .zero, shocks: [crash]), block: block, seed: 1)
    #expect(try walk.step(block: 1, at: time(1), impact: .zero) == Price(wads: 1))
  }

  @Test func `a step beyond what is held exactly is refused`() throws {
    var far = try PriceProcess(diffusion(volatility: .zero), block: block, seed: 1)
    #expect(throws: PriceProcessRefusal.priceMustStayInRange) {
      try far.step(block: 1, at: time(1), impact: percent(4001))
    }
    var high = try PriceProcess(diffusion(start: Price(wads: .max), volatility: .zero), block: block, seed: 1)
    #expect(throws: PriceProcessRefusal.priceMustStayInRange) {
      try high.step(block: 1, at: time(1), impact: percent(1))
    }
  }

  @Test func `with Merton's jumps the drift is still the expected growth`() throws {
    // One day at a time: E[P′/P] = e^(drift · dt) = 1 with no drift; jumps of −10 % on average, ten a day.
    let plan = PricePlan(
      process: .jumpDiffusion(
        start: dollars(1), volatility: percent(80), drift: .zero, jumpsPerYear: percent(365_000),
        jumpMean: percent(-10), jumpVolatility: percent(5)), shocks: [], impactPerBase: .zero)
    let walk = try PriceProcess(plan, block: .day, seed: 11)
    var (sum, squares) = (Rational.zero, Rational.zero)
    let count = 2000
    for number in 1...count {
      var path = walk
      let price = try path.step(block: number, at: .start + .day, impact: .zero)
      let growth = try #require(Rational(Integer(price.wads), over: Integer(10).power(18))) - 1
      sum += growth
      squares += growth * growth
    }
    // |mean| < 4 standard errors, as integers: sum² < 16 Σ(growth²).
    #expect(sum * sum < Rational(16) * squares)
  }
}

@Suite("PriceProcess refuses") struct PriceProcessRefusalTests {
  private func refusal(_ plan: PricePlan, block span: Duration = block) -> PriceProcessRefusal? {
    do {
      _ = try PriceProcess(plan, block: span, seed: 1)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a block that takes no time`() {
    #expect(refusal(diffusion(), block: .zero) == .blockMustBePositive(.zero))
  }

  @Test func `a shock that leaves nothing`() {
    let shock = Shock(at: .start, move: percent(-100))
    #expect(refusal(diffusion(shocks: [shock])) == .shockMustLeaveAPrice(shock))
  }

  @Test func `shocks out of order`() {
    let shocks = [Shock(at: time(2), move: percent(1)), Shock(at: time(1), move: percent(1))]
    #expect(refusal(diffusion(shocks: shocks)) == .shocksMustBeInOrder(shocks[1]))
  }

  @Test func `a recording without rows, or with rows that do not advance`() {
    #expect(refusal(replay([])) == .recordingMustHavePrices)
    let late = PricePoint(at: Instant(milliseconds: 1000), price: dollars(2))
    #expect(refusal(replay([(0, 1), (1, 1), (1, 2)])) == .recordingMustAdvance(late))
  }

  @Test func `a volatility or drift that a step cannot hold`() {
    #expect(refusal(diffusion(volatility: percent(1_000_000_000))) == .stepMustStayModerate)
    #expect(refusal(diffusion(drift: percent(1_000_000_000_000))) == .stepMustStayModerate)
  }

  @Test func `more jumps than can be counted`() {
    let plan = PricePlan(
      process: .jumpDiffusion(
        start: dollars(1), volatility: .zero, drift: .zero, jumpsPerYear: percent(100_000_000_000),
        jumpMean: .zero, jumpVolatility: .zero), shocks: [], impactPerBase: .zero)
    #expect(refusal(plan) == .jumpsMustBeCountable)
  }

  @Test func `jumps whose mean cannot be certified`() {
    let plan = PricePlan(
      process: .jumpDiffusion(
        start: dollars(1), volatility: .zero, drift: .zero, jumpsPerYear: .one, jumpMean: percent(1_000_000),
        jumpVolatility: .zero), shocks: [], impactPerBase: .zero)
    #expect(refusal(plan) == .parametersMustBeCertifiable(.argumentMustNotExceed(limit: 2000)))
  }

  @Test func `a price of nothing, at the start or recorded later`() {
    #expect(refusal(diffusion(start: Price(wads: 0))) == .priceMustBePositive)
    #expect(refusal(replay([(0, 1), (12, 0)])) == .priceMustBePositive)
  }
}
