public import Exact
public import Units

/// The share of an input that a swap step keeps as a fee: from 0 up to and including 1, in lowest terms or not.
///
/// With `n/d`: net `⌊input · (d − n) ÷ d⌋`, gross-up `⌈net · n ÷ (d − n)⌉`. A fraction's terms do not change either, so a fee
/// in pips, `n ÷ 10⁶`, is Uniswap's to the bit and a finer one is the same rule. Only Uniswap v4 allows the whole input.
@frozen
public struct StepFee: Hashable, Sendable {
  /// Numerator, at most the denominator.
  public let numerator: UInt64
  /// Denominator, 1 to 10¹².
  public let denominator: UInt64

  /// The same share.
  @inlinable
  public init(_ fee: Fee) {
    numerator = fee.numerator
    denominator = fee.denominator
  }

  /// `pips ÷ 10⁶`.
  ///
  /// - Throws: `FeeRefusal.feeMustStayBelowOne` above 10⁶ [LPFeeTooLarge]: the whole input is the most there is.
  public init(pips: UInt64) throws(FeeRefusal) {
    guard pips <= 1_000_000 else { throw .feeMustStayBelowOne(pips, over: 1_000_000) }
    numerator = pips
    denominator = 1_000_000
  }

  /// Whether nothing of an input is left.
  @inlinable public var isWhole: Bool { numerator == denominator }

  /// `⌊input · (d − n) ÷ d⌋`: what is left of an input.
  @inlinable
  public func net(of input: Word256) -> Word256 {
    if input.high == 0 {
      // A product of three limbs over one of them, both a limb up: one division by reciprocal.
      let (top, rest) = input.low.multipliedByLimb(denominator &- numerator)
      let product = Word256(high: UInt128(top) << 64 | rest >> 64, low: rest << 64)
      if let net = product.flooredNarrowQuotient(by: UInt128(denominator) << 64) { return Word256(net) }
    }
    let kept = Word256(denominator &- numerator)
    // At most the input: it fits.
    guard let net = try? Word256.mulDiv(input, kept, over: Word256(denominator), rounding: .down) else {
      preconditionFailure("net: a fee of \(numerator)/\(denominator)")
    }
    return net
  }

  /// `⌈net · n ÷ (d − n)⌉`: the fee on top of a net input. Traps for a whole fee on more than nothing.
  @inlinable
  public func grossUp(_ net: Word256) -> Word256 {
    if isWhole {
      precondition(net.isZero, "grossUp: nothing is left of an input, \(net) was")
      return .zero
    }
    let kept = Word256(denominator &- numerator)
    let fee = try? Word256.mulDiv(net, Word256(numerator), over: kept, rounding: .up)
    guard let fee else { preconditionFailure("grossUp: \(net) at \(numerator)/\(denominator)") }
    return fee
  }
}

/// Which of an order's two amounts a step may use up.
@frozen
public enum StepAmount: Hashable, Sendable {
  /// At most this much is paid in, fee included.
  case input(Word256)
  /// At most this much is paid out.
  case output(Word256)

  /// The number of units.
  @inlinable public var units: Word256 {
    switch self {
    case .input(let units), .output(let units): units
    }
  }
  /// Whether the input is fixed.
  @inlinable public var isInput: Bool {
    switch self {
    case .input: true
    case .output: false
    }
  }
}

/// What happens to the part of an exact input that cannot move the price by one unit of its last bit.
@frozen
public enum StepConvention: UInt8, Hashable, Sendable, CaseIterable {
  /// Uniswap v3: the amount in is what the price move needs; all the rest is fee.
  case v3
  /// Uniswap v4: the amount in is the input less its fee, and the fee the rest of the input.
  case v4
}
