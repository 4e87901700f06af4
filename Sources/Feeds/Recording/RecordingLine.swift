internal import Units

/// A line of comma-separated fields.
struct RecordingFields {
  private let line: [UInt8]
  /// Where each field's content begins and ends, without quotation marks and surrounding spaces.
  private var ranges: [Range<Int>] = []

  /// The fields of a line; nil when it is not UTF-8, has control characters, or a quotation mark stays open.
  init?(_ line: [UInt8]) {
    guard !line.contains(where: { ($0 < 32 && $0 != 9) || $0 == 127 }),
      String(validating: line, as: UTF8.self) != nil
    else { return nil }
    self.line = line
    var at = 0
    while true {
      guard let range = Self.field(of: line, from: &at) else { return nil }
      ranges.append(range)
      guard at < line.count else { break }
      at += 1
    }
  }

  /// Reads a field and stops at the comma after it, or the end.
  private static func field(of line: [UInt8], from at: inout Int) -> Range<Int>? {
    while at < line.count, isBlank(line[at]) { at += 1 }
    guard at < line.count, line[at] == UInt8(ascii: "\"") else {
      let start = at
      while at < line.count, line[at] != UInt8(ascii: ",") { at += 1 }
      var end = at
      while end > start, isBlank(line[end - 1]) { end -= 1 }
      return start..<end
    }
    at += 1
    let start = at
    while at < line.count, line[at] != UInt8(ascii: "\"") { at += 1 }
    guard at < line.count else { return nil }
    let end = at
    at += 1
    while at < line.count, isBlank(line[at]) { at += 1 }
    return at == line.count || line[at] == UInt8(ascii: ",") ? start..<end : nil
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

  var count: Int { ranges.count }
  subscript(_ index: Int) -> ArraySlice<UInt8> { line[ranges[index]] }
  /// The byte where a field begins, from 1.
  func column(_ index: Int) -> Int { ranges[index].lowerBound + 1 }
  /// A field to show, cut after forty bytes.
  func text(_ index: Int) -> String {
    let field = self[index]
    return String(decoding: field.prefix(40), as: UTF8.self) + (field.count > 40 ? "…" : "")
  }
}

/// Which fields of a row are the time and the price.
struct RecordingLayout: Sendable {
  let count: Int
  let time: Int
  let price: Int

  /// Why a header does not say.
  struct Mistake: Error {
    let rule: RecordingMistake.Rule
    let field: Int?
  }

  init(header: RecordingFields, time: String?, price: String) throws(Mistake) {
    let names = (0..<header.count).map { String(decoding: header[$0], as: UTF8.self) }
    count = names.count
    if let time {
      self.time = try Self.find(time, in: names)
    } else {
      self.time = try Self.times(in: names)
    }
    self.price = try Self.find(price, in: names)
  }

  private static func find(_ name: String, in names: [String]) throws(Mistake) -> Int {
    guard let first = names.firstIndex(of: name) else {
      throw Mistake(rule: .headerMustName(name, has: names), field: nil)
    }
    guard let last = names.lastIndex(of: name), last == first else {
      throw Mistake(rule: .headerMustNotRepeat(name), field: names.lastIndex(of: name))
    }
    return first
  }

  private static func times(in names: [String]) throws(Mistake) -> Int {
    let usual = ["time", "timestamp", "date", "datetime"]
    if let named = names.firstIndex(where: { usual.contains($0.lowercased()) }) { return named }
    guard names.first?.isEmpty == true else {
      throw Mistake(rule: .headerMustHaveTimes(has: names), field: nil)
    }
    return 0
  }
}

/// Decimal prices, read exactly.
enum RecordedPrice {
  /// A broken rule.
  struct Mistake: Error {
    let rule: RecordingMistake.Rule
  }

  /// `digits[.digits]` above 0 and below 10¹⁵, at most 18 digits after the point besides zeros.
  static func read(_ field: ArraySlice<UInt8>, text: () -> String) throws(Mistake) -> Price {
    var digits = field
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits.removeFirst() }
    var (wads, decimals, isPastPoint, isWide, isFine) = (UInt128(0), 0, false, false, false)
    var seen = 0
    for byte in digits {
      if byte == UInt8(ascii: "."), !isPastPoint {
        isPastPoint = true
        continue
      }
      guard (48...57).contains(byte) else { throw Mistake(rule: .priceMustBeDecimal(text())) }
      seen += 1
      if isPastPoint, decimals == 18 {
        if byte != 48 { isFine = true }
        continue
      }
      if isPastPoint { decimals += 1 }
      // Far below overflow: an integer part of 10¹⁵ is too wide already, and 18 decimals add 60 bits to its 50.
      if !isWide { wads = wads * 10 + UInt128(byte - 48) }
      if !isPastPoint, wads >= 1_000_000_000_000_000 { isWide = true }
    }
    guard seen > 0 else { throw Mistake(rule: .priceMustBeDecimal(text())) }
    guard !isNegative, wads > 0 || isFine else { throw Mistake(rule: .priceMustBePositive(text())) }
    guard !isFine else { throw Mistake(rule: .priceMustHaveAtMost18Decimals(text())) }
    guard !isWide else { throw Mistake(rule: .priceMustFit(text())) }
    for _ in decimals..<18 { wads *= 10 }
    return Price(wads: wads)
  }
}
