import Exact
import Markets
import Testing
import Units

@Suite("ConstantProduct liquidity") struct LiquidityTests {
  private let most = Word256((1 << 112) - 1 as UInt128)

  /// What a share is worth must not fall for those who stay: `r'/S' ≥ r/S` for both tokens.
  private func holdsItsWorth(_ before: ConstantProduct, _ after: ConstantProduct) -> Bool {
    let (old, new) = (before.totalShares.units, after.totalShares.units)
    let base = after.reserveBase.units * old >= before.reserveBase.units * new
    let quote = after.reserveQuote.units * old >= before.reserveQuote.units * new
    return base && quote
  }

  @Test func `minting and burning never take from those who stay`() throws {
    var dice = TestDice(state: 5)
    for fee in [Fee.zero, try Fee(3, over: 1000)] {
      var pool = ConstantProduct(fee: fee, takesProtocolFee: false)
      var held = try pool.mint(base: Amount(1_000_003), quote: Amount(3_000_000_007))
      for _ in 0..<500 {
        let before = pool
        switch dice.number(0...2) {
        case 0:
          let base = Amount<Base>(Word256(dice.number(1...10_000)))
          let quote = Amount<Quote>(Word256(dice.number(1...30_000_000)))
          guard let shares = try? pool.mint(base: base, quote: quote) else { continue }
          held += shares
          // Leaving at once does not pay.
          var left = pool
          if let payout = try? left.burn(shares) {
            #expect(payout.base <= base)
            #expect(payout.quote <= quote)
          }
        case 1:
          let shares = Amount<Shares>(Word256(dice.number(1...UInt64(held.units.low / 4))))
          _ = try pool.burn(shares)
          held -= shares
        default:
          _ = try? pool.sell(paying: Amount(Word256(dice.number(1...50_000))))
          continue
        }
        #expect(holdsItsWorth(before, pool))
        #expect(pool.totalShares.units <= Word256(pool.product.flooredSquareRoot))
      }
    }
  }

  @Test func `the protocol receives a sixth of the growth of the root`() throws {
    let fee = try Fee(3, over: 1000)
    var pool = ConstantProduct(fee: fee, takesProtocolFee: true)
    _ = try pool.mint(base: Amount(1_000_000_000), quote: Amount(1_000_000_000))
    for _ in 0..<20 {
      _ = try pool.sell(paying: Amount(100_000_000))
      _ = try pool.buy(paying: Amount(100_000_000))
    }
    let before = pool
    _ = try pool.mint(base: Amount(1_000_000), quote: Amount(1_000_000))
    let (root, last) = (before.product.flooredSquareRoot, before.productAtLastMint.flooredSquareRoot)
    let fraction = Integer(root - last) * Integer(before.totalShares.units)
    let expected = fraction.quotientAndRemainder(dividingBy: Integer(root) * 5 + Integer(last)).quotient
    #expect(Integer(pool.protocolShares.units) == expected)
    #expect(expected > 0)
    // Owning that many of the shares after the fee is a sixth of the growth, to the rounding of one share.
    let supply = Integer(before.totalShares.units) + expected
    let slack = expected * Integer(root) * 6 - supply * Integer(root - last)
    #expect(slack.magnitude < Integer(root) * 6)
    #expect(pool.productAtLastMint == pool.product)
  }

  @Test func `switching the protocol's fee off forgets the last product at the next minting`() throws {
    var pool = ConstantProduct(fee: try Fee(3, over: 1000), takesProtocolFee: true)
    _ = try pool.mint(base: Amount(10_000_000), quote: Amount(10_000_000))
    _ = try pool.sell(paying: Amount(1_000_000))
    pool.takesProtocolFee = false
    #expect(pool.productAtLastMint == Word256(100_000_000_000_000 as UInt64))
    _ = try pool.burn(Amount(1000))
    #expect(pool.productAtLastMint == .zero)
    #expect(pool.protocolShares == .zero)
    pool.takesProtocolFee = true
    _ = try pool.sell(paying: Amount(1_000_000))
    _ = try pool.burn(Amount(1000))
    #expect(pool.protocolShares == .zero)
  }

  @Test func `minting checks the cap, the minimum, then that a share is minted`() throws {
    let empty = ConstantProduct(fee: .zero, takesProtocolFee: false)
    var pool = empty
    #expect(throws: LiquidityRefusal.balanceMustFit) { try pool.mint(base: Amount(most + 1), quote: .zero) }
    #expect(throws: LiquidityRefusal.balanceMustFit) { try pool.mint(base: .zero, quote: Amount(.max)) }
    #expect(throws: LiquidityRefusal.sharesMustCoverMinimum) {
      try pool.mint(base: Amount(most), quote: .zero)
    }
    #expect(throws: LiquidityRefusal.sharesMustBePositive) {
      try pool.mint(base: Amount(1000), quote: Amount(1001))
    }
    #expect(pool == empty)
    let opening = try ConstantProduct(
      reserveBase: Amount(1), reserveQuote: Amount(most), fee: .zero, takesProtocolFee: false)
    pool = opening
    #expect(throws: LiquidityRefusal.balanceMustFit) { try pool.mint(base: Amount(1), quote: Amount(1)) }
    #expect(throws: LiquidityRefusal.sharesMustBePositive) { try pool.mint(base: Amount(1), quote: .zero) }
    #expect(pool == opening)
  }

  @Test func `burning checks the shares, then that both tokens are paid`() throws {
    let opening = try pool(2000, 10_000_000, fee: .zero)
    var pool = opening
    let all = opening.totalShares
    #expect(throws: LiquidityRefusal.sharesMustBeOutstanding) { try pool.burn(all) }
    #expect(throws: LiquidityRefusal.sharesMustBeOutstanding) { try pool.burning(Amount(.max)) }
    #expect(throws: LiquidityRefusal.payoutMustBePositive) { try pool.burn(.zero) }
    #expect(throws: LiquidityRefusal.payoutMustBePositive) { try pool.burn(Amount(1)) }
    #expect(pool == opening)
  }

  @Test func `a pool cannot be opened above the cap`() throws {
    for (base, quote) in [(most + 1, 1 as Word256), (1, most + 1), (.max, .max)] {
      #expect(throws: LiquidityRefusal.balanceMustFit) { try pool(base, quote, fee: .zero) }
    }
  }
}
