import Exact
import Markets
import Testing
import Units

/// Uniswap v2's pair contract.
@Suite("Uniswap v2 pair vectors") struct PairVectorTests {
  @Test func `the first minting`() throws {
    for vector in try Vector.all(in: "v2_core", of: "mint_first") {
      let empty = ConstantProduct(fee: try thirtyBasisPoints(), takesProtocolFee: false)
      var pool = empty
      let (base, quote) = (try vector.input("amount0"), try vector.input("amount1"))
      do throws(LiquidityRefusal) {
        let shares = try pool.mint(base: Amount(base), quote: Amount(quote))
        #expect(vector.error == nil)
        #expect(Optional(shares.units) == (try? vector.output("liquidityToMinter")), "\(vector.id)")
        #expect(Optional(pool.totalShares.units) == (try? vector.output("totalSupply")), "\(vector.id)")
      } catch {
        let name =
          switch error {
          case .sharesMustCoverMinimum: "SUB_UNDERFLOW"
          case .sharesMustBePositive: "INSUFFICIENT_LIQUIDITY_MINTED"
          default: "\(error)"
          }
        #expect(name == vector.error, "\(vector.id)")
        #expect(pool == empty)
      }
    }
  }

  @Test func `the largest output passes and one unit more breaks the product`() throws {
    let fee = try thirtyBasisPoints()
    for vector in try Vector.all(in: "v2_core", of: "swap_max_output") {
      let (own, other) = (try vector.input("reserveIn"), try vector.input("reserveOut"))
      let (paid, most) = (try vector.input("amountIn"), try vector.output("maxAmountOut"))
      let selling = try pool(own, other, fee: fee)
      let buying = try pool(other, own, fee: fee)
      if !most.isZero {
        var (sold, bought) = (selling, buying)
        try sold.swap(baseOut: .zero, quoteOut: Amount(most), baseIn: Amount(paid), quoteIn: .zero)
        try bought.swap(baseOut: Amount(most), quoteOut: .zero, baseIn: .zero, quoteIn: Amount(paid))
        // Published cases state the largest output only, and there the formula reaches it.
        let formula = (try? vector.output("formulaAmountOut")) ?? most
        #expect(try selling.selling(paying: Amount(paid)).quote.units == formula, "\(vector.id)")
      }
      let over = try vector.output("revertsAt")
      guard over < other else { continue }
      var fresh = selling
      #expect(throws: SwapRefusal.productMustNotFall, "\(vector.id)") {
        try fresh.swap(baseOut: .zero, quoteOut: Amount(over), baseIn: Amount(paid), quoteIn: .zero)
      }
      #expect(fresh == selling)
      fresh = buying
      #expect(throws: SwapRefusal.productMustNotFall, "\(vector.id)") {
        try fresh.swap(baseOut: Amount(over), quoteOut: .zero, baseIn: .zero, quoteIn: Amount(paid))
      }
      #expect(fresh == buying)
    }
  }

  @Test func `a flash loan repaid in the same token pays the fee as well`() throws {
    for vector in try Vector.all(in: "v2_core", of: "swap_max_output_same_token") {
      let before = try pool(
        try vector.input("reserve0"), try vector.input("reserve1"), fee: thirtyBasisPoints())
      let paid = Amount<Base>(try vector.input("amountIn"))
      let most = Amount<Base>(try vector.output("maxAmountOut"))
      let over = Amount<Base>(try vector.output("revertsAt"))
      var after = before
      try after.swap(baseOut: most, quoteOut: .zero, baseIn: paid, quoteIn: .zero)
      #expect(after.reserveBase == before.reserveBase - most + paid)
      var refused = before
      #expect(throws: SwapRefusal.productMustNotFall) {
        try refused.swap(baseOut: over, quoteOut: .zero, baseIn: paid, quoteIn: .zero)
      }
      #expect(refused == before)
    }
  }

  @Test func `histories of mints, burns and swaps with and without the protocol's fee`() throws {
    for vector in try Vector.all(in: "v2_core", of: "sequence") {
      var pool = ConstantProduct(
        fee: try thirtyBasisPoints(), takesProtocolFee: try (vector.in["feeOn"] ?? .missing).flag)
      var held = ["lp": Amount<Shares>.zero, "lp2": .zero]
      for step in try (vector.in["ops"] ?? .missing).list {
        try play(step, on: &pool, held: &held, vector.id)
      }
      #expect(try pool.totalShares.units == vector.output("totalSupply"), "\(vector.id)")
      #expect(try pool.reserveBase.units == vector.output("reserve0"), "\(vector.id)")
      #expect(try pool.reserveQuote.units == vector.output("reserve1"), "\(vector.id)")
      #expect(try pool.protocolShares.units == vector.output("feeToBalance"), "\(vector.id)")
      if vector.out?["kLast"] != nil {
        #expect(try pool.productAtLastMint == vector.output("kLast"), "\(vector.id)")
        #expect(try held["lp"]?.units == vector.output("lp"), "\(vector.id)")
        #expect(try held["lp2"]?.units == vector.output("lp2"), "\(vector.id)")
      }
      let owned = (held["lp"] ?? .zero) + (held["lp2"] ?? .zero) + pool.protocolShares
      #expect(owned + ConstantProduct.minimumShares == pool.totalShares, "\(vector.id)")
    }
  }

  private func play(
    _ step: Field, on pool: inout ConstantProduct, held: inout [String: Amount<Shares>], _ id: String
  ) throws {
    switch try step["op"].text {
    case "mint":
      let shares = try pool.mint(
        base: Amount(try step["amount0"].word), quote: Amount(try step["amount1"].word))
      if case .text = step["liquidity"] { #expect(try shares.units == step["liquidity"].word, "\(id)") }
      let owner = (try? step["to"].text) ?? "lp"
      held[owner, default: .zero] += shares
    case "burn":
      let shares = Amount<Shares>(try step["liquidity"].word)
      let preview = try pool.burning(shares)
      let payout = try pool.burn(shares)
      #expect(preview == payout)
      if case .text = step["amount0"] {
        #expect(try payout.base.units == step["amount0"].word, "\(id)")
        #expect(try payout.quote.units == step["amount1"].word, "\(id)")
      }
      held["lp", default: .zero] -= shares
    default:
      try pool.swap(
        baseOut: Amount(try step["amount0Out"].word), quoteOut: Amount(try step["amount1Out"].word),
        baseIn: Amount(try step["amount0In"].word), quoteIn: Amount(try step["amount1In"].word))
    }
  }

  @Test func `price sums over time, across the clock's wrap`() throws {
    for vector in try Vector.all(in: "v2_core", of: "twap_accumulate") {
      var sums = PriceAccumulator(seconds: .max - 4)
      var now = sums.seconds
      for step in try (vector.in["steps"] ?? .missing).list {
        let held = try pool(
          try step["reserve0"].word, try step["reserve1"].word, fee: thirtyBasisPoints())
        now &+= UInt32(try step["seconds"].word.low)
        sums.touch(held, atSeconds: now)
        sums.touch(held, atSeconds: now)
      }
      #expect(try sums.basePrice == vector.output("price0Cumulative"))
      #expect(try sums.quotePrice == vector.output("price1Cumulative"))
    }
  }

  @Test func `what shares are worth, the protocol's pending fee counted`() throws {
    for vector in try Vector.all(in: "v2_arbitrage", of: "liquidity_value") {
      let held = try pool(
        shares: vector.input("totalSupply"), protocolFee: (vector.in["feeOn"] ?? .missing).flag,
        base: vector.input("reserveA"), quote: vector.input("reserveB"))
      let worth = try held.burning(Amount(try vector.input("liquidity")))
      #expect(try worth.base.units == vector.output("amountA"))
      #expect(try worth.quote.units == vector.output("amountB"))
    }
  }
}

/// A pool opened at 1 : 100 with `shares` in all and then moved to the given reserves by a swap.
func pool(shares: Word256, protocolFee: Bool, base: Word256, quote: Word256) throws -> ConstantProduct {
  let opening = try shares.divided(by: 10, rounding: .down)
  var held = try pool(opening, opening * 100, fee: thirtyBasisPoints(), protocolFee: protocolFee)
  func excess(_ a: Word256, over b: Word256) -> Word256 { a > b ? a - b : .zero }
  let (startBase, startQuote) = (held.reserveBase.units, held.reserveQuote.units)
  guard base != startBase || quote != startQuote else { return held }
  try held.swap(
    baseOut: Amount(excess(startBase, over: base)), quoteOut: Amount(excess(startQuote, over: quote)),
    baseIn: Amount(excess(base, over: startBase)), quoteIn: Amount(excess(quote, over: startQuote)))
  return held
}
