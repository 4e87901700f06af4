import Exact
import Markets
import Testing

/// Liquidity Book's prices, fees, volatility state and swaps.
@Suite("Liquidity Book vectors") struct LiquidityBookVectorTests {
  private let fixture = "lb_volatility_fee"

  private func each(_ function: String, _ body: (Vector) throws -> Void) throws {
    for vector in try Vector.all(in: fixture, of: function) { try body(vector) }
  }

  @Test func `bin prices`() throws {
    try each("bin_price") { vector in
      let price = try BinPrice.price(id: vector.integer("id"), binStep: vector.small("binStep"))
      #expect(try price == vector.output("price128"), "\(vector.id)")
    }
  }

  @Test func `a published price is within the neighbours of its bin`() throws {
    try each("bin_price_bracket") { vector in
      let (id, step) = (try vector.integer("id"), try vector.small("binStep"))
      let stated = try vector.output("price128")
      #expect(try BinPrice.price(id: id - 1, binStep: step) <= stated, "\(vector.id)")
      #expect(try stated <= BinPrice.price(id: id + 1, binStep: step), "\(vector.id)")
    }
  }

  @Test func `base, variable and total fee`() throws {
    try each("totalFee") { vector in
      let step = try vector.small("binStep")
      let base = BinFee.base(factor: try vector.small("baseFactor"), binStep: step)
      let variable = BinFee.variable(
        accumulator: UInt32(try vector.integer("volatilityAccumulator")), binStep: step,
        control: UInt32(try vector.integer("variableFeeControl")))
      #expect(try Word256(base) == vector.output("baseFee"), "\(vector.id)")
      #expect(try Word256(variable) == vector.output("variableFee"), "\(vector.id)")
      #expect(try Word256(base + variable) == vector.output("totalFee"), "\(vector.id)")
    }
  }

  @Test func `fees on, in and beside an amount, and the protocol's part`() throws {
    try each("getFeeAmount") { vector in
      let amount = try (try? vector.units("amount")) ?? vector.units("amountWithFees")
      try expect(vector, "feeAmount") { (fee) throws(BinFeeRefusal) in
        try BinFee.onNet(amount, fee: fee)
      }
    }
    try each("getFeeAmountFrom") { vector in
      let amount = try vector.units("amountWithFees")
      try expect(vector, "feeAmount") { (fee) throws(BinFeeRefusal) in
        try BinFee.inGross(amount, fee: fee)
      }
    }
    try each("getCompositionFee") { vector in
      let amount = try vector.units("amountWithFees")
      try expect(vector, "fee") { (fee) throws(BinFeeRefusal) in
        try BinFee.composition(amount, fee: fee)
      }
    }
    try each("getProtocolFeeAmount") { vector in
      let (amount, share) = (try vector.units("feeAmount"), try vector.small("protocolShare"))
      try expect(vector, "protocolFee", fee: 0) { (_) throws(BinFeeRefusal) in
        try BinFee.protocolPart(of: amount, share: share)
      }
    }
  }

  private func expect(
    _ vector: Vector, _ key: String, fee: UInt128? = nil, _ take: (UInt128) throws(BinFeeRefusal) -> UInt128
  ) throws {
    let fee = try fee ?? vector.units("totalFee")
    do throws(BinFeeRefusal) {
      let taken = try take(fee)
      #expect(vector.error == nil, "\(vector.id)")
      #expect((try? vector.output(key)) == Word256(taken), "\(vector.id)")
    } catch {
      let name =
        switch error {
        case .feeMustStayWithinTenPercent: "FeeTooLarge"
        case .protocolShareMustStayWithinQuarter: "ProtocolShareTooLarge"
        case .amountMustFit: "amountMustFit"
        }
      #expect(vector.error == name, "\(vector.id)")
    }
  }

  @Test func `the deployment's presets`() throws {
    try each("preset") { vector in
      let preset = try #require(BinParameters.preset(binStep: vector.small("binStep")))
      #expect(try Word256(UInt64(preset.baseFactor)) == vector.output("baseFactor"))
      #expect(try Word256(UInt64(preset.filterPeriod)) == vector.output("filterPeriod"))
      #expect(try Word256(UInt64(preset.decayPeriod)) == vector.output("decayPeriod"))
      #expect(try Word256(UInt64(preset.reductionFactor)) == vector.output("reductionFactor"))
      #expect(try Word256(UInt64(preset.variableFeeControl)) == vector.output("variableFeeControl"))
      #expect(try Word256(UInt64(preset.protocolShare)) == vector.output("protocolShare"))
      #expect(try Word256(UInt64(preset.maximumAccumulator)) == vector.output("maxVolatilityAccumulator"))
    }
  }

  @Test func `a swap within one bin`() throws {
    try each("bin_swap") { vector in
      let (id, step) = (try vector.integer("id"), try vector.small("binStep"))
      let bin = LiquidityBin(
        id: id, base: try vector.units("binReserveX"), quote: try vector.units("binReserveY"))
      let fill = try bin.filled(
        try (vector.in["swapForY"] ?? .missing).flag ? .selling : .buying,
        paying: vector.units("amountIn"), price: BinPrice.price(id: id, binStep: step),
        fee: vector.units("totalFee"))
      #expect(try Word256(fill.input) == vector.output("amountInWithFees"), "\(vector.id)")
      #expect(try Word256(fill.output) == vector.output("amountOut"), "\(vector.id)")
      #expect(try Word256(fill.fee) == vector.output("fee"), "\(vector.id)")
    }
  }

  @Test func `fees bin by bin over a history of moves`() throws {
    try each("fee_sequence") { vector in
      let parameters = try vector.parameters()
      var active = try vector.integer("startActiveId")
      var state = BinVolatility(openedAt: active, seconds: Int64(try vector.integer("startTime")))
      let steps = try (vector.out?["steps"] ?? .missing).list
      let moves = try (vector.in["swaps"] ?? .missing).list
      #expect(steps.count == moves.count)
      for (move, step) in zip(moves, steps) {
        let (from, to) = (try move["fromId"].integer, try move["toId"].integer)
        #expect(from == active)
        state.beginSwap(at: from, seconds: Int64(try move["t"].integer), parameters)
        var fees: [Word256] = []
        for id in stride(from: from, through: to, by: from <= to ? 1 : -1) {
          state.visit(id, parameters)
          fees.append(Word256(parameters.totalFee(at: state.accumulator)))
        }
        active = to
        #expect(try fees == step["feePerBin"].list.map { try $0.word }, "\(vector.id)")
        let after = step["after"]
        #expect(try active == after["activeId"].integer, "\(vector.id)")
        try expect(state, after, vector.id)
        let accumulator = state.accumulator
        #expect(try Word256(parameters.baseFee) == after["baseFee"].word, "\(vector.id)")
        #expect(
          try Word256(parameters.variableFee(at: accumulator)) == after["variableFee"].word, "\(vector.id)")
        #expect(try Word256(parameters.totalFee(at: accumulator)) == after["totalFee"].word, "\(vector.id)")
      }
    }
  }

  private func expect(_ state: BinVolatility, _ step: Field, _ id: String) throws {
    #expect(try Int(state.accumulator) == step["volatilityAccumulator"].integer, "\(id)")
    #expect(try Int(state.reference) == step["volatilityReference"].integer, "\(id)")
    #expect(try state.idReference == step["idReference"].integer, "\(id)")
    #expect(try Int(state.seconds) == step["timeOfLastUpdate"].integer, "\(id)")
  }

  @Test func `swaps over bins as the deployed pair executed them`() throws {
    try each("pool_swap_sequence") { vector in
      let bins = try (vector.in["bins"] ?? .missing).list.map {
        LiquidityBin(id: try $0["id"].integer, base: try $0["x"].units, quote: try $0["y"].units)
      }
      var pair = try LiquidityBookPair(
        parameters: vector.parameters(), bins: bins, activeID: vector.integer("startActiveId"),
        openedAtSeconds: 0)
      let steps = try (vector.out?["steps"] ?? .missing).list
      let swaps = try (vector.in["swaps"] ?? .missing).list
      #expect(steps.count == swaps.count)
      for (order, step) in zip(swaps, steps) {
        let side: TradeSide = try order["swapForY"].flag ? .selling : .buying
        let (paid, seconds) = (try order["amountIn"].units, Int64(try order["t"].integer))
        let before = pair
        if case .flag(true) = step["reverted"] {
          #expect(throws: LiquidityBookRefusal.self, "\(vector.id)") {
            try pair.swap(side, paying: paid, seconds: seconds)
          }
          #expect(pair == before, "\(vector.id)")
          continue
        }
        let swap = try pair.swap(side, paying: paid, seconds: seconds)
        #expect(try Word256(swap.output) == step["amountOut"].word, "\(vector.id)")
        #expect(try swap.fills == step["fills"].list.map(fill), "\(vector.id)")
        #expect(try pair.activeID == step["activeId"].integer, "\(vector.id)")
        try expect(pair.volatility, step, vector.id)
        let taken = [Word256(pair.protocolBase), Word256(pair.protocolQuote)]
        #expect(try taken == step["protocolFees"].list.map { try $0.word }, "\(vector.id)")
      }
    }
  }

  private func fill(_ field: Field) throws -> BinFill {
    BinFill(
      id: try field["id"].integer, input: try field["inWithFees"].units, output: try field["out"].units,
      fee: try field["fee"].units, feeShare: try field["totalFee"].units,
      protocolFee: try field["protocolFee"].units)
  }
}

extension Field {
  fileprivate var units: UInt128 {
    get throws {
      guard let value = try word.asUInt128 else { throw Mismatch() }
      return value
    }
  }
}

extension Vector {
  fileprivate func integer(_ key: String) throws -> Int { try (self.in[key] ?? .missing).integer }
  fileprivate func units(_ key: String) throws -> UInt128 { try (self.in[key] ?? .missing).units }
  fileprivate func small(_ key: String) throws -> UInt16 {
    guard let value = UInt16(exactly: try integer(key)) else { throw Field.Mismatch() }
    return value
  }

  /// The pair's parameters; a history of fees alone has no protocol share.
  fileprivate func parameters() throws -> BinParameters {
    try BinParameters(
      binStep: small("binStep"), baseFactor: small("baseFactor"), filterPeriod: small("filterPeriod"),
      decayPeriod: small("decayPeriod"), reductionFactor: small("reductionFactor"),
      variableFeeControl: UInt32(integer("variableFeeControl")),
      protocolShare: self.in["protocolShare"] == nil ? 0 : small("protocolShare"),
      maximumAccumulator: UInt32(integer("maxVolatilityAccumulator")))
  }
}
