import Attribution
import Simulation
import TestKit
import Testing
import Units

@testable import Reports

@Suite("RunDocument of random plans") struct RunDocumentTests {
  private static func text(seed: UInt64, change: (inout Plan) -> Void = { _ in }) throws -> String {
    var plan = Sample.random(seed: seed, blocks: 40)
    change(&plan)
    return RunDocument.document(try Run.result(of: plan), plan: plan).pretty
  }

  @Test func `two runs give the same bytes, and no two plans do`() throws {
    var texts: [String] = []
    for seed in UInt64(200)...207 {
      let text = try Self.text(seed: seed)
      #expect(try Self.text(seed: seed) == text)
      #expect(!texts.contains(text))
      texts.append(text)
    }
  }

  @Test func `another seed gives another result of the same plan`() throws {
    let text = try Self.text(seed: 208) { $0 = $0.moving(volatility: .one).withRetail(perDay: 3_000) }
    let other = try Self.text(seed: 208) {
      $0 = $0.moving(volatility: .one).withRetail(perDay: 3_000)
      $0.seed += 1
    }
    #expect(text != other)
  }

  @Test func `the order of the phases is data`() throws {
    let orders: [[Phase]] = [
      [.price, .oracle, .arbitrage, .retail, .options, .hedging, .roll],
      [.price, .oracle, .options, .hedging, .arbitrage, .retail, .roll],
      [.arbitrage, .retail, .options, .hedging, .roll, .price, .oracle],
    ]
    let texts = try orders.map { order in
      try Self.text(seed: 209) {
        $0 = $0.moving(volatility: .one).withRetail(perDay: 3_000).arbitraged()
        $0.order = order
      }
    }
    #expect(texts[0] != texts[1])
    #expect(texts[1] != texts[2])
    #expect(texts[0] != texts[2])
  }
}
