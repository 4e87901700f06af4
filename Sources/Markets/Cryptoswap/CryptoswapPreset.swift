/// Parameters that crypto pools are commonly deployed with.
///
/// Source: the published presets of Twocrypto-NG, and the settings of the 2021 contract's own tests.
public struct CryptoswapPreset: Hashable, Sendable {
  /// What the source calls it.
  public let name: String
  /// `A` with its factor of `2² · 10⁴`.
  public let amplification: UInt64
  /// γ of the invariant, in wads.
  public let gamma: UInt64
  /// The fee of equal balances, in 10⁻¹⁰.
  public let midFee: UInt64
  /// The fee of very unequal balances, in 10⁻¹⁰.
  public let outFee: UInt64
  /// γ of the fee, in wads.
  public let feeGamma: UInt64
  /// Seconds of the price average: its e-folding time (Twocrypto-NG) or its half-life (2021).
  public let averagingSeconds: UInt64
  /// Which averaging time it is, and with it which formula.
  public let formula: ImbalanceCurve.Formula

  /// Every preset, in the order of the sources.
  public static let all: [CryptoswapPreset] = [
    ng("crypto", 400_000, 145_000_000_000_000, mid: 26_000_000, feeGamma: 230_000_000_000_000),
    ng("forex", 20_000_000, 1_000_000_000_000_000, mid: 5_000_000, feeGamma: 5_000_000_000_000_000),
    ng("LSD", 40_000_000, 2_000_000_000_000_000, mid: 3_000_000, feeGamma: 300_000_000_000_000_000),
    ng("large_gamma", 4_000_000, 199_000_000_000_000_000, mid: 5_000_000, feeGamma: 5_000_000_000_000_000),
    CryptoswapPreset(
      name: "twocrypto-2021-test", amplification: 3_600_000, gamma: 279_999_999_999_999, midFee: 5_000_000,
      outFee: 40_000_000, feeGamma: 12_000_000_000_000_000, averagingSeconds: 600, formula: .classic),
  ]

  /// The preset of a name.
  public static func named(_ name: String) -> CryptoswapPreset? { all.first { $0.name == name } }

  /// The preset's fee curve.
  /// - Throws: `ImbalanceRefusal`, never for a published preset.
  public func feeCurve() throws(ImbalanceRefusal) -> ImbalanceCurve {
    try ImbalanceCurve(mid: midFee, out: outFee, gamma: feeGamma, formula: formula)
  }

  private static func ng(
    _ name: String, _ amplification: UInt64, _ gamma: UInt64, mid: UInt64, feeGamma: UInt64
  ) -> CryptoswapPreset {
    CryptoswapPreset(
      name: name, amplification: amplification, gamma: gamma, midFee: mid, outFee: 45_000_000,
      feeGamma: feeGamma, averagingSeconds: 866, formula: .ng)
  }
}
