import Exact
import Markets
import TestKit
import Testing
import Units

@Suite("Arbitrage, the best of all integers") struct ArbitrageProofTests {
  private typealias Place = ArbitrageWitness.Place

  /// A case: a pool, a price and tokens whose quote unit is worth `10^zeros` fine units.
  private struct Market {
    let pool: ConstantProduct
    let price: Price
    let pair: Pair

    init(_ base: Word256, _ quote: Word256, fee: Fee, wads: UInt128, zeros: Int) throws {
      pool = try MarketsTests.pool(base, quote, fee: fee)
      price = Price(wads: wads)
      let decimals = max(zeros - 18, 0)
      pair = Pair(
        base: Token(symbol: "B", decimals: decimals),
        quote: Token(symbol: "Q", decimals: 18 + decimals - zeros))
    }

    func arbitrage(gas: Word256 = 0) -> Arbitrage? { pool.arbitrage(at: price, in: pair, gas: Amount(gas)) }
    func witness(_ side: TradeSide) -> ArbitrageWitness {
      ArbitrageWitness(pool, side, price: price, in: pair)
    }
    var text: String {
      "\(pool.reserveBase.units), \(pool.reserveQuote.units), \(pool.fee) at \(price.wads), \(pair)"
    }
  }

  private func place(_ found: Arbitrage) -> Place {
    let (base, quote) = (Integer(found.fill.base.units), Integer(found.fill.quote.units))
    return found.fill.side == .buying
      ? Place(input: quote, output: base) : Place(input: base, output: quote)
  }

  private func fee(_ dice: inout TestDice) throws -> Fee {
    switch dice.number(0...5) {
    case 0: .zero
    case 1: try Fee(3, over: 1000)
    case 2: try Fee(1, over: 4)
    case 3: try Fee(99, over: 100)
    case 4: try Fee(dice.number(0...999), over: 1000)
    default: try Fee(dice.number(0...20), over: 10_000)
    }
  }

  @Test func `no input of any small pool brings more, nor as much for less`() throws {
    var dice = TestDice(state: 11)
    var traded = 0
    for _ in 0..<(isSoaking ? 100_000 : 5000) {
      let (base, quote) = (dice.number(1...250), dice.number(1...250))
      let zeros = Int(dice.number(0...5))
      let unit = (0..<zeros).reduce(UInt64(1)) { unit, _ in unit * 10 }
      let even = unit * quote / base
      let wads = even * dice.number(0...40) / 20 + dice.number(0...3)
      let market = try Market(
        Word256(base), Word256(quote), fee: fee(&dice), wads: UInt128(wads), zeros: zeros)
      let gas = dice.number(0...3) == 0 ? dice.number(0...20) : 0
      var best: (profit: Int, input: Int)?
      for side in TradeSide.allCases {
        let (own, other) = side == .buying ? (Int(quote), Int(base)) : (Int(base), Int(quote))
        let (paid, received) = side == .buying ? (Int(unit), Int(wads)) : (Int(wads), Int(unit))
        let (d, k) = (
          Int(market.pool.fee.denominator), Int(market.pool.fee.denominator - market.pool.fee.numerator)
        )
        // Outputs at their least inputs: paying more for the same output is never better.
        for output in 1..<other {
          let input = (own * d * output + k * (other - output) - 1) / (k * (other - output))
          let profit = received * output - paid * input - Int(gas) * Int(unit)
          if profit > (best?.profit ?? 0) || (profit == best?.profit && input < (best?.input ?? 0)) {
            best = (profit, input)
          }
        }
      }
      let found = market.arbitrage(gas: Word256(gas))
      #expect(found?.profit == best.map { Int256(Int64($0.profit)) }, "\(market.text), gas \(gas)")
      #expect(found.map { place($0).input } == best.map { Integer($0.input) }, "\(market.text), gas \(gas)")
      if found != nil { traded += 1 }
    }
    #expect(traded > 2000)
  }

  @Test func `an unlimited scan of middle-sized pools finds the same`() throws {
    var dice = TestDice(state: 12)
    var traded = 0
    for _ in 0..<(isSoaking ? 20_000 : 500) {
      let base = dice.word(bits: 21).low + 1_000_000 << UInt128(dice.number(0...19))
      let zeros = Int(dice.number(0...6))
      let unit = Word256((0..<zeros).reduce(UInt128(1)) { unit, _ in unit * 10 })
      let quote = dice.word(bits: 21).low + 1_000_000 << UInt128(dice.number(0...19))
      let even = try Word256.mulDiv(unit, Word256(quote), over: Word256(base), rounding: .down)
      let wads = (even * Word256(dice.number(8000...12_000))).low / 10_000 + UInt128(dice.number(0...1))
      let market = try Market(Word256(base), Word256(quote), fee: fee(&dice), wads: wads, zeros: zeros)
      guard wads > 0 else { continue }
      let scans = TradeSide.allCases.compactMap { side in market.witness(side).scanned() }
      #expect(scans.count < 2)
      let found = market.arbitrage()
      #expect(found.map { Integer($0.profit) } == scans.first.map { Integer($0.profit) }, "\(market.text)")
      #expect(found.map { place($0).input } == scans.first.map { Integer($0.input) }, "\(market.text)")
      if found != nil { traded += 1 }
    }
    #expect(traded > 200)
  }

  /// Expects that no other trade is better, by up to two directions that can tell; false when none of those tried can.
  private func expectBest(_ found: Arbitrage, in market: Market, tries: Int = 3) -> Bool {
    let witness = market.witness(found.fill.side)
    let claim = place(found)
    #expect(witness.accepts(claim), "\(market.text)")
    #expect(witness.profit(claim) == Integer(found.profit), "\(market.text)")
    var decided = 0
    for (along, across) in witness.directions(longest: witness.usualLength(around: claim)).suffix(tries)
      .reversed()
    where decided < 2 {
      let verdict = witness.verdict(on: claim, direction: along, across: across, limit: 60)
      if verdict == .undecided { continue }
      #expect(verdict == .best, "\(market.text)")
      decided += 1
    }
    return decided > 0
  }

  @Test func `no trade beats the one found on pools of any depth`() throws {
    var dice = TestDice(state: 13)
    var (traded, decided) = (0, 0)
    for _ in 0..<(isSoaking ? 20_000 : 600) {
      let (base, quote) = (dice.word(bits: 111), dice.word(bits: 111))
      let zeros = Int(dice.number(0...36))
      let unit = (0..<zeros).reduce(Word256.one) { unit, _ in unit * 10 as Word256 }
      guard let even = try? Word256.mulDiv(unit, quote, over: base, rounding: .down), even.high == 0,
        even.low >> 126 == 0, !even.isZero
      else { continue }
      let spread = Word256(dice.number(0...3) == 0 ? dice.number(1...40_000) : dice.number(9500...10_500))
      guard let wads = try? Word256.mulDiv(even, spread, over: 10_000, rounding: .up).asUInt128 else {
        continue
      }
      let fee =
        dice.number(0...1) == 0
        ? try fee(&dice) : try Fee(dice.number(0...9_999_999_999), over: Fee.maximumDenominator)
      let market = try Market(base, quote, fee: fee, wads: wads, zeros: zeros)
      guard let found = market.arbitrage() else { continue }
      traded += 1
      if expectBest(found, in: market) { decided += 1 }
    }
    #expect(traded > 150)
    #expect(decided * 100 > traded * 97, "\(decided) of \(traded)")
  }

  @Test func `no trade beats the one found on the pools people use`() throws {
    var dice = TestDice(state: 14)
    let wad: UInt64 = 1_000_000_000_000_000_000
    var (traded, decided) = (0, 0)
    for (decimals, whole) in [(6, 1000), (6, 100_000), (18, 1000), (18, 100_000), (8, 5000)]
      as [(Int, UInt64)]
    {
      let unit = (0..<decimals).reduce(Word256.one) { unit, _ in unit * 10 as Word256 }
      for _ in 0..<(isSoaking ? 1000 : 20) {
        let base = Word256(whole) * Word256(wad) + dice.word(bits: 60)
        let quote = Word256(whole * 3000) * unit + dice.word(bits: 15)
        let wads = Word256(dice.number(2_900_000...3_100_000)) * Word256(wad / 1000) + dice.word(bits: 50)
        let market = try Market(
          base, quote, fee: dice.number(0...1) == 0 ? .zero : Fee(3, over: 1000), wads: wads.low,
          zeros: 36 - decimals)
        guard let found = market.arbitrage() else { continue }
        traded += 1
        if expectBest(found, in: market) { decided += 1 }
      }
    }
    #expect(traded > 50)
    #expect(decided == traded, "\(decided) of \(traded)")
  }

  @Test func `units of equal worth leave whole lines of equal profit, the smallest input is taken`() throws {
    var dice = TestDice(state: 15)
    for _ in 0..<60 {
      let (base, ratio) = (dice.word(bits: 100), UInt128(dice.number(1...7)))
      let quote = try Word256.mulDiv(base, Word256(dice.number(20_000...60_000)), over: 10_000, rounding: .up)
      let market = try Market(base, quote, fee: fee(&dice), wads: ratio, zeros: 0)
      guard let found = market.arbitrage() else { continue }
      #expect(expectBest(found, in: market), "\(market.text)")
    }
  }

  @Test func `a pool near its cap gives the best of the inputs that fit`() throws {
    var dice = TestDice(state: 16)
    let most = Word256(ConstantProductMath.maximumBalance)
    var traded = 0
    for _ in 0..<(isSoaking ? 5000 : 400) {
      let room = dice.word(bits: 9)
      let other = dice.number(0...1) == 0 ? most - dice.word(bits: 100) : dice.word(bits: 111)
      let fee = try fee(&dice)
      // The base reserve is nearly full and base is sold into it.
      let even = try Word256.mulDiv(1_000_000, other, over: most - room, rounding: .up)
      guard let wads = try? Word256.mulDiv(even, Word256(dice.number(0...1000)), over: 1000, rounding: .up)
      else { continue }
      let market = try Market(most - room, other, fee: fee, wads: wads.low, zeros: 6)
      let witness = market.witness(.selling)
      var best: (profit: Integer, input: Integer)?
      for input in 1...UInt64(room.low) {
        guard let place = witness.best(forInput: Integer(input)) else { continue }
        let profit = witness.profit(place)
        if profit > (best?.profit ?? 0) { best = (profit, place.input) }
      }
      guard let found = market.arbitrage(), found.fill.side == .selling else {
        #expect(best == nil, "\(market.text)")
        continue
      }
      traded += 1
      #expect(Integer(found.profit) == best?.profit, "\(market.text)")
      #expect(place(found).input == best?.input, "\(market.text)")
    }
    #expect(traded > 100)
  }

  @Test func `a cap that cuts the trade short anywhere leaves the best of the rest`() throws {
    var dice = TestDice(state: 17)
    let most = Word256(ConstantProductMath.maximumBalance)
    var (traded, decided) = (0, 0)
    for _ in 0..<(isSoaking ? 10_000 : 300) {
      // Half the time the best input is just beyond the cap, by a share of the reserve of 2⁻¹ to 2⁻⁹⁰.
      let room = most >> Int(dice.number(1...60))
      let reserve = most - room
      let other = dice.word(bits: 111)
      let zeros = Int(dice.number(0...30))
      let unit = (0..<zeros).reduce(Word256.one) { unit, _ in unit * 10 as Word256 }
      // At the cap the marginal price is other · reserve ÷ most² without fee.
      guard let middle = try? Word256.mulDiv(unit, other, over: most, rounding: .down),
        let edge = try? Word256.mulDiv(middle, reserve, over: most, rounding: .down), edge.high == 0
      else { continue }
      let wads = edge - (edge >> Int(dice.number(1...90)))
      guard !wads.isZero else { continue }
      let market = try Market(reserve, other, fee: .zero, wads: wads.low, zeros: zeros)
      guard let found = market.arbitrage() else { continue }
      traded += 1
      if expectBest(found, in: market, tries: .max) { decided += 1 }
    }
    #expect(traded > 60)
    #expect(decided * 100 > traded * 97, "\(decided) of \(traded)")
  }
}
