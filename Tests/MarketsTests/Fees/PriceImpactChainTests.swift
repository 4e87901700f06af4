import Exact
import Markets
import Testing
import Units

/// The published hook swaps end to end: warmed up, gated, simulated, charged and swapped in a concentrated pool.
@Suite("Price impact on a concentrated pool") struct PriceImpactChainTests {
  private static func pool(_ vector: Vector) throws -> ConcentratedPool {
    let ranges = try vector.field("liquidityPositions").list.map { entry in
      (
        range: TickRange(lower: Int32(try entry["lo"].integer), upper: Int32(try entry["hi"].integer)),
        liquidity: try entry["L"].word.low
      )
    }
    return try ConcentratedPool(
      sqrtPriceX96: vector.input("sqrtP0"), tickSpacing: Int32(try vector.field("tickSpacing").integer),
      convention: .v4, owner: 0, ranges: ranges)
  }

  @Test func `every published swap, from the first warming-up swap to the last`() throws {
    var stated = 0
    for vector in try Vector.all(in: "v4_hook_fees", of: "impact_fee_swap") {
      let side: TradeSide = try vector.field("zeroForOne").flag ? .selling : .buying
      let limit = side == .selling ? ConcentratedPool.lowestLimit : ConcentratedPool.highestLimit
      let base = UInt64(try vector.field("baseFee").integer)
      var pool = try Self.pool(vector)
      var state = try PriceImpact(alpha: UInt32(try vector.field("alpha").integer))
      for amount in try vector.field("warmupSwaps").list {
        let swap = try pool.swap(side, .input(try amount.word), limit: limit, fee: StepFee(pips: base))
        // The volume is the base token's, whichever way it went.
        state.record(volume: side == .selling ? swap.paid : swap.received, sqrtPriceX96: pool.sqrtPriceX96)
      }
      let amount = StepAmount.input(try vector.input("amountIn"))
      let simulated = try pool.swapping(side, amount, limit: limit, fee: StepFee(pips: base))
      let charge = PriceImpact.charge(
        from: pool.sqrtPriceX96, to: simulated.sqrtPriceX96, base: base,
        largestShare: UInt64(try vector.field("dffMax").integer))
      let isAway = state.isAway(side, sqrtPriceX96: pool.sqrtPriceX96)
      let fee = isAway ? max(charge.fee, base) : base
      let swapped = try pool.swap(side, amount, limit: limit, fee: StepFee(pips: fee))
      let isStated = vector.out?["before"] == nil
      #expect(
        try simulated.sqrtPriceX96 == vector.output(isStated ? "simulatedSqrt" : "simSqrt"), "\(vector.id)")
      #expect(
        try Word256(simulated.received) == vector.output(isStated ? "simulatedOut" : "simOut"), "\(vector.id)"
      )
      #expect(try Word256(fee) == vector.output(isStated ? "dynamicFee" : "fee"), "\(vector.id)")
      #expect(try Word256(swapped.received) == vector.output(isStated ? "amountOut" : "out"), "\(vector.id)")
      #expect(try pool.sqrtPriceX96 == vector.output(isStated ? "sqrtAfter" : "after"), "\(vector.id)")
      stated += isStated ? 1 : 0
    }
    #expect(stated == 2)
  }
}
