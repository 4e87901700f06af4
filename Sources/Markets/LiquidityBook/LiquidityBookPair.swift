import Exact

/// A Liquidity Book pair: constant-price bins that a swap empties one after another, each at a fee of its own.
///
/// Swaps, fees and the volatility state are those of version 2.1, to the unit; liquidity is given, not minted.
/// Source: PROTOCOLS §3.
public struct LiquidityBookPair: Hashable, Sendable {
  /// How fees are set.
  public let parameters: BinParameters
  /// The bins that have liquidity, by rising id; an emptied bin stays.
  public private(set) var bins: [LiquidityBin]
  /// The id of the bin that trades next.
  public private(set) var activeID: Int
  /// What is remembered of past swaps.
  public private(set) var volatility: BinVolatility
  /// Base units taken for the protocol.
  public private(set) var protocolBase: UInt128
  /// Quote units taken for the protocol.
  public private(set) var protocolQuote: UInt128

  /// A pair that opens with these bins.
  ///
  /// - Throws: `LiquidityBookRefusal.binsMustRise`, then `.binMustHavePrice`, then `.activeBinMustExist`, then
  ///   `.binMustHoldItsSide`.
  public init(
    parameters: BinParameters, bins: [LiquidityBin], activeID: Int, openedAtSeconds seconds: Int64
  ) throws(LiquidityBookRefusal) {
    for (below, above) in zip(bins, bins.dropFirst()) where below.id >= above.id {
      throw .binsMustRise(above.id)
    }
    for bin in bins { _ = try Self.price(of: bin.id, parameters) }
    guard bins.contains(where: { $0.id == activeID }) else { throw .activeBinMustExist(activeID) }
    for bin in bins {
      guard bin.id <= activeID || bin.quote == 0 else { throw .binMustHoldItsSide(bin.id) }
      guard bin.id >= activeID || bin.base == 0 else { throw .binMustHoldItsSide(bin.id) }
    }
    self.parameters = parameters
    self.bins = bins
    self.activeID = activeID
    volatility = BinVolatility(openedAt: activeID, seconds: seconds)
    protocolBase = 0
    protocolQuote = 0
  }

  /// What paying `amount` fetches; the pair does not change.
  ///
  /// - Throws: as ``swap(_:paying:seconds:)``.
  public func swapping(
    _ side: TradeSide, paying amount: UInt128, seconds: Int64
  ) throws(LiquidityBookRefusal) -> LiquidityBookSwap {
    guard amount > 0 else { throw .inputMustBePositive }
    guard var index = bins.firstIndex(where: { $0.id == activeID }) else {
      preconditionFailure("no bin has the active id \(activeID)")
    }
    var volatility = volatility
    volatility.beginSwap(at: activeID, seconds: seconds, parameters)
    var swap = LiquidityBookSwap(side: side, fills: [], output: 0, activeID: activeID, volatility: volatility)
    var left = amount
    while true {
      let bin = bins[index]
      if !bin.isEmpty(for: side) {
        swap.volatility.visit(bin.id, parameters)
        let fill = try fill(
          bin, side, paying: left, fee: parameters.totalFee(at: swap.volatility.accumulator))
        left -= fill.input
        let (output, overflow) = swap.output.addingReportingOverflow(fill.output)
        guard !overflow else { throw .amountMustFit }
        swap.output = output
        swap.fills.append(fill)
      }
      swap.activeID = bin.id
      guard left > 0 else { break }
      index += side == .buying ? 1 : -1
      guard bins.indices.contains(index) else { throw .liquidityMustCoverInput }
    }
    guard swap.output > 0 else { throw .outputMustBePositive }
    return swap
  }

  /// Swaps exactly `amount`, bin after bin from the active one: upwards when buying, downwards when selling.
  ///
  /// A bin with nothing to give is passed without being counted as visited.
  ///
  /// - Returns: what moved in each bin.
  /// - Throws: `LiquidityBookRefusal.inputMustBePositive`; then, bin by bin, `.amountMustFit` and
  ///   `.feeMustStayWithinTenPercent`; then `.liquidityMustCoverInput`, then `.outputMustBePositive`. The pair is
  ///   unchanged then.
  @discardableResult
  public mutating func swap(
    _ side: TradeSide, paying amount: UInt128, seconds: Int64
  ) throws(LiquidityBookRefusal) -> LiquidityBookSwap {
    let swap = try swapping(side, paying: amount, seconds: seconds)
    try checkProtocolFees(after: swap)
    for fill in swap.fills { settle(fill, side) }
    activeID = swap.activeID
    volatility = swap.volatility
    return swap
  }
}

// MARK: - Steps

extension LiquidityBookPair {
  private static func price(
    of id: Int, _ parameters: BinParameters
  ) throws(LiquidityBookRefusal) -> Word256 {
    do {
      return try BinPrice.price(id: id, binStep: parameters.binStep)
    } catch {
      throw .binMustHavePrice(error)
    }
  }

  /// What a bin gives, the protocol's part of the fee split off.
  private func fill(
    _ bin: LiquidityBin, _ side: TradeSide, paying amount: UInt128, fee: UInt128
  ) throws(LiquidityBookRefusal) -> BinFill {
    let price = try Self.price(of: bin.id, parameters)
    var fill = try bin.filled(side, paying: amount, price: price, fee: fee)
    let share = parameters.protocolShare
    fill.protocolFee = try LiquidityBookRefusal.renaming { () throws(BinFeeRefusal) in
      try BinFee.protocolPart(of: fill.fee, share: share)
    }
    // The bin keeps the rest of the input, which must fit beside what it holds.
    let held = side == .buying ? bin.quote : bin.base
    guard fill.input - fill.protocolFee <= .max - held else { throw .amountMustFit }
    return fill
  }

  private func checkProtocolFees(after swap: LiquidityBookSwap) throws(LiquidityBookRefusal) {
    var held = swap.side == .buying ? protocolQuote : protocolBase
    for fill in swap.fills {
      let (sum, overflow) = held.addingReportingOverflow(fill.protocolFee)
      guard !overflow else { throw .amountMustFit }
      held = sum
    }
  }

  private mutating func settle(_ fill: BinFill, _ side: TradeSide) {
    guard let index = bins.firstIndex(where: { $0.id == fill.id }) else {
      preconditionFailure("a fill in bin \(fill.id), which does not exist")
    }
    let kept = fill.input - fill.protocolFee
    switch side {
    case .buying:
      bins[index].quote += kept
      bins[index].base -= fill.output
      protocolQuote += fill.protocolFee
    case .selling:
      bins[index].base += kept
      bins[index].quote -= fill.output
      protocolBase += fill.protocolFee
    }
  }
}

/// What a swap over bins moves, and where it leaves the pair.
public struct LiquidityBookSwap: Hashable, Sendable {
  /// Which way the trader goes.
  public let side: TradeSide
  /// What moved, bin by bin in the order visited.
  public internal(set) var fills: [BinFill]
  /// Units received in all.
  public internal(set) var output: UInt128
  /// The active id afterwards.
  public internal(set) var activeID: Int
  /// The volatility state afterwards.
  public internal(set) var volatility: BinVolatility
}
