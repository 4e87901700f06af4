import Exact
import Hedging
import Testing
import Units

@Suite("HedgePolicy") struct HedgePolicyTests {
  private let policy = HedgePolicy(every: Duration(seconds: 60), band: Amount(3))

  @Test func `trades exactly to the target, and only outside the band: exhaustively`() {
    for band in 0...4 {
      let policy = HedgePolicy(every: Duration(seconds: 60), band: Amount(Word256(UInt64(band))))
      for position in -8...8 {
        for delta in -8...8 {
          let decision = policy.decision(position: change(position), bookDelta: change(delta))
          var traded = 0
          switch decision {
          case .none: #expect(abs(-delta - position) <= band)
          case .buy(let amount): traded = Int(amount.units.low)
          case .sell(let amount): traded = -Int(amount.units.low)
          }
          guard decision != .none else { continue }
          #expect(abs(-delta - position) > band)
          #expect(position + traded == -delta)
        }
      }
    }
  }

  @Test func `a visit is due at once, then when the interval has passed, boundary included`() {
    #expect(policy.isDue(at: .start, last: nil))
    #expect(!policy.isDue(at: Instant(milliseconds: 59_999), last: .start))
    #expect(policy.isDue(at: Instant(milliseconds: 60_000), last: .start))
    let early = policy.decision(
      now: Instant(milliseconds: 59_999), last: .start, position: .zero, bookDelta: change(-9))
    #expect(early == .none)
    let due = policy.decision(
      now: Instant(milliseconds: 60_000), last: .start, position: .zero, bookDelta: change(-9))
    #expect(due == .buy(Amount(9)))
  }

  @Test func `an order is cut to what leaves collateral locked, and says so`() {
    for wanted in 0...5 {
      for most in 0...5 {
        let amount = Amount<Base>(Word256(UInt64(wanted)))
        let room = Amount<Base>(Word256(UInt64(most)))
        let traded = Amount<Base>(Word256(UInt64(min(wanted, most))))
        let missing = Amount<Base>(Word256(UInt64(max(wanted - most, 0))))
        let limit: HedgeLimit? = wanted > most ? .hedgeMustLeaveCollateral : nil
        let buying = HedgeOrder(.buy(amount), within: HedgeCapacity(buyable: room, sellable: .zero))
        #expect(buying.decision == (traded.isZero ? .none : .buy(traded)))
        #expect(buying.unfilled == missing)
        #expect(buying.limit == limit)
        let selling = HedgeOrder(.sell(amount), within: HedgeCapacity(buyable: .zero, sellable: room))
        #expect(selling.decision == (traded.isZero ? .none : .sell(traded)))
        #expect(selling.unfilled == missing)
        #expect(selling.limit == limit)
      }
    }
    let nothing = HedgeOrder(.none, within: HedgeCapacity(buyable: .zero, sellable: .zero))
    #expect(nothing.decision == .none)
    #expect(nothing.limit == nil)
  }

  private func change(_ value: Int) -> Change<Base> { Change(Int256(Int64(value))) }
}
