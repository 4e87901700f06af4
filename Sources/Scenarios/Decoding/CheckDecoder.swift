import Campaigns
import Exact
import Properties
import Units

/// Makes a check plan from the `check` section, once the rest of the epoch is known.
struct CheckDecoder {
  let vocabulary: CheckVocabulary
  let pools: [String]

  /// What the section says; nil when there is an error in it.
  func read(_ node: DocumentNode, _ decoding: inout Decoding) -> CheckSection? {
    guard let reader = SectionReader(CheckKeys.section, node, owner: nil, &decoding) else { return nil }
    let seed = reader.value(CheckKeys.seed, &decoding)
    let cases = reader.value(CheckKeys.cases, &decoding)
    let steps = reader.value(CheckKeys.steps, &decoding)
    let actors = reader.value(CheckKeys.actors, &decoding)
    let swarm = reader.value(CheckKeys.swarm, &decoding)
    let nodes = reader.value(CheckKeys.actions, &decoding)
    let acts = nodes.map { self.acts($0, at: reader.place(of: CheckKeys.actions), &decoding) }
    let invariants = reader.value(CheckKeys.invariants, &decoding).map { self.invariants($0, &decoding) }
    let always = claims(reader.value(CheckKeys.always, &decoding), .always, &decoding)
    let finally = claims(reader.value(CheckKeys.finally, &decoding), .finally, &decoding)
    let maximize = reader.value(CheckKeys.maximize, &decoding)
    if let maximize { checkSum(maximize, &decoding) }
    let reach = reader.value(CheckKeys.reach, &decoding).map { quotas($0, cases: cases, &decoding) }
    let digests = reader.value(CheckKeys.checkedAgainst, &decoding).map { self.digests($0, &decoding) }
    guard !decoding.log.hasErrors, let seed, let cases, let steps, let actors, let swarm, let invariants
    else { return nil }
    var plan = CheckPlan(
      seed: seed, cases: Int(cases), steps: Int(steps), actors: Int(actors), isSwarming: swarm == .yes,
      acts: acts ?? [], invariants: invariants.names, claims: always + finally, maximize: maximize?.value,
      reach: reach ?? [])
    plan.checksBuiltIns = invariants.checksBuiltIns
    return CheckSection(plan: plan, digests: digests ?? [])
  }

  // MARK: - Names

  private func unknown(
    _ what: String, _ name: Placed<String>, among known: [String], _ decoding: inout Decoding
  ) {
    let nearest = NearestKey.suggestion(for: name.value, among: known)
    let shown = DocumentNode(content: .scalar(name.value), place: name.place).shown
    let list = known.isEmpty ? "there are none here" : "there are " + known.joined(separator: ", ")
    decoding.log.error(
      at: name.place, "there is no \(what) named \(shown) in this epoch",
      help: nearest.map { "did you mean `\($0)`?" } ?? list)
  }

  /// Reports the second of equal names.
  private func once(_ names: [Placed<String>], _ decoding: inout Decoding) {
    var seen: Set<String> = []
    for name in names where !seen.insert(name.value).inserted {
      let shown = DocumentNode(content: .scalar(name.value), place: name.place).shown
      decoding.log.error(at: name.place, "\(shown) stands here twice", help: "remove one")
    }
  }

  private func invariants(
    _ choice: InvariantChoice, _ decoding: inout Decoding
  ) -> (names: [String], checksBuiltIns: Bool) {
    guard case .some(let names) = choice else {
      if case .all = choice { return ([], true) }
      return ([], false)
    }
    for name in names where !vocabulary.invariants.contains(name.value) {
      unknown("invariant", name, among: vocabulary.invariants, &decoding)
    }
    once(names, &decoding)
    return (names.map(\.value), true)
  }

  private func quotas(_ nodes: [NamedNode], cases: UInt64?, _ decoding: inout Decoding) -> [CheckPlan.Reach] {
    let known = vocabulary.acts.map(\.name) + vocabulary.marks
    return nodes.compactMap { entry in
      if !known.contains(entry.name.value) {
        unknown("action or mark", entry.name, among: known, &decoding)
      }
      let key = Key(
        entry.name.value, Form<UInt64>.whole(1...100_000_000), .required,
        meaning: "in how many cases at least", example: "10")
      guard let count = key.form.read(entry.node, key.description, &decoding) else { return nil }
      if let cases, count > cases {
        decoding.log.warning(
          at: entry.node.place, "\(count) cases must show `\(entry.name.value)`, but only \(cases) are run",
          help: "raise `cases`, or ask for fewer")
      }
      return CheckPlan.Reach(name: entry.name.value, cases: Int(count))
    }
  }

  private func digests(_ nodes: [NamedNode], _ decoding: inout Decoding) -> [CheckSection.Checked] {
    nodes.compactMap { entry in
      if !pools.isEmpty, !pools.contains(entry.name.value) {
        unknown("pool", entry.name, among: pools, &decoding)
      }
      guard case .scalar(let text) = entry.node.content, let digest = FileDigest(text) else {
        decoding.log.error(
          at: entry.node.place, "`\(entry.name.value)` was \(entry.node.shown), but a digest must stand here",
          help: "remove the line to stop comparing, or copy the digest from the file's own counterexample")
        return nil
      }
      return CheckSection.Checked(pool: entry.name.value, digest: digest, place: entry.node.place)
    }
  }

  // MARK: - Claims

  private func claims(
    _ texts: [Placed<String>]?, _ moment: CheckPlan.Claim.Moment, _ decoding: inout Decoding
  ) -> [CheckPlan.Claim] {
    guard let texts else { return [] }
    once(texts, &decoding)
    if let names = vocabulary.quantities {
      for text in texts {
        do throws(ExpressionMistake) {
          _ = try ClaimExpression(text.value, over: names)
        } catch {
          report(error, in: text, &decoding)
        }
      }
    }
    return texts.map {
      CheckPlan.Claim(name: "\(moment.rawValue): \($0.value)", moment: moment, text: $0.value)
    }
  }

  private func checkSum(_ text: Placed<String>, _ decoding: inout Decoding) {
    guard let names = vocabulary.quantities else { return }
    do throws(ExpressionMistake) {
      let quantities = names.map { Quantity<Void>($0) { .whole(.zero) } }
      _ = try Objective("", maximizing: text.value, over: quantities)
    } catch {
      report(error, in: text, &decoding)
    }
  }

  private func report(
    _ mistake: ExpressionMistake, in text: Placed<String>, _ decoding: inout Decoding
  ) {
    let (start, end) = (text.place.lowerBound, text.place.upperBound)
    let low = min(start + mistake.range.lowerBound, end)
    let high = min(start + mistake.range.upperBound, end)
    decoding.log.error(at: low..<max(low, high), mistake.message, help: mistake.help)
  }
}

/// The `check` section of a file.
struct CheckSection: Sendable {
  /// A pool's file as it was when a counterexample was found.
  struct Checked: Sendable {
    let pool: String
    let digest: FileDigest
    let place: Range<Int>
  }

  let plan: CheckPlan
  let digests: [Checked]
}

// MARK: - Actions

extension CheckDecoder {
  private func acts(
    _ nodes: [DocumentNode], at place: Range<Int>, _ decoding: inout Decoding
  ) -> [CheckPlan.Act] {
    var names: [Placed<String>] = []
    let acts = nodes.compactMap { act($0, &names, &decoding) }
    once(names, &decoding)
    if acts.count == nodes.count, acts.allSatisfy({ $0.weight == 0 }) {
      decoding.log.error(at: place, "no action has a weight", help: "give one of them a weight above 0")
    }
    return acts
  }

  private func act(
    _ node: DocumentNode, _ names: inout [Placed<String>], _ decoding: inout Decoding
  ) -> CheckPlan.Act? {
    // The name says which other keys there may be.
    let name = name(of: node)
    let known = name.flatMap { name in vocabulary.acts.first { $0.name == name.value } }
    let keys = (known?.parameters ?? []).map { parameter in
      KeyDescription(
        name: parameter.name, presence: .optional, only: [], meaning: "its range",
        example:
          "{ from: \(parameter.unit.example(decoding.pair)), to: \(parameter.unit.example(decoding.pair)) }",
        schema: RangeKeys.schema)
    }
    if let name, known == nil {
      unknown("action", name, among: vocabulary.acts.map(\.name), &decoding)
      names.append(name)
      return nil
    }
    guard let reader = SectionReader(ActKeys.section(parameters: keys), node, owner: nil, &decoding) else {
      return nil
    }
    let deed = reader.value(ActKeys.deed, &decoding)
    let weight = reader.value(ActKeys.weight, &decoding)
    let bounds = (known?.parameters ?? []).map { bound($0, of: node, &decoding) }
    guard let deed, let weight else { return nil }
    names.append(deed)
    return CheckPlan.Act(name: deed.value, weight: Int(weight), bounds: bounds.compactMap { $0 })
  }

  private func name(of node: DocumentNode) -> Placed<String>? {
    guard case .mapping(let entries) = node.content,
      let entry = entries.first(where: { $0.key == ActKeys.deed.name }),
      case .scalar(let text) = entry.value.content, !text.isEmpty
    else { return nil }
    return Placed(value: text, place: entry.value.place)
  }

  /// The range of a parameter; nil when it is left out or was reported.
  private func bound(
    _ parameter: CheckVocabulary.Parameter, of node: DocumentNode, _ decoding: inout Decoding
  ) -> CheckPlan.Bound? {
    guard case .mapping(let entries) = node.content,
      let entry = entries.first(where: { $0.key == parameter.name })
    else { return nil }
    let form = Form<ExactValue>.end(parameter.unit)
    let (from, to) = RangeKeys.ends(form, example: parameter.unit.example(decoding.pair))
    let section = Section(
      name: "`\(parameter.name)`", meaning: "A range.", keys: [from.description, to.description])
    guard let reader = SectionReader(section, entry.value, owner: entry.keyPlace, &decoding) else {
      return nil
    }
    let least = reader.value(from, &decoding)
    let most = reader.value(to, &decoding)
    guard let least, let most else { return nil }
    guard least.rational <= most.rational else {
      decoding.log.error(
        at: reader.place(of: to), "the range of `\(parameter.name)` ends before it begins",
        help: "exchange `from` and `to`")
      return nil
    }
    if let range = parameter.range {
      for (key, value) in [(from, least), (to, most)] where !range.contains(value) {
        let (low, high) = (parameter.unit.text(range.lowerBound), parameter.unit.text(range.upperBound))
        decoding.log.error(
          at: reader.place(of: key),
          "`\(key.name)` of `\(parameter.name)` must be between \(low) and \(high)",
          help: "for example `\(key.description.line)`")
        return nil
      }
    }
    return CheckPlan.Bound(name: parameter.name, least: least, most: most)
  }
}

extension CheckVocabulary.Unit {
  /// A value as it would be written.
  func example(_ pair: Pair?) -> String {
    switch self {
    case .base: "10 \(pair?.base.symbol ?? "ETH")"
    case .quote: "10 \(pair?.quote.symbol ?? "USDC")"
    case .ratio: "5%"
    case .count: "100"
    }
  }
}

extension CheckVocabulary.Unit {
  /// A value of a parameter for a message.
  fileprivate func text(_ value: Int256) -> String {
    switch self {
    case .base, .quote: "\(value) units"
    case .count: "\(value)"
    case .ratio: "\(value) · 10^-18"
    }
  }
}

extension ClosedRange<Int256> {
  /// Whether an exact value is one of the range's.
  fileprivate func contains(_ value: ExactValue) -> Bool {
    if case .whole(let whole) = value { contains(whole) } else { false }
  }
}

extension Form where Value == ExactValue {
  /// An end of a range, in the smallest unit.
  fileprivate static func end(_ unit: CheckVocabulary.Unit) -> Form {
    switch unit {
    case .base, .quote: tokens(unit)
    case .ratio:
      mapped(Form<Ratio>.ratio(Bounds.percent(-99)...Bounds.percent(1_000))) {
        ExactValue(Rational(Integer($0.wads)))
      }
    case .count: mapped(Form<UInt64>.whole(0...UInt64.max)) { ExactValue(Word256($0)) }
    }
  }

  private static func mapped<Inner: Sendable>(
    _ inner: Form<Inner>, _ change: @escaping @Sendable (Inner) -> ExactValue
  ) -> Form {
    Form(schema: inner.schema) { node, key, decoding in inner.read(node, key, &decoding).map(change) }
  }

  private static func tokens(_ unit: CheckVocabulary.Unit) -> Form {
    Form(schema: .text) { node, key, decoding in
      guard let pair = decoding.pair else { return nil }
      let token = if case .base = unit { pair.base } else { pair.quote }
      let read = decoding.text(node, key) { text throws(TextRefusal) in
        try AmountText.read(text, tokens: [token])
      }
      guard let read, decoding.bounded(read.units, of: read.token, least: 0, node, key) else { return nil }
      return ExactValue(read.units)
    }
  }
}
