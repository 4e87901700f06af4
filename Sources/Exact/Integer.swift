import CGMP

/// An integer of any size, a value with copy-on-write storage in GMP.
///
/// Operators give new values; the compound forms work in place when the storage is not shared.
public struct Integer: @unchecked Sendable {
  // The storage is written only after `isKnownUniquelyReferenced`, so a value that another thread can reach is never
  // written: sharing a value is sharing an immutable number. Hence `@unchecked Sendable` holds.

  /// Owns one `mpz_t`, reached by its address so that one number may be both operands of an operation.
  fileprivate final class Storage: ManagedBuffer<mpz_t, Void> {
    static func make(_ initialize: (UnsafeMutablePointer<mpz_t>) -> Void) -> Storage {
      let made = Storage.create(minimumCapacity: 0) { _ in mpz_t() }
      made.withUnsafeMutablePointerToHeader(initialize)
      return unsafeDowncast(made, to: Storage.self)
    }

    deinit { withUnsafeMutablePointerToHeader { __gmpz_clear($0) } }
  }

  fileprivate var storage: Storage

  fileprivate init(storage: Storage) { self.storage = storage }

  /// Reads the value; the pointer must not leave `body`.
  func read<Result>(_ body: (UnsafePointer<mpz_t>) -> Result) -> Result {
    storage.withUnsafeMutablePointerToHeader { body($0) }
  }

  /// Writes the value, copying first when the storage is shared; the pointer must not leave `body`.
  mutating func write(_ body: (UnsafeMutablePointer<mpz_t>) -> Void) {
    if !isKnownUniquelyReferenced(&storage) {
      storage = Storage.make { copy in read { __gmpz_init_set(copy, $0) } }
    }
    storage.withUnsafeMutablePointerToHeader(body)
  }

  /// A fresh value that `body` fills in.
  static func made(_ body: (UnsafeMutablePointer<mpz_t>) -> Void) -> Integer {
    Integer(
      storage: .make { fresh in
        __gmpz_init(fresh)
        body(fresh)
      })
  }

  /// Two fresh values that `body` fills in.
  fileprivate static func madePair(
    _ body: (UnsafeMutablePointer<mpz_t>, UnsafeMutablePointer<mpz_t>) -> Void
  ) -> (Integer, Integer) {
    var second = Integer.zero
    let first = made { first in second.write { body(first, $0) } }
    return (first, second)
  }
}

// MARK: - Making

extension Integer {
  /// 0.
  public static var zero: Integer { Integer(0) }
  /// 1.
  public static var one: Integer { Integer(1) }

  /// The value of a native signed integer.
  public init(_ value: Int) {
    self = Self.made { __gmpz_set_si($0, value) }
  }

  /// The value of a native unsigned integer.
  public init(_ value: UInt64) {
    self = Self.made { __gmpz_set_ui($0, UInt(value)) }
  }

  /// The value of a native unsigned integer.
  public init(_ value: UInt128) { self.init(Word256(value)) }

  /// The value of a native signed integer.
  public init(_ value: Int128) {
    self.init(value.magnitude)
    if value < 0 { negate() }
  }

  /// The value of a fixed-width integer.
  public init(_ value: Word256) {
    let limbs = (
      UInt64(truncatingIfNeeded: value.low), UInt64(truncatingIfNeeded: value.low >> 64),
      UInt64(truncatingIfNeeded: value.high), UInt64(truncatingIfNeeded: value.high >> 64)
    )
    self = Self.made { target in
      withUnsafeBytes(of: limbs) { __gmpz_import(target, 4, -1, 8, 0, 0, $0.baseAddress) }
    }
  }

  /// The value of a fixed-width integer.
  public init(_ value: Int256) {
    self.init(value.magnitude)
    if value.isNegative { negate() }
  }

  /// 2 to a power, which is not negative.
  public static func powerOfTwo(_ exponent: Int) -> Integer {
    precondition(exponent >= 0, "2 to the power of \(exponent) is not an integer")
    return made { __gmpz_setbit($0, UInt(exponent)) }
  }
}

extension Integer: ExpressibleByIntegerLiteral {
  /// A literal that fits 64 bits.
  public init(integerLiteral value: Int) { self.init(value) }
}

// MARK: - Narrowing

extension Integer {
  /// −1, 0 or 1.
  public var signum: Int { read { Int($0.pointee._mp_size).signum() } }
  /// Whether the value is 0.
  public var isZero: Bool { signum == 0 }
  /// Whether the value is below 0.
  public var isNegative: Bool { signum < 0 }
  /// Whether the value is odd.
  public var isOdd: Bool { read { __gmpz_tstbit($0, 0) != 0 } }
  /// Bits of the magnitude; 0 for 0.
  public var bitWidth: Int { isZero ? 0 : read { Int(__gmpz_sizeinbase($0, 2)) } }
  /// How many zero bits the magnitude ends in; 0 for 0.
  public var trailingZeroBitCount: Int { isZero ? 0 : read { Int(__gmpz_scan1($0, 0)) } }

  /// The value as a native integer, or nil when it does not fit.
  public var asInt: Int? { read { __gmpz_fits_slong_p($0) != 0 ? __gmpz_get_si($0) : nil } }

  /// The value as an unsigned fixed-width integer, or nil when it is negative or does not fit.
  public var asWord256: Word256? {
    guard !isNegative, bitWidth <= 256 else { return nil }
    var limbs: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    read { (source: UnsafePointer<mpz_t>) -> Void in
      withUnsafeMutableBytes(of: &limbs) { bytes in
        _ = __gmpz_export(bytes.baseAddress, nil, -1, 8, 0, 0, source)
      }
    }
    return Word256(
      high: UInt128(limbs.3) << 64 | UInt128(limbs.2), low: UInt128(limbs.1) << 64 | UInt128(limbs.0))
  }

  /// The value as a signed fixed-width integer, or nil when it does not fit.
  public var asInt256: Int256? {
    guard let word = magnitude.asWord256, word.significantBits < 256 else { return nil }
    return isNegative ? -Int256(word) : Int256(word)
  }
}

// MARK: - Order

extension Integer: Comparable, Hashable {
  /// Numeric equality.
  public static func == (a: Integer, b: Integer) -> Bool {
    a.read { a in b.read { __gmpz_cmp(a, $0) == 0 } }
  }

  /// Numeric order.
  public static func < (a: Integer, b: Integer) -> Bool {
    a.read { a in b.read { __gmpz_cmp(a, $0) < 0 } }
  }

  /// Feeds the sign and the limbs.
  public func hash(into hasher: inout Hasher) {
    read { value in
      hasher.combine(value.pointee._mp_size)
      for index in 0..<Int(__gmpz_size(value)) { hasher.combine(__gmpz_getlimbn(value, index)) }
    }
  }
}

// MARK: - Ring

extension Integer {
  /// `a + b`.
  public static func + (a: Integer, b: Integer) -> Integer {
    made { sum in a.read { a in b.read { __gmpz_add(sum, a, $0) } } }
  }

  /// `a − b`.
  public static func - (a: Integer, b: Integer) -> Integer {
    made { difference in a.read { a in b.read { __gmpz_sub(difference, a, $0) } } }
  }

  /// `a · b`.
  public static func * (a: Integer, b: Integer) -> Integer {
    made { product in a.read { a in b.read { __gmpz_mul(product, a, $0) } } }
  }

  /// `−a`.
  public static prefix func - (a: Integer) -> Integer { made { result in a.read { __gmpz_neg(result, $0) } } }

  /// Adds in place.
  public static func += (a: inout Integer, b: Integer) {
    a.write { sum in b.read { __gmpz_add(sum, sum, $0) } }
  }

  /// Subtracts in place.
  public static func -= (a: inout Integer, b: Integer) {
    a.write { difference in b.read { __gmpz_sub(difference, difference, $0) } }
  }

  /// Multiplies in place.
  public static func *= (a: inout Integer, b: Integer) {
    a.write { product in b.read { __gmpz_mul(product, product, $0) } }
  }

  /// Adds `a · b` in place.
  public mutating func addProduct(_ a: Integer, _ b: Integer) {
    write { sum in a.read { a in b.read { __gmpz_addmul(sum, a, $0) } } }
  }

  /// Subtracts `a · b` in place.
  public mutating func subtractProduct(_ a: Integer, _ b: Integer) {
    write { difference in a.read { a in b.read { __gmpz_submul(difference, a, $0) } } }
  }

  /// Changes the sign in place.
  public mutating func negate() { write { __gmpz_neg($0, $0) } }

  /// `|a|`.
  public var magnitude: Integer { Self.made { result in read { __gmpz_abs(result, $0) } } }

  /// `a` to a power, which is not negative.
  public func power(_ exponent: Int) -> Integer {
    precondition(exponent >= 0, "an integer to the power of \(exponent) is not an integer")
    return Self.made { result in read { __gmpz_pow_ui(result, $0, UInt(exponent)) } }
  }

  /// `a · 2^bits`.
  public static func << (a: Integer, bits: Int) -> Integer {
    precondition(bits >= 0, "shift by \(bits)")
    return made { result in a.read { __gmpz_mul_2exp(result, $0, UInt(bits)) } }
  }
}

// MARK: - Division

extension Integer {
  /// `a ÷ divisor`, rounded as asked; nearest sends a tie to the even quotient. Traps for a zero divisor.
  public func divided(by divisor: Integer, rounding: Rounding) -> Integer {
    precondition(!divisor.isZero, "\(self) divided by zero")
    switch rounding {
    case .down: return Self.made { q in read { a in divisor.read { __gmpz_fdiv_q(q, a, $0) } } }
    case .up: return Self.made { q in read { a in divisor.read { __gmpz_cdiv_q(q, a, $0) } } }
    case .nearest:
      let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
      let twice = (remainder + remainder).magnitude
      let size = divisor.magnitude
      return twice > size || (twice == size && quotient.isOdd) ? quotient + 1 : quotient
    }
  }

  /// `a = q · divisor + r` with `0 ≤ r < |divisor|` for a positive divisor, and r of the divisor's sign otherwise (floor).
  public func quotientAndRemainder(dividingBy divisor: Integer) -> (quotient: Integer, remainder: Integer) {
    precondition(!divisor.isZero, "\(self) divided by zero")
    let (quotient, remainder) = Self.madePair { q, r in
      read { a in divisor.read { __gmpz_fdiv_qr(q, r, a, $0) } }
    }
    return (quotient, remainder)
  }

  /// `a / divisor` where the division is known to leave nothing; the floor otherwise. Traps for a zero divisor.
  public static func / (a: Integer, divisor: Integer) -> Integer { a.divided(by: divisor, rounding: .down) }

  /// `⌊a / 2^bits⌋`, `⌈a / 2^bits⌉` or the nearest, as asked.
  public func shiftedRight(by bits: Int, rounding: Rounding) -> Integer {
    precondition(bits >= 0, "shift by \(bits)")
    switch rounding {
    case .down: return Self.made { q in read { __gmpz_fdiv_q_2exp(q, $0, UInt(bits)) } }
    case .up: return Self.made { q in read { __gmpz_cdiv_q_2exp(q, $0, UInt(bits)) } }
    case .nearest: return divided(by: .powerOfTwo(bits), rounding: .nearest)
    }
  }

  /// The largest integer that divides both; 0 only for two zeros.
  public func greatestCommonDivisor(_ other: Integer) -> Integer {
    Self.made { result in read { a in other.read { __gmpz_gcd(result, a, $0) } } }
  }

  /// The smallest positive integer that both divide; 0 when either is 0.
  public func leastCommonMultiple(_ other: Integer) -> Integer {
    Self.made { result in read { a in other.read { __gmpz_lcm(result, a, $0) } } }
  }

  /// `√a`, rounded as asked; traps for a negative value.
  public func squareRoot(rounding: Rounding) -> Integer {
    precondition(!isNegative, "the square root of \(self)")
    let (floor, remainder) = Self.madePair { root, rest in read { __gmpz_sqrtrem(root, rest, $0) } }
    switch rounding {
    case .down: return floor
    case .up: return remainder.isZero ? floor : floor + 1
    case .nearest: return remainder > floor ? floor + 1 : floor  // (f + ½)² = f² + f + ¼ is never an integer
    }
  }
}

// MARK: - Text

extension Integer: LosslessStringConvertible {
  /// Decimal digits with an optional sign, nothing else.
  public init?(_ text: String) {
    let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    guard text.utf8.count - digits.count <= 1, !digits.isEmpty,
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    let negative = text.utf8.first == UInt8(ascii: "-")
    self = Self.made { value in
      var bytes = digits.map { CChar(bitPattern: $0) }
      bytes.append(0)
      _ = bytes.withUnsafeBufferPointer { __gmpz_set_str(value, $0.baseAddress, 10) }
    }
    if negative { negate() }
  }

  /// Decimal digits, with a minus sign when negative.
  public var description: String {
    let count = read { __gmpz_sizeinbase($0, 10) } + 2
    return String(unsafeUninitializedCapacity: Int(count)) { buffer in
      read { value in
        buffer.withMemoryRebound(to: CChar.self) { _ = __gmpz_get_str($0.baseAddress, 10, value) }
      }
      return buffer.firstIndex(of: 0) ?? 0
    }
  }
}
