package import Exact

extension Word256 {
  /// `self · factor ÷ divisor` through the exact 512-bit product, rounded once (nearest: ties to even).
  /// - Throws: `ArithmeticRefusal.divisorMustNotBeZero`, then `.resultMustFit`.
  package func scaled(
    by factor: Word256, over divisor: Word256, rounding: Rounding
  ) throws(ArithmeticRefusal) -> Word256 {
    guard !divisor.isZero else { throw .divisorMustNotBeZero }
    let product = multipliedFullWidth(by: factor)
    guard product.high < divisor else { throw .resultMustFit }
    var (remainder, quotient) = (product.high, product.low)
    for _ in 0..<256 {
      let carry = remainder.high >> 127 == 1
      remainder = Word256(
        high: remainder.high << 1 | remainder.low >> 127, low: remainder.low << 1 | quotient.high >> 127)
      quotient = Word256(high: quotient.high << 1 | quotient.low >> 127, low: quotient.low << 1)
      guard carry || remainder >= divisor else { continue }
      remainder = remainder.subtractingReportingOverflow(divisor).partialValue
      quotient.low |= 1
    }
    switch rounding {
    case .down: return quotient
    case .up: return remainder.isZero ? quotient : try quotient.adding(.one)
    case .nearest:
      let rest = divisor - remainder
      let goesUp = remainder > rest || (remainder == rest && quotient.low & 1 == 1)
      return goesUp ? try quotient.adding(.one) : quotient
    }
  }
}
