/// Why fixed-width arithmetic declined; the operands are left untouched.
public enum ArithmeticRefusal: Error, Hashable, Sendable {
  /// The divisor was zero.
  case divisorMustNotBeZero
  /// The exact result needs more bits than the type has.
  case resultMustFit
  /// The exact result is below zero and the type is unsigned.
  case resultMustNotBeNegative
}
