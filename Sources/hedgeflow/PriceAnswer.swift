import Exact
import Options
import Reports
import Units

/// An option's terms as they were typed.
struct PriceTerms {
  let kind: OptionKind
  let spot: Price
  let strike: Price
  let expiry: Duration
  let volatility: Ratio
  let rate: Ratio
  let dividend: Ratio
}

/// All outputs of one option, ready to be shown.
struct PriceAnswer {
  private let terms: PriceTerms
  private let rounding: Rounding
  private let values: [(output: PriceOutput, value: Integer)]

  /// Prices the option; a value that cannot be decided is said on stderr.
  init(terms: PriceTerms, rounding: Rounding) throws {
    self.terms = terms
    self.rounding = rounding
    do {
      let option = try BlackScholes(
        kind: terms.kind, spot: terms.spot, strike: terms.strike, remaining: terms.expiry,
        volatility: terms.volatility, rate: terms.rate, dividend: terms.dividend)
      let found = try option.values(.all, rounding: rounding)
      values = PriceOutput.allCases.compactMap { output in found[output.asked].map { (output, $0) } }
    } catch let refusal as CertificationRefusal {
      ToolExit.complain("error: \(refusal.rule)\n  help: \(refusal.remedy)")
      throw ToolExit.badInput
    }
  }

  /// One line a value, in full, with its unit.
  var text: String {
    let spot = PriceText.write(terms.spot, symbol: nil)
    let strike = PriceText.write(terms.strike, symbol: nil)
    var table = Table([.text("value"), .number(""), .text("unit")])
    for (output, value) in values {
      table.add([output.rawValue, Numeral(value, decimals: 18).rounded(places: 18), output.unit])
    }
    return """
      \(terms.kind.rawValue) · spot \(spot) · strike \(strike) · expiry \(DurationText.write(terms.expiry)) · \
      volatility \(RatioText.write(terms.volatility)) · rate \(RatioText.write(terms.rate)) · \
      dividend \(RatioText.write(terms.dividend))
      18 decimals, rounded \(rounding == .nearest ? "to nearest" : rounding.rawValue)

      \(table.rendered(width: 100))
      """
  }

  /// The terms and the values as integers of 10^-18.
  var document: Document {
    var document: Document = [
      "schema": "hedgeflow.price/1",
      "kind": .text(terms.kind.rawValue),
      "spot": .text(PriceText.write(terms.spot, symbol: nil)),
      "strike": .text(PriceText.write(terms.strike, symbol: nil)),
      "expirySeconds": .text(
        Numeral(Integer(Int(terms.expiry.milliseconds)), decimals: 3).value.decimalDescription ?? ""),
      "volatility": .text(Numeral(terms.volatility).value.decimalDescription ?? ""),
      "rate": .text(Numeral(terms.rate).value.decimalDescription ?? ""),
      "dividend": .text(Numeral(terms.dividend).value.decimalDescription ?? ""),
      "rounding": .text(rounding.rawValue),
      "unit": "10^-18",
    ]
    for (output, value) in values { document = document.adding(output.rawValue, .exact(value)) }
    return document
  }
}

/// The outputs in the order they are written.
enum PriceOutput: String, CaseIterable {
  case price, delta, gamma, vega, theta, rho, vanna, charm

  /// What is asked of the model.
  var asked: BlackScholes.Outputs {
    switch self {
    case .price: .price
    case .delta: .delta
    case .gamma: .gamma
    case .vega: .vega
    case .theta: .theta
    case .rho: .rho
    case .vanna: .vanna
    case .charm: .charm
    }
  }

  /// What a whole number of it means.
  var unit: String {
    switch self {
    case .price: "quote per contract"
    case .delta: "base per contract"
    case .gamma: "base per contract and quote of spot"
    case .vega: "quote per contract and 1.00 of volatility"
    case .theta: "quote per contract and year passing"
    case .rho: "quote per contract and 1.00 of rate"
    case .vanna: "base per contract and 1.00 of volatility"
    case .charm: "base per contract and year passing"
    }
  }
}
