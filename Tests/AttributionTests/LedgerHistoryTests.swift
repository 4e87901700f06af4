import Exact
import TestKit
import Testing

@testable import Attribution

@Suite("LedgerHistory") struct LedgerHistoryTests {
  private struct Vectors: Decodable {
    struct Event: Decodable {
      var price: String
      var actor: String
      var side: String
      var amount_in: String
      var fee_ppm: Int
    }
    struct Expected: Decodable {
      var final_price: String
      var W0: String
      var W: String
      var HODL: String
      var MKT: String
      var FEE: String
      var LVR: String
      var IL_net: String
      var markout0_sum: String
      var trades: Int
      var LVR_by_actor: [String: String]
      var PNL_by_actor: [String: String]
      var V_principal: String?
      var R_rebalancing: String?
      var IL_principal: String?
      var fee_inventory_revaluation: String?
    }
    struct History: Decodable {
      var id: String
      var mode: String
      var x0: String
      var y0: String
      var P0: String
      var events: [Event]
      var expect: Expected
    }
    var vectors: [History]
  }

  private static func history(_ vector: Vectors.History) throws -> LedgerHistory {
    var actors: [String] = []
    let events = try vector.events.map { event in
      if !actors.contains(event.actor) { actors.append(event.actor) }
      return LedgerHistory.Event(
        price: try #require(Rational(event.price)), actor: try #require(actors.firstIndex(of: event.actor)),
        side: try #require(LedgerHistory.Side(rawValue: event.side)),
        input: try #require(Integer(event.amount_in)), feePerMillion: event.fee_ppm)
    }
    return LedgerHistory(
      mode: try #require(LedgerHistory.FeeMode(rawValue: vector.mode)),
      base: try #require(Integer(vector.x0)), quote: try #require(Integer(vector.y0)),
      openingPrice: try #require(Rational(vector.P0)),
      finalPrice: try #require(Rational(vector.expect.final_price)), actors: actors, events: events)
  }

  @Test func `published histories come out to the last digit`() throws {
    let vectors: Vectors = try Fixture.json("lvr_ledger")
    #expect(
      vectors.vectors.contains { $0.mode == "inside" } && vectors.vectors.contains { $0.mode == "outside" })
    for vector in vectors.vectors {
      let history = try Self.history(vector)
      let figures = history.figures()
      let expected = vector.expect
      #expect(figures.openingWealth.description == expected.W0, "\(vector.id)")
      #expect(figures.wealth.description == expected.W, "\(vector.id)")
      #expect(figures.holding.description == expected.HODL, "\(vector.id)")
      #expect(figures.market.description == expected.MKT, "\(vector.id)")
      #expect(figures.fees.description == expected.FEE, "\(vector.id)")
      #expect(figures.loss.description == expected.LVR, "\(vector.id)")
      #expect(figures.netImpermanentLoss.description == expected.IL_net, "\(vector.id)")
      #expect(figures.markout.description == expected.markout0_sum, "\(vector.id)")
      #expect(figures.trades == expected.trades, "\(vector.id)")
      for (index, actor) in history.actors.enumerated() {
        #expect(figures.lossByActor[index].description == expected.LVR_by_actor[actor], "\(vector.id)")
        #expect(figures.profitByActor[index].description == expected.PNL_by_actor[actor], "\(vector.id)")
      }
      guard history.mode == .outside else { continue }
      #expect(figures.principalValue.description == expected.V_principal, "\(vector.id)")
      #expect(figures.rebalancing.description == expected.R_rebalancing, "\(vector.id)")
      #expect(figures.principalImpermanentLoss.description == expected.IL_principal, "\(vector.id)")
      #expect(figures.feeRevaluation.description == expected.fee_inventory_revaluation, "\(vector.id)")
    }
  }

  @Test func `one sale worked by hand`() throws {
    // 1000 base and 3000 quote at 3; the price falls to 2; an arbitrageur sells 200 base for ⌊200·3000/1200⌋ = 500:
    // W = 1200·2 + 2500, H = 1000·2 + 3000, loss = 500 − 200·2.
    let history = LedgerHistory(
      mode: .inside, base: 1000, quote: 3000, openingPrice: 3, finalPrice: 2, actors: ["arb"],
      events: [.init(price: 2, actor: 0, side: .sell, input: 200, feePerMillion: 0)])
    let figures = history.figures()
    #expect(figures.openingWealth == 6000)
    #expect(figures.wealth == 4900)
    #expect(figures.market == -1000)
    #expect(figures.loss == 100)
    #expect(figures.fees == 0)
    #expect(figures.netImpermanentLoss == 100)
  }
}
