internal import Exact

/// Taylor series of `w(q) = Q⁻¹(q)` from the far tail to the centre, in fixed point with 120 fraction bits.
///
/// `D₀ = w` and `B₀ = dw/ds` at a node give all further coefficients by `w″ = w w′²`:
/// `(i + 1) Bᵢ₊₁ = Σ Dⱼ (B²)ᵢ₋ⱼ`, `Dᵢ₊₁ = Bᵢ / (i + 1)`. The first node is `q = 2⁻⁶⁵`, from arbitrary-precision
/// enclosures; each series, evaluated at its end, gives the next node.
///
/// ### The error
/// In steps of 2⁻¹²⁰. Write `e` for the largest error of a `Bᵢ` given its node. `Σ|Bᵢ| < 0.056` and
/// `w Σ|Bᵢ| < 0.045` (the bound of ``QuantileTable`` with `w M(w) < 1`), so `(B²)ᵢ` is off by
/// `0.112 e + i + 1`, the sum by `0.1 e + 10.4 (i + 1)`, and `Bᵢ₊₁` by `0.1 e + 11.4`: `e < 13`, and `Dᵢ` is within
/// 14. A node made from a series is off by less than `21 · 14 + 21` from rounding, and less than 2 from the terms
/// from degree 21 on: 320 steps in all, that is `ε ≤ 2^−111.6` in `w` and, as `|B₀| > 2^−10.3`, `η ≤ 2^−101.3`
/// relative in `B`.
///
/// A solution through a node with those errors is a quantile again: `w′ = −K / φ(w)` in `q`, where an error moves
/// `ln K` by at most `η + 9.2 ε < 2^−101.2`. After all 4,160 steps `|K − 1| < 2^−89.1`. Since `φ` grows towards the
/// centre, `|w − Q⁻¹(q)| ≤ Σ ε + |K − 1| q / φ(w) < 2^−99 + 1.26 · 2^−89.1 < 2^−88`.
///
/// The last node is the centre, where `w` must come out as 0: the build checks that it does within `2^−88`.
struct QuantileSeries {
  static let fractionBits = 120
  static let degree = 20

  /// `D₀ … D₂₀`.
  private(set) var coefficients = [Int128](repeating: 0, count: degree + 1)
  private var slopes = [Int128](repeating: 0, count: degree)
  private var squares = [Int128](repeating: 0, count: degree)

  /// The series through a value and a slope per segment.
  mutating func expand(value: Int128, slope: Int128) {
    coefficients[0] = value
    slopes[0] = slope
    for i in 0..<Self.degree {
      coefficients[i + 1] = slopes[i] / Int128(i + 1)
      guard i + 1 < Self.degree else { break }
      var square: Int128 = 0
      for j in 0...i { square += Self.product(slopes[j], slopes[i - j]) }
      squares[i] = square
      var sum: Int128 = 0
      for j in 0...i { sum += Self.product(coefficients[j], squares[i - j]) }
      slopes[i + 1] = sum / Int128(i + 1)
    }
  }

  /// Value and slope at the end of a whole segment.
  var atOne: (value: Int128, slope: Int128) { (coefficients.reduce(0, +), slopes.reduce(0, +)) }

  /// Value and slope in the middle of a segment.
  var atHalf: (value: Int128, slope: Int128) {
    (
      coefficients.reversed().reduce(0) { $0 / 2 + $1 },
      slopes.reversed().reduce(0) { $0 / 2 + $1 }
    )
  }

  /// `a · b` with 120 fraction bits, towards zero.
  static func product(_ a: Int128, _ b: Int128) -> Int128 {
    let wide = a.magnitude.multipliedFullWidth(by: b.magnitude)
    let magnitude = Int128(truncatingIfNeeded: wide.high &<< 8 | wide.low &>> 120)
    return (a < 0) == (b < 0) ? magnitude : 0 &- magnitude
  }
}

extension QuantileTable {
  /// The table, from one certified node and its series.
  @usableFromInline
  static func build() -> QuantileTable {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 64 * 64 * stride, alignment: 64)
    var series = QuantileSeries()
    var node = firstNode
    for octave in 0..<64 {
      series.expand(value: node.value, slope: node.slope)
      node = series.atHalf
      for segment in 0..<64 {
        series.expand(value: node.value, slope: node.slope)
        store(series.coefficients, in: memory + (octave * 64 + segment) * stride)
        node = segment < 63 ? series.atOne : series.atHalf
      }
      node.slope *= 2
    }
    let distance = node.value.magnitude
    precondition(distance < 1 << 32, "the median of a normal came out as \(node.value) · 2⁻¹²⁰")
    return QuantileTable(base: UnsafeRawPointer(memory))
  }

  /// `w` and `dw/ds = −2^−71 / φ(w)` at `q = 2⁻⁶⁵`.
  ///
  /// Newton's iteration `w ← w + (Q(w) − q) / φ(w)` rises to the root from below (`Q` is convex), doubling what is
  /// right in each of eight rounds; the node is then within a step, which the proof's 320 cover.
  static var firstNode: (value: Int128, slope: Int128) {
    let precision = 256
    let probability = Ball(1, precision: precision).scaled(byPowerOfTwo: -65)
    var value = Integer(9) << QuantileSeries.fractionBits
    for _ in 0..<8 {
      let point = Ball(value, precision: precision).scaled(byPowerOfTwo: -QuantileSeries.fractionBits)
      let step = ((-point).normalDistribution() - probability) / point.normalDensity()
      value += fixed(step)
    }
    let point = Ball(value, precision: precision).scaled(byPowerOfTwo: -QuantileSeries.fractionBits)
    let slope = -(Ball(1, precision: precision).scaled(byPowerOfTwo: -71) / point.normalDensity())
    return (native(value), native(fixed(slope)))
  }

  private static func fixed(_ ball: Ball) -> Integer {
    let scaled = ball.scaled(byPowerOfTwo: QuantileSeries.fractionBits)
    guard let value = scaled.rounded(decimals: 0, rounding: .nearest) else {
      preconditionFailure("the first node of the normal quantile is not decided")
    }
    return value
  }

  private static func native(_ value: Integer) -> Int128 {
    guard let wide = value.asInt256 else { preconditionFailure("\(value) as 128 bits") }
    return Int128(truncatingIfNeeded: wide.bits.low)
  }

  private static func store(_ coefficients: [Int128], in row: UnsafeMutableRawPointer) {
    for i in 0..<4 { row.storeBytes(of: coefficients[i], toByteOffset: 16 * i, as: Int128.self) }
    for i in 4..<12 {
      // 36 fraction bits fewer, to nearest.
      let narrow = (coefficients[i] + (1 << 35)) >> 36
      row.storeBytes(of: Int64(narrow), toByteOffset: 32 + 8 * i, as: Int64.self)
    }
  }
}
