internal import Exact
internal import Feeds

/// Draws a case: each purpose from a stream of its own, so that a case depends on (seed, number) and the corpus alone.
struct CaseMaker<System: Sendable> {
  /// The blocks of the case's dice; ``Choices`` use block 0.
  private enum Stream: UInt32 {
    case setup = 1
    case swarm
    case actions
    case values
    case edits
  }

  private let campaign: Campaign<System>
  private let weights: [UInt64]
  private let draws: [[ValueDraw]]
  private let setupDraws: [ValueDraw]
  private let actors: UInt64
  private var actions: Dice
  private var values: Dice
  private var edits: Dice
  private var enabled: [UInt64]
  private var total: UInt64 = 0
  private var activeActors: UInt64 = 1
  private var recent = Recent()
  private var base: CaseRecord?
  private var cut = 0

  init(_ campaign: Campaign<System>) {
    self.campaign = campaign
    weights = campaign.actions.map(\.weight)
    draws = campaign.actions.map { $0.parameters.map { ValueDraw($0) } }
    setupDraws = campaign.setup.map { ValueDraw($0) }
    precondition(setupDraws.allSatisfy(\.isPlain), "a setup parameter has no system to depend on")
    actors = UInt64(campaign.actors)
    enabled = weights
    let idle = Dice(seed: campaign.seed, purpose: .properties, block: Stream.actions.rawValue)
    (actions, values, edits) = (idle, idle, idle)
  }

  private func dice(_ number: UInt32, _ stream: Stream) -> Dice {
    Dice(seed: campaign.seed, path: number, purpose: .properties, block: stream.rawValue)
  }

  /// Starts a case and draws its setup.
  mutating func begin(_ number: UInt32, corpus: Corpus) -> Arguments {
    actions = dice(number, .actions)
    values = dice(number, .values)
    edits = dice(number, .edits)
    recent.clear()
    chooseActions(number)
    base = nil
    cut = 0
    if !corpus.isEmpty, edits.chance(1, in: 2) {
      var record = corpus.record(&edits)
      if !record.steps.isEmpty, edits.chance(1, in: 4) {
        record.steps.remove(at: Int(edits.below(UInt64(record.steps.count))))
      }
      base = record
      // Half the time all the steps that led to something new, else some of them.
      let steps = record.steps.count
      cut = edits.chance(1, in: 2) ? steps : Int(edits.below(UInt64(steps) + 1))
      return record.setup
    }
    var dice = dice(number, .setup)
    var setup = Arguments()
    for draw in setupDraws { setup.append(draw.draw(&dice, upTo: draw.upper, recent: recent)) }
    return setup
  }

  /// Swarm testing: three in four cases keep each action half the time; half of all cases use fewer actors.
  private mutating func chooseActions(_ number: UInt32) {
    var dice = dice(number, .swarm)
    let keepsAll = !campaign.isSwarming || dice.chance(1, in: 4)
    total = 0
    for index in weights.indices {
      enabled[index] = keepsAll || dice.chance(1, in: 2) ? weights[index] : 0
      total += enabled[index]
    }
    if total == 0 {
      let drawable = weights.indices.filter { weights[$0] > 0 }
      let index = drawable[Int(dice.below(UInt64(drawable.count)))]
      enabled[index] = weights[index]
      total = weights[index]
    }
    precondition(total <= UInt64(UInt32.max), "the weights sum to \(total)")
    activeActors = campaign.isSwarming && dice.chance(1, in: 2) ? 1 + dice.below(actors) : actors
  }

  /// How many steps the case takes: from an earlier case it goes on for half of its own length at least.
  var length: Int {
    let steps = campaign.steps
    return base == nil ? steps : min(max(steps, cut + (steps + 1) / 2), max(steps * 4, cut))
  }

  /// The next step, given the state it starts from.
  mutating func step(_ index: Int, _ system: System) -> Step {
    if let base, index < cut { return edited(base.steps[index], system) }
    let word = actions.nextWord()
    var left = ((word >> 32) &* total) >> 32
    var action = 0
    while left >= enabled[action] {
      left -= enabled[action]
      action += 1
    }
    let actor = Int(((word & 0xFFFF_FFFF) &* activeActors) >> 32)
    var arguments = Arguments()
    for position in draws[action].indices {
      arguments.append(value(position, of: action, actor: actor, system))
    }
    return Step(action: action, actor: actor, arguments: arguments)
  }

  /// A step of the corpus: as it was, or in one of eight with one value drawn again.
  private mutating func edited(_ step: Step, _ system: System) -> Step {
    let count = UInt64(step.arguments.count)
    guard count > 0, edits.chance(1, in: 8) else { return step }
    var step = step
    let position = Int(edits.below(count))
    step.arguments[position] = value(position, of: step.action, actor: step.actor, system)
    return step
  }

  private mutating func value(_ position: Int, of action: Int, actor: Int, _ system: System) -> Int256 {
    let draw = draws[action][position]
    let value =
      draw.isPlain
      ? draw.draw(&values, upTo: draw.upper, recent: recent)
      : dependent(position, of: action, actor, system, draw)
    if draw.isShared { recent.note(value) }
    return value
  }

  /// A value that depends on the system.
  private mutating func dependent(
    _ position: Int, of action: Int, _ actor: Int, _ system: System, _ draw: ValueDraw
  ) -> Int256 {
    let parameter = campaign.actions[action].parameters[position]
    if case .drawn(let own) = parameter.spread {
      return min(max(own(&values, system, actor), draw.lower), draw.upper)
    }
    let bound = parameter.bound.map { min(max($0(system, actor), draw.lower), draw.upper) }
    return draw.draw(&values, upTo: bound ?? draw.upper, recent: recent)
  }
}
