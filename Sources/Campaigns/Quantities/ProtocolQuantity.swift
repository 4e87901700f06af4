import Exact
import Feeds
import Markets
import Options
import Properties
import Simulation
import Units
import Vaults

/// An exact number of the state that a claim may name.
struct ProtocolQuantity: Sendable {
  let name: String
  let explanation: String
  let read: @Sendable (ProtocolSystem) -> ExactValue

  init(_ name: String, _ explanation: String, _ read: @escaping @Sendable (ProtocolSystem) -> ExactValue) {
    (self.name, self.explanation, self.read) = (name, explanation, read)
  }

  var quantity: Quantity<ProtocolSystem> { Quantity(name, explanation, read) }

  /// All that a configuration has, in the order they are listed.
  static func all(of plan: Plan) -> [ProtocolQuantity] {
    var list = world
    for (index, pool) in plan.pools.enumerated() { list += self.pool(pool.name, index, pool.kind) }
    if plan.vault != nil { list += vault }
    if let options = plan.options, plan.vault != nil {
      for index in options.series.indices { list += series(index) }
    }
    list += actors
    return list
  }

  private static let world: [ProtocolQuantity] = [
    ProtocolQuantity("price", "the reference price, in quote tokens per whole base token") {
      ProtocolQuantity.price($0.engine.price)
    },
    ProtocolQuantity("time", "milliseconds since the start") {
      ExactValue(Int256($0.engine.now.milliseconds))
    },
    ProtocolQuantity("block", "blocks since the start") { ExactValue($0.engine.block) },
    ProtocolQuantity(
      "oracle.price", "the oracle's latest answer, in quote tokens per whole base token; 0 before the first"
    ) {
      ProtocolQuantity.price($0.engine.answer?.price ?? Price(wads: 0))
    },
    ProtocolQuantity("oracle.age", "milliseconds since the oracle's latest answer was published") {
      let engine = $0.engine
      return ExactValue(Int256(engine.answer.map { (engine.now - $0.publishedAt).milliseconds } ?? 0))
    },
    ProtocolQuantity("oracle.stale-after", "milliseconds that an answer may be old") {
      ExactValue(Int256($0.engine.oracle.staleAfter.milliseconds))
    },
  ]

  static func price(_ price: Price) -> ExactValue {
    ExactValue(
      Rational(Integer(price.wads), over: Integer(UInt128(Ratio.one.wads))) ?? .zero)
  }

  private static func pool(_ name: String, _ index: Int, _ kind: VenueKind) -> [ProtocolQuantity] {
    let prefix = "pools.\(name)"
    var list = [
      ProtocolQuantity("\(prefix).reserve.base", "base units that providers have in \(name), fees included") {
        ExactValue($0.engine.pools[index].inventory.base.units)
      },
      ProtocolQuantity("\(prefix).reserve.quote", "quote units that providers have in \(name), fees included")
      {
        ExactValue($0.engine.pools[index].inventory.quote.units)
      },
      ProtocolQuantity(
        "\(prefix).price", "the pool's own price, in quote tokens per whole base token; 0 where it has none"
      ) { ExactValue($0.engine.pools[index].price(in: $0.frame.pair) ?? .zero) },
      ProtocolQuantity(
        "\(prefix).fee", "the share of the input that a purchase of no size pays now; 0.003 is 0.30 %"
      ) { ExactValue($0.engine.pools[index].feeNow) },
    ]
    guard case .constantProduct = kind else { return list }
    list += [
      ProtocolQuantity("\(prefix).shares", "shares of \(name) in existence, in their smallest unit") {
        ExactValue($0.engine.pools[index].shareSupply.units)
      },
      ProtocolQuantity("\(prefix).k", "reserve.base · reserve.quote, in units squared") {
        ExactValue($0.engine.pools[index].curve?.product ?? .zero)
      },
    ]
    return list
  }

  private static func series(_ index: Int) -> [ProtocolQuantity] {
    let prefix = "options.\(index + 1)"
    return [
      ProtocolQuantity(
        "\(prefix).sold", "contracts that takers are long of series \(index + 1), in base units"
      ) {
        ExactValue($0.engine.market?.book.positions[index].sold.units ?? .zero)
      },
      ProtocolQuantity(
        "\(prefix).bought", "contracts that takers have written of series \(index + 1), in base units"
      ) {
        ExactValue($0.engine.market?.book.positions[index].bought.units ?? .zero)
      },
      ProtocolQuantity("\(prefix).settled", "1 once series \(index + 1) has settled, else 0") {
        ExactValue($0.engine.market?.book.positions[index].isSettled == true ? 1 : 0)
      },
    ]
  }

  private static let actors: [ProtocolQuantity] = (0..<64).flatMap { actor in
    let prefix = "actors.\(actor + 1)"
    return [
      ProtocolQuantity("\(prefix).base", "base units that actor \(actor + 1) received less those it gave") {
        ExactValue($0.book(actor)?.tokens.base.units ?? .zero)
      },
      ProtocolQuantity("\(prefix).quote", "quote units that actor \(actor + 1) received less those it gave") {
        ExactValue($0.book(actor)?.tokens.quote.units ?? .zero)
      },
      ProtocolQuantity(
        "\(prefix).profit",
        "tokens that actor \(actor + 1) received less those it gave, in quote units at the reference price; open positions not counted"
      ) { system in
        guard let tokens = system.book(actor)?.tokens else { return .whole(.zero) }
        return system.inQuote(
          system.frame.pair.value(tokens.base, at: system.engine.price)
            + system.frame.pair.value(tokens.quote))
      },
    ]
  }
}

extension ProtocolSystem {
  func book(_ actor: Int) -> ActorBook? {
    engine.actors.indices.contains(actor) ? engine.actors[actor] : nil
  }

  /// Fine units as quote units, exact.
  func inQuote(_ fine: Int256) -> ExactValue {
    ExactValue(Rational(Integer(fine), over: Integer(frame.fine)) ?? .zero)
  }
}

extension Engine {
  /// The oracle's latest answer, however old.
  var answer: OracleAnswer? { try? oracle.answer(atOrBefore: now) }
}

extension Venue {
  /// The fee of a purchase of no size.
  fileprivate var feeNow: Rational {
    let fee: Fee
    switch self {
    case .constantProduct(let pool): fee = pool.fee
    case .scheduled(let pool): fee = pool.marginalFee(.buying)
    case .concentrated(let pool): fee = pool.marginalFee(.buying)
    case .orderBook(let pool): fee = pool.market.fee
    case .perpetual(let pool): fee = pool.perpetual.terms.fee
    case .vacant: fee = .zero
    }
    return Rational(Integer(fee.numerator), over: Integer(fee.denominator)) ?? .zero
  }
}
