extension TextRefusal: CustomStringConvertible {
  /// What the value must be instead, to follow "was `…`, but": `a unit must follow the number: % or bp`.
  public var description: String {
    switch rule {
    case .textMustNotBeEmpty: "a value must stand here"
    case .numberMustBeDecimal: "it must start with a decimal number such as 1_234.5"
    case .exponentMustBeWrittenOut: "exponents are not read: write the digits out"
    case .separatorMustStandBetweenDigits: "a `_` must stand between two digits"
    case .signMustBeAbsent: "it must be zero or more, written without a sign"
    case .unitMustBePresent(let expected): "a unit must follow the number: \(Self.choice(expected))"
    case .unitMustBeKnown(_, let expected): "its unit must be \(Self.choice(expected))"
    case .textMustEnd: "nothing may follow the value"
    case .decimalsMustFit(maximum: 0): "it must be a whole number"
    case .decimalsMustFit(let maximum): "it may have at most \(maximum) decimals: nothing is rounded here"
    case .valueMustFit: "it is too large to be represented"
    case .valueMustBePositive: "it must be above zero"
    case .denominatorMustBePositive: "the denominator must be above zero"
    case .feeMustStayBelowOne: "a fee must stay below 100 %"
    }
  }

  /// `a`, `a or b`, `a, b or c`.
  private static func choice(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "left out" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}
