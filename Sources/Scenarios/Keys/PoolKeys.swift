import Exact
import Units

/// The keys of a pool file.
enum PoolKeys {
  enum Kind: String, CaseIterable, Sendable {
    case constantProduct = "constant-product"
    case concentrated
    case orderBook = "order-book"
    case perpetual
  }

  enum ProtocolFee: String, CaseIterable, Sendable {
    case none
    case oneSixth = "one-sixth"
  }

  enum Convention: String, CaseIterable, Sendable {
    case v3
    case v4
  }

  static func only(_ kinds: Kind...) -> [String] { kinds.map(\.rawValue) }

  static let pool = Key(
    "pool", Form<String>.name, .required, meaning: "the pool's name", example: "eth-usdc-30bp")
  static let kind = Key(
    "kind", Form<Kind>.choice, .required,
    meaning:
      "how the pool prices: x·y = k, positions in price ranges, a limit order book, or contracts on a virtual curve",
    example: "constant-product")
  static let base = Key(
    "base", Token.form("base"), .required, meaning: "the token that is priced",
    example: "{ symbol: ETH, decimals: 18 }")
  static let quote = Key(
    "quote", Token.form("quote"), .required, meaning: "the token that prices are stated in",
    example: "{ symbol: USDC, decimals: 6 }")
  static let reserves = Key(
    "reserves", Form<PairAmounts>.pairAmounts(least: 1), .required,
    only: only(.constantProduct, .orderBook, .perpetual),
    meaning:
      "opening reserves, 1 base unit to 2^112 - 1 of each token; a book's makers own them, a perpetual's are virtual",
    example: "{ ETH: 1_000, USDC: 3_000_000 }")
  static let price = Key(
    "price", Form<Price>.price, .required, only: only(.concentrated, .orderBook),
    meaning: "the opening price of a concentrated pool; the price a book's makers quote about outside a run",
    example: "3_000 USDC")
  static let fee = Key(
    "fee", FeeKeys.form, .required,
    meaning: "share of each input kept for the liquidity providers, or a `schedule` that sets it",
    example: "0.30%")
  static let protocolFee = Key(
    "protocol-fee", Form<ProtocolFee>.choice, .byDefault("none"), only: only(.constantProduct),
    meaning: "whether a sixth of the growth of the square root of k goes to the protocol",
    example: "one-sixth")
  // Concentrated.
  static let tickSpacing = Key(
    "tick-spacing", Form<UInt64>.whole(1...16_383), .byDefault("60"), only: only(.concentrated),
    meaning: "positions begin and end at multiples of so many ticks", example: "60")
  static let convention = Key(
    "convention", Form<Convention>.choice, .byDefault("v3"), only: only(.concentrated),
    meaning: "how a step that cannot move the price splits its input: Uniswap v3's or v4's way", example: "v3"
  )
  static let protocolPart = Key(
    "protocol-part", Form<UInt64>.whole(4...10), .optional, only: only(.concentrated),
    meaning: "one part in so many of each fee goes to the protocol; left out, none", example: "4")
  static let positions = Key(
    "positions", Form<[Placed<PositionKeys.Draft>]>.list(of: .placed(PositionKeys.form), 1...1000), .required,
    only: only(.concentrated), meaning: "the providers' positions, or a liquidity profile by its worth",
    example: "[{ from: 2_500 USDC, to: 3_600 USDC, worth: 2_000_000 USDC }]")
  // Order book.
  static let lot = Key(
    "lot", Form.amount(of: .base, least: 1), .required, only: only(.orderBook),
    meaning: "the least that can be traded", example: "0.001 ETH")
  static let tick = Key(
    "tick", Form<Price>.price, .required, only: only(.orderBook), meaning: "the step between prices",
    example: "0.01 USDC")
  static let levels = Key(
    "levels", Form<[Placed<LevelKeys.Draft>]>.list(of: .placed(LevelKeys.form), 1...1000), .required,
    only: only(.orderBook), meaning: "what the makers want to quote on either side, nearest first",
    example: "[{ distance: 5 bp, size: 10 ETH }, { distance: 20 bp, size: 40 ETH }]")
  static let resilience = Key(
    "resilience", Form<Ratio>.ratio(Ratio(wads: 1_000_000_000_000_000)...Ratio.one), .byDefault("100%"),
    only: only(.orderBook), meaning: "the part of the gap to that depth the makers close in a block",
    example: "50%")
  // Perpetual.
  static let margin = Key(
    "margin", MarginKeys.form, .byDefault("{}"), only: only(.perpetual), meaning: "what positions must hold",
    example: "{ initial: 10%, maintenance: 5%, penalty: 1% }")
  static let funding = Key(
    "funding", FundingKeys.form, .byDefault("{}"), only: only(.perpetual),
    meaning: "what longs pay shorts while the mark is above the index",
    example: "{ every: 8 h, cap: 0.75% }")

  static let section = Section(
    name: "the pool", meaning: "A pool: its tokens, its opening state, its fee.",
    keys: [
      pool.description, kind.description, base.description, quote.description, reserves.description,
      price.description, fee.description, protocolFee.description, tickSpacing.description,
      convention.description, protocolPart.description, positions.description, lot.description,
      tick.description, levels.description, resilience.description, margin.description, funding.description,
    ],
    selector: kind.name)
}

/// The keys of a concentrated position.
enum PositionKeys {
  static let from = Key(
    "from", Form<Price>.price, .optional,
    meaning: "where it begins, rounded to a tick outwards; left out, at all prices",
    example: "2_500 USDC")
  static let to = Key(
    "to", Form<Price>.price, .optional,
    meaning: "where it ends, rounded to a tick outwards; left out, at all prices",
    example: "3_600 USDC")
  static let worth = Key(
    "worth", Form.amount(of: .quote, least: 1), .optional, meaning: "what it is worth at the opening price",
    example: "2_000_000 USDC")
  static let tokens = Key(
    "tokens", Form<PairAmounts>.pairAmounts(least: 0), .optional,
    meaning: "the most it may take of each token",
    example: "{ ETH: 100, USDC: 300_000 }")
  static let liquidity = Key(
    "liquidity", Form<Word256>.liquidity, .optional, meaning: "its liquidity as the protocol counts it",
    example: "1_000_000_000")

  static let section = Section(
    name: "a position", meaning: "Liquidity in a price range.",
    keys: [from.description, to.description, worth.description, tokens.description, liquidity.description],
    exactlyOne: [worth.name, tokens.name, liquidity.name])

  /// How much liquidity a position has, by the key that says it.
  enum Size: Sendable {
    case worth(Amount<Quote>)
    case tokens(PairAmounts)
    case liquidity(UInt128)
  }

  struct Draft: Sendable {
    let from: Price?
    let to: Price?
    let size: Size
  }

  static let form = Form<Draft>.group(section) { reader, decoding in
    let from = reader.value(from, &decoding)
    let to = reader.value(to, &decoding)
    let worth = reader.value(worth, &decoding).map { Size.worth(Amount($0)) }
    let tokens = reader.value(tokens, &decoding).map { Size.tokens($0) }
    let liquidity = reader.value(liquidity, &decoding).map { Size.liquidity($0.low) }
    if reader.node(PositionKeys.from) != nil, from == nil { return nil }
    if reader.node(PositionKeys.to) != nil, to == nil { return nil }
    return (worth ?? tokens ?? liquidity).map { Draft(from: from, to: to, size: $0) }
  }
}

/// The keys of a level of a book.
enum LevelKeys {
  static let distance = Key(
    "distance", Form<Ratio>.ratio(Ratio(wads: 1)...Bounds.percent(99)), .required,
    meaning: "how far from the reference price", example: "5 bp")
  static let size = Key(
    "size", Form.amount(of: .base, least: 1), .required, meaning: "how much on either side", example: "10 ETH"
  )

  static let section = Section(
    name: "a level", meaning: "What the makers want to quote at a distance from the reference price.",
    keys: [distance.description, size.description])

  struct Draft: Sendable {
    let distance: Ratio
    let size: Word256
  }

  static let form = Form<Draft>.group(section) { reader, decoding in
    let distance = reader.value(distance, &decoding)
    let size = reader.value(size, &decoding)
    guard let distance, let size else { return nil }
    return Draft(distance: distance, size: size)
  }
}

/// The keys of `margin`.
enum MarginKeys {
  static let initial = Key(
    "initial", Form<Fee>.fee, .byDefault("10%"),
    meaning: "share of its value that a position needs to be opened or extended",
    example: "10%")
  static let maintenance = Key(
    "maintenance", Form<Fee>.fee, .byDefault("5%"), meaning: "share below which it is liquidated",
    example: "5%")
  static let penalty = Key(
    "penalty", Form<Fee>.fee, .byDefault("1%"),
    meaning: "share of what is liquidated that goes to the insurance fund",
    example: "1%")

  static let section = Section(
    name: "`margin`", meaning: "What positions must hold.",
    keys: [initial.description, maintenance.description, penalty.description])

  struct Margins: Sendable {
    let initial: Fee
    let maintenance: Fee
    let penalty: Fee
  }

  static let form = Form<Margins>.group(section) { reader, decoding in
    let initial = reader.value(initial, &decoding)
    let maintenance = reader.value(maintenance, &decoding)
    let penalty = reader.value(penalty, &decoding)
    guard let initial, let maintenance, let penalty else { return nil }
    return Margins(initial: initial, maintenance: maintenance, penalty: penalty)
  }
}

/// The keys of `funding`.
enum FundingKeys {
  static let every = Key(
    "every", Form<Duration>.duration(Bounds.someTime), .byDefault("8 h"), meaning: "time between fundings",
    example: "8 h")
  static let cap = Key(
    "cap", Form<Fee>.fee, .byDefault("0.75%"), meaning: "the largest rate of an interval, either way",
    example: "0.75%")

  static let section = Section(
    name: "`funding`", meaning: "What longs pay shorts while the mark is above the index.",
    keys: [every.description, cap.description])

  struct Funding: Sendable {
    let every: Duration
    let cap: Fee
  }

  static let form = Form<Funding>.group(section) { reader, decoding in
    let every = reader.value(every, &decoding)
    let cap = reader.value(cap, &decoding)
    guard let every, let cap else { return nil }
    return Funding(every: every, cap: cap)
  }
}

extension Form where Value == Word256 {
  /// Liquidity as Uniswap v3 counts it: 1 to 2¹²⁸ − 1.
  fileprivate static let liquidity = Form(schema: .number) { node, key, decoding in
    let value = decoding.text(node, key) { text throws(TextRefusal) in
      try DecimalText.read(text, decimals: 0)
    }
    guard let value else { return nil }
    guard !value.isZero, value.high == 0 else {
      decoding.refuse(node, key, but: "it must be between 1 and 2^128 - 1")
      return nil
    }
    return value
  }
}

/// The keys of a token.
enum TokenKeys {
  static let symbol = Key("symbol", Form<String>.symbol, .required, meaning: "its ticker", example: "ETH")
  static let decimals = Key(
    "decimals", Form<UInt64>.whole(0...18), .required, meaning: "decimals of a whole token, 0 to 18",
    example: "18")
}

extension Token {
  fileprivate static func form(_ name: String) -> Form<Token> {
    let section = Section(
      name: "`\(name)`", meaning: "A token.",
      keys: [TokenKeys.symbol.description, TokenKeys.decimals.description])
    return .group(section) { reader, decoding in
      let symbol = reader.value(TokenKeys.symbol, &decoding)
      let decimals = reader.value(TokenKeys.decimals, &decoding)
      guard let symbol, let decimals else { return nil }
      return Token(symbol: symbol, decimals: Int(decimals))
    }
  }
}
