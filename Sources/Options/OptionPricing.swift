public import Exact
public import Units

/// What an options market asks of a pricing model; prices and greeks are integers of 10⁻¹⁸.
///
/// The market never assumes a model: tests price by a table, a run by ``CertifiedPricing``.
public protocol OptionPricing: Sendable {
  /// Quote tokens per contract, `remaining` (0 or more) before expiry, rounded as asked.
  func price(of series: Series, spot: Price, remaining: Duration, rounding: Rounding)
    throws(PricingRefusal) -> Price
  /// `∂V/∂S` per contract, to nearest: 0…1 for a call, −1…0 for a put.
  func delta(of series: Series, spot: Price, remaining: Duration) throws(PricingRefusal) -> Ratio
  /// `∂²V/∂S²` per contract and quote token, to nearest, 0 or more.
  func gamma(of series: Series, spot: Price, remaining: Duration) throws(PricingRefusal) -> Ratio
}

/// Why a model gave no price.
public enum PricingRefusal: Error, Hashable, Sendable {
  /// The model's inputs lie outside its domain: the spot or the strike was zero.
  case inputsMustBeInDomain
  /// The certified value could not be decided within the precision cap.
  case precisionMustSuffice
  /// The value needs more than 128 bits of 10⁻¹⁸.
  case valueMustFit
}
