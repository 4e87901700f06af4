import Exact
import Markets
import Testing
import Units

/// Uniswap v3's and v4's pure functions, bit for bit.
@Suite("Uniswap v3 price vectors") struct PriceMathVectorTests {
  @Test func `square-root prices of ticks`() throws {
    for vector in try Vector.all(in: "v3_math", of: "getSqrtRatioAtTick") {
      let tick = try (vector.in["tick"] ?? .missing).tick
      do throws(ConcentratedRefusal) {
        let root = try TickMath.sqrtRatio(at: tick)
        #expect(Optional(root) == (try? vector.output("sqrtPriceX96")), "\(vector.id)")
      } catch {
        #expect(error == .tickMustBeInRange(tick))
        #expect(vector.error == "T", "\(vector.id)")
      }
    }
  }

  @Test func `ticks of square-root prices`() throws {
    for vector in try Vector.all(in: "v3_math", of: "getTickAtSqrtRatio") {
      let root = try vector.input("sqrtPriceX96")
      do throws(ConcentratedRefusal) {
        let tick = try TickMath.tick(atSqrtRatio: root)
        #expect(Optional(tick) == (try? vector.out?["tick"]?.tick), "\(vector.id)")
      } catch {
        #expect(error == .priceMustBeInRange)
        #expect(vector.error == "R", "\(vector.id)")
      }
    }
  }

  @Test func `amounts between prices`() throws {
    for vector in try Vector.all(in: "v3_math", of: "getAmount0Delta") {
      let amount = try SqrtPriceMath.baseDelta(
        vector.input("sqrtA"), vector.input("sqrtB"), liquidity: vector.input("liquidity").low,
        rounding: vector.rounding)
      #expect(try amount == vector.output("amount"), "\(vector.id)")
    }
    for vector in try Vector.all(in: "v3_math", of: "getAmount1Delta") {
      let amount = try SqrtPriceMath.quoteDelta(
        vector.input("sqrtA"), vector.input("sqrtB"), liquidity: vector.input("liquidity").low,
        rounding: vector.rounding)
      #expect(try amount == vector.output("amount"), "\(vector.id)")
    }
  }

  @Test func `prices after an input`() throws {
    for vector in try Vector.all(in: "v3_math", of: "getNextSqrtPriceFromInput") {
      let next = try? SqrtPriceMath.nextSqrtPrice(
        from: vector.input("sqrtPrice"), liquidity: vector.input("liquidity").low,
        paying: vector.input("amount"), side: vector.side)
      #expect(next == (try? vector.output("sqrtPriceNext")), "\(vector.id)")
      #expect((next == nil) == (vector.error == "revert"), "\(vector.id)")
    }
  }

  @Test func `prices after an output`() throws {
    for vector in try Vector.all(in: "v3_math", of: "getNextSqrtPriceFromOutput") {
      let next = try? SqrtPriceMath.nextSqrtPrice(
        from: vector.input("sqrtPrice"), liquidity: vector.input("liquidity").low,
        receiving: vector.input("amount"), side: vector.side)
      #expect(next == (try? vector.output("sqrtPriceNext")), "\(vector.id)")
      #expect((next == nil) == (vector.error == "revert"), "\(vector.id)")
    }
  }

  @Test func `steps of Uniswap v3`() throws {
    for vector in try Vector.all(in: "v3_math", of: "computeSwapStep") {
      let (isNegative, units) = try (vector.in["amountRemaining"] ?? .missing).signed
      let step = SwapStep(
        from: try vector.input("sqrtPrice"), to: try vector.input("sqrtPriceTarget"),
        liquidity: try vector.input("liquidity").low, remaining: isNegative ? .output(units) : .input(units),
        fee: try StepFee(pips: vector.pips("feePips")), convention: .v3)
      #expect(try step.sqrtPriceNext == vector.output("sqrtPriceNext"), "\(vector.id)")
      #expect(try step.amountIn == vector.output("amountIn"), "\(vector.id)")
      #expect(try step.amountOut == vector.output("amountOut"), "\(vector.id)")
      #expect(try step.fee == vector.output("feeAmount"), "\(vector.id)")
    }
  }
}

@Suite("Uniswap v4 swap vectors") struct LayeredFeeVectorTests {
  @Test func `steps of Uniswap v4, where inputs are negative`() throws {
    for vector in try Vector.all(in: "v4_swap", of: "computeSwapStep") {
      let (isNegative, units) = try (vector.in["amountRemaining"] ?? .missing).signed
      let step = SwapStep(
        from: try vector.input("sqrtP"), to: try vector.input("sqrtTarget"),
        liquidity: try vector.input("liquidity").low, remaining: isNegative ? .input(units) : .output(units),
        fee: try StepFee(pips: vector.pips("fee")), convention: .v4)
      // One published step states its amounts only.
      if vector.out?["sqrtNext"] != nil {
        #expect(try step.sqrtPriceNext == vector.output("sqrtNext"), "\(vector.id)")
      }
      #expect(try step.amountIn == vector.output("amountIn"), "\(vector.id)")
      #expect(try step.amountOut == vector.output("amountOut"), "\(vector.id)")
      #expect(try step.fee == vector.output("feeAmount"), "\(vector.id)")
    }
  }

  @Test func `protocol and provider fees in one`() throws {
    for vector in try Vector.all(in: "v4_swap", of: "calculateSwapFee") {
      let pips = LayeredFee.swapPips(
        protocolPips: try vector.pips("protocolFee"), providerPips: try vector.pips("lpFee"))
      #expect(Word256(pips) == (try vector.output("swapFee")), "\(vector.id)")
    }
  }

  @Test func `the fee a pool opens with`() throws {
    #expect(try LayeredFee.initialProviderPips(field: LayeredFee.dynamicField) == 0)
    for vector in try Vector.all(in: "v4_swap", of: "getInitialLPFee") {
      let field = try vector.pips("fee")
      do throws(FeeRefusal) {
        let pips = try LayeredFee.initialProviderPips(field: field)
        #expect(Optional(Word256(pips)) == (try? vector.output("initial")), "\(vector.id)")
      } catch {
        #expect(error == .feeMustStayBelowOne(field, over: 1_000_000))
        #expect(vector.error == "LPFeeTooLarge", "\(vector.id)")
      }
    }
  }

  @Test func `protocol fees are at most 1000 pips each way`() throws {
    for vector in try Vector.all(in: "v4_swap", of: "isValidProtocolFee") {
      let isValid = LayeredFee.isValidProtocolField(try vector.pips("packed"))
      #expect(try isValid == (vector.out?["valid"] ?? .missing).flag, "\(vector.id)")
    }
  }

  /// A hook simulates a swap at its base fee before it sets the one to charge: from the same price, both must land where they
  /// did. The fee itself is the price-impact schedule's, taken from the vector here.
  @Test func `swaps of three ranges at the base fee and at the one charged`() throws {
    for vector in try Vector.all(in: "v4_swap", of: "impact_fee_swap") {
      // Rows that state no price before the swap need the schedule's own history.
      guard vector.out?["before"] != nil else { continue }
      var ranges: [(range: TickRange, liquidity: UInt128)] = []
      for entry in try (vector.in["liquidityPositions"] ?? .missing).list {
        ranges.append(
          (TickRange(lower: try entry["lo"].tick, upper: try entry["hi"].tick), try entry["L"].word.low))
      }
      var pool = try ConcentratedPool(
        sqrtPriceX96: vector.input("sqrtP0"), tickSpacing: (vector.in["tickSpacing"] ?? .missing).tick,
        convention: .v4, owner: 0, ranges: ranges)
      let before = try vector.output("before")
      if before != pool.sqrtPriceX96 {
        let back: TradeSide = before < pool.sqrtPriceX96 ? .selling : .buying
        _ = try pool.swap(back, .input(.max), limit: before, fee: StepFee(.zero))
      }
      let limit = try vector.side == .selling ? ConcentratedPool.lowestLimit : ConcentratedPool.highestLimit
      let amount = StepAmount.input(try vector.input("amountIn"))
      let simulated = try pool.swapping(
        vector.side, amount, limit: limit, fee: StepFee(pips: vector.pips("baseFee")))
      #expect(try simulated.sqrtPriceX96 == vector.output("simSqrt"), "\(vector.id)")
      #expect(try Word256(simulated.received) == vector.output("simOut"), "\(vector.id)")
      let charged = try StepFee(pips: UInt64(vector.output("fee").low))
      let swapped = try pool.swap(vector.side, amount, limit: limit, fee: charged)
      #expect(try pool.sqrtPriceX96 == vector.output("after"), "\(vector.id)")
      #expect(try Word256(swapped.received) == vector.output("out"), "\(vector.id)")
    }
  }

  @Test func `swaps at a fee set for them, up to the whole input`() throws {
    for vector in try Vector.all(in: "v4_swap", of: "dynamic_fee_swap") {
      let range = TickRange.full(spacing: 60)
      let start = try ConcentratedPool(
        sqrtPriceX96: vector.input("sqrtP"), tickSpacing: 60, convention: .v4, owner: 0,
        ranges: [(range, vector.input("liquidity").low)])
      var pool = start
      let (isInput, units) = try (vector.in["amountSpecified"] ?? .missing).signed
      let (provider, shared) = (try vector.pips("lpFee"), try vector.pips("protocolFee"))
      let limit = try vector.input("sqrtLimit")
      do {
        _ = try StepFee(pips: provider)
        let pips = LayeredFee.swapPips(protocolPips: shared, providerPips: provider)
        let result = try pool.swap(
          vector.side, isInput ? .input(units) : .output(units), limit: limit, fee: StepFee(pips: pips))
        #expect(vector.error == nil, "\(vector.id)")
        #expect(try Word256(result.paid) == vector.output("amount0In"), "\(vector.id)")
        #expect(try Word256(result.received) == vector.output("amount1Out"), "\(vector.id)")
        #expect(try pool.sqrtPriceX96 == vector.output("sqrtAfter"), "\(vector.id)")
        #expect(try pool.tick == vector.out?["tickAfter"]?.tick, "\(vector.id)")
        #expect(try Word256(pips) == vector.output("swapFee"), "\(vector.id)")
      } catch let refusal as FeeRefusal {
        #expect(refusal == .feeMustStayBelowOne(provider, over: 1_000_000))
        #expect(vector.error == "LPFeeTooLarge", "\(vector.id)")
        #expect(pool == start)
      } catch let refusal as SwapRefusal {
        #expect(refusal == .feeMustLeaveInput)
        #expect(vector.error == "InvalidFeeForExactOut", "\(vector.id)")
        #expect(pool == start)
      }
    }
  }
}

extension Vector {
  var rounding: Rounding {
    get throws { try (self.in["roundUp"] ?? .missing).flag ? .up : .down }
  }
  /// Token 0 for token 1 is a sale of base.
  var side: TradeSide {
    get throws { try (self.in["zeroForOne"] ?? .missing).flag ? .selling : .buying }
  }
  func pips(_ key: String) throws -> UInt64 { UInt64(try input(key).low) }
}

extension Field {
  /// An integer with an optional minus sign.
  var signed: (isNegative: Bool, magnitude: Word256) {
    get throws {
      let text = try text
      guard text.hasPrefix("-") else { return (false, try word) }
      guard let magnitude = Word256(String(text.dropFirst())) else { throw Mismatch() }
      return (true, magnitude)
    }
  }
  var tick: Int32 {
    get throws {
      guard let tick = Int32(try text) else { throw Mismatch() }
      return tick
    }
  }
}
