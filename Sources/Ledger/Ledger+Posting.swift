public import Exact
public import Units

extension Ledger {
  /// `from −= amount`, `to += amount`.
  ///
  /// - Throws: `LedgerRefusal.accountsMustDiffer`, then `.amountMustFit`, then `.balanceMustFit`, then
  ///   `.payerMustCover`; nothing has moved then.
  /// - Complexity: O(1), no heap allocation.
  @inlinable
  public mutating func transfer<Side>(
    _ amount: Amount<Side>, of asset: Asset<Side>, from: Account, to: Account
  ) throws(LedgerRefusal) {
    try post(CollectionOfOne(Leg(amount, of: asset, from: from, to: to)))
  }

  /// Two legs at once, as in a trade: both or neither.
  ///
  /// - Throws: as ``post(_:)``.
  /// - Complexity: O(1), no heap allocation.
  @inlinable
  public mutating func exchange(_ first: Leg, for second: Leg) throws(LedgerRefusal) {
    try post(TwoLegs(first: first, second: second))
  }

  /// All legs at once: every one or none. Only what holders end with must be covered, not what they pass through.
  ///
  /// - Throws: the first leg's `LedgerRefusal.accountsMustDiffer`, `.amountMustFit`, `.balanceMustFit`, then the next
  ///   leg's; at last `.payerMustCover` for the first leg whose payer would end below zero. Nothing has moved then.
  /// - Complexity: O(legs), no heap allocation.
  @inlinable
  public mutating func post<Legs: BidirectionalCollection<Leg>>(_ legs: Legs) throws(LedgerRefusal) {
    var next = legs.startIndex
    while next != legs.endIndex {
      do {
        try move(legs[next])
      } catch {
        undo(legs, before: next)
        throw error
      }
      next = legs.index(after: next)
    }
    for leg in legs where kinds[leg.from.index] == .holder {
      let place = slot(leg.from, leg.asset)
      let result = balances[place]
      guard result.isNegative else { continue }
      undo(legs, before: legs.endIndex)
      throw .payerMustCover(leg.from, balance: balances[place], result: result)
    }
  }

  /// One leg without its cover: what `from` loses, `to` gains.
  @inlinable
  mutating func move(_ leg: Leg) throws(LedgerRefusal) {
    let payer = slot(leg.from, leg.asset)
    let receiver = slot(leg.to, leg.asset)
    guard payer != receiver else { throw .accountsMustDiffer(leg.from) }
    guard leg.units <= Int256.max.bits else { throw .amountMustFit(leg.units) }
    let units = Int256(bits: leg.units)
    let paid = balances[payer].subtractingReportingOverflow(units)
    guard !paid.overflow else { throw .balanceMustFit(leg.from) }
    let received = balances[receiver].addingReportingOverflow(units)
    guard !received.overflow else { throw .balanceMustFit(leg.to) }
    balances[payer] = paid.partialValue
    balances[receiver] = received.partialValue
  }

  /// Takes back the legs before a position, last first: each step returns to a state that was in range.
  @inlinable
  mutating func undo<Legs: BidirectionalCollection<Leg>>(_ legs: Legs, before end: Legs.Index) {
    var position = end
    while position != legs.startIndex {
      position = legs.index(before: position)
      let leg = legs[position]
      balances[slot(leg.to, leg.asset)] -= Int256(bits: leg.units)
      balances[slot(leg.from, leg.asset)] += Int256(bits: leg.units)
    }
  }
}

/// Two legs as a collection, inline.
@frozen
@usableFromInline
struct TwoLegs: RandomAccessCollection {
  @usableFromInline let first: Leg
  @usableFromInline let second: Leg

  @inlinable
  init(first: Leg, second: Leg) {
    self.first = first
    self.second = second
  }

  @inlinable var startIndex: Int { 0 }
  @inlinable var endIndex: Int { 2 }
  @inlinable subscript(position: Int) -> Leg { position == 0 ? first : second }
}
