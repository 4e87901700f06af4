import Simulation
import Units

/// Makes a pool from its document.
enum PoolDecoder {
  /// The pool; nil when there is an error. What was found is appended, by position.
  static func decode(_ document: Document, _ found: inout [Diagnostic]) -> PoolFile? {
    var decoding = document.decoding
    let pool = read(document, &decoding)
    found += decoding.log.sorted
    return decoding.log.hasErrors ? nil : pool
  }

  private static func read(_ document: Document, _ decoding: inout Decoding) -> PoolFile? {
    if document.kind == .epoch {
      decoding.log.error(
        at: document.root.place, "this is an epoch, but a pool must stand here",
        help: "name a pool file, which begins with `pool:`")
      return nil
    }
    guard let reader = SectionReader(PoolKeys.section, document.root, owner: nil, &decoding) else {
      return nil
    }
    let name = reader.value(PoolKeys.pool, &decoding)
    _ = reader.value(PoolKeys.kind, &decoding)
    let base = reader.value(PoolKeys.base, &decoding)
    let quote = reader.value(PoolKeys.quote, &decoding)
    if let base, let quote {
      if base.symbol == quote.symbol {
        decoding.log.error(
          at: reader.place(of: PoolKeys.quote), "base and quote are both \(base.symbol)",
          help: "give the two tokens different symbols")
      } else {
        decoding.pair = Pair(base: base, quote: quote)
      }
    }
    let reserves = reader.value(PoolKeys.reserves, &decoding)
    let fee = reader.value(PoolKeys.fee, &decoding)
    let protocolFee = reader.value(PoolKeys.protocolFee, &decoding)
    guard let name, let reserves, let fee, let protocolFee, let pair = decoding.pair else { return nil }
    let plan = PoolPlan(
      name: name, reserveBase: reserves.base, reserveQuote: reserves.quote, fee: fee.fee,
      takesProtocolFee: protocolFee == .oneSixth, schedule: fee.schedule)
    return PoolFile(pair: pair, plan: plan)
  }
}
