import Units

/// The keys of `check`.
enum CheckKeys {
  enum YesNo: String, CaseIterable, Sendable {
    case yes
    case no
  }

  static let seed = Key(
    "seed", Form<UInt64>.whole(0...UInt64.max), .byDefault("1"), meaning: "the key of every case's choices",
    example: "7")
  static let cases = Key(
    "cases", Form<UInt64>.whole(1...100_000_000), .byDefault("2_000"), meaning: "how many cases are run",
    example: "2_000")
  static let steps = Key(
    "steps", Form<UInt64>.whole(1...10_000), .byDefault("50"), meaning: "how many actions a case tries",
    example: "50")
  static let actors = Key(
    "actors", Form<UInt64>.whole(1...64), .byDefault("3"), meaning: "how many actors there are",
    example: "3")
  static let swarm = Key(
    "swarm", Form<YesNo>.choice, .byDefault("yes"),
    meaning: "whether most cases leave out some of the actions", example: "yes")
  static let actions = Key(
    "actions", Form<[DocumentNode]>.nodes(like: ActKeys.section, 1...64), .optional,
    meaning: "what actors do, and how often beside each other; left out, everything the epoch allows",
    example: "[{ do: swap, weight: 3 }, { do: wait }]")
  static let invariants = Key(
    "invariants", Form<InvariantChoice>.invariants, .byDefault("all"),
    meaning: "built-in invariants by name, `all` that have a meaning here, or `none`",
    example: "[conservation]")
  static let always = Key(
    "always", Form<[Placed<String>]>.claims, .optional,
    meaning: "what must hold after every accepted action; `old(…)` is the value before it",
    example: "[\"vault.assets >= vault.liabilities\"]")
  static let finally = Key(
    "finally", Form<[Placed<String>]>.claims, .optional,
    meaning: "what must hold at the end of every case; `old(…)` is the value at its start",
    example: "[\"vault.assets >= vault.liabilities\"]")
  static let maximize = Key(
    "maximize", Form<Placed<String>>.claim, .optional,
    meaning: "a quantity, or a sum of some, whose worst case is looked for", example: "\"vault.liabilities\"")
  static let reach = Key(
    "reach", Form<[NamedNode]>.byName(.number), .optional,
    meaning: "in how many cases at least an action must be accepted, or a mark be seen",
    example: "{ swap: 10 }")
  static let checkedAgainst = Key(
    "checked-against", Form<[NamedNode]>.byName(.pattern("^fnv1a-[0-9a-f]{16}$")), .optional,
    meaning: "a digest of each pool's file, as it was when a counterexample was found",
    example: "{ eth-usdc-30bp: fnv1a-0123456789abcdef }")

  static let section = Section(
    name: "`check`",
    meaning: "What `hedgeflow check` tries and what must hold; `hedgeflow run` has no use for it.",
    keys: [
      seed.description, cases.description, steps.description, actors.description, swarm.description,
      actions.description, invariants.description, always.description, finally.description,
      maximize.description, reach.description, checkedAgainst.description,
    ])

  /// The section as it stands: what it means depends on the rest of the file.
  static let form = Form<DocumentNode>(schema: section.schema) { node, _, _ in node }
}

/// Which of the built-in invariants are checked.
enum InvariantChoice: Sendable {
  case all
  case none
  case some([Placed<String>])
}

/// A value by a name that the rest of the file explains.
struct NamedNode: Sendable {
  let name: Placed<String>
  let node: DocumentNode
}

/// The keys of an action of `check`, besides those of its parameters.
enum ActKeys {
  static let deed = Key(
    "do", Form<String>.text.placed, .required, meaning: "the action, as in a step of `script`",
    example: "swap")
  static let weight = Key(
    "weight", Form<UInt64>.whole(0...1_000), .byDefault("1"),
    meaning: "how often it is tried beside the others", example: "3")

  /// The section of one action with its parameters.
  static func section(parameters: [KeyDescription]) -> Section {
    Section(
      name: "the action", meaning: "An action, how often it is tried, and the range of each parameter.",
      keys: [deed.description, weight.description] + parameters)
  }

  static let section = Section(
    name: "the action", meaning: "An action, how often it is tried, and the range of each parameter.",
    keys: [deed.description, weight.description])
}

/// The keys of a parameter's range.
enum RangeKeys {
  /// The two ends, read by one form.
  static func ends<Value>(_ form: Form<Value>, example: String) -> (from: Key<Value>, to: Key<Value>) {
    (
      Key("from", form, .required, meaning: "the least value", example: example),
      Key("to", form, .required, meaning: "the greatest value", example: example)
    )
  }

  static let schema = SchemaValue.object([
    .init("type", .text("object")),
    .init(
      "properties",
      .object([
        .init("from", documented("the least value")), .init("to", documented("the greatest value")),
      ])),
    .init("additionalProperties", .boolean(false)),
    .init("required", .array([.text("from"), .text("to")])),
  ])

  private static func documented(_ meaning: String) -> SchemaValue {
    .object([
      .init("description", .text(meaning)), .init("examples", .array([.text("10 ETH")])),
      .init("type", .array([.text("string"), .text("number")])),
    ])
  }
}

// MARK: - Forms

extension Form where Value == String {
  /// Any text.
  static let text = Form(schema: .text) { node, key, decoding in decoding.scalar(node, key) }

  var placed: Form<Placed<String>> { .placed(self) }
}

extension Form where Value == [DocumentNode] {
  /// A list whose items are read later; for an editor they have these keys, and ranges by other names.
  static func nodes(like section: Section, _ bounds: ClosedRange<Int>) -> Form {
    let members = section.members.map { member in
      member.name == "additionalProperties" ? SchemaValue.Member(member.name, RangeKeys.schema) : member
    }
    let schema = SchemaValue.object([
      .init("type", .text("array")), .init("items", .object(members)),
      .init("minItems", .integer(bounds.lowerBound)), .init("maxItems", .integer(bounds.upperBound)),
    ])
    return Form(schema: schema) { node, key, decoding in decoding.items(node, key, bounds) }
  }
}

extension Form where Value == Placed<String> {
  /// A claim or a sum as text; its place is that of its first character.
  static let claim = Form<String>.text.placed
}

extension Form where Value == [Placed<String>] {
  /// Some claims.
  static let claims = Form.list(of: .claim, 1...64)
}

extension Form where Value == InvariantChoice {
  /// `all`, `none`, or a list of names.
  static let invariants = Form(
    schema: .object([
      .init(
        "oneOf",
        .array([
          .object([.init("enum", .array([.text("all"), .text("none")]))]),
          .object([.init("type", .text("array")), .init("items", .text), .init("minItems", .integer(1))]),
        ]))
    ])
  ) { node, key, decoding in
    if case .sequence = node.content {
      return Form<[Placed<String>]>.claims.read(node, key, &decoding).map { .some($0) }
    }
    guard let text = decoding.scalar(node, key) else { return nil }
    switch text {
    case "all": return .all
    case "none": return InvariantChoice.none
    default:
      decoding.refuse(node, key, but: "it must be `all`, `none`, or a list of names")
      return nil
    }
  }
}

extension Form where Value == [NamedNode] {
  /// `{ name: value }`, the names read later.
  static func byName(_ value: SchemaValue) -> Form {
    Form(schema: .object([.init("type", .text("object")), .init("additionalProperties", value)])) {
      node, key, decoding in
      guard case .mapping(let entries) = node.content else {
        if case .broken = node.content { return nil }
        decoding.refuse(node, key, but: "names and values must stand here")
        return nil
      }
      return entries.map { NamedNode(name: Placed(value: $0.key, place: $0.keyPlace), node: $0.value) }
    }
  }
}
