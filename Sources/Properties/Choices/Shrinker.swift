/// Looks for a simpler case that breaks the same claim.
///
/// Simpler is shorter, then lower from the first choice on; a candidate counts by what it really recorded, so a run always
/// goes down and ends. The search has no randomness: the same case shrinks to the same choices.
struct Shrinker {
  /// The simplest case so far.
  private(set) var best: Trial
  /// How many cases were run.
  private(set) var attempts = 0
  private let claim: String
  private let budget: Int
  private var tried: Set<[UInt64]> = []

  init(_ trial: Trial, claim: String, attempts budget: Int) {
    best = trial
    self.claim = claim
    self.budget = budget
  }

  /// Repeats the passes until none helps or the attempts are used up.
  mutating func run(_ body: (inout Choices) throws -> Void) {
    var before: [UInt64]
    repeat {
      before = best.record
      dropSteps(body)
      dropChunks(body)
      lowerEach(body)
      lowerTogether(body)
      shift(body)
    } while best.record != before && attempts < budget
  }

  /// Runs a candidate and keeps it when it breaks the claim and is simpler.
  private mutating func keeps(_ candidate: [UInt64], _ body: (inout Choices) throws -> Void) -> Bool {
    guard attempts < budget, Shrinker.isSimpler(candidate, than: best.record) else { return false }
    guard tried.insert(candidate).inserted else { return false }
    attempts += 1
    let trial = Trial(replaying: candidate, body)
    guard trial.broken?.claim == claim, Shrinker.isSimpler(trial.record, than: best.record) else {
      return false
    }
    best = trial
    return true
  }

  /// Shorter, or as long and lower at the first difference.
  static func isSimpler(_ a: [UInt64], than b: [UInt64]) -> Bool {
    a.count != b.count ? a.count < b.count : a.lexicographicallyPrecedes(b)
  }
}

// MARK: - Leaving out

extension Shrinker {
  /// Leaves out runs of whole steps of one depth, long runs first, late ones first.
  private mutating func dropSteps(_ body: (inout Choices) throws -> Void) {
    let depths = (best.spans.map(\.depth).max() ?? -1) + 1
    for depth in 0..<depths {
      var length = max(1, best.spans.count { $0.depth == depth } / 2)
      while length > 0 {
        var end = best.spans.count { $0.depth == depth }
        while end >= length {
          let level = best.spans.filter { $0.depth == depth }
          guard end <= level.count else {
            end = level.count
            continue
          }
          let range = level[end - length].range.lowerBound..<level[end - 1].range.upperBound
          var candidate = best.record
          candidate.removeSubrange(range)
          _ = keeps(candidate, body)
          end -= 1
        }
        length /= 2
      }
    }
  }

  /// Leaves out chunks of choices wherever they are: half of them, a quarter, …, then 8 to 1.
  private mutating func dropChunks(_ body: (inout Choices) throws -> Void) {
    var length = best.record.count / 2
    while length > 0 {
      var end = best.record.count
      while end >= length {
        var candidate = best.record
        candidate.removeSubrange((end - length)..<end)
        if keeps(candidate, body) {
          end = min(end, best.record.count)
        } else {
          end -= length > 8 ? length : 1
        }
      }
      length = length > 8 ? length / 2 : length - 1
    }
  }
}

// MARK: - Lowering

extension Shrinker {
  /// Lowers each choice as far as a bisection finds it still breaks.
  private mutating func lowerEach(_ body: (inout Choices) throws -> Void) {
    var index = 0
    while index < best.record.count {
      lower([index], body)
      index += 1
    }
  }

  /// Lowers equal choices together, for claims that need them equal.
  private mutating func lowerTogether(_ body: (inout Choices) throws -> Void) {
    var index = 0
    while index < best.record.count {
      let value = best.record[index]
      let equal = best.record.indices.filter { best.record[$0] == value }
      if value > 0, equal.count > 1, equal.first == index { lower(equal, body) }
      index += 1
    }
  }

  /// Lowers the choices at some places, which are equal: to 0, else by bisection between what holds and what breaks.
  private mutating func lower(_ places: [Int], _ body: (inout Choices) throws -> Void) {
    guard let first = places.first, let last = places.last, last < best.record.count else { return }
    var high = best.record[first]
    guard high > 0, !tries(places, 0, body) else { return }
    var low: UInt64 = 0
    while high - low > 1, last < best.record.count {
      let middle = low + (high - low) / 2
      if tries(places, middle, body) { high = middle } else { low = middle }
    }
  }

  /// Sets the choices at some places to a value.
  private mutating func tries(_ places: [Int], _ value: UInt64, _ body: (inout Choices) throws -> Void)
    -> Bool
  {
    guard let last = places.last, last < best.record.count else { return false }
    var candidate = best.record
    for place in places { candidate[place] = value }
    return keeps(candidate, body)
  }

  /// Moves what a choice has to a later one, for claims about a sum.
  private mutating func shift(_ body: (inout Choices) throws -> Void) {
    var index = 0
    while index < best.record.count {
      for offset in 1...8 where index + offset < best.record.count && best.record[index] > 0 {
        var amount = best.record[index]
        while amount > 0 {
          guard index + offset < best.record.count, best.record[index] >= amount else { break }
          var candidate = best.record
          let (sum, overflow) = candidate[index + offset].addingReportingOverflow(amount)
          candidate[index] -= amount
          candidate[index + offset] = sum
          if overflow || !keeps(candidate, body) { amount /= 2 }
        }
      }
      index += 1
    }
  }
}
