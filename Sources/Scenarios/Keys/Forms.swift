import Exact
import Units

// MARK: - Words

extension Form where Value == String {
  /// A name: lower-case letters, digits and hyphens.
  static let name = Form(schema: .pattern("^[a-z0-9][a-z0-9-]{0,63}$")) { node, key, decoding in
    guard let text = decoding.scalar(node, key) else { return nil }
    let isName =
      text.utf8.count <= 64 && text.utf8.first != UInt8(ascii: "-")
      && text.utf8.allSatisfy {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || $0 == UInt8(ascii: "-")
      }
    guard isName else {
      decoding.refuse(
        node, key,
        but: "a name is made of at most 64 lower-case letters, digits and hyphens, first a letter or digit")
      return nil
    }
    return text
  }

  /// A token symbol.
  static let symbol = Form(schema: .pattern("^[A-Za-z][A-Za-z0-9.]{0,15}$")) { node, key, decoding in
    guard let text = decoding.scalar(node, key) else { return nil }
    guard AmountText.isSymbol(text) else {
      decoding.refuse(
        node, key, but: "a symbol is a letter and at most 15 letters, digits or points, and not `units`")
      return nil
    }
    return text
  }

  /// A path from the folder of the file it stands in.
  static let path = Form(schema: .text) { node, key, decoding in decoding.scalar(node, key) }

  /// A CSV column's name; may be empty in quotes, as in a header that starts with a comma.
  static let column = Form(schema: .text) { node, key, decoding in
    if case .scalar(let text) = node.content { return text }
    return decoding.scalar(node, key)
  }
}

extension Form where Value: RawRepresentable<String> & CaseIterable & Sendable {
  /// One of a few words.
  static var choice: Form {
    let words = Value.allCases.map(\.rawValue)
    return Form(schema: .object([.init("enum", .array(words.map(SchemaValue.text)))])) {
      node, key, decoding in
      guard let text = decoding.scalar(node, key) else { return nil }
      if let value = Value(rawValue: text) { return value }
      let nearest = NearestKey.suggestion(for: text, among: words).map { ": did you mean `\($0)`?" } ?? ""
      decoding.refuse(node, key, but: "it must be one of \(words.joined(separator: ", "))\(nearest)")
      return nil
    }
  }
}

// MARK: - Numbers

extension Form where Value == UInt64 {
  /// A whole number within bounds.
  static func whole(_ bounds: ClosedRange<UInt64>) -> Form {
    Form(schema: .number) { node, key, decoding in
      let value = decoding.text(node, key) { text throws(TextRefusal) in
        try DecimalText.read(text, decimals: 0)
      }
      guard let value else { return nil }
      guard let small = value.asUInt128.flatMap(UInt64.init(exactly:)), bounds.contains(small) else {
        decoding.refuse(node, key, but: "it must be between \(bounds.lowerBound) and \(bounds.upperBound)")
        return nil
      }
      return small
    }
  }
}

extension Form where Value == Ratio {
  /// A share or rate within bounds: `80%`, `0.8`, `30 bp`.
  static func ratio(_ bounds: ClosedRange<Ratio>) -> Form {
    Form(schema: .quantity("%|bp", sign: "[-+]?", unitIsOptional: true)) { node, key, decoding in
      let value = decoding.text(node, key) { text throws(TextRefusal) in try RatioText.read(text) }
      guard let value else { return nil }
      guard bounds.contains(value) else {
        let (low, high) = (RatioText.write(bounds.lowerBound), RatioText.write(bounds.upperBound))
        decoding.refuse(node, key, but: "it must be between \(low) and \(high)")
        return nil
      }
      return value
    }
  }

  /// A plain number, zero or more: so many a day, so many a year.
  static func count(upTo most: Int64) -> Form {
    Form(schema: .number) { node, key, decoding in
      let value = decoding.text(node, key) { text throws(TextRefusal) in
        try DecimalText.read(text, decimals: 18)
      }
      guard let value else { return nil }
      let bound = Int128(most) * Ratio.one.wads
      guard let wads = value.asUInt128.flatMap(Int128.init(exactly:)), wads <= bound else {
        decoding.refuse(node, key, but: "it must be between 0 and \(most)")
        return nil
      }
      return Ratio(wads: wads)
    }
  }
}

extension Form where Value == Fee {
  /// A fee below 100 %.
  static let fee = Form(schema: .pattern("^ *[0-9][0-9_.]* *(%|bp|/ *[0-9_]+) *$")) { node, key, decoding in
    decoding.text(node, key) { text throws(TextRefusal) in try FeeText.read(text) }
  }
}

extension Form where Value == Price {
  /// A price in quote tokens per base token, above 0 and at most 10¹⁵.
  static let price = Form(schema: .quantity("[A-Za-z][A-Za-z0-9.]*")) { node, key, decoding in
    guard let symbol = decoding.pair?.quote.symbol else { return nil }
    let value = decoding.text(node, key) { text throws(TextRefusal) in
      try PriceText.read(text, symbol: symbol)
    }
    guard let value else { return nil }
    guard value.wads <= 1_000_000_000_000_000 * 1_000_000_000_000_000_000 else {
      decoding.refuse(node, key, but: "a price may be at most 1_000_000_000_000_000 \(symbol)")
      return nil
    }
    return value
  }
}

// MARK: - Times

extension Form where Value == Duration {
  /// A length of time within bounds.
  static func duration(_ bounds: ClosedRange<Duration>) -> Form {
    Form(schema: .quantity("ms|s|m|h|d")) { node, key, decoding in
      let value = decoding.text(node, key) { text throws(TextRefusal) in try DurationText.read(text) }
      guard let value else { return nil }
      return decoding.bounded(value, bounds, node, key) ? value : nil
    }
  }
}

extension Form where Value == Span {
  /// A length of time or a number of blocks, within bounds.
  static func span(_ bounds: ClosedRange<Duration>, blocks: ClosedRange<Int>) -> Form {
    Form(schema: .quantity("ms|s|m|h|d|blocks?")) { node, key, decoding in
      let value = decoding.text(node, key) { text throws(TextRefusal) in try DurationText.readSpan(text) }
      switch value {
      case .time(let duration): return decoding.bounded(duration, bounds, node, key) ? value : nil
      case .blocks(let count):
        guard !blocks.contains(count) else { return value }
        decoding.refuse(
          node, key, but: "it must be between \(blocks.lowerBound) and \(blocks.upperBound) blocks")
        return nil
      case nil: return nil
      }
    }
  }
}

extension Decoding {
  fileprivate mutating func bounded(
    _ value: Duration, _ bounds: ClosedRange<Duration>, _ node: DocumentNode, _ key: KeyDescription
  ) -> Bool {
    guard !bounds.contains(value) else { return true }
    let (low, high) = (DurationText.write(bounds.lowerBound), DurationText.write(bounds.upperBound))
    refuse(node, key, but: "it must be between \(low) and \(high)")
    return false
  }
}

// MARK: - Amounts

/// The most base units any amount in a file may have: 2¹¹² − 1, as a Uniswap v2 reserve.
let maximumUnits = Word256(high: 0, low: (1 << 112) - 1)

extension Form where Value == Word256 {
  /// An amount of one token of the pair, whose text names it, of `least` units to 2¹¹² − 1.
  static func amount(of side: PairSide, least: UInt64) -> Form {
    Form(schema: .quantity("(units +)?[A-Za-z][A-Za-z0-9.]*")) { node, key, decoding in
      guard let pair = decoding.pair else { return nil }
      let token = side == .base ? pair.base : pair.quote
      let units = decoding.text(node, key) { text throws(TextRefusal) in
        try AmountText.read(text, tokens: [token]).units
      }
      guard let units else { return nil }
      return decoding.bounded(units, of: token, least: least, node, key) ? units : nil
    }
  }
}

/// Which token of a pair.
enum PairSide: Sendable {
  case base
  case quote
}

extension Decoding {
  /// Reports an amount below `least` units or above 2¹¹² − 1.
  mutating func bounded(
    _ units: Word256, of token: Token, least: UInt64, _ node: DocumentNode, _ key: KeyDescription
  ) -> Bool {
    guard units >= Word256(least) else {
      refuse(node, key, but: least == 1 ? "it must be above zero" : "it must be at least \(least) units")
      return false
    }
    guard units <= maximumUnits else {
      refuse(
        node, key, but: "it may be at most 2^112 - 1 base units: \(AmountText.write(maximumUnits, of: token))"
      )
      return false
    }
    return true
  }
}

/// Amounts of both tokens of a pair.
struct PairAmounts: Hashable, Sendable {
  let base: Amount<Base>
  let quote: Amount<Quote>
}

extension Form where Value == PairAmounts {
  /// `{ ETH: 1_000, USDC: 3_000_000 }`: the keys are the pair's symbols, both must be there.
  static func pairAmounts(least: UInt64) -> Form {
    let amount = SchemaValue.quantity("(units)?( *[A-Za-z][A-Za-z0-9.]*)?", unitIsOptional: true)
    let schema = SchemaValue.object([
      .init("type", .text("object")), .init("additionalProperties", amount),
      .init("minProperties", .integer(2)),
      .init("maxProperties", .integer(2)),
    ])
    return Form(schema: schema) { node, key, decoding in
      guard let pair = decoding.pair else { return nil }
      let forms = [pair.base, pair.quote].map { token in
        Key(
          token.symbol, Form<Word256>.knownAmount(of: token, least: least), .required,
          meaning: "\(key.meaning), in \(token.symbol)", example: "1_000")
      }
      let section = Section(name: "`\(key.name)`", meaning: key.meaning, keys: forms.map(\.description))
      guard let reader = SectionReader(section, node, owner: nil, &decoding) else { return nil }
      let base = reader.value(forms[0], &decoding)
      let quote = reader.value(forms[1], &decoding)
      guard let base, let quote else { return nil }
      return PairAmounts(base: Amount(base), quote: Amount(quote))
    }
  }
}

extension Form where Value == Word256 {
  fileprivate static func knownAmount(of token: Token, least: UInt64) -> Form {
    Form(schema: .text) { node, key, decoding in
      let units = decoding.text(node, key) { text throws(TextRefusal) in try AmountText.read(text, of: token)
      }
      guard let units else { return nil }
      return decoding.bounded(units, of: token, least: least, node, key) ? units : nil
    }
  }
}
