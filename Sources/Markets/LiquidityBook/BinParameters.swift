/// How a Liquidity Book pair sets its fees.
///
/// Source: PROTOCOLS §3.
@frozen
public struct BinParameters: Hashable, Sendable {
  /// How far one bin's price is from the next, in 10⁻⁴.
  public let binStep: UInt16
  /// Scales the base fee.
  public let baseFactor: UInt16
  /// Seconds without a swap after which the references move.
  public let filterPeriod: UInt16
  /// Seconds without a swap after which past volatility is forgotten.
  public let decayPeriod: UInt16
  /// What is kept of the accumulator when the references move, in 10⁻⁴.
  public let reductionFactor: UInt16
  /// Scales the variable fee; 0 switches it off.
  public let variableFeeControl: UInt32
  /// The protocol's part of the fees, in 10⁻⁴.
  public let protocolShare: UInt16
  /// The largest accumulator, in 10⁻⁴ bins.
  public let maximumAccumulator: UInt32

  /// The longest decay: 4095 s.
  public static let maximumDecayPeriod: UInt16 = 4095
  /// What a reference can keep of the accumulator: all of it.
  public static let maximumReductionFactor: UInt16 = 10_000
  /// The largest variable fee control: 24 bits.
  public static let maximumVariableFeeControl: UInt32 = (1 << 24) - 1
  /// The largest accumulator: 20 bits.
  public static let maximumMaximumAccumulator: UInt32 = (1 << 20) - 1

  /// Checked parameters.
  ///
  /// - Throws: `BinParameterRefusal`, its cases in the order they are declared.
  public init(
    binStep: UInt16, baseFactor: UInt16, filterPeriod: UInt16, decayPeriod: UInt16, reductionFactor: UInt16,
    variableFeeControl: UInt32, protocolShare: UInt16, maximumAccumulator: UInt32
  ) throws(BinParameterRefusal) {
    guard binStep > 0 else { throw .binStepMustBePositive }
    guard filterPeriod <= decayPeriod else { throw .filterMustNotExceedDecay(filterPeriod, decayPeriod) }
    guard decayPeriod <= Self.maximumDecayPeriod else { throw .decayMustFit(decayPeriod) }
    guard reductionFactor <= Self.maximumReductionFactor else {
      throw .reductionMustNotExceedOne(reductionFactor)
    }
    guard protocolShare <= BinFee.maximumProtocolShare else {
      throw .protocolShareMustStayWithinQuarter(protocolShare)
    }
    guard maximumAccumulator <= Self.maximumMaximumAccumulator else {
      throw .accumulatorMustFit(maximumAccumulator)
    }
    guard variableFeeControl <= Self.maximumVariableFeeControl else {
      throw .variableFeeControlMustFit(variableFeeControl)
    }
    let base = BinFee.base(factor: baseFactor, binStep: binStep)
    guard base <= BinFee.maximum else { throw .baseFeeMustStayWithinTenPercent(base) }
    self.binStep = binStep
    self.baseFactor = baseFactor
    self.filterPeriod = filterPeriod
    self.decayPeriod = decayPeriod
    self.reductionFactor = reductionFactor
    self.variableFeeControl = variableFeeControl
    self.protocolShare = protocolShare
    self.maximumAccumulator = maximumAccumulator
  }

  /// The base fee, in 10⁻¹⁸: at most 10 %.
  @inlinable public var baseFee: UInt128 { BinFee.base(factor: baseFactor, binStep: binStep) }

  /// The variable fee at an accumulator, in 10⁻¹⁸.
  @inlinable
  public func variableFee(at accumulator: UInt32) -> UInt128 {
    BinFee.variable(accumulator: accumulator, binStep: binStep, control: variableFeeControl)
  }

  /// `baseFee + variableFee`, in 10⁻¹⁸; above 10 % it cannot be applied.
  @inlinable
  public func totalFee(at accumulator: UInt32) -> UInt128 { baseFee + variableFee(at: accumulator) }
}

// MARK: - Presets

extension BinParameters {
  /// The bin steps that have a preset.
  public static let presetSteps: [UInt16] = [1, 2, 5, 10, 15, 20, 25]

  /// The deployment's parameters for a bin step of 1, 2, 5, 10, 15, 20 or 25; nil for any other.
  ///
  /// Source: joe-v2's deployment settings, PROTOCOLS §3.
  public static func preset(binStep: UInt16) -> BinParameters? {
    switch binStep {
    case 1: preset(1, factor: 20_000, filter: 10, decay: 120, control: 2_000_000, most: 100_000)
    case 2: preset(2, factor: 15_000, filter: 10, decay: 120, control: 500_000, most: 250_000)
    case 5: preset(5, factor: 8_000, filter: 30, decay: 600, control: 120_000, most: 300_000)
    case 10: preset(10, factor: 10_000, filter: 30, decay: 600, control: 40_000, most: 350_000)
    case 15: preset(15, factor: 10_000, filter: 30, decay: 600, control: 30_000, most: 350_000)
    case 20: preset(20, factor: 10_000, filter: 30, decay: 600, control: 20_000, most: 350_000)
    case 25: preset(25, factor: 10_000, filter: 30, decay: 600, control: 15_000, most: 350_000)
    default: nil
    }
  }

  private static func preset(
    _ binStep: UInt16, factor: UInt16, filter: UInt16, decay: UInt16, control: UInt32, most: UInt32
  ) -> BinParameters {
    do {
      return try BinParameters(
        binStep: binStep, baseFactor: factor, filterPeriod: filter, decayPeriod: decay, reductionFactor: 5000,
        variableFeeControl: control, protocolShare: 0, maximumAccumulator: most)
    } catch {
      preconditionFailure("the preset of bin step \(binStep): \(error)")
    }
  }
}

/// Why a set of Liquidity Book's parameters is not one.
public enum BinParameterRefusal: Error, Hashable, Sendable {
  /// The bin step was 0.
  case binStepMustBePositive
  /// The filter period was longer than the decay period.
  case filterMustNotExceedDecay(UInt16, UInt16)
  /// The decay period was above 4095 s.
  case decayMustFit(UInt16)
  /// The reduction factor was above 10⁴.
  case reductionMustNotExceedOne(UInt16)
  /// The protocol's share was above 2500 of 10⁴.
  case protocolShareMustStayWithinQuarter(UInt16)
  /// The accumulator's bound was above 2²⁰ − 1.
  case accumulatorMustFit(UInt32)
  /// The variable fee control was above 2²⁴ − 1.
  case variableFeeControlMustFit(UInt32)
  /// The base fee was above 10 %: no swap could pay it.
  case baseFeeMustStayWithinTenPercent(UInt128)
}
