public import Exact

/// A bin: base and quote units that trade at one price, without slippage.
@frozen
public struct LiquidityBin: Hashable, Sendable {
  /// Which price; see ``BinPrice``.
  public let id: Int
  /// Base units in the bin (LB's X).
  public var base: UInt128
  /// Quote units in the bin (LB's Y).
  public var quote: UInt128

  /// A bin from its parts.
  @inlinable
  public init(id: Int, base: UInt128, quote: UInt128) {
    self.id = id
    self.base = base
    self.quote = quote
  }

  /// Whether a trader on `side` can take nothing out of the bin.
  @inlinable
  public func isEmpty(for side: TradeSide) -> Bool { side == .buying ? base == 0 : quote == 0 }

  /// What a trader who pays at most `amount` gets out of the bin.
  ///
  /// The bin is emptied by `⌈reserve ÷ P⌉` base units in (selling) or `⌈reserve · P⌉` quote units in (buying), plus the
  /// fee on that, rounded up. A smaller input pays its fee, rounded up, and the rest fetches `⌊rest · P⌋` quote units
  /// or `⌊rest ÷ P⌋` base units, never more than the reserve.
  ///
  /// - Parameters:
  ///   - side: buying takes base units and pays in quote units.
  ///   - amount: units the trader still has, fee included.
  ///   - price: of the bin, in 128.128; greater than zero.
  ///   - fee: in 10⁻¹⁸.
  /// - Throws: `LiquidityBookRefusal.amountMustFit` when emptying the bin would need more than 128 bits, and
  ///   `.feeMustStayWithinTenPercent`.
  public func filled(
    _ side: TradeSide, paying amount: UInt128, price: Word256, fee: UInt128
  ) throws(LiquidityBookRefusal) -> BinFill {
    precondition(!price.isZero, "bin \(id) has no price")
    let reserve = side == .buying ? base : quote
    let net = try LiquidityBookRefusal.fitting(
      side == .buying
        ? try? .mulDiv(Word256(reserve), price, over: BinPrice.one, rounding: .charge)
        : try? .mulDiv(Word256(reserve), BinPrice.one, over: price, rounding: .charge))
    let most = try LiquidityBookRefusal.renaming { () throws(BinFeeRefusal) in
      try BinFee.onNet(net, fee: fee)
    }
    let (whole, overflow) = net.addingReportingOverflow(most)
    guard !overflow else { throw .amountMustFit }
    if amount >= whole { return BinFill(id: id, input: whole, output: reserve, fee: most, feeShare: fee) }
    let part = try LiquidityBookRefusal.renaming { () throws(BinFeeRefusal) in
      try BinFee.inGross(amount, fee: fee)
    }
    let output = try LiquidityBookRefusal.fitting(
      side == .buying
        ? try? .mulDiv(Word256(amount - part), BinPrice.one, over: price, rounding: .payout)
        : try? .mulDiv(Word256(amount - part), price, over: BinPrice.one, rounding: .payout))
    return BinFill(id: id, input: amount, output: min(output, reserve), fee: part, feeShare: fee)
  }
}

/// What a swap moved in one bin.
@frozen
public struct BinFill: Hashable, Sendable {
  /// The bin.
  public var id: Int
  /// Units paid in, fee included.
  public var input: UInt128
  /// Units received.
  public var output: UInt128
  /// How much of the input is fee, the protocol's part included.
  public var fee: UInt128
  /// The fee's share, in 10⁻¹⁸.
  public var feeShare: UInt128
  /// How much of the fee leaves the bin for the protocol.
  public var protocolFee: UInt128

  /// A fill from its parts.
  @inlinable
  public init(
    id: Int, input: UInt128, output: UInt128, fee: UInt128, feeShare: UInt128, protocolFee: UInt128 = 0
  ) {
    self.id = id
    self.input = input
    self.output = output
    self.fee = fee
    self.feeShare = feeShare
    self.protocolFee = protocolFee
  }
}
