import Exact
import Markets
import Units

extension ConcentratedPool {
  /// Whether what the pool keeps for speed agrees with what it follows from: its ticks in order, active liquidity the sum of
  /// the positions in range, gross and net liquidity those of the positions, balances at least what is owed.
  var holdsItsCaches: Bool {
    let tick = self.tick
    guard zip(ticks, ticks.dropFirst()).allSatisfy({ $0.tick < $1.tick }) else { return false }
    var active = Integer.zero
    for position in positions where position.range.lower <= tick && tick < position.range.upper {
      active += Integer(position.liquidity)
    }
    guard active == Integer(liquidity) else { return false }
    for end in ticks {
      var (gross, net) = (Integer.zero, Integer.zero)
      for position in positions where position.range.lower == end.tick {
        gross += Integer(position.liquidity)
        net += Integer(position.liquidity)
      }
      for position in positions where position.range.upper == end.tick {
        gross += Integer(position.liquidity)
        net -= Integer(position.liquidity)
      }
      guard gross == Integer(end.gross), !gross.isZero else { return false }
      guard net == Integer(end.net) else { return false }
    }
    var (base, quote) = (protocolBase.units, protocolQuote.units)
    for position in positions {
      base += Word256(position.owedBase)
      quote += Word256(position.owedQuote)
    }
    return base <= reserveBase.units && quote <= reserveQuote.units
  }
}
