public import Exact

extension BlackScholes {
  /// Which outputs are wanted; what is not wanted is not computed.
  public struct Outputs: OptionSet, Hashable, Sendable {
    /// One bit an output, in the order of the static members.
    public let rawValue: UInt8

    /// The outputs of these bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// `V`, quote tokens per contract.
    public static let price = Outputs(rawValue: 1 << 0)
    /// `∂V/∂S`, base tokens per contract.
    public static let delta = Outputs(rawValue: 1 << 1)
    /// `∂²V/∂S²`, base tokens per contract and quote token.
    public static let gamma = Outputs(rawValue: 1 << 2)
    /// `∂V/∂σ`, quote tokens per 1.00 of volatility.
    public static let vega = Outputs(rawValue: 1 << 3)
    /// `−∂V/∂T`, quote tokens per year of passing time.
    public static let theta = Outputs(rawValue: 1 << 4)
    /// `∂V/∂r`, quote tokens per 1.00 of rate.
    public static let rho = Outputs(rawValue: 1 << 5)
    /// `∂²V/∂S∂σ`, base tokens per 1.00 of volatility.
    public static let vanna = Outputs(rawValue: 1 << 6)
    /// `−∂²V/∂S∂T`, base tokens per year of passing time.
    public static let charm = Outputs(rawValue: 1 << 7)

    /// All eight, in order.
    public static let all = Outputs(rawValue: .max)

    /// The number of an output among the eight.
    var index: Int { rawValue.trailingZeroBitCount }

    /// The output of a number among the eight.
    init(index: Int) { self.init(rawValue: 1 << UInt8(index)) }
  }

  /// Outputs in units of 10⁻¹⁸, correctly rounded; nil where an output was not wanted.
  public struct Values: Hashable, Sendable {
    /// ``Outputs/price``.
    public internal(set) var price: Integer?
    /// ``Outputs/delta``.
    public internal(set) var delta: Integer?
    /// ``Outputs/gamma``.
    public internal(set) var gamma: Integer?
    /// ``Outputs/vega``.
    public internal(set) var vega: Integer?
    /// ``Outputs/theta``.
    public internal(set) var theta: Integer?
    /// ``Outputs/rho``.
    public internal(set) var rho: Integer?
    /// ``Outputs/vanna``.
    public internal(set) var vanna: Integer?
    /// ``Outputs/charm``.
    public internal(set) var charm: Integer?

    /// The value of a single output; nil where it was not wanted.
    public internal(set) subscript(output: Outputs) -> Integer? {
      get { self[keyPath: Self.path(output)] }
      set { self[keyPath: Self.path(output)] = newValue }
    }

    private static func path(_ output: Outputs) -> WritableKeyPath<Values, Integer?> {
      switch output {
      case .price: \.price
      case .delta: \.delta
      case .gamma: \.gamma
      case .vega: \.vega
      case .theta: \.theta
      case .rho: \.rho
      case .vanna: \.vanna
      case .charm: \.charm
      default: preconditionFailure("a single output was asked for, not the set \(output.rawValue)")
      }
    }
  }

  /// The wanted outputs times 10¹⁸, each the exact value rounded as asked.
  ///
  /// One enclosure serves all outputs; the precision doubles for those it leaves undecided.
  /// - Throws: `CertificationRefusal.precisionMustSuffice` after an attempt with `Certification.precisionCap` bits.
  public func values(_ wanted: Outputs, rounding: Rounding) throws(CertificationRefusal) -> Values {
    var values = Values()
    if years.isZero || volatility.isZero {
      let weight = try certainWeight()
      for index in 0..<8 where wanted.contains(Outputs(index: index)) {
        let sum = certainValue(Outputs(index: index), weight: weight)
        values[Outputs(index: index)] = try sum.value(rounding: rounding)
      }
      return values
    }
    var open = wanted
    for index in 0..<8 where open.contains(Outputs(index: index)) {
      guard let sum = closedValue(Outputs(index: index)) else { continue }
      values[Outputs(index: index)] = try sum.value(rounding: rounding)
      open.remove(Outputs(index: index))
    }
    var precision = Certification.firstPrecision
    while !open.isEmpty {
      let enclosure = BlackScholesEnclosure(self, of: open, precision: precision)
      for index in 0..<8 where open.contains(Outputs(index: index)) {
        let output = Outputs(index: index)
        let ball = enclosure.ball(output)
        guard
          let value = ball.rounded(decimals: 18, rounding: rounding)
            ?? ball.rounded(decimals: 18, rounding: rounding, within: enclosure.bounds(output))
        else { continue }
        values[output] = value
        open.remove(output)
      }
      guard open.isEmpty || precision < Certification.precisionCap else {
        throw .precisionMustSuffice(bits: Certification.precisionCap)
      }
      precision = min(2 * precision, Certification.precisionCap)
    }
    return values
  }
}
