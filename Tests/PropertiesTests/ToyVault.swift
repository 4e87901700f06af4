import Exact
import Properties

/// A share vault small enough to be read at a glance, with faults that can be switched on.
struct ToyVault: Hashable, Sendable {
  enum Fault: CaseIterable {
    case none, sharesRoundUp, pricedAfterDeposit, paidTwice, refusalKeepsMoney, lockedTooLong
  }

  enum Refusal: Error {
    case amountMustBePositive, sharesMustBePositive, sharesMustBeHeld(held: Int), lockMustBeOver(at: Int)
  }

  static let lockSeconds = 3_600

  var fault = Fault.none
  var assets = 1_000
  var shares = 1_000
  var given = 1_000
  var held = [0, 0, 0]
  var paidIn = [0, 0, 0]
  var paidOut = [0, 0, 0]
  var now = 0
  var lockedUntil = [0, 0, 0]

  init(_ fault: Fault) { self.fault = fault }

  mutating func deposit(_ amount: Int, by actor: Int) throws(Refusal) {
    if fault == .refusalKeepsMoney { assets += amount == 77 ? 1 : 0 }
    guard amount > 0, amount != 77 else { throw .amountMustBePositive }
    let base = fault == .pricedAfterDeposit ? assets + amount : assets
    let minted = (amount * shares + (fault == .sharesRoundUp ? base - 1 : 0)) / base
    guard minted > 0 else { throw .sharesMustBePositive }
    assets += amount
    shares += minted
    held[actor] += minted
    paidIn[actor] += amount
    lockedUntil[actor] = now + ToyVault.lockSeconds
  }

  mutating func withdraw(_ count: Int, by actor: Int) throws(Refusal) {
    guard count > 0 else { throw .amountMustBePositive }
    guard held[actor] >= count else { throw .sharesMustBeHeld(held: held[actor]) }
    let lock = lockedUntil[actor] + (fault == .lockedTooLong ? 1 : 0)
    guard now >= lock else { throw .lockMustBeOver(at: lock) }
    let paid = count * assets / shares
    held[actor] -= count
    shares -= count
    assets -= paid
    paidOut[actor] += paid
    if fault == .paidTwice, count > 10 { paidOut[actor] += paid }
  }

  mutating func wait(_ seconds: Int) { now += seconds }

  mutating func donate(_ amount: Int) {
    assets += amount
    given += amount
  }
}

extension ToyVault {
  static let amount = Parameter<ToyVault>.sized("amount", 0...1_000_000)

  static let deposit = Action<ToyVault>("deposit", weight: 3, [amount]) { vault, step in
    try vault.deposit(step.integer(0), by: step.actor)
    return .accepted
  }

  static let withdraw = Action<ToyVault>(
    "withdraw", weight: 3,
    [
      Parameter<ToyVault>.sized("shares", 0...1_000_000)
        .upTo { Int256(Int64($0.held[$1])) }
    ]
  ) { vault, step in
    try vault.withdraw(step.integer(0), by: step.actor)
    return .accepted
  }

  static let wait = Action<ToyVault>("wait", [Parameter.time("seconds", upTo: 86_400).trying([3_600])]) {
    vault, step in
    vault.wait(step.integer(0))
    return .accepted
  }

  static let donate = Action<ToyVault>("donate", [amount]) { vault, step in
    vault.donate(step.integer(0))
    return .accepted
  }

  static let sharePrice = Invariant<ToyVault>(
    "share-price-never-falls", "No deposit or withdrawal takes from those who stay.",
    states: "assets after · shares before >= assets before · shares after",
    remembering: { ($0.assets, $0.shares) }
  ) { before, after, _ in
    Slack(
      product: (Word256(UInt64(after.assets)), Word256(UInt64(before.1))), .atLeast,
      product: (Word256(UInt64(before.0)), Word256(UInt64(after.shares))))
  }

  static let fairShares = Invariant<ToyVault>(
    "deposit-gets-its-shares", "A deposit gets its part of the shares, rounded down by less than one.",
    states: "(minted + 1) · assets before > amount · shares before", when: .after(["deposit"]),
    remembering: { ($0.assets, $0.shares) }
  ) { before, after, step in
    Slack((after.shares - before.1 + 1) * before.0, .above, step.integer(0) * before.1)
  }

  static let conservation = Invariant<ToyVault>(
    "conservation", states: "assets + paid out == paid in + given"
  ) { vault in
    Slack(vault.assets + vault.paidOut.reduce(0, +), .equal, vault.paidIn.reduce(vault.given, +))
  }

  static let liveness = Invariant<ToyVault>(
    "lock-ends", states: "a withdrawal is accepted at the end of its lock"
  ) {
    vault in
    for actor in 0..<3 where vault.held[actor] > 0 && vault.now >= vault.lockedUntil[actor] {
      var copy = vault
      return Slack(holds: (try? copy.withdraw(vault.held[actor], by: actor)) != nil)
    }
    return nil
  }

  /// The campaign of a vault with a fault.
  static func campaign(_ fault: Fault, seed: UInt64 = 1) -> Campaign<ToyVault> {
    var campaign = Campaign(
      "toy vault", from: ToyVault(fault), actions: [deposit, withdraw, wait, donate],
      invariants: [sharePrice, fairShares, conservation, liveness])
    campaign.refusals = .compared
    campaign.seed = seed
    campaign.cases = 1_000
    campaign.steps = 40
    return campaign
  }
}
