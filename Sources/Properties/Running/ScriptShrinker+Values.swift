internal import Exact

/// A value of a case: one of the setup (step nil) or of a step.
private struct ValuePlace {
  var step: Int?
  var index: Int
}

extension CaseRecord {
  fileprivate subscript(place: ValuePlace) -> Int256 {
    get { place.step.map { steps[$0][place.index] } ?? setup[place.index] }
    set {
      if let step = place.step {
        steps[step].arguments[place.index] = newValue
      } else {
        setup[place.index] = newValue
      }
    }
  }

  fileprivate func has(_ place: ValuePlace) -> Bool {
    guard let step = place.step else { return place.index < setup.count }
    return step < steps.count && place.index < steps[step].arguments.count
  }
}

extension ScriptShrinker {
  /// Gives everything to the first actor; else each step, and else each actor as a whole to a lower one.
  mutating func plainActors() {
    var candidate = best
    for index in candidate.steps.indices { candidate.steps[index].actor = 0 }
    guard !keeps(candidate) else { return }
    for old in Set(best.steps.map(\.actor)).sorted() where old > 0 {
      for new in 0..<old {
        var candidate = best
        for index in candidate.steps.indices where candidate.steps[index].actor == old {
          candidate.steps[index].actor = new
        }
        if keeps(candidate) { break }
      }
    }
    var index = 0
    while index < best.steps.count {
      for actor in 0..<best.steps[index].actor {
        var candidate = best
        candidate.steps[index].actor = actor
        if keeps(candidate) { break }
      }
      index += 1
    }
  }

  /// Makes each value of the setup as plain as it can be.
  mutating func plainSetup() {
    for index in campaign.setup.indices { lower([ValuePlace(step: nil, index: index)]) }
  }

  /// Makes each value of each step as plain as it can be.
  mutating func plainValues() {
    var step = 0
    while step < best.steps.count {
      var index = 0
      while step < best.steps.count, index < best.steps[step].arguments.count {
        lower([ValuePlace(step: step, index: index)])
        index += 1
      }
      step += 1
    }
  }

  /// Lowers equal values together, for faults that need them equal.
  mutating func lowerTogether() {
    var step = 0
    while step < best.steps.count {
      var index = 0
      while step < best.steps.count, index < best.steps[step].arguments.count {
        let first = ValuePlace(step: step, index: index)
        let equal = places(from: step).filter {
          best[$0] == best[first] && parameter($0).range == parameter(first).range
        }
        if equal.count > 1 { lower(equal) }
        index += 1
      }
      step += 1
    }
  }

  /// Moves what a value has above its plainest to a later one of the same range, for faults that need a sum.
  mutating func shift() {
    var step = 0
    while step < best.steps.count {
      var index = 0
      while step < best.steps.count, index < best.steps[step].arguments.count {
        let from = ValuePlace(step: step, index: index)
        for to in places(from: step + 1) where best.has(from) && best.has(to) {
          let parameter = parameter(to)
          guard parameter.labels.isEmpty, !parameter.isTime, parameter.range == self.parameter(from).range
          else { continue }
          let surplus = best[from].subtractingReportingOverflow(parameter.simplest)
          let room = parameter.range.upperBound.subtractingReportingOverflow(best[to])
          guard !surplus.overflow, !room.overflow else { continue }
          let moved = min(surplus.partialValue, room.partialValue)
          guard moved > .zero else { continue }
          var candidate = best
          candidate[from] -= moved
          candidate[to] += moved
          _ = keeps(candidate)
        }
        index += 1
      }
      step += 1
    }
  }

  private func places(from first: Int) -> [ValuePlace] {
    guard first < best.steps.count else { return [] }
    return (first..<best.steps.count).flatMap { step in
      (0..<best.steps[step].arguments.count).map { ValuePlace(step: step, index: $0) }
    }
  }

  private func parameter(_ place: ValuePlace) -> Parameter<System> {
    guard let step = place.step else { return campaign.setup[place.index] }
    return campaign.actions[best.steps[step].action].parameters[place.index]
  }

  /// Moves equal values to the plainest, else by bisection between what does not do it and what does.
  private mutating func lower(_ places: [ValuePlace]) {
    guard let first = places.first, best.has(first) else { return }
    let parameter = parameter(first)
    let plain = parameter.simplest
    guard best[first] != plain, !tries(places, plain) else { return }
    let isAbove = best[first] > plain
    func distance() -> Word256 {
      isAbove
        ? plain.distance(to: best[first])
        : best[first].distance(to: plain)
    }
    var high = distance()
    // A short case often breaks with a small value though a middle one does not: small ones are tried first.
    for small in 1...3 as ClosedRange<UInt64> where Word256(small) < high {
      if tries(places, plain.moved(by: Word256(small), down: !isAbove)) { return }
    }
    var low = Word256.zero
    while high > low + 1, places.allSatisfy(best.has), goesOn {
      let middle = low + ((high - low) >> 1)
      if tries(places, plain.moved(by: middle, down: !isAbove)) {
        high = middle
      } else {
        low = middle
      }
    }
  }

  private mutating func tries(_ places: [ValuePlace], _ value: Int256) -> Bool {
    guard places.allSatisfy(best.has) else { return false }
    var candidate = best
    for place in places { candidate[place] = value }
    return keeps(candidate)
  }
}
