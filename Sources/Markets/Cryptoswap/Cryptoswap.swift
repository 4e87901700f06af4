public import Exact

/// A two-coin crypto pool's prices: what a trade receives, after the imbalance fee on the output.
///
/// Source: CurveCryptoSwap2 (2021); equations restated, checked against vectors of the executed contract.
@frozen
public struct Cryptoswap: Hashable, Sendable {
  /// Which coin of the two.
  @frozen
  public enum Coin: Hashable, Sendable, CaseIterable {
    /// The coin that prices are stated in.
    case first
    /// The priced coin.
    case second
  }

  /// `A` with its factor of `2² · 10⁴`.
  public let amplification: UInt64
  /// γ of the invariant, in wads.
  public let gamma: UInt64
  /// The fee, taken from the output.
  public let fee: ImbalanceCurve

  /// A pool's parameters.
  /// - Throws: `CryptoswapRefusal.amplificationMustBeInRange`, then `.gammaMustBeInRange`.
  public init(amplification: UInt64, gamma: UInt64, fee: ImbalanceCurve) throws(CryptoswapRefusal) {
    guard CryptoswapMath.amplifications.contains(amplification) else {
      throw .amplificationMustBeInRange(amplification)
    }
    guard CryptoswapMath.gammas.contains(gamma) else { throw .gammaMustBeInRange(gamma) }
    self.amplification = amplification
    self.gamma = gamma
    self.fee = fee
  }

  /// What a trade receives (`get_dy`).
  ///
  /// `dy = ⌊(x_j − y − 1) in its own coin⌋`, less `⌊fee · dy ÷ 10¹⁰⌋`, where `y` keeps the invariant of the
  /// balances before beside the paid coin's balance after, and the fee is that of the balances after. The
  /// second coin counts `⌊balance · scale ÷ 10¹⁸⌋`.
  ///
  /// - Parameters:
  ///   - input: wads of the coin paid; greater than 0.
  ///   - coin: which coin is paid.
  ///   - balances: wads of each coin.
  ///   - scale: the price scale, wads of the first coin per second coin.
  /// - Returns: wads of the other coin, rounded down.
  /// - Throws: `CryptoswapRefusal.inputMustBePositive`, `.scaleMustBePositive`, then what
  ///   ``CryptoswapMath/invariant(amplification:gamma:balances:)`` and
  ///   ``CryptoswapMath/balance(amplification:gamma:beside:invariant:)`` throw, and `.stepMustFit`.
  public func output(
    paying input: Word256, of coin: Coin, balances: (Word256, Word256), scale: Word256
  ) throws(CryptoswapRefusal) -> Word256 {
    guard !input.isZero else { throw .inputMustBePositive }
    guard !scale.isZero else { throw .scaleMustBePositive }
    let wad = CryptoswapMath.wad
    do {
      let before = (balances.0, try Word256.mulDiv(balances.1, scale, over: wad, rounding: .down))
      let invariant = try CryptoswapMath.invariant(
        amplification: amplification, gamma: gamma, balances: before)
      var after = before
      let received: Word256
      switch coin {
      case .first:
        after.0 = try balances.0.adding(input)
        after.1 = try balance(beside: after.0, invariant)
        received = try Word256.mulDiv(
          try before.1.subtracting(after.1).subtracting(.one), wad, over: scale, rounding: .payout)
      case .second:
        after.1 = try Word256.mulDiv(try balances.1.adding(input), scale, over: wad, rounding: .down)
        after.0 = try balance(beside: after.1, invariant)
        received = try before.0.subtracting(after.0).subtracting(.one)
      }
      let rate = fee.fee(atEvenness: ImbalanceCurve.evenness(after.0, after.1))
      let charge = try Word256.mulDiv(
        received, Word256(rate), over: Word256(ImbalanceCurve.whole), rounding: .down)
      return received - charge
    } catch let refusal as CryptoswapRefusal {
      throw refusal
    } catch {
      throw .stepMustFit
    }
  }

  private func balance(beside other: Word256, _ invariant: Word256) throws(CryptoswapRefusal) -> Word256 {
    try CryptoswapMath.balance(
      amplification: amplification, gamma: gamma, beside: other, invariant: invariant)
  }
}
