internal import Exact
internal import Feeds

/// Cases that showed something new, from which later cases may start.
///
/// It grows only between rounds of cases, in case order, and starts empty again every epoch: what a case starts from depends
/// on the seed and its number, not on workers, and a campaign can be resumed without running more than an epoch again.
struct Corpus: Sendable {
  /// Cases between two rounds of growth.
  static let round: UInt32 = 64
  /// Cases before the corpus starts empty again.
  static let epoch: UInt32 = 4_096
  static let mostRecords = 256
  static let mostKeys = 65_536

  private(set) var best: Int256?
  private var records: [CaseRecord] = []
  private var seen: Set<UInt64> = []
  /// The place in ``records`` after the newest.
  private var next = 0

  /// What one case showed.
  struct Find: Sendable {
    var keys: [UInt64]
    var best: Int256?
    var record: CaseRecord
  }

  var isEmpty: Bool { records.isEmpty }

  /// One of the records: half the time one of the four newest, which are the furthest as a rule.
  func record(_ dice: inout Dice) -> CaseRecord {
    let count = UInt64(records.count)
    guard dice.chance(1, in: 2) else { return records[Int(dice.below(count))] }
    let age = 1 + Int(dice.below(min(count, 4)))
    return records[(next + records.count - age) % records.count]
  }

  /// Whether a combination was not seen before this round.
  func isNew(_ key: UInt64) -> Bool { !seen.contains(key) && seen.count < Corpus.mostKeys }

  /// Keeps a find if it is still new.
  mutating func fold(_ find: Find) {
    var isKept = false
    for key in find.keys where isNew(key) {
      seen.insert(key)
      isKept = true
    }
    if let value = find.best, value > best ?? .min {
      best = value
      isKept = true
    }
    guard isKept else { return }
    if records.count < Corpus.mostRecords { records.append(find.record) } else { records[next] = find.record }
    next = (next + 1) % Corpus.mostRecords
  }
}
