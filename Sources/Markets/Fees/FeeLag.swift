public import Units

/// How late a fee schedule is: what it charges on a price jump, and how many blocks until it charges its new level.
///
/// A schedule that learns from swaps charges the jump itself by what it knew before; the trade it should have taxed has
/// gone by then.
public struct FeeLag: Hashable, Sendable {
  /// The fee of the last small swap before the jump; the floor when there was none.
  public let before: Fee
  /// The fee of the swap that makes the jump.
  public let onJump: Fee
  /// The new level: the largest fee of the jump and of the small swaps in the window after it.
  public let level: Fee
  /// Blocks from the jump to the first swap that pays ``level``; 0 when the jump pays it.
  public let blocks: Int
  /// The fees in order: of the jump, then of each block's small swap.
  public let fees: [Fee]
}

extension FeeLag {
  /// Lets a price jump and a window of small swaps, one a block, happen to a copy of a schedule.
  ///
  /// `jump.quietBlocks` blocks of small swaps about the old price come first. Then, in one block, one swap takes the
  /// curve from the old price to the new one; from the next block on, `window` small swaps are made about the new price.
  /// Small swaps alternate, buying first: there and back. Each swap is touched, asked for its fee and settled as a
  /// curve does it.
  ///
  /// The oracle answers the new price `jump.oracleDelay` blocks after the jump's block; with a delay of 0 it has answered
  /// when the jump's swap comes, as when both follow an outside market.
  ///
  /// - Parameter window: blocks observed after the jump, at least 0.
  public static func measure<Schedule: FeeSchedule>(
    _ schedule: Schedule, jump: FeeJump, window: Int
  ) -> FeeLag {
    precondition(window >= 0, "a window of \(window) blocks")
    var schedule = schedule
    var before = schedule.floor
    for block in 0..<jump.quietBlocks {
      before = jump.smallSwap(
        on: &schedule, jump.start, jump.startNudged, block: block, isBack: block % 2 == 1)
    }
    // An odd number of small swaps leaves the curve displaced.
    let calm = jump.quietBlocks % 2 == 0 ? jump.start : jump.startNudged
    let (start, end) = (jump.at(jump.quietBlocks, calm), jump.at(jump.quietBlocks, jump.end))
    let side: TradeSide = end.sqrtPriceX96 >= start.sqrtPriceX96 ? .buying : .selling
    var fees = [swap(side, on: &schedule, from: start, to: end)]
    for offset in 0..<window {
      let block = jump.quietBlocks + 1 + offset
      fees.append(
        jump.smallSwap(on: &schedule, jump.end, jump.endNudged, block: block, isBack: offset % 2 == 1))
    }
    var (level, blocks) = (fees[0], 0)
    for (index, fee) in fees.enumerated() where fee.isAbove(level) { (level, blocks) = (fee, index) }
    return FeeLag(before: before, onJump: fees[0], level: level, blocks: blocks, fees: fees)
  }

  /// A swap as a curve makes it: touch, fee, settle.
  static func swap<Schedule: FeeSchedule>(
    _ side: TradeSide, on schedule: inout Schedule, from start: FeeMarket, to end: FeeMarket
  ) -> Fee {
    schedule.touch(start)
    let fee = schedule.fee(side, from: start, to: end)
    schedule.settle(side, from: start, to: end)
    return fee
  }
}

extension Fee {
  /// Whether the share is the larger one, compared exactly.
  fileprivate func isAbove(_ other: Fee) -> Bool {
    UInt128(numerator) * UInt128(other.denominator) > UInt128(other.numerator) * UInt128(denominator)
  }
}
