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
    let kind = reader.value(PoolKeys.kind, &decoding)
    // A misspelt kind has been reported; what goes with the one that was meant is checked all the same.
    if let meant = kind?.rawValue ?? meantKind(reader) {
      reader.checkVariant(PoolKeys.kind, is: meant, &decoding)
    }
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
    let fee = reader.value(PoolKeys.fee, &decoding)
    let venue = kind.flatMap { VenueDecoder(reader: reader, fee: fee).venue($0, &decoding) }
    guard let name, let fee, let venue, let pair = decoding.pair else { return nil }
    let plan = PoolPlan(
      name: name, reserveBase: venue.base, reserveQuote: venue.quote, fee: fee.fee,
      takesProtocolFee: venue.takesProtocolFee, schedule: fee.schedule, kind: venue.kind)
    return PoolFile(pair: pair, plan: plan)
  }

  /// The kind whose name is nearest to what stands there.
  private static func meantKind(_ reader: SectionReader) -> String? {
    guard case .scalar(let text) = reader.node(PoolKeys.kind)?.content else { return nil }
    return NearestKey.suggestion(for: text, among: PoolKeys.Kind.allCases.map(\.rawValue))
  }
}
