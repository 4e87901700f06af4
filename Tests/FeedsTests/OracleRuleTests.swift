import Exact
import Feeds
import TestKit
import Testing
import Units

/// The published vectors of the off-chain reporting protocol's decisions, thresholds in parts per 10⁹.
private struct Guards: Decodable {
  struct Step: Decodable {
    let report: Bool
    let median: String
    let reason: String
    let feedAnswer: String
    let feedUpdatedAt: String
  }
  struct Observation: Decodable {
    let t: String
    let observations: [String]
  }
  struct Configuration: Decodable {
    let ppb: String
    let deltaC: String
  }
  struct Input: Decodable {
    let thresholdPPB: String?
    let old: String?
    let new: String?
    let observations: [String]?
    let config: Configuration?
    let path: [Observation]?
  }
  struct Output: Decodable {
    let deviates: Bool?
    let answer: String?
    let steps: [Step]?
  }
  struct Vector: Decodable {
    let id: String
    let fn: String
    let `in`: Input
    let out: Output
  }
  let vectors: [Vector]

  static func named(_ function: String) throws -> [Vector] {
    try Fixture.json("oracle_guards", as: Guards.self).vectors.filter { $0.fn == function }
  }
}

private func number(_ text: String?) throws -> Int128 {
  let text = try #require(text)
  return try #require(Int128(text))
}

private func median(_ observations: [String]) throws -> Int128 {
  let sorted = try observations.map { try number($0) }.sorted()
  return sorted[sorted.count / 2]
}

private func rule(ppb: Int128, heartbeatSeconds: Int64 = 0) -> OracleRule {
  OracleRule(deviation: Ratio(wads: ppb * 1_000_000_000), heartbeat: Duration(seconds: heartbeatSeconds))
}

@Suite("OracleRule") struct OracleRuleTests {
  @Test func `agrees with every published deviation decision`() throws {
    let vectors = try Guards.named("deviates")
    #expect(vectors.count == 19)
    for vector in vectors {
      let input = vector.in
      let threshold = try number(input.thresholdPPB)
      let rule = rule(ppb: threshold)
      let (old, new) = (try number(input.old), try number(input.new))
      #expect(rule.deviates(from: old, to: new) == vector.out.deviates, "\(vector.id)")
      if old >= 0, new >= 0 {
        let prices = (Price(wads: old.magnitude), Price(wads: new.magnitude))
        #expect(rule.deviates(from: prices.0, to: prices.1) == vector.out.deviates, "\(vector.id)")
      }
    }
  }

  @Test func `agrees with every published median`() throws {
    for vector in try Guards.named("median") {
      let observations = try #require(vector.in.observations)
      #expect(try median(observations) == number(vector.out.answer))
    }
  }

  @Test func `a feed without latency walks through every published sequence`() throws {
    let vectors = try Guards.named("feed_sequence")
    #expect(vectors.count == 6)
    for vector in vectors {
      let configuration = try #require(vector.in.config)
      var feed = OracleFeed(
        OraclePlan(
          heartbeat: Duration(seconds: Int64(try number(configuration.deltaC))),
          deviation: Ratio(wads: try number(configuration.ppb) * 1_000_000_000), latency: .zero,
          staleAfter: .year))
      let path = try #require(vector.in.path)
      let steps = try #require(vector.out.steps)
      for (observed, expected) in zip(path, steps) {
        let now = Instant(milliseconds: Int64(try number(observed.t)) * 1000)
        let price = Price(wads: try median(observed.observations).magnitude)
        let report = feed.observe(price, at: now)
        #expect((report != nil) == expected.report)
        #expect((report?.reason.rawValue ?? "no") == expected.reason)
        let answer = try feed.fresh(at: now)
        #expect(String(answer.price.wads) == expected.feedAnswer)
        #expect(String(answer.publishedAt.milliseconds / 1000) == expected.feedUpdatedAt)
      }
    }
  }

  @Test func `a move of exactly the threshold deviates, one wad less does not`() {
    let rule = OracleRule(deviation: Ratio(wads: 5_000_000_000_000_000), heartbeat: .zero)
    let old = Price(wads: 3000 * 1_000_000_000_000_000_000)
    let step: UInt128 = 15 * 1_000_000_000_000_000_000
    #expect(rule.deviates(from: old, to: Price(wads: old.wads + step)))
    #expect(!rule.deviates(from: old, to: Price(wads: old.wads + step - 1)))
    #expect(rule.deviates(from: old, to: Price(wads: old.wads - step)))
    #expect(!rule.deviates(from: old, to: Price(wads: old.wads - step + 1)))
  }

  @Test func `from nothing any change deviates and no change does not`() {
    let rule = OracleRule(deviation: .one, heartbeat: .zero)
    #expect(rule.deviates(from: 0, to: -1))
    #expect(!rule.deviates(from: 0, to: 0))
    #expect(rule.deviates(from: Price(wads: 0), to: Price(wads: 1)))
    #expect(!rule.deviates(from: Price(wads: 0), to: Price(wads: 0)))
  }

  @Test func `a threshold of nothing is always met`() {
    let rule = OracleRule(deviation: .zero, heartbeat: .zero)
    #expect(rule.deviates(from: Price(wads: 5), to: Price(wads: 5)))
  }

  @Test func `the widest operands do not overflow`() {
    let rule = OracleRule(deviation: Ratio(wads: .max), heartbeat: .zero)
    #expect(!rule.deviates(from: Int128.min, to: Int128.max))
    #expect(!rule.deviates(from: Price(wads: .max), to: Price(wads: 0)))
    #expect(
      OracleRule(deviation: .one, heartbeat: .zero).deviates(from: Price(wads: .max), to: Price(wads: 0)))
  }

  @Test func `every small decision is the rational comparison`() {
    // Multiples of 0.1 for the threshold: |new − old| · 10 ≥ tenths · |old|.
    for tenths in Int128(0)...12 {
      let rule = OracleRule(deviation: Ratio(wads: tenths * 100_000_000_000_000_000), heartbeat: .zero)
      for old in Int128(-15)...15 where old != 0 {
        for new in Int128(-15)...15 {
          let expected = Int128((new - old).magnitude) * 10 >= tenths * Int128(old.magnitude)
          #expect(rule.deviates(from: old, to: new) == expected)
        }
      }
    }
  }
}
