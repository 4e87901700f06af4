import Exact
import Markets
import Properties
import Units

/// ETH at 18 decimals priced in USDC at 6.
let ethUSDC = Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))
/// A whole ETH in units.
let oneETH: Word256 = 1_000_000_000_000_000_000
/// A whole USDC in units.
let oneUSDC: Word256 = 1_000_000

func perpetualTerms(
  fee: Fee = .zero, initial: Fee? = nil, maintenance: Fee? = nil, penalty: Fee? = nil, cap: Fee? = nil
) throws -> PerpetualTerms {
  try PerpetualTerms(
    fee: fee, initialMargin: initial ?? Fee(1, over: 10), maintenanceMargin: maintenance ?? Fee(1, over: 20),
    penalty: penalty ?? Fee(1, over: 100), fundingCap: cap ?? Fee(1, over: 100))
}

/// 1,000 ETH against 3,000,000 USDC, virtual.
func perpetual(_ terms: PerpetualTerms, accounts: Int = 4) throws -> Perpetual {
  try Perpetual(
    base: Amount(1_000 * oneETH), quote: Amount(3_000_000 * oneUSDC), terms: terms, pair: ethUSDC,
    accounts: accounts)
}

/// A price in whole quote tokens.
func dollars(_ whole: UInt64) -> Price { Price(wads: UInt128(whole) * 1_000_000_000_000_000_000) }

/// An index in quote units per base unit, from its definition.
func unitPrice(_ price: Price, in pair: Pair) throws -> Rational {
  let decimals = pair.base.decimals + 18 - pair.quote.decimals
  return try Rational(Integer(price.wads)).divided(by: Rational(Integer(10).power(decimals)))
}

/// `numerator ÷ denominator`; traps for a denominator of 0.
func fraction(_ numerator: Int, _ denominator: Int) -> Rational {
  guard let value = Rational(Integer(numerator), over: Integer(denominator)) else {
    preconditionFailure("a fraction over 0")
  }
  return value
}

/// A fee as a fraction.
func fraction(_ fee: Fee) -> Rational { fraction(Int(fee.numerator), Int(fee.denominator)) }
