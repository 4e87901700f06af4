/// Why a text is not the value it should be, and where in the text.
public struct TextRefusal: Error, Hashable, Sendable {
  /// The rule the text breaks.
  public enum Rule: Hashable, Sendable {
    /// There was nothing but spaces.
    case textMustNotBeEmpty
    /// Something other than a decimal number stood where one was expected: a word, `NaN`, two points.
    case numberMustBeDecimal
    /// The number had an exponent, as in `1e6`.
    case exponentMustBeWrittenOut
    /// A `_` stood first, last, beside the point or beside another `_`.
    case separatorMustStandBetweenDigits
    /// A sign stood before a value that has none.
    case signMustBeAbsent
    /// The number had no unit and needs one of `expected`.
    case unitMustBePresent(expected: [String])
    /// The unit was none of `expected`.
    case unitMustBeKnown(unit: String, expected: [String])
    /// The unit came twice, or something followed it.
    case textMustEnd
    /// More digits after the point than the value can carry exactly; nothing is ever rounded while reading.
    case decimalsMustFit(maximum: Int)
    /// The value needs more bits than its type has.
    case valueMustFit
    /// The value was zero where only more than zero makes sense.
    case valueMustBePositive
    /// The denominator of a fraction was zero.
    case denominatorMustBePositive
    /// The fee was 100 % or more.
    case feeMustStayBelowOne
  }

  /// The rule the text breaks.
  public let rule: Rule
  /// The offending part, in UTF-8 bytes from the start of the text; empty when something is missing there.
  public let place: Range<Int>

  /// A broken rule and its place.
  public init(_ rule: Rule, at place: Range<Int>) {
    self.rule = rule
    self.place = place
  }
}
