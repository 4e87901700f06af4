/// The known name that a mistaken one most likely stands for.
package enum NearestName {
  /// The closest candidate by edit distance, within a third of the length (at least 1, at most 4); the first of equals.
  package static func of(_ written: String, among candidates: [String]) -> String? {
    let letters = Array(written.lowercased().utf8)
    let limit = min(max(letters.count / 3, 1), 4)
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(letters, Array(candidate.lowercased().utf8))
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Insertions, removals and replacements that lead from one to the other.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let replaced = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
