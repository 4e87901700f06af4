import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

@Suite("Perpetual") struct PerpetualTests {
  @Test func `trades as the pool of its curve does`() throws {
    let fee = try Fee(5, over: 10_000)
    var market = try perpetual(perpetualTerms(fee: fee))
    var twin = try pool(1_000 * oneETH, 3_000_000 * oneUSDC, fee: fee)
    try market.deposit(Amount(1_000_000 * oneUSDC), to: 1)
    let orders: [SwapOrder] = [
      .buyReceiving(Amount(10 * oneETH)), .sellPaying(Amount(3 * oneETH)),
      .buyPaying(Amount(20_000 * oneUSDC)), .sellReceiving(Amount(70_000 * oneUSDC)),
    ]
    for order in orders {
      #expect(try market.quote(order, for: 1) == twin.quote(order))
      #expect(try market.trade(order, for: 1) == twin.trade(order))
    }
    #expect(market.curve == twin)
  }

  @Test func `a round trip without fee realises what the rounding keeps`() throws {
    var market = try perpetual(perpetualTerms())
    try market.deposit(Amount(10_000 * oneUSDC), to: 0)
    let bought = try market.trade(.buyReceiving(Amount(10 * oneETH)), for: 0).fill.quote
    #expect(market.positions[0].averageEntry == Rational(Integer(bought.units), over: Integer(10 * oneETH)))
    // ⌊3·10¹² · 10 ÷ 990⌋ + 1
    #expect(bought == Amount(30_303_030_304))
    let sold = try market.trade(.sellPaying(Amount(10 * oneETH)), for: 0).fill.quote
    #expect(market.positions[0].isFlat)
    #expect(market.positions[0].notional == 0)
    #expect(
      market.positions[0].collateral == Int256(10_000 * oneUSDC) + Int256(sold.units) - Int256(bought.units))
    #expect(Int256(bought.units) - Int256(sold.units) == 1)
  }

  @Test func `closing part realises its share of the entry`() throws {
    var market = try perpetual(perpetualTerms())
    try market.deposit(Amount(100_000 * oneUSDC), to: 0)
    let opened = Rational(Integer(try market.trade(.sellPaying(Amount(9 * oneETH)), for: 0).fill.quote.units))
    let position = market.positions[0]
    let third = try opened.divided(by: 3)
    #expect(
      position.realised(closing: Amount(3 * oneETH), for: Amount(8_000 * oneUSDC)) == third
        - Rational(Integer(8_000 * oneUSDC)))
    #expect(position.realised(closing: Amount(10 * oneETH), for: .zero) == nil)
    #expect(PerpetualPosition.empty.realised(closing: .zero, for: .zero) == nil)
  }

  /// The model keeps only what each account paid and received, and the size it bought.
  @Test func `conserves contracts and cash through any history`() {
    var (liquidations, ruins, fundings) = (0, 0, 0)
    withEvery("history", cases: 400) { choices in
      let fees = [Fee.zero, try Fee(5, over: 10_000), try Fee(1, over: 3)]
      let terms = try perpetualTerms(
        fee: choices.oneOf(fees), penalty: choices.oneOf([.zero, Fee(1, over: 7)]), cap: Fee(1, over: 50))
      var market = try perpetual(terms)
      var cash = Array(repeating: Integer.zero, count: 4)
      var sizes = cash
      try choices.steps(upTo: 100) { choices in
        let account = choices.within(0...4)
        let before = market
        do {
          switch choices.weighted([4, 8, 1, 2, 12]) {
          case 0:
            let amount = Amount<Quote>(Word256(choices.below(40_000_000_000)))
            try market.deposit(amount, to: account)
            cash[account] += Integer(amount.units)
          case 1:
            let base = Word256(choices.below(400)) * (oneETH >> 2) + 1
            let order: SwapOrder =
              choices.chance(1, in: 2) ? .buyReceiving(Amount(base)) : .sellPaying(Amount(base))
            let fill = try market.trade(order, for: account).fill
            let sign: Integer = fill.side == .buying ? 1 : -1
            cash[account] -= sign * Integer(fill.quote.units)
            sizes[account] += sign * Integer(fill.base.units)
          case 2:
            let amount = Amount<Quote>(Word256(choices.sized(below: 10_000_000_000)))
            try market.withdraw(amount, from: account)
            cash[account] -= Integer(amount.units)
          case 3:
            let index = dollars(choices.oneOf([2_990, 2_800, 3_010, 3_300, choices.sized(below: 6_000) + 1]))
            let held = market.positions.map(\.collateral)
            let (rate, _) = try market.settleFunding(index: index)
            fundings += rate.isClamped ? 0 : 1
            for (place, amount) in held.enumerated() {
              cash[place] += Integer(market.positions[place].collateral - amount)
            }
          default:
            let made = try market.liquidate(account)
            let sign: Integer = made.execution.fill.side == .buying ? 1 : -1
            cash[account] -= sign * Integer(made.execution.fill.quote.units) + Integer(made.penalty.units)
            cash[account] += Integer(made.shortfall.units)
            sizes[account] = .zero
            liquidations += 1
            ruins += made.shortfall.isZero ? 0 : 1
          }
        } catch let refusal as PerpetualRefusal {
          try holdEqual(market, before, "a refusal (\(refusal)) leaves the market as it was")
        }
        try holdEqual(market.contractResidual, 0, "contracts sum to zero")
        try holdEqual(market.cashResidual, 0, "cash is conserved")
      }
      guard let mark = market.mark else { throw Falsified("a curve has a mark", "\(market.curve)") }
      for account in 0..<4 {
        let equity = Rational(cash[account]) + Rational(sizes[account]) * mark
        try holdEqual(market.equity(of: account), equity, "equity is cash and size at the mark")
      }
    }
    // The histories are not all quiet.
    #expect(liquidations >= 40)
    #expect(ruins >= 10)
    #expect(fundings >= 20)
  }

  @Test func `is liquidated exactly below the maintenance margin`() {
    withEvery("liquidation price", cases: 400) { choices in
      let maintenance = try choices.oneOf([Fee(1, over: 20), Fee(1, over: 3), Fee.zero, Fee(999, over: 1000)])
      var market = try perpetual(
        perpetualTerms(
          fee: choices.oneOf([.zero, Fee(1, over: 100)]), initial: Fee(999, over: 1000),
          maintenance: maintenance))
      try market.deposit(Amount(Word256(choices.sized(below: 1 << 42)) + 1), to: 0)
      try market.deposit(Amount(1_000_000_000 * oneUSDC), to: 1)
      let size = Word256(choices.sized(below: 800)) * oneETH + Word256(choices.sized(below: 1 << 60)) + 1
      let opens: SwapOrder =
        choices.chance(1, in: 2) ? .buyReceiving(Amount(size)) : .sellPaying(Amount(size))
      guard (try? market.trade(opens, for: 0)) != nil else { return }
      for _ in 0..<6 {
        let push = Word256(choices.sized(below: 300)) * oneETH + 1
        let moves: SwapOrder =
          choices.chance(1, in: 2) ? .buyReceiving(Amount(push)) : .sellPaying(Amount(push))
        _ = try? market.trade(moves, for: 1)
        guard let mark = market.mark, let price = market.liquidationPrice(of: 0) else {
          throw Falsified("an open position has a price", "")
        }
        let long = opens.side == .buying
        try holdEqual(
          market.isLiquidatable(0), long ? mark < price : mark > price, "at \(mark), price \(price)")
        let value = Rational(Integer(size)) * mark
        let margin = value * fraction(maintenance)
        try holdEqual(market.isLiquidatable(0), market.equity(of: 0) < margin, "by equity")
        // At that very mark, equity is the margin.
        let position = market.positions[0]
        let at =
          Rational(Integer(position.collateral - position.notional)) + Rational(Integer(position.size))
          * price
        try holdEqual(
          at, Rational(Integer(size)) * price * fraction(maintenance),
          "equity at the liquidation price")
      }
    }
  }

  @Test func `a loss beyond collateral is paid by the fund and then recorded as bad debt`() throws {
    var market = try perpetual(perpetualTerms(penalty: Fee(1, over: 100)))
    // Account 2 is liquidated in time, and its penalty fills the fund.
    try market.deposit(Amount(2_000 * oneUSDC), to: 2)
    try market.deposit(Amount(4_000 * oneUSDC), to: 0)
    try market.deposit(Amount(10_000_000 * oneUSDC), to: 1)
    _ = try market.trade(.buyReceiving(Amount(5 * oneETH)), for: 2)
    _ = try market.trade(.buyReceiving(Amount(10 * oneETH)), for: 0)
    _ = try market.trade(.sellPaying(Amount(60 * oneETH)), for: 1)
    let saved = try market.liquidate(2)
    #expect(saved.shortfall == .zero)
    #expect(!saved.penalty.isZero)
    let due = Rational(Integer(saved.execution.fill.quote.units)) * fraction(1, 100)
    #expect(Integer(saved.penalty.units) == due.rounded(.up))
    #expect(market.insurance == saved.penalty)
    _ = try market.trade(.sellPaying(Amount(200 * oneETH)), for: 1)
    let ruined = try market.liquidate(0)
    #expect(ruined.penalty == .zero)
    #expect(ruined.covered == saved.penalty)
    #expect(market.insurance == .zero)
    #expect(market.badDebt.units == ruined.shortfall.units - ruined.covered.units)
    #expect(!market.badDebt.isZero)
    #expect(market.positions[0] == .empty)
    #expect(market.cashResidual == 0)
    #expect(market.contractResidual == 0)
  }

  @Test func `an order is routed over pools and the perpetual together`() throws {
    var market = try perpetual(perpetualTerms())
    market.venueAccount = 3
    try market.deposit(Amount(2_000 * oneUSDC), to: 3)
    // Margin of a tenth: about 2,000 · 10 ÷ 3,000 ETH can be sold here, whatever the price.
    #expect(throws: SwapRefusal.balanceMustFit) { try market.trade(.sellPaying(Amount(10 * oneETH))) }
    #expect(throws: SwapRefusal.inputMustBePositive) { try market.quote(.sellPaying(.zero)) }
    var venues: [PerpOrPool] = [
      .perpetual(market), .pool(try pool(1_000 * oneETH, 3_000_000 * oneUSDC, fee: .zero)),
    ]
    var router = Router(venueCount: 2)
    _ = try router.trade(.sellPaying(Amount(8 * oneETH)), across: &venues, access: [.free, .free])
    #expect(router.legs.map(\.venue) == [0, 1])
    let halves = router.legs.map(\.order.fixedUnits)
    #expect(max(halves[0], halves[1]) - min(halves[0], halves[1]) <= 1 << 45)
    // The next order is sent there as far as the margin goes: what a quote unit is worth more is refused.
    _ = try router.route(.sellPaying(Amount(20 * oneETH)), across: venues, access: [.free, .free])
    let sent = router.legs[0].order.fixedUnits
    #expect(sent < 4 * oneETH)
    #expect(router.legs[1].order.fixedUnits == 20 * oneETH - sent)
    #expect(throws: SwapRefusal.balanceMustFit) {
      try venues[0].quote(.sellPaying(Amount(sent + 1_000_000_000_000)))
    }
  }
}

/// A pool or a perpetual.
enum PerpOrPool: RoutableVenue {
  case perpetual(Perpetual)
  case pool(ConstantProduct)

  func quote(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    switch self {
    case .perpetual(let market): try market.quote(order)
    case .pool(let pool): try pool.quote(order)
    }
  }

  mutating func trade(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    switch self {
    case .perpetual(var market):
      let made = try market.trade(order)
      self = .perpetual(market)
      return made
    case .pool(var pool):
      let made = try pool.trade(order)
      self = .pool(pool)
      return made
    }
  }

  func curve(_ side: TradeSide) -> RoutableCurve? {
    switch self {
    case .perpetual(let market): market.curve(side)
    case .pool(let pool): pool.curve(side)
    }
  }
}
