import Exact

/// A place in the plane of inputs and outputs; not necessarily one a pool accepts.
struct ArbitragePlace: Hashable {
  var input: Int128
  var output: Int128

  /// Moves to the next higher line. Places on lines are within ±2¹²⁵, steps within ±2¹²⁰: nothing overflows.
  mutating func step(up lines: ArbitrageLines) {
    input += lines.acrossInput
    output += lines.acrossOutput
  }

  /// Moves to the next lower line.
  mutating func step(down lines: ArbitrageLines) {
    input -= lines.acrossInput
    output -= lines.acrossOutput
  }
}

/// A family of parallel lines through all integer points.
///
/// With a direction `(p, q)` of coprime inputs and outputs, line `m` holds the points `(i, o)` with `p·o − q·i = m`. They
/// are `x + a·(p, q)` for integers `a` and any one `x` of them, and `x + across` is on line `m + 1`, since
/// `p·across_o − q·across_i = 1`.
///
/// **Choice of the direction** (it decides the speed, not the result). Around the real maximum, profit falls along the
/// curve by `v·t² ÷ y` at `t` outputs from it. The points within `T` of the maximum form a lens about `√(T·y ÷ v)` outputs
/// long; in coordinates of profit and output, where integer points have density `1 ÷ u`, its area is about one point at
/// `T = u ÷ Q`, and its length then `Q = ∛(u·y ÷ v)`. So the best point is about that near, and the lines should follow
/// the lens as long as `Q`: `(p, q)` is the last convergent of the continued fraction of `v ÷ u` with `q ≤ Q`. Its profit
/// per step, `|v·q − u·p|`, is then below `u ÷ Q`, and so a few lines cross the lens, whatever the depth of the pool.
/// Where `u > v`, the same with the parts of inputs and outputs exchanged.
struct ArbitrageLines {
  /// `p`: inputs of a step along a line.
  let alongInput: UInt128
  /// `q`: outputs of a step along a line.
  let alongOutput: UInt128
  /// Inputs of a step to the next higher line.
  let acrossInput: Int128
  /// Outputs of a step to the next higher line.
  let acrossOutput: Int128
  /// `v·q − u·p`: profit of a step along a line.
  let gain: Int256
  /// `k·p`.
  let weight: UInt128
  /// `k·p·q`, below 2¹²⁴; 0 for lines of one output or one input.
  let curvature: UInt128

  private let overOutputs: Bool

  /// The lines along the last convergent whose smaller part is at most `reach`.
  ///
  /// The larger part stays below 2¹²⁰, and `k·p·q` below 2¹²⁴.
  init(valueIn: UInt128, valueOut: UInt128, kept: UInt64, reach: UInt64) {
    overOutputs = valueIn <= valueOut
    var (rest, next) = overOutputs ? (valueOut, valueIn) : (valueIn, valueOut)
    var (minor, lastMinor): (UInt128, UInt128) = (0, 1)
    var (major, lastMajor): (UInt128, UInt128) = (1, 0)
    var (weight, curvature) = (overOutputs ? UInt128(kept) : 0, UInt128(0))
    // Whether (major, minor) × (lastMajor, lastMinor) is +1 rather than −1.
    var isPositive = true
    while next != 0 {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: next)
      let (grown, tooLong) = quotient.multipliedReportingOverflow(by: minor)
      if tooLong || grown > UInt128(reach) || grown + lastMinor > UInt128(reach) { break }
      let newMinor = grown + lastMinor
      // Convergents of rest ÷ next stay below the larger value: no overflow.
      let newMajor = quotient * major + lastMajor
      let (newWeight, tooHeavy) = (overOutputs ? newMajor : newMinor)
        .multipliedReportingOverflow(by: UInt128(kept))
      let (bend, tooBent) = newWeight.multipliedReportingOverflow(by: overOutputs ? newMinor : newMajor)
      if tooHeavy || tooBent || bend >> 124 != 0 || newMajor >> 120 != 0 { break }
      (rest, next) = (next, remainder)
      (lastMinor, minor, lastMajor, major) = (minor, newMinor, major, newMajor)
      (weight, curvature) = (newWeight, bend)
      isPositive.toggle()
    }
    let keepsLast = isPositive == overOutputs
    let acrossMinor = Int128(keepsLast ? lastMinor : minor) - (keepsLast ? 0 : Int128(lastMinor))
    let acrossMajor = Int128(keepsLast ? lastMajor : major) - (keepsLast ? 0 : Int128(lastMajor))
    (alongInput, alongOutput) = overOutputs ? (major, minor) : (minor, major)
    (acrossInput, acrossOutput) = overOutputs ? (acrossMajor, acrossMinor) : (acrossMinor, acrossMajor)
    let (fetched, paid) = (
      valueOut.multipliedFullWidth(by: alongOutput), valueIn.multipliedFullWidth(by: alongInput)
    )
    gain =
      Int256(bits: Word256(high: fetched.high, low: fetched.low))
      - Int256(bits: Word256(high: paid.high, low: paid.low))
    self.weight = weight
    self.curvature = curvature
  }

  /// A place on the line just below the point of the curve beside the start, about as near to it as a step along.
  ///
  /// The curve is `part` of an input before the start, or `part` of an output beyond it: `part · q` or `part · p` lines higher.
  func place(near start: ArbitrageStart) -> ArbitragePlace {
    var place = ArbitragePlace(input: start.point.input, output: start.point.output)
    let minor = overOutputs ? alongOutput : alongInput
    let count = (minor &* UInt128(start.part)) &>> 64
    guard count > 0 else { return place }
    let acrossMinor = UInt128(overOutputs ? acrossOutput : acrossInput)
    let back = (count &* acrossMinor &+ minor / 2) / minor
    let (up, down) = (Int128(count), Int128(back))
    // The differences are below a step along, 2¹²⁰, though their parts may wrap.
    place.input &+= up &* acrossInput &- down &* Int128(alongInput)
    place.output &+= up &* acrossOutput &- down &* Int128(alongOutput)
    return place
  }
}
