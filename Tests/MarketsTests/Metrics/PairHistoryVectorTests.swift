import Exact
import Markets
import Testing
import Units

/// Histories of a Uniswap v2 pair with every trade's markout: what the providers gain by it at the price elsewhere.
@Suite("Markouts of a pair's trades") struct PairHistoryVectorTests {
  /// A pool, the price elsewhere and the sums of its history.
  private struct History {
    var pool: ConstantProduct
    var price: Rational
    var drift = Rational.zero
    var markouts: [String: Rational] = [:]

    init(_ vector: Vector) throws {
      pool = try MarketsTests.pool(
        vector.input("reserve0"), vector.input("reserve1"), fee: thirtyBasisPoints())
      price = try PairHistoryVectorTests.number(vector.in["initialPrice"] ?? .missing)
    }

    var worth: Rational {
      Rational(Integer(pool.reserveBase.units)) * price + Rational(Integer(pool.reserveQuote.units))
    }

    mutating func move(to price: Rational) {
      drift += Rational(Integer(pool.reserveBase.units)) * (price - self.price)
      self.price = price
    }

    mutating func markOut(_ fill: Fill, of actor: String) -> Rational {
      let base = Rational(Integer(fill.base.units)) * price
      let quote = Rational(Integer(fill.quote.units))
      let gain = fill.side == .buying ? quote - base : base - quote
      markouts[actor, default: .zero] += gain
      return gain
    }

    func check(_ vector: Vector, from start: Rational) throws {
      let out = vector.out ?? [:]
      #expect(try drift == number(out["inventoryDrift"] ?? .missing), "\(vector.id)")
      #expect(try start == number(out["lpValueStart"] ?? .missing), "\(vector.id)")
      #expect(try worth == number(out["lpValueEnd"] ?? .missing), "\(vector.id)")
      guard case .record(let actors)? = out["markoutByActor"] else { throw Field.Mismatch() }
      #expect(markouts == (try actors.mapValues(PairHistoryVectorTests.number)), "\(vector.id)")
      #expect(worth - start == drift + markouts.values.reduce(.zero, +), "\(vector.id)")
    }
  }

  private static func number(_ field: Field) throws -> Rational {
    guard let number = Rational(try field.text) else { throw Field.Mismatch() }
    return number
  }

  @Test func `trades of several actors`() throws {
    for vector in try Vector.all(in: "lvr_exact", of: "markout_sequence") {
      var history = try History(vector)
      let start = history.worth
      let trades = try (vector.in["trades"] ?? .missing).list
      let steps = try (vector.out?["steps"] ?? .missing).list
      #expect(trades.count == steps.count)
      for (trade, step) in zip(trades, steps) {
        history.move(to: try number(trade["price"]))
        let amount = try trade["amountIn"].word
        let selling = try trade["zeroForOne"].flag
        // An arbitrageur for whom no trade pays is listed with an input of 0.
        let fill =
          if amount.isZero {
            Fill(side: .selling, base: .zero, quote: .zero)
          } else if selling {
            try history.pool.sell(paying: Amount(amount))
          } else {
            try history.pool.buy(paying: Amount(amount))
          }
        let gain = history.markOut(fill, of: try trade["actor"].text)
        #expect(try (selling ? fill.quote.units : fill.base.units) == step["amountOut"].word, "\(vector.id)")
        #expect(try gain == number(step["markout"]), "\(vector.id)")
        #expect(try history.pool.reserveBase.units == step["reserve0"].word, "\(vector.id)")
        #expect(try history.pool.reserveQuote.units == step["reserve1"].word, "\(vector.id)")
      }
      try history.check(vector, from: start)
    }
  }

  @Test func `bursts of hedges before or after the arbitrageur`() throws {
    for vector in try Vector.all(in: "lvr_exact", of: "hedge_burst") {
      var history = try History(vector)
      var hedger = Hedger(
        band: Integer(try vector.input("band")), slices: Integer(try vector.input("splitInto")))
      let start = history.worth
      let hedgesFirst = try (vector.in["order"] ?? .missing).text == "hedge_then_arb"
      let given = try (vector.in["steps"] ?? .missing).list
      let steps = try (vector.out?["steps"] ?? .missing).list
      #expect(given.count == steps.count)
      for (input, step) in zip(given, steps) {
        history.move(to: try number(input["price"]))
        let target = Integer(try input["targetDelta"].word)
        var events: [Event] = []
        if hedgesFirst { try hedger.hedge(to: target, &history, &events) }
        try arbitrage(&history, &events)
        if !hedgesFirst { try hedger.hedge(to: target, &history, &events) }
        let published = try step["events"].list.filter { (try? $0["skipped"].flag) != true }
        #expect(try events == published.map(Event.init(published:)), "\(vector.id)")
        #expect(try history.pool.reserveBase.units == step["reserve0"].word, "\(vector.id)")
        #expect(try history.pool.reserveQuote.units == step["reserve1"].word, "\(vector.id)")
        #expect(try hedger.base == Integer(step["hedgePosition"].text), "\(vector.id)")
        #expect(try hedger.quote == Integer(step["hedgerCash"].text), "\(vector.id)")
      }
      try history.check(vector, from: start)
      #expect(try hedger.base == Integer((vector.out?["hedgerFinal"] ?? .missing)["base"].text))
      #expect(try hedger.quote == Integer((vector.out?["hedgerFinal"] ?? .missing)["quote"].text))
    }
  }

  private struct Event: Equatable {
    let actor: String
    let fill: Fill
    let markout: Rational

    init(actor: String, fill: Fill, markout: Rational) {
      self.actor = actor
      self.fill = fill
      self.markout = markout
    }

    init(published field: Field) throws {
      actor = try field["actor"].text
      markout = try number(field["lpMarkout"])
      if actor == "arb" {
        let selling = try field["zeroForOne"].flag
        let (paid, got) = (try field["amountIn"].word, try field["amountOut"].word)
        fill = Fill(
          side: selling ? .selling : .buying, base: Amount(selling ? paid : got),
          quote: Amount(selling ? got : paid))
      } else {
        fill = Fill(
          side: try field["buy"].flag ? .buying : .selling, base: Amount(try field["base"].word),
          quote: Amount(try field["quote"].word))
      }
    }
  }

  /// Brings a position to a target in equal slices, the rest in the last, once it is a band away.
  private struct Hedger {
    let band: Integer
    let slices: Integer
    var base = Integer.zero
    var quote = Integer.zero

    mutating func hedge(to target: Integer, _ history: inout History, _ events: inout [Event]) throws {
      let gap = target - base
      guard !gap.isZero, gap.magnitude >= band else { return }
      let slice = gap.magnitude.divided(by: slices, rounding: .down)
      var left = gap.magnitude
      for index in 1...(try #require(slices.asInt)) {
        let size = Integer(index) == slices ? left : slice
        left -= size
        guard let units = size.asWord256, !units.isZero else { continue }
        let fill =
          gap.isNegative
          ? try history.pool.sell(paying: Amount(units)) : try history.pool.buy(receiving: Amount(units))
        base += gap.isNegative ? -size : size
        let cash = Integer(fill.quote.units)
        quote += gap.isNegative ? cash : -cash
        events.append(
          Event(actor: "hedger", fill: fill, markout: history.markOut(fill, of: "hedger")))
      }
    }
  }

  private func arbitrage(_ history: inout History, _ events: inout [Event]) throws {
    let price = history.price
    let (sells, units) = try ConstantProductMath.peripheryArbitrageInput(
      reserveA: history.pool.reserveBase.units, reserveB: history.pool.reserveQuote.units,
      trueA: #require(price.denominator.asWord256), trueB: #require(price.numerator.asWord256))
    guard !units.isZero else { return }
    let fill =
      sells ? try history.pool.sell(paying: Amount(units)) : try history.pool.buy(paying: Amount(units))
    events.append(Event(actor: "arb", fill: fill, markout: history.markOut(fill, of: "arb")))
  }

  @Test func `an order in parts never beats the order at once`() throws {
    for vector in try Vector.all(in: "lvr_exact", of: "split_vs_single") {
      let (numerator, denominator) = (try vector.input("feeNumerator"), try vector.input("feeDenominator"))
      let fee = try Fee(
        UInt64((denominator - numerator).low), over: UInt64(denominator.low))
      let (amount, parts) = (try vector.input("amountIn"), try vector.input("parts"))
      let before = try pool(vector.input("reserveIn"), vector.input("reserveOut"), fee: fee)
      let once = try before.selling(paying: Amount(amount)).quote.units
      var after = before
      var (left, total) = (amount, Word256.zero)
      let slice = try amount.divided(by: parts, rounding: .down)
      for index in 1...Int(parts.low) {
        let size = index == Int(parts.low) ? left : slice
        left -= size
        total += try after.sell(paying: Amount(size)).quote.units
      }
      #expect(try once == vector.output("singleOut"), "\(vector.id)")
      #expect(try total == vector.output("splitOut"), "\(vector.id)")
      #expect(
        try Integer(total) - Integer(once) == Integer((vector.out?["splitMinusSingle"] ?? .missing).text))
    }
  }

  private func number(_ field: Field) throws -> Rational { try Self.number(field) }
}
