public import Attribution

/// What a scripted history comes to, as one object of `ledger --batch`; exact `n/d` strings in quote units.
public enum LedgerDocument {
  /// The object of a history called `id`.
  public static func document(id: String, history: LedgerHistory, figures: LedgerFigures) -> Document {
    let document: Document = [
      "id": .text(id),
      "final_price": .exact(figures.finalPrice),
      "W0": .exact(figures.openingWealth),
      "W": .exact(figures.wealth),
      "HODL": .exact(figures.holding),
      "MKT": .exact(figures.market),
      "FEE": .exact(figures.fees),
      "LVR": .exact(figures.loss),
      "IL_net": .exact(figures.netImpermanentLoss),
      "LVR_by_actor": .object(zip(history.actors, figures.lossByActor).map { .init($0, .exact($1)) }),
      "PNL_by_actor": .object(zip(history.actors, figures.profitByActor).map { .init($0, .exact($1)) }),
      "markout0_sum": .exact(figures.markout),
      "trades": .count(figures.trades),
    ]
    guard history.mode == .outside else { return document }
    return
      document
      .adding("V_principal", .exact(figures.principalValue))
      .adding("R_rebalancing", .exact(figures.rebalancing))
      .adding("IL_principal", .exact(figures.principalImpermanentLoss))
      .adding("fee_inventory_revaluation", .exact(figures.feeRevaluation))
  }
}
