import Exact

/// Liquidity Book's fees: a base part by the bin step and a variable part by the volatility accumulator.
///
/// Shares are integers of 10⁻¹⁸, amounts are token units. Source: PROTOCOLS §3.
public enum BinFee {
  /// A share of 1: 10¹⁸.
  public static let one: UInt128 = 1_000_000_000_000_000_000
  /// The largest fee that is ever applied: 10 %.
  public static let maximum: UInt128 = 100_000_000_000_000_000
  /// The largest part of a fee that goes to the protocol: 2500 of 10⁴.
  public static let maximumProtocolShare: UInt16 = 2500

  /// `baseFactor · binStep · 10¹⁰`, exact.
  @inlinable
  public static func base(factor: UInt16, binStep: UInt16) -> UInt128 {
    UInt128(UInt64(factor) &* UInt64(binStep) &* 10_000_000_000)
  }

  /// `⌈(accumulator · binStep)² · control ÷ 100⌉`, 0 when the control is 0.
  ///
  /// The product is below 2¹²⁸ for every argument.
  @inlinable
  public static func variable(accumulator: UInt32, binStep: UInt16, control: UInt32) -> UInt128 {
    let move = UInt64(accumulator) &* UInt64(binStep)
    let (square, tooWide) = move.multipliedReportingOverflow(by: move)
    let (product, wider) = square.multipliedReportingOverflow(by: UInt64(control))
    if !tooWide, !wider, product <= .max - 99 { return UInt128((product &+ 99) / 100) }
    return (UInt128(move) * UInt128(move) * UInt128(control) + 99) / 100
  }

  /// The fee to add to a net input: `⌈amount · fee ÷ (10¹⁸ − fee)⌉`.
  /// - Throws: `BinFeeRefusal.feeMustStayWithinTenPercent`, then `.amountMustFit`.
  public static func onNet(_ amount: UInt128, fee: UInt128) throws(BinFeeRefusal) -> UInt128 {
    try check(fee)
    return try portion(amount, fee, over: one - fee, rounding: .charge)
  }

  /// The fee inside a gross input: `⌈amount · fee ÷ 10¹⁸⌉`.
  /// - Throws: `BinFeeRefusal.feeMustStayWithinTenPercent`.
  public static func inGross(_ amount: UInt128, fee: UInt128) throws(BinFeeRefusal) -> UInt128 {
    try check(fee)
    return try portion(amount, fee, over: one, rounding: .charge)
  }

  /// The fee of adding liquidity that amounts to a swap: `⌊amount · fee · (fee + 10¹⁸) ÷ 10³⁶⌋`.
  /// - Throws: `BinFeeRefusal.feeMustStayWithinTenPercent`.
  public static func composition(_ amount: UInt128, fee: UInt128) throws(BinFeeRefusal) -> UInt128 {
    try check(fee)
    // fee · (fee + 10¹⁸) is below 2¹¹⁷.
    return try portion(amount, fee * (fee + one), over: one * one, rounding: .payout)
  }

  /// The protocol's part of a fee: `⌊fee · share ÷ 10⁴⌋`.
  /// - Throws: `BinFeeRefusal.protocolShareMustStayWithinQuarter`.
  public static func protocolPart(of amount: UInt128, share: UInt16) throws(BinFeeRefusal) -> UInt128 {
    guard share <= maximumProtocolShare else { throw .protocolShareMustStayWithinQuarter(share) }
    return try portion(amount, UInt128(share), over: 10_000, rounding: .payout)
  }

  private static func check(_ fee: UInt128) throws(BinFeeRefusal) {
    guard fee <= maximum else { throw .feeMustStayWithinTenPercent(fee) }
  }

  private static func portion(
    _ amount: UInt128, _ part: UInt128, over whole: UInt128, rounding: Rounding
  ) throws(BinFeeRefusal) -> UInt128 {
    let share = try? Word256.mulDiv(Word256(amount), Word256(part), over: Word256(whole), rounding: rounding)
    guard let share = share?.asUInt128 else { throw .amountMustFit }
    return share
  }
}

/// Why a fee cannot be taken.
public enum BinFeeRefusal: Error, Hashable, Sendable {
  /// The fee was above 10 % [FeeTooLarge].
  case feeMustStayWithinTenPercent(UInt128)
  /// The protocol's share was above 2500 of 10⁴ [ProtocolShareTooLarge].
  case protocolShareMustStayWithinQuarter(UInt16)
  /// An amount would exceed 2¹²⁸ − 1 units.
  case amountMustFit
}
