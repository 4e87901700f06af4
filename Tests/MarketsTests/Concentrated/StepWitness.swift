import Exact
import Markets

/// The step of Uniswap's swap in unbounded integers, in the order of its definition: the amount to the target first.
struct StepWitness: Equatable {
  var next: Integer
  var paid: Integer
  var received: Integer
  var fee: Integer

  /// What the witness was given, as integers.
  struct Terms {
    var price: Integer
    var target: Integer
    var liquidity: Integer
    var amount: Integer
    var isInput: Bool
    var numerator: Integer
    var denominator: Integer
    var convention: StepConvention
  }

  init(_ terms: Terms) {
    let down = terms.price >= terms.target
    let kept = terms.denominator - terms.numerator
    let (low, high) = down ? (terms.target, terms.price) : (terms.price, terms.target)
    func paidIn(_ low: Integer, _ high: Integer) -> Integer {
      down
        ? StepWitness.base(low, high, terms.liquidity, .up)
        : StepWitness.quote(low, high, terms.liquidity, .up)
    }
    func paidOut(_ low: Integer, _ high: Integer) -> Integer {
      down
        ? StepWitness.quote(low, high, terms.liquidity, .down)
        : StepWitness.base(low, high, terms.liquidity, .down)
    }
    let net = (terms.amount * kept).divided(by: terms.denominator, rounding: .down)
    var isReached = false
    if terms.isInput {
      isReached = net >= paidIn(low, high)
      next = isReached ? terms.target : StepWitness.after(paying: net, terms, down)
    } else {
      isReached = terms.amount >= paidOut(low, high)
      next = isReached ? terms.target : StepWitness.after(receiving: terms.amount, terms, down)
    }
    let (from, to) = down ? (next, terms.price) : (terms.price, next)
    paid = paidIn(from, to)
    received = paidOut(from, to)
    if !terms.isInput, received > terms.amount { received = terms.amount }
    if terms.isInput, !isReached {
      if terms.convention == .v4 { paid = net }
      fee = terms.amount - paid
    } else {
      fee = kept.isZero ? .zero : (paid * terms.numerator).divided(by: kept, rounding: .up)
    }
  }

  static func base(_ low: Integer, _ high: Integer, _ liquidity: Integer, _ rounding: Rounding) -> Integer {
    ((liquidity << 96) * (high - low)).divided(by: high, rounding: rounding).divided(
      by: low, rounding: rounding)
  }

  static func quote(_ low: Integer, _ high: Integer, _ liquidity: Integer, _ rounding: Rounding) -> Integer {
    (liquidity * (high - low)).shiftedRight(by: 96, rounding: rounding)
  }

  private static func after(paying net: Integer, _ terms: Terms, _ down: Bool) -> Integer {
    let scaled = terms.liquidity << 96
    guard down else {
      return terms.price + (net << 96).divided(by: terms.liquidity, rounding: .down)
    }
    guard !net.isZero else { return terms.price }
    let product = net * terms.price
    if product < .powerOfTwo(256), scaled + product < .powerOfTwo(256) {
      return (scaled * terms.price).divided(by: scaled + product, rounding: .up)
    }
    return scaled.divided(by: scaled.divided(by: terms.price, rounding: .down) + net, rounding: .up)
  }

  private static func after(receiving amount: Integer, _ terms: Terms, _ down: Bool) -> Integer {
    if down {
      return terms.price - (amount << 96).divided(by: terms.liquidity, rounding: .up)
    }
    guard !amount.isZero else { return terms.price }
    let scaled = terms.liquidity << 96
    return (scaled * terms.price).divided(by: scaled - amount * terms.price, rounding: .up)
  }
}
