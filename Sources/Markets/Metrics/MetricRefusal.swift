/// Why a metric was not computed. Each operation documents the order in which it checks.
public enum MetricRefusal: Error, Hashable, Sendable {
  /// The size of a trade was 0 or below.
  case baseMustBePositive
  /// A side is empty, so there is no middle price.
  case middleMustExist
  /// The venue holds less than that; nothing is extrapolated.
  case baseMustNotExceedDepth
  /// A reserve was 0 or below.
  case reservesMustBePositive
  /// A price was 0 or below.
  case priceMustBePositive
  /// Prices of a side do not worsen strictly, or a bid reaches an ask.
  case pricesMustBeOrdered
  /// A fee was below 0, or 1 and more.
  case feeMustStayBelowOne
  /// A band was below 0, or 1 and more.
  case bandMustStayBelowOne
  /// A schedule had no slices.
  case slicesMustBePositive
}
