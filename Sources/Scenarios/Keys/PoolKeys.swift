import Units

/// The keys of a pool file.
enum PoolKeys {
  enum Kind: String, CaseIterable, Sendable {
    case constantProduct = "constant-product"
  }

  enum ProtocolFee: String, CaseIterable, Sendable {
    case none
    case oneSixth = "one-sixth"
  }

  static let pool = Key(
    "pool", Form<String>.name, .required, meaning: "the pool's name", example: "eth-usdc-30bp")
  static let kind = Key(
    "kind", Form<Kind>.choice, .required, meaning: "how the pool prices: x·y = k", example: "constant-product"
  )
  static let base = Key(
    "base", Token.form("base"), .required, meaning: "the token that is priced",
    example: "{ symbol: ETH, decimals: 18 }")
  static let quote = Key(
    "quote", Token.form("quote"), .required, meaning: "the token that prices are stated in",
    example: "{ symbol: USDC, decimals: 6 }")
  static let reserves = Key(
    "reserves", Form<PairAmounts>.pairAmounts(least: 1), .required,
    meaning: "opening reserves, 1 base unit to 2^112 - 1 of each token",
    example: "{ ETH: 1_000, USDC: 3_000_000 }")
  static let fee = Key(
    "fee", FeeKeys.form, .required,
    meaning: "share of each input kept for the liquidity providers, or a `schedule` that sets it",
    example: "0.30%")
  static let protocolFee = Key(
    "protocol-fee", Form<ProtocolFee>.choice, .byDefault("none"),
    meaning: "whether a sixth of the growth of the square root of k goes to the protocol",
    example: "one-sixth")

  static let section = Section(
    name: "the pool", meaning: "A pool: its tokens, its opening reserves, its fee.",
    keys: [
      pool.description, kind.description, base.description, quote.description, reserves.description,
      fee.description, protocolFee.description,
    ])
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
