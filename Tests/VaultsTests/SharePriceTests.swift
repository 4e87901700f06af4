import Exact
import Testing
import Units
import Vaults

/// Witness: every value is recomputed in native integers by cross-multiplication, `p = (N + f) ÷ (f · (S + v))`.
@Suite("SharePrice") struct SharePriceTests {
  private let virtual = 1_000_000
  private let supplies = [0, 1, 7, 999_999, 1_000_000, 3_000_001, 12_345_678]

  /// Each small vault: fine units per quote unit, net asset value in fine units, supply.
  private func withEveryVault(_ body: (_ fine: Int, _ value: Int, _ supply: Int, SharePrice) throws -> Void)
    throws
  {
    for power in 0...1 {
      let pair = smallPair(power: power)
      for value in 0...41 {
        for supply in supplies {
          let price = try SharePrice(
            netAssetValue: Int256(Int64(value)), supply: shares(supply), in: pair)
          try body(power == 0 ? 1 : 10, value, supply, price)
        }
      }
    }
  }

  @Test func `a deposit mints at most its worth and never lowers the price of those who stay`() throws {
    try withEveryVault { fine, value, supply, price in
      for deposit in 1...12 {
        let minted = native(try price.shares(for: quote(deposit)).units)
        // minted · p ≤ deposit, and one share more would exceed it against the next whole unit of value.
        #expect(minted * (value + fine) <= deposit * fine * (supply + virtual))
        let ceiling = (value + fine - 1) / fine
        #expect((minted + 1) * (ceiling + 1) > deposit * (supply + virtual))
        let before = (value + fine) * (supply + minted + virtual)
        let after = (value + deposit * fine + fine) * (supply + virtual)
        #expect(after >= before)
      }
    }
  }

  @Test func `a withdrawal pays at most its worth, never more than the net asset value`() throws {
    try withEveryVault { fine, value, supply, price in
      for leaving in Set([1, supply / 3, supply / 2, supply - 1, supply])
      where leaving > 0 && leaving <= supply {
        let paid = native(try price.quote(for: shares(leaving)).units)
        #expect(paid * fine * (supply + virtual) <= leaving * (value + fine))
        #expect(paid * fine <= value)
        let floor = value / fine
        #expect((paid + 1) * (supply + virtual) > leaving * (floor + 1))
        let before = (value + fine) * (supply - leaving + virtual)
        let after = (value - paid * fine + fine) * (supply + virtual)
        #expect(after >= before)
      }
    }
  }

  @Test func `depositing and leaving at once never gains, and loses less than one share and two units`()
    throws
  {
    try withEveryVault { fine, value, supply, price in
      for deposit in 1...12 {
        let minted = try price.shares(for: quote(deposit))
        let power = fine == 1 ? 0 : 1
        let after = try SharePrice(
          netAssetValue: Int256(Int64(value + deposit * fine)), supply: try shares(supply).adding(minted),
          in: smallPair(power: power))
        #expect(try after.quote(for: minted) <= quote(deposit))
        // Too small for one share: refunded, nothing lost.
        guard !minted.isZero else { continue }
        let lost = deposit - native(try after.quote(for: minted).units)
        #expect((lost - 2) * fine * (supply + virtual) < value + deposit * fine + fine)
      }
    }
  }

  @Test func `cash covers the shares it is asked to cover, and not one more`() throws {
    try withEveryVault { _, value, supply, price in
      for cash in 0...9 {
        let covered = native(try price.shares(coveredBy: quote(cash)).units)
        let leaving = native(price.leaving)
        #expect(covered * leaving <= cash * (supply + virtual))
        #expect((covered + 1) * leaving > cash * (supply + virtual))
        #expect(try price.quote(for: shares(covered)) <= quote(cash))
      }
    }
  }

  @Test
  func `a donation costs the attacker more than it takes, and a depositor less than one share and a unit`()
    throws
  {
    let pair = smallPair(power: 0)
    for own in [1, 2, 5, 50] {
      for donation in [0, 1, 10, 1_000, 1_000_000, 100_000_000] {
        for deposit in [1, 2, 10, 999, 12_345] {
          let held = own * virtual
          let value = own + donation
          let price = try SharePrice(netAssetValue: Int256(Int64(value)), supply: shares(held), in: pair)
          let minted = native(try price.shares(for: quote(deposit)).units)
          // Too small for one share: refunded, nothing lost.
          guard minted > 0 else { continue }
          let after = try SharePrice(
            netAssetValue: Int256(Int64(value + deposit)), supply: shares(held + minted), in: pair)
          let worth = native(try after.quote(for: shares(minted)).units)
          let lost = deposit - worth
          #expect((lost - 1) * (held + virtual) <= value + deposit + 1)
          let attacker = native(try after.quote(for: shares(held)).units)
          #expect(attacker <= own + donation)
        }
      }
    }
  }

  @Test func `the first share costs a millionth of a unit`() throws {
    let price = try SharePrice(netAssetValue: 0, supply: .zero, in: smallPair(power: 1))
    #expect(try price.shares(for: quote(5)) == shares(5_000_000))
    #expect(try price.quote(for: shares(5_999_999)) == quote(5))
  }
}
