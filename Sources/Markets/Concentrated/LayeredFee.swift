public import Units

/// Uniswap v4's fee fields: a protocol fee per direction beneath a provider fee that a hook may set, all in pips.
///
/// Source: Uniswap v4 core, fee libraries (restated).
public enum LayeredFee {
  /// The whole input: 10⁶ pips.
  @inlinable public static var wholePips: UInt64 { 1_000_000 }
  /// The largest protocol fee of a direction: 1000 pips.
  @inlinable public static var maximumProtocolPips: UInt64 { 1000 }
  /// The field's value that says "dynamic": a hook sets the fee.
  @inlinable public static var dynamicField: UInt64 { 0x80_0000 }

  /// `p + l − ⌊p · l ÷ 10⁶⌋`: what a swap is charged when the provider fee `l` is taken from what the protocol fee `p` leaves.
  ///
  /// The floor takes less off, so the sum rounds up. Traps above 10⁶ pips.
  public static func swapPips(protocolPips: UInt64, providerPips: UInt64) -> UInt64 {
    precondition(protocolPips <= wholePips, "a protocol fee is at most 10⁶ pips, was \(protocolPips)")
    precondition(providerPips <= wholePips, "a provider fee is at most 10⁶ pips, was \(providerPips)")
    return protocolPips + providerPips - protocolPips * providerPips / wholePips
  }

  /// The provider fee a pool opens with: 0 when its field says dynamic, else the field.
  ///
  /// - Throws: `FeeRefusal.feeMustStayBelowOne` above 10⁶ pips [LPFeeTooLarge].
  public static func initialProviderPips(field: UInt64) throws(FeeRefusal) -> UInt64 {
    if field == dynamicField { return 0 }
    guard field <= wholePips else { throw .feeMustStayBelowOne(field, over: wholePips) }
    return field
  }

  /// Whether both directions of a packed protocol fee, 12 bits each, are at most 1000 pips.
  public static func isValidProtocolField(_ packed: UInt64) -> Bool {
    guard packed >> 24 == 0 else { return false }
    guard packed & 0xFFF <= maximumProtocolPips else { return false }
    return packed >> 12 <= maximumProtocolPips
  }
}
