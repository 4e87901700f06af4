/// Spelling help: the known word a mistyped one was probably meant to be.
enum NearestKey {
  /// The closest of `candidates` by edit distance, if it is within a third of the word's length (at least 1, at
  /// most 3). The first wins a tie.
  static func suggestion(for word: String, among candidates: [String]) -> String? {
    guard word.utf8.count <= 40 else { return nil }
    let written = Array(word.lowercased().map { $0 == "_" ? "-" : $0 })
    let limit = min(3, max(1, written.count / 3))
    var best: (word: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(written, Array(candidate.lowercased()))
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.word
  }

  /// The fewest insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`
  /// (optimal string alignment).
  static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var (before, previous) = ([Int](), Array(0...b.count))
    for i in a.indices {
      var current = [i + 1]
      for j in b.indices {
        var cost = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
        current.append(cost)
      }
      (before, previous) = (previous, current)
    }
    return previous[b.count]
  }
}
