import Exact
public import Feeds
import Markets
import Options
public import Simulation
import Units

extension Sample {
  /// What three actors do at random: every kind of action, in sizes from dust to more than there is, at times that are right
  /// and wrong; its waits take at most the plan's blocks.
  public static func script(_ plan: Plan, steps: Int, _ dice: inout Dice) -> Script {
    var script = Script(actors: 3, steps: [])
    for _ in 0..<steps {
      let action = action(plan, &dice)
      if case .wait(let blocks) = action, script.blocks + blocks > plan.blocks { continue }
      script.steps.append(Script.Step(actor: Int(dice.below(3)), action: action))
    }
    return script
  }

  private static func action(_ plan: Plan, _ dice: inout Dice) -> ScriptedAction {
    let pool = Int(dice.below(UInt64(plan.pools.count) + 1)) % max(plan.pools.count, 1)
    let base = Amount<Base>(size(10, of: plan.pair.base, &dice))
    let quote = Amount<Quote>(size(30_000, of: plan.pair.quote, &dice))
    let series = Int(dice.below(4))
    switch dice.below(24) {
    case 0, 1: return .swap(pool: pool, order: .sellPaying(base))
    case 2, 3: return .swap(pool: pool, order: .buyPaying(quote))
    case 4: return .swap(pool: pool, order: .buyReceiving(base))
    case 5: return .swap(pool: pool, order: .sellReceiving(quote))
    case 6, 7: return .addLiquidity(pool: pool, base: base, quote: quote)
    case 8: return .removeLiquidity(pool: pool, shares: Amount(size(1, of: plan.pair.quote, &dice)))
    case 9: return .donateToPool(pool: pool, base: base, quote: quote)
    case 10: return .donateToVault(base: base, quote: quote)
    case 11: return .deposit(quote)
    case 12: return .withdraw(Amount(size(1_000, of: plan.pair.quote, &dice)))
    case 13, 14:
      let side: OptionSide = dice.chance(1, in: 2) ? .buying : .selling
      return .trade(OptionOrder(series: series, side: side, size: base))
    case 15: return .close(series: series, size: base)
    case 16: return .exercise(series: series)
    case 17: return .hedge
    case 18: return .roll
    case 19: return .move(ratio(Int(dice.below(120)) - 60))
    case 20: return .oracle(fault(&dice))
    default: return .wait(blocks: 1 + Int(dice.below(4)))
    }
  }

  private static func fault(_ dice: inout Dice) -> OracleFault {
    switch dice.below(4) {
    case 0: .freeze(blocks: 1 + Int(dice.below(4)))
    case 1: .spike(ratio(Int(dice.below(200)) - 100))
    case 2: .late(blocks: 1 + Int(dice.below(4)))
    default: .none
    }
  }

  /// About `units` whole tokens times ⅓ to 1; sometimes nothing, a unit or far too much.
  private static func size(_ units: UInt64, of token: Token, _ dice: inout Dice) -> Word256 {
    switch dice.below(12) {
    case 0: .zero
    case 1: Word256(dice.below(3) + 1)
    case 2: Word256(UInt128(1) << UInt128(90 + dice.below(37)))
    default:
      (try? (whole(units, of: token) * (333 + dice.below(667))).divided(by: 1000, rounding: .down)) ?? .one
    }
  }
}
