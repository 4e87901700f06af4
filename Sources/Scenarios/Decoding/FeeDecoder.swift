import Markets
import Units

/// Makes a fee schedule from the keys of its kind.
struct FeeDecoder {
  let reader: SectionReader

  /// The schedule; nil when something was reported, or the pair is not known.
  func schedule(_ choice: FeeKeys.Schedule, _ decoding: inout Decoding) -> DynamicFee? {
    switch choice {
    case .constant: reader.value(FeeKeys.base, &decoding).map { .constant($0) }
    case .volatilityAccumulator: accumulator(&decoding)
    case .sigmoid: sigmoid(&decoding)
    case .imbalance: imbalance(&decoding)
    case .ewmaVariance: ewmaVariance(&decoding)
    case .priceImpact: priceImpact(&decoding)
    case .deviation: deviation(&decoding)
    }
  }

  // MARK: - Liquidity Book

  private func accumulator(_ decoding: inout Decoding) -> DynamicFee? {
    guard let step = reader.value(FeeKeys.binStep, &decoding) else { return nil }
    let preset = BinParameters.preset(binStep: UInt16(step))
    func value<Value, Result>(
      _ key: Key<Value>, _ own: Result?, _ make: (Value) -> Result?
    ) -> Result? {
      if reader.node(key) == nil, own == nil {
        decoding.log.error(
          at: reader.place, "`\(key.name)` is missing from the fee: a bin step of \(step) has no preset",
          help: "add `\(key.description.line)`: \(key.meaning)")
        return nil
      }
      guard reader.node(key) != nil else { return own }
      guard let read = reader.value(key, &decoding) else { return nil }
      if let made = make(read) { return made }
      decoding.log.error(
        at: reader.place(of: key), "`\(key.name)` must be whole seconds, or hundredths of a per cent",
        help: "for example `\(key.description.line)`")
      return nil
    }
    let factor = value(FeeKeys.baseFactor, preset?.baseFactor) { UInt16($0) }
    let filter = value(FeeKeys.filter, preset?.filterPeriod, Self.seconds)
    let decay = value(FeeKeys.decay, preset?.decayPeriod, Self.seconds)
    let reduction = value(FeeKeys.reduction, preset?.reductionFactor) {
      Self.parts($0, of: 10_000).map { UInt16($0) }
    }
    let control = value(FeeKeys.control, preset?.variableFeeControl) { UInt32($0) }
    let cap = value(FeeKeys.accumulatorCap, preset?.maximumAccumulator) { UInt32($0) }
    guard let factor, let filter, let decay, let reduction, let control, let cap else { return nil }
    return made(&decoding) {
      .volatilityAccumulator(
        VolatilityAccumulator(
          try BinParameters(
            binStep: UInt16(step), baseFactor: factor, filterPeriod: filter, decayPeriod: decay,
            reductionFactor: reduction, variableFeeControl: control, protocolShare: 0,
            maximumAccumulator: cap)))
    }
  }

  // MARK: - Algebra

  /// Points of a day at one a second: whatever the block, the ring holds the window.
  private static let ringCapacity = VolatilityOracle.capacity(blockSeconds: 1)

  private func sigmoid(_ decoding: inout Decoding) -> DynamicFee? {
    let rest = millionths(FeeKeys.rest, &decoding)
    let first =
      reader.node(FeeKeys.firstStep) == nil
      ? SigmoidCurve.Step(rise: 2_900, center: 360, width: 59) : reader.value(FeeKeys.firstStep, &decoding)
    let second =
      reader.node(FeeKeys.secondStep) == nil
      ? SigmoidCurve.Step(rise: 12_000, center: 60_000, width: 8_500)
      : reader.value(FeeKeys.secondStep, &decoding)
    let sliding = reader.value(FeeKeys.sliding, &decoding)
    if reader.node(FeeKeys.sliding) != nil, sliding == nil { return nil }
    guard let rest, let first, let second else { return nil }
    return made(&decoding) {
      .sigmoid(
        try SigmoidFee(
          curve: try SigmoidCurve(base: UInt16(clamping: rest), first: first, second: second),
          sliding: sliding.map { UInt16($0) }, capacity: Self.ringCapacity))
    }
  }

  // MARK: - Curve

  private func imbalance(_ decoding: inout Decoding) -> DynamicFee? {
    let formula = reader.value(FeeKeys.formula, &decoding)
    let mid = parts(FeeKeys.mid, of: ImbalanceCurve.whole, &decoding)
    let out = parts(FeeKeys.out, of: ImbalanceCurve.whole, &decoding)
    let gamma = reader.value(FeeKeys.gamma, &decoding)
    let scale = reader.value(FeeKeys.scale, &decoding)
    guard let formula, let mid, let out, let gamma, let scale, let pair = decoding.pair else { return nil }
    return made(&decoding) {
      .imbalance(
        try ImbalanceFee(
          curve: try ImbalanceCurve(
            mid: mid, out: out, gamma: UInt64(gamma.wads), formula: formula == .classic ? .classic : .ng),
          scale: scale, pair: pair))
    }
  }

  // MARK: - Hooks

  private func ewmaVariance(_ decoding: inout Decoding) -> DynamicFee? {
    let base = millionths(FeeKeys.base, &decoding)
    let least = millionths(FeeKeys.least, &decoding)
    let largest = millionths(FeeKeys.largest, &decoding)
    let alpha = reader.value(FeeKeys.alpha, &decoding)
    let slope = reader.value(FeeKeys.slope, &decoding)
    let move = reader.value(FeeKeys.largestMove, &decoding)
    let signal = reader.value(FeeKeys.signal, &decoding)
    guard let base, let least, let largest, let alpha, let slope, let move, let signal else { return nil }
    return made(&decoding) {
      .ewmaVariance(
        try EwmaVarianceFee(
          curve: try EwmaFeeCurve(base: base, least: least, largest: largest, slope: UInt128(slope)),
          average: try EwmaVariance(alpha: UInt64(alpha.wads), largestMove: UInt32(move)),
          signal: signal == .variance ? .variance : .squaredDrift))
    }
  }

  private func priceImpact(_ decoding: inout Decoding) -> DynamicFee? {
    let base = millionths(FeeKeys.base, &decoding)
    let share = ratioMillionths(FeeKeys.share, &decoding)
    let alpha = ratioMillionths(FeeKeys.alpha, &decoding)
    guard let base, let share, let alpha else { return nil }
    return made(&decoding) {
      .priceImpact(try PriceImpactFee(base: base, largestShare: share, alpha: alpha))
    }
  }

  private func deviation(_ decoding: inout Decoding) -> DynamicFee? {
    let base = reader.value(FeeKeys.base, &decoding)
    let cap = reader.value(FeeKeys.cap, &decoding)
    let share = reader.value(FeeKeys.share, &decoding)
    guard let base, let cap, let share, let pair = decoding.pair else { return nil }
    return made(&decoding) {
      .deviation(try DeviationFee(base: base, cap: cap, share: share, pair: pair))
    }
  }
}

// MARK: - Parts

extension FeeDecoder {
  /// Whole seconds that fit 16 bits.
  private static func seconds(_ time: Duration) -> UInt16? {
    time.milliseconds % 1000 == 0 ? UInt16(exactly: time.milliseconds / 1000) : nil
  }

  /// A ratio as whole parts of `whole`; nil when it is none.
  private static func parts(_ ratio: Ratio, of whole: Int128) -> UInt64? {
    let scaled = ratio.wads * whole
    return scaled % Ratio.one.wads == 0 ? UInt64(exactly: scaled / Ratio.one.wads) : nil
  }

  /// A fee as whole parts of `whole`; reports one that is not.
  private func parts(_ key: Key<Fee>, of whole: UInt64, _ decoding: inout Decoding) -> UInt64? {
    guard let fee = reader.value(key, &decoding) else { return nil }
    let (scale, rest) = whole.quotientAndRemainder(dividingBy: fee.denominator)
    if rest == 0 { return fee.numerator * scale }
    report(key, finerThan: whole, &decoding)
    return nil
  }

  private func millionths(_ key: Key<Fee>, _ decoding: inout Decoding) -> UInt32? {
    parts(key, of: 1_000_000, &decoding).map { UInt32($0) }
  }

  private func ratioMillionths(_ key: Key<Ratio>, _ decoding: inout Decoding) -> UInt32? {
    guard let ratio = reader.value(key, &decoding) else { return nil }
    if let parts = Self.parts(ratio, of: 1_000_000) { return UInt32(parts) }
    report(key, finerThan: 1_000_000, &decoding)
    return nil
  }

  private func report<Value>(_ key: Key<Value>, finerThan whole: UInt64, _ decoding: inout Decoding) {
    decoding.log.error(
      at: reader.place(of: key), "`\(key.name)` is finer than this schedule counts: 1/\(whole)",
      help: "for example `\(key.description.line)`")
  }

  /// What `make` makes, or nil after reporting the rule by which it does not.
  private func made(_ decoding: inout Decoding, _ make: () throws -> DynamicFee) -> DynamicFee? {
    do {
      return try make()
    } catch {
      decoding.log.error(
        at: reader.place, "the schedule is not possible: \(error)",
        help: "see `hedgeflow schema pool` for what each key means")
      return nil
    }
  }
}
