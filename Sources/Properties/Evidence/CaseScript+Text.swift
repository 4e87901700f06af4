internal import Exact

extension CaseScript: LosslessStringConvertible {
  /// One line for a test or a report: `with start=8; 0 deposit amount=11; 1 wait seconds=3600`.
  ///
  /// Each step is its actor, its action and its parameters by name; choices are given by number.
  public var description: String {
    func words(_ values: [NamedValue]) -> String { values.map { " \($0.name)=\($0.value)" }.joined() }
    let opening = setup.isEmpty ? [] : ["with\(words(setup))"]
    return (opening + steps.map { "\($0.actor) \($0.action)\(words($0.parameters))" }).joined(separator: "; ")
  }

  /// The script that a line stands for; nil when it is not of that form. Whether it fits a campaign is for
  /// ``Campaign/replay(_:)`` to say.
  public init?(_ description: String) {
    func values(_ words: ArraySlice<Substring>) -> [NamedValue]? {
      let values = words.compactMap { word -> NamedValue? in
        let sides = word.split(separator: "=", omittingEmptySubsequences: false)
        guard sides.count == 2, !sides[0].isEmpty, let value = Int256(String(sides[1])) else { return nil }
        return NamedValue(String(sides[0]), value)
      }
      return values.count == words.count ? values : nil
    }
    self.init(steps: [])
    guard description.contains(where: { !$0.isWhitespace }) else { return }
    for (index, part) in description.split(separator: ";", omittingEmptySubsequences: false).enumerated() {
      let words = part.split(whereSeparator: \.isWhitespace)
      if index == 0, words.first == "with" {
        guard let given = values(words.dropFirst()) else { return nil }
        setup = given
        continue
      }
      guard words.count >= 2, let actor = Int(words[0]), let given = values(words.dropFirst(2)) else {
        return nil
      }
      steps.append(ScriptedStep(actor: actor, String(words[1]), given))
    }
  }
}
