import Exact
import Markets
import Options
import Properties
import Simulation
import Units
import Vaults

extension ProtocolQuantity {
  static let vault: [ProtocolQuantity] = [
    ProtocolQuantity(
      "vault.assets",
      "the vault's tokens and perpetual positions at the reference price, in quote units, exact"
    ) { $0.inQuote($0.vaultAssets) },
    ProtocolQuantity(
      "vault.liabilities",
      "what the vault owes on open options at the reference price, certified and rounded up, in quote units; below 0 where it is owed"
    ) { $0.inQuote($0.vaultLiabilities) },
    ProtocolQuantity("vault.balance.base", "base units that the vault holds, locked ones included") {
      ExactValue($0.engine.balance(.vault).base.units)
    },
    ProtocolQuantity("vault.balance.quote", "quote units that the vault holds, locked ones included") {
      ExactValue($0.engine.balance(.vault).quote.units)
    },
    ProtocolQuantity(
      "vault.shares", "shares of the vault, those queued for withdrawal included, in their smallest unit"
    ) {
      ExactValue($0.engine.vault?.supply.units ?? .zero)
    },
    ProtocolQuantity(
      "vault.share-price",
      "(assets − liabilities + 1) ÷ (shares + 1,000,000), in quote units a share, at the reference price"
    ) { ExactValue($0.sharePrice) },
    ProtocolQuantity("vault.queued.deposits", "quote units queued for shares") {
      ExactValue($0.engine.vault?.deposits.total.units ?? .zero)
    },
    ProtocolQuantity("vault.queued.withdrawals", "shares queued for redemption") {
      ExactValue($0.engine.vault?.withdrawals.total.units ?? .zero)
    },
    ProtocolQuantity("vault.locked.base", "base units locked as collateral of short calls") {
      ExactValue($0.engine.market?.lockedBase.units ?? .zero)
    },
    ProtocolQuantity("vault.locked.quote", "quote units locked as collateral of short puts") {
      ExactValue($0.engine.market?.lockedQuote.units ?? .zero)
    },
    ProtocolQuantity("vault.free.base", "base units that the vault holds beyond its collateral") {
      ExactValue($0.engine.balance(.vault).base.units - Int256(($0.engine.market?.lockedBase ?? .zero).units))
    },
    ProtocolQuantity("vault.free.quote", "quote units that the vault holds beyond its collateral") {
      ExactValue(
        $0.engine.balance(.vault).quote.units - Int256(($0.engine.market?.lockedQuote ?? .zero).units))
    },
    ProtocolQuantity("vault.hedge.position", "base units that hedge trades bought less those they sold") {
      ExactValue($0.engine.hedgePosition.units)
    },
    ProtocolQuantity("epoch", "epochs rolled") { ExactValue($0.engine.epochs) },
    ProtocolQuantity("epoch.end", "when the epoch may roll, in milliseconds since the start") {
      ExactValue(Int256($0.engine.epochEnd.milliseconds))
    },
  ]
}
