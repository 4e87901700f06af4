import Exact
import Properties
import TestKit
import Testing

@testable import Markets

@Suite("TickRatio") struct TickRatioTests {
  /// Uniswap v3's published values.
  @Test(
    "the published ratios",
    arguments: [
      (-887_272, "4295128739"), (-887_271, "4295343490"), (0, "79228162514264337593543950336"),
      (50, "79426470787362580746886972461"), (-50, "79030349367926598376800521322"),
      (100, "79625275426524748796330556128"), (250, "80224679980005306637834519095"),
      (500, "81233731461783161732293370115"), (2_500, "89776708723587163891445672585"),
      (3_000, "92049301871182272007977902845"), (4_000, "96768528593268422080558758223"),
      (5_000, "101729702841318637793976746270"), (50_000, "965075977353221155028623082916"),
      (150_000, "143194173941309278083010301478497"),
      (250_000, "21246587762933397357449903968194344"),
      (500_000, "5697689776495288729098254600827762987878"),
      (738_203, "847134979253254120489401328389043031315994541"),
      (887_272, "1461446703485210103287273052203988822378723970342"),
    ])
  func published(_ tick: Int, _ ratio: String) {
    #expect(TickRatio.ratio(at: tick).description == ratio)
    #expect(TickRatio.tick(at: TickRatio.ratio(at: tick)) == tick)
  }

  @Test func `every tick begins at its ratio`() {
    for tick in stride(from: -887_271, through: 887_272, by: isSoaking ? 1 : 211) {
      let ratio = TickRatio.ratio(at: tick)
      #expect(TickRatio.tick(at: ratio) == tick)
      #expect(TickRatio.tick(at: ratio - 1) == tick - 1)
    }
  }

  @Test func `a price lies between its tick's ratio and the next`() {
    withEvery("bracket", cases: 3_000) { choices in
      let price = choices.word(bits: 160)
      let tick = TickRatio.tick(at: price)
      if price > TickRatio.lowestRatio {
        try hold(TickRatio.ratio(at: tick) <= price, "not below its tick")
      } else {
        try holdEqual(tick, TickRatio.lowest, "the lowest tick below the first ratio")
      }
      if tick < TickRatio.highest {
        try hold(price < TickRatio.ratio(at: tick + 1), "below the next tick")
      }
    }
  }

  @Test func `prices beyond the range stand at its ends`() {
    #expect(TickRatio.tick(at: .zero) == -887_272)
    #expect(TickRatio.tick(at: .max) == 887_272)
  }
}
