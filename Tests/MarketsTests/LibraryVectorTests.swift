import Exact
import Markets
import Testing
import Units

/// Uniswap v2's library functions, through the pool.
@Suite("Uniswap v2 library vectors") struct LibraryVectorTests {
  /// The outcome of an operation by the contract's word for it.
  private func outcome(_ body: () throws -> Word256) -> (value: Word256?, error: String?) {
    do {
      return (try body(), nil)
    } catch SwapRefusal.inputMustBePositive {
      return (nil, "INSUFFICIENT_INPUT_AMOUNT")
    } catch SwapRefusal.reservesMustBePositive, SwapRefusal.outputMustStayBelowReserve {
      return (nil, "INSUFFICIENT_LIQUIDITY")
    } catch SwapRefusal.outputMustBePositive {
      return (nil, "INSUFFICIENT_OUTPUT_AMOUNT")
    } catch {
      return (nil, "\(error)")
    }
  }

  @Test func `exact in, both sides`() throws {
    let fee = try thirtyBasisPoints()
    for vector in try Vector.all(in: "v2_library", of: "getAmountOut") {
      let (own, other) = (try vector.input("reserveIn"), try vector.input("reserveOut"))
      let amount = try vector.input("amountIn")
      let expected = try vector.out.map { _ in try vector.output("amountOut") }
      let sold = outcome { try pool(own, other, fee: fee).selling(paying: Amount(amount)).quote.units }
      let bought = outcome { try pool(other, own, fee: fee).buying(paying: Amount(amount)).base.units }
      // Where the library answers 0, the pair refuses to swap for nothing.
      let error = expected == .zero ? "INSUFFICIENT_OUTPUT_AMOUNT" : vector.error
      #expect(sold.value == (expected == .zero ? nil : expected), "\(vector.id)")
      #expect(bought.value == sold.value, "\(vector.id)")
      #expect(sold.error == error, "\(vector.id)")
      #expect(bought.error == error, "\(vector.id)")
    }
  }

  @Test func `exact out, both sides`() throws {
    let fee = try thirtyBasisPoints()
    for vector in try Vector.all(in: "v2_library", of: "getAmountIn") {
      let (own, other) = (try vector.input("reserveIn"), try vector.input("reserveOut"))
      let amount = try vector.input("amountOut")
      let expected = try vector.out.map { _ in try vector.output("amountIn") }
      let sold = outcome { try pool(own, other, fee: fee).selling(receiving: Amount(amount)).base.units }
      let bought = outcome { try pool(other, own, fee: fee).buying(receiving: Amount(amount)).quote.units }
      #expect(sold.value == expected, "\(vector.id)")
      #expect(bought.value == expected, "\(vector.id)")
      #expect(sold.error == vector.error, "\(vector.id)")
      #expect(bought.error == vector.error, "\(vector.id)")
    }
  }

  @Test func `proportion at the reserves' ratio`() throws {
    for vector in try Vector.all(in: "v2_library", of: "quote") {
      let result = outcome {
        try ConstantProductMath.proportion(
          of: try vector.input("amountA"), reserveOwn: try vector.input("reserveA"),
          reserveOther: try vector.input("reserveB"))
      }
      #expect(result.value == (try vector.out.map { _ in try vector.output("amountB") }), "\(vector.id)")
      #expect(result.error == vector.error, "\(vector.id)")
    }
  }

  @Test func `paths of pools, forwards and backwards`() throws {
    let fee = try thirtyBasisPoints()
    for vector in try Vector.all(in: "v2_library", of: "getAmountsOut") {
      var amounts = [try vector.input("amountIn")]
      for hop in try (vector.in["path_reserves"] ?? .missing).list {
        let reserves = try hop.list.map { try $0.word }
        let paid = Amount<Base>(amounts[amounts.count - 1])
        amounts.append(try pool(reserves[0], reserves[1], fee: fee).selling(paying: paid).quote.units)
      }
      #expect(amounts == (try (vector.out?["amounts"] ?? .missing).list.map { try $0.word }), "\(vector.id)")
    }
    for vector in try Vector.all(in: "v2_library", of: "getAmountsIn") {
      var amounts = [try vector.input("amountOut")]
      for hop in try (vector.in["path_reserves"] ?? .missing).list.reversed() {
        let reserves = try hop.list.map { try $0.word }
        let wanted = Amount<Quote>(amounts[0])
        amounts.insert(
          try pool(reserves[0], reserves[1], fee: fee).selling(receiving: wanted).base.units, at: 0)
      }
      #expect(amounts == (try (vector.out?["amounts"] ?? .missing).list.map { try $0.word }), "\(vector.id)")
    }
  }
}
