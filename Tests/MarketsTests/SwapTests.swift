import Exact
import Markets
import Testing
import Units

@Suite("ConstantProduct swaps") struct SwapTests {
  private func fees() throws -> [Fee] {
    [
      .zero, try Fee(3, over: 1000), try Fee(1, over: 10_000), try Fee(1, over: 3), try Fee(999, over: 1000),
      try Fee(999_999_999_999, over: 1_000_000_000_000), try Fee(1, over: 1_000_000_000_000),
    ]
  }

  /// `(r_in·d + i(d − n)) · (r_out − o) − d · r_in · r_out`, unbounded: not negative exactly when the swap is sound.
  private func margin(_ fee: Fee, own: Word256, other: Word256, paid: Word256, received: Word256) -> Integer {
    let (own, other) = (Integer(own), Integer(other))
    let denominator = Integer(fee.denominator)
    let kept = denominator - Integer(fee.numerator)
    return (own * denominator + Integer(paid) * kept) * (other - Integer(received)) - own * other
      * denominator
  }

  @Test func `exact in pays the most that the product allows`() throws {
    var dice = TestDice(state: 1)
    for fee in try fees() {
      for _ in 0..<300 {
        let (own, other, paid) = (dice.word(bits: 111), dice.word(bits: 112), dice.word(bits: 111))
        let selling = try pool(own, other, fee: fee)
        let received = (try? selling.selling(paying: Amount(paid)).quote.units) ?? .zero
        #expect(!margin(fee, own: own, other: other, paid: paid, received: received).isNegative)
        #expect(margin(fee, own: own, other: other, paid: paid, received: received + 1).isNegative)
        let buying = try pool(other, own, fee: fee)
        #expect(((try? buying.buying(paying: Amount(paid)).base.units) ?? .zero) == received)
      }
    }
  }

  @Test func `exact out asks for the least that will do plus at most one unit`() throws {
    var dice = TestDice(state: 2)
    for fee in try fees() {
      for _ in 0..<300 {
        let (own, other) = (dice.word(bits: 60), dice.word(bits: 112))
        let wanted = dice.word(bits: 112)
        guard wanted < other else { continue }
        guard let fill = try? pool(own, other, fee: fee).selling(receiving: Amount(wanted)) else { continue }
        let paid = fill.base.units
        #expect(!margin(fee, own: own, other: other, paid: paid, received: wanted).isNegative)
        if paid > 1 {
          #expect(!margin(fee, own: own, other: other, paid: paid, received: wanted).isNegative)
          let least = margin(fee, own: own, other: other, paid: paid - 1, received: wanted)
          // One unit less does exactly when the division was exact; two units less never does.
          #expect(least.isNegative || least.isZero)
        }
        let mirrored = try pool(other, own, fee: fee).buying(receiving: Amount(wanted))
        #expect(mirrored.quote.units == paid)
      }
    }
  }

  @Test func `a fee of 3 in 1000 is 997 over 1000 to the unit, however it is written`() throws {
    var dice = TestDice(state: 3)
    let fee = try Fee(3, over: 1000)
    #expect(try Fee(30_000, over: 10_000_000) == fee)
    for _ in 0..<2000 {
      let (own, other, amount) = (dice.word(bits: 111), dice.word(bits: 112), dice.word(bits: 110))
      let (x, y, i) = (Integer(own), Integer(other), Integer(amount))
      let weighted = i * 997
      let out = (weighted * y).quotientAndRemainder(dividingBy: x * 1000 + weighted).quotient
      #expect(
        Integer((try? pool(own, other, fee: fee).selling(paying: Amount(amount)).quote.units) ?? .zero) == out
      )
      guard amount < other else { continue }
      let asked = (x * i * 1000).quotientAndRemainder(dividingBy: (y - i) * 997).quotient + 1
      guard let fill = try? pool(own, other, fee: fee).selling(receiving: Amount(amount)) else { continue }
      #expect(Integer(fill.base.units) == asked)
    }
  }

  @Test func `a trade moves what its quote says and the product does not fall`() throws {
    var dice = TestDice(state: 4)
    var pool = try pool(1_000_000_000_000, 3_000_000_000, fee: Fee(3, over: 1000))
    for _ in 0..<2000 {
      let before = pool
      let amount = Word256(dice.number(1...1_000_000))
      let fill: Fill?
      switch dice.number(0...3) {
      case 0:
        fill = try? pool.buy(paying: Amount(amount))
        #expect(fill == (try? before.buying(paying: Amount(amount))))
      case 1:
        fill = try? pool.buy(receiving: Amount(amount * 300))
        #expect(fill == (try? before.buying(receiving: Amount(amount * 300))))
      case 2:
        fill = try? pool.sell(paying: Amount(amount * 300))
        #expect(fill == (try? before.selling(paying: Amount(amount * 300))))
      default:
        fill = try? pool.sell(receiving: Amount(amount))
        #expect(fill == (try? before.selling(receiving: Amount(amount))))
      }
      guard let fill else {
        #expect(pool == before)
        continue
      }
      let sign: Int256 = fill.side == .buying ? 1 : -1
      let base = Change(from: before.reserveBase, to: pool.reserveBase)
      let quote = Change(from: before.reserveQuote, to: pool.reserveQuote)
      #expect(base.units == -sign * Int256(fill.base.units))
      #expect(quote.units == sign * Int256(fill.quote.units))
      #expect(pool.product >= before.product)
      // The same movement passes the pair's own check.
      var pair = before
      switch fill.side {
      case .buying:
        try pair.swap(baseOut: fill.base, quoteOut: .zero, baseIn: .zero, quoteIn: fill.quote)
      case .selling:
        try pair.swap(baseOut: .zero, quoteOut: fill.quote, baseIn: fill.base, quoteIn: .zero)
      }
      #expect(pair == pool)
    }
  }
}

@Suite("ConstantProduct refusals") struct SwapRefusalTests {
  private let most = Word256((1 << 112) - 1 as UInt128)

  @Test func `nothing paid is refused first`() throws {
    let empty = ConstantProduct(fee: .zero, takesProtocolFee: false)
    #expect(throws: SwapRefusal.inputMustBePositive) { try empty.selling(paying: .zero) }
    #expect(throws: SwapRefusal.inputMustBePositive) { try empty.buying(paying: .zero) }
    #expect(throws: SwapRefusal.outputMustBePositive) { try empty.selling(receiving: .zero) }
    #expect(throws: SwapRefusal.outputMustBePositive) { try empty.buying(receiving: .zero) }
  }

  @Test func `an empty reserve is refused before the cap`() throws {
    let empty = ConstantProduct(fee: .zero, takesProtocolFee: false)
    #expect(throws: SwapRefusal.reservesMustBePositive) { try empty.selling(paying: Amount(.max)) }
    #expect(throws: SwapRefusal.reservesMustBePositive) { try empty.buying(paying: Amount(.max)) }
    #expect(throws: SwapRefusal.reservesMustBePositive) { try empty.selling(receiving: Amount(.max)) }
    #expect(throws: SwapRefusal.reservesMustBePositive) {
      try pool(5, 0, fee: .zero).selling(paying: Amount(1))
    }
  }

  @Test func `a balance above the cap is refused before dust`() throws {
    let thin = try pool(most - 9, 1, fee: .zero)
    #expect(throws: SwapRefusal.balanceMustFit) { try thin.selling(paying: Amount(10)) }
    #expect(throws: SwapRefusal.balanceMustFit) { try thin.selling(paying: Amount(.max)) }
    #expect(throws: SwapRefusal.outputMustBePositive) { try thin.selling(paying: Amount(9)) }
    let deep = try pool(most >> 1, most, fee: .zero)
    #expect(throws: SwapRefusal.balanceMustFit) { try deep.selling(receiving: Amount(most - 1)) }
  }

  @Test func `the whole reserve cannot be bought`() throws {
    let held = try pool(1000, 1000, fee: .zero)
    #expect(throws: SwapRefusal.outputMustStayBelowReserve) { try held.buying(receiving: Amount(1000)) }
    #expect(throws: SwapRefusal.outputMustStayBelowReserve) { try held.selling(receiving: Amount(.max)) }
    #expect(try held.buying(receiving: Amount(999)).quote == Amount(999_001))
  }

  @Test func `refused trades leave the pool as it was`() throws {
    let before = try pool(most - 9, 1, fee: .zero)
    var after = before
    #expect(throws: SwapRefusal.outputMustBePositive) { try after.sell(paying: Amount(9)) }
    #expect(throws: SwapRefusal.inputMustBePositive) { try after.buy(paying: .zero) }
    #expect(throws: SwapRefusal.outputMustStayBelowReserve) { try after.sell(receiving: Amount(1)) }
    #expect(throws: SwapRefusal.outputMustBePositive) { try after.buy(receiving: .zero) }
    #expect(after == before)
  }

  @Test func `the pair checks outputs, then reserves, then inputs, then the cap, then the product`() throws {
    let before = try pool(1000, 1000, fee: Fee(3, over: 1000))
    var after = before
    func swap(_ baseOut: Word256, _ quoteOut: Word256, _ baseIn: Word256, _ quoteIn: Word256) throws {
      try after.swap(
        baseOut: Amount(baseOut), quoteOut: Amount(quoteOut), baseIn: Amount(baseIn), quoteIn: Amount(quoteIn)
      )
    }
    #expect(throws: SwapRefusal.outputMustBePositive) { try swap(0, 0, 0, 0) }
    #expect(throws: SwapRefusal.outputMustStayBelowReserve) { try swap(1000, 0, 0, 0) }
    #expect(throws: SwapRefusal.outputMustStayBelowReserve) { try swap(0, .max, 0, 0) }
    #expect(throws: SwapRefusal.inputMustBePositive) { try swap(1, 0, 0, 0) }
    #expect(throws: SwapRefusal.balanceMustFit) { try swap(0, 999, .max, 0) }
    #expect(throws: SwapRefusal.balanceMustFit) { try swap(0, 999, 0, most) }
    #expect(throws: SwapRefusal.productMustNotFall) { try swap(0, 100, 111, 0) }
    #expect(after == before)
    try swap(0, 100, 112, 0)
    #expect(after.reserveBase == Amount(1112))
    #expect(after.reserveQuote == Amount(900))
  }
}
