import Markets
import Units

/// A pool's fee as its file states it: a constant, or a schedule.
struct FeeChoice: Sendable {
  /// The constant fee, or the least one of the schedule.
  let fee: Fee
  /// Nil for the constant `fee`.
  let schedule: DynamicFee?
}

/// The keys of a `fee` that is a schedule.
enum FeeKeys {
  enum Schedule: String, CaseIterable, Sendable {
    case constant
    case volatilityAccumulator = "volatility-accumulator"
    case sigmoid
    case imbalance
    case ewmaVariance = "ewma-variance"
    case priceImpact = "price-impact"
    case deviation
  }

  enum Formula: String, CaseIterable, Sendable {
    case classic
    case ng
  }

  enum Signal: String, CaseIterable, Sendable {
    case variance
    case squaredDrift = "squared-drift"
  }

  static func only(_ schedules: Schedule...) -> [String] { schedules.map(\.rawValue) }

  static let schedule = Key(
    "schedule", Form<Schedule>.choice, .required, meaning: "how the fee is set",
    example: "volatility-accumulator")
  static let base = Key(
    "base", Form<Fee>.fee, .required, only: only(.constant, .ewmaVariance, .priceImpact, .deviation),
    meaning: "the fee at rest", example: "0.05%")
  // Liquidity Book.
  static let binStep = Key(
    "bin-step", Form<UInt64>.whole(1...10_000), .required, only: only(.volatilityAccumulator),
    meaning: "relative width of a bin in basis points; 1, 2, 5, 10, 15, 20 and 25 bring a preset of the rest",
    example: "10")
  static let baseFactor = Key(
    "base-factor", Form<UInt64>.whole(0...65_535), .optional, only: only(.volatilityAccumulator),
    meaning: "base fee in ten-thousandths of the bin step", example: "10_000")
  static let filter = Key(
    "filter", Form<Duration>.duration(Bounds.anyTime), .optional, only: only(.volatilityAccumulator),
    meaning: "swaps closer together than this share a reference", example: "30 s")
  static let decay = Key(
    "decay", Form<Duration>.duration(Bounds.anyTime), .optional, only: only(.volatilityAccumulator),
    meaning: "after this long the accumulator is forgotten, at most 4095 s", example: "600 s")
  static let reduction = Key(
    "reduction", Form<Ratio>.ratio(Bounds.percents(0...100)), .optional, only: only(.volatilityAccumulator),
    meaning: "what is kept of the accumulator between filter and decay", example: "50%")
  static let control = Key(
    "control", Form<UInt64>.whole(0...16_777_215), .optional, only: only(.volatilityAccumulator),
    meaning: "variable fee control; 0 is off", example: "40_000")
  static let accumulatorCap = Key(
    "accumulator-cap", Form<UInt64>.whole(0...1_048_575), .optional, only: only(.volatilityAccumulator),
    meaning: "the most the accumulator holds, 10,000 a bin", example: "350_000")
  // Algebra.
  static let rest = Key(
    "rest", Form<Fee>.fee, .byDefault("100/1_000_000"), only: only(.sigmoid),
    meaning: "the fee without volatility, in millionths", example: "100/1_000_000")
  static let firstStep = Key(
    "first", SigmoidStepKeys.form, .optional, only: only(.sigmoid), meaning: "the first step in volatility",
    example: "{ rise: 2_900, center: 360, width: 59 }")
  static let secondStep = Key(
    "second", SigmoidStepKeys.form, .optional, only: only(.sigmoid), meaning: "the second step in volatility",
    example: "{ rise: 12_000, center: 60_000, width: 8_500 }")
  static let sliding = Key(
    "sliding", Form<UInt64>.whole(0...65_535), .optional, only: only(.sigmoid),
    meaning: "thousandths of each price move that move into the directional factor; left out, there is none",
    example: "1_000")
  // Curve.
  static let formula = Key(
    "formula", Form<Formula>.choice, .byDefault("ng"), only: only(.imbalance),
    meaning: "which published formula: 2021's or Twocrypto-NG's", example: "ng")
  static let mid = Key(
    "mid", Form<Fee>.fee, .required, only: only(.imbalance), meaning: "the fee of equal balances",
    example: "0.26%")
  static let out = Key(
    "out", Form<Fee>.fee, .required, only: only(.imbalance), meaning: "the fee of very unequal balances",
    example: "0.45%")
  static let gamma = Key(
    "gamma", Form<Ratio>.ratio(Ratio(wads: 1)...Ratio.one), .required, only: only(.imbalance),
    meaning: "how unequal balances must be to count", example: "0.00023")
  static let scale = Key(
    "scale", Form<Price>.price, .required, only: only(.imbalance),
    meaning: "the price at which balances count as equal", example: "3_000 USDC")
  // Hooks and ours.
  static let least = Key(
    "least", Form<Fee>.fee, .byDefault("0%"), only: only(.ewmaVariance), meaning: "the lower bound",
    example: "0.01%")
  static let largest = Key(
    "largest", Form<Fee>.fee, .required, only: only(.ewmaVariance),
    meaning: "the upper bound", example: "1%")
  static let alpha = Key(
    "alpha", Form<Ratio>.ratio(Ratio(wads: 1)...Ratio.one), .required,
    only: only(.ewmaVariance, .priceImpact), meaning: "weight of the newest observation", example: "20%")
  static let slope = Key(
    "slope", Form<UInt64>.whole(0...UInt64.max), .required, only: only(.ewmaVariance),
    meaning: "millionths of fee per variance of 1", example: "50_000_000")
  static let largestMove = Key(
    "largest-move", Form<UInt64>.whole(1...8_388_607), .byDefault("1_000"), only: only(.ewmaVariance),
    meaning: "a block's move counts as at most this many ticks", example: "1_000")
  static let signal = Key(
    "signal", Form<Signal>.choice, .byDefault("variance"), only: only(.ewmaVariance),
    meaning: "what the fee follows", example: "variance")
  static let share = Key(
    "share", Form<Ratio>.ratio(Bounds.percents(0...100)), .required, only: only(.deviation, .priceImpact),
    meaning: "the part of the gap to the oracle, or of the impact, that is charged", example: "50%")
  static let cap = Key(
    "cap", Form<Fee>.fee, .required, only: only(.deviation), meaning: "the largest fee", example: "1%")

  static let section = Section(
    name: "`fee`", meaning: "A fee schedule.",
    keys: [
      schedule.description, base.description, binStep.description, baseFactor.description,
      filter.description, decay.description, reduction.description, control.description,
      accumulatorCap.description, rest.description, firstStep.description, secondStep.description,
      sliding.description, formula.description, mid.description, out.description, gamma.description,
      scale.description, least.description, largest.description, alpha.description, slope.description,
      largestMove.description, signal.description, share.description, cap.description,
    ],
    selector: schedule.name)

  /// `0.30%`, or a group of keys that begins with `schedule`.
  static let form = Form<FeeChoice>(
    schema: .object([.init("anyOf", .array([Form<Fee>.fee.schema, section.schema]))])
  ) { node, key, decoding in
    guard case .mapping = node.content else {
      return Form<Fee>.fee.read(node, key, &decoding).map { FeeChoice(fee: $0, schedule: nil) }
    }
    guard let reader = SectionReader(section, node, owner: nil, &decoding),
      let choice = reader.value(schedule, &decoding)
    else { return nil }
    reader.checkVariant(schedule, is: choice.rawValue, &decoding)
    guard let made = FeeDecoder(reader: reader).schedule(choice, &decoding) else { return nil }
    if case .constant(let fee) = made { return FeeChoice(fee: fee, schedule: nil) }
    return FeeChoice(fee: made.floor, schedule: made)
  }
}

/// The keys of a step of the sigmoid schedule.
enum SigmoidStepKeys {
  static let rise = Key(
    "rise", Form<UInt64>.whole(0...65_535), .required, meaning: "what the step adds, in millionths",
    example: "2_900")
  static let center = Key(
    "center", Form<UInt64>.whole(0...UInt64(UInt32.max)), .required,
    meaning: "where half of it is reached, in fifteenths of volatility", example: "360")
  static let width = Key(
    "width", Form<UInt64>.whole(1...65_535), .required,
    meaning: "how gentle it is, in fifteenths of volatility", example: "59")

  static let section = Section(
    name: "a step of the fee", meaning: "A smooth step of the fee in the volatility.",
    keys: [rise.description, center.description, width.description])

  static let form = Form<SigmoidCurve.Step>.group(section) { reader, decoding in
    let rise = reader.value(rise, &decoding)
    let center = reader.value(center, &decoding)
    let width = reader.value(width, &decoding)
    guard let rise, let center, let width else { return nil }
    return SigmoidCurve.Step(rise: UInt16(rise), center: UInt32(center), width: UInt16(width))
  }
}
