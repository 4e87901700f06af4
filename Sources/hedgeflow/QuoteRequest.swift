import Exact
import Markets
import Scenarios
import Simulation
import Units

/// Which token is named, and whether it is paid or received.
struct QuoteRequest {
  let isSale: Bool
  let isBase: Bool
  let units: Word256

  /// The order these words stand for.
  var order: SwapOrder {
    switch (isSale, isBase) {
    case (true, true): .sellPaying(Amount(units))
    case (true, false): .buyPaying(Amount(units))
    case (false, true): .buyReceiving(Amount(units))
    case (false, false): .sellReceiving(Amount(units))
    }
  }

  /// The quote; a constant-product pool that would pay nothing for dust is quoted at nothing, as its own formula says.
  func quote(by venue: Venue, in pair: Pair) throws(SwapRefusal) -> PoolQuote {
    do {
      return try venue.quoted(order, in: pair)
    } catch .outputMustBePositive where isSale {
      guard case .constantProduct(let pool) = venue, pool.price(in: pair) != nil else {
        throw .outputMustBePositive
      }
      let fill =
        isBase
        ? Fill(side: .selling, base: Amount(units), quote: .zero)
        : Fill(side: .buying, base: .zero, quote: Amount(units))
      return pool.quote(fill, in: pair)
    }
  }
}

extension QuoteRequest {
  /// What `--sell` or `--buy` says; nil without either.
  init?(sell: String?, buy: String?, pair: Pair) throws {
    guard let text = sell ?? buy else { return nil }
    let option = sell == nil ? "--buy" : "--sell"
    do {
      let (token, units) = try AmountText.read(text, tokens: [pair.base, pair.quote])
      self.init(isSale: sell != nil, isBase: token == pair.base, units: units)
    } catch {
      throw Console.badInput(
        "\(option) was `\(text)`: \(error)",
        help: "for example \(option) 1\(pair.base.symbol) or \(option) \"1500 units \(pair.quote.symbol)\"")
    }
  }
}

extension PoolFile {
  /// The pool as it opens by itself.
  func opened() throws -> Venue {
    do {
      return try plan.open(in: pair)
    } catch {
      throw Console.badInput(
        "\(plan.name) cannot open: \(error)", help: "keep each reserve below 2^112 base units")
    }
  }
}

extension SwapRefusal {
  /// What the rule says and what to do about it.
  var explanation: (rule: String, help: String) {
    switch self {
    case .inputMustBePositive, .outputMustBePositive:
      ("nothing can be traded for nothing", "ask for an amount above 0")
    case .reservesMustBePositive:
      ("one of its reserves is empty", "give the pool file reserves of both tokens")
    case .outputMustStayBelowReserve:
      ("it cannot pay out all it has of a token, or more", "ask for less than its reserve")
    case .balanceMustFit: ("a balance may not exceed 2^112 - 1 base units", "ask for a smaller amount")
    case .feeMustLeaveInput:
      ("no input is left after its fee, so it can promise no output", "ask with --sell, or lower the fee")
    case .limitMustLieAhead: ("its price limit is behind it", "ask for less")
    case .liquidityMustCoverOrder:
      ("its liquidity ends before the order does", "ask for less, or see how much there is with --curve")
    case .productMustNotFall: ("the product of its reserves may not fall", "pay more or take less")
    }
  }
}
