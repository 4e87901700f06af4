extension SchemaValue {
  /// Any text.
  static var text: SchemaValue { .object([.init("type", .text("string"))]) }

  /// Text of a given pattern; numbers pass, since an editor may read `400` as one.
  static func pattern(_ pattern: String) -> SchemaValue {
    .object([.init("type", .array([.text("string"), .text("number")])), .init("pattern", .text(pattern))])
  }

  /// A plain number with `_` between digits.
  static var number: SchemaValue { pattern("^[0-9][0-9_]*(\\.[0-9][0-9_]*)?$") }

  /// A number and a unit.
  static func quantity(_ units: String, sign: String = "", unitIsOptional: Bool = false) -> SchemaValue {
    pattern("^\(sign)[0-9][0-9_]*(\\.[0-9][0-9_]*)? *(\(units))\(unitIsOptional ? "?" : "")$")
  }
}

extension Section {
  /// The section as a JSON Schema object.
  var schema: SchemaValue { .object(members) }

  /// The members of the schema object, so that a root can stand before them.
  var members: [SchemaValue.Member] {
    var members: [SchemaValue.Member] = [
      .init("description", .text(meaning)), .init("type", .text("object")),
      .init("properties", .object(keys.map { .init($0.name, $0.documentedSchema) })),
      .init("additionalProperties", .boolean(false)),
    ]
    let required = keys.filter { $0.presence == .required && $0.only.isEmpty }.map {
      SchemaValue.text($0.name)
    }
    if !required.isEmpty { members.append(.init("required", .array(required))) }
    if !exactlyOne.isEmpty {
      let choices = exactlyOne.map { SchemaValue.object([.init("required", .array([.text($0)]))]) }
      members.append(.init("oneOf", .array(choices)))
    }
    if let selector { members.append(.init("allOf", .array(variants(of: selector)))) }
    return members
  }

  /// For each value of the selecting key, the keys that it needs and those that it has no use for.
  private func variants(of selector: String) -> [SchemaValue] {
    var values: [String] = []
    for value in keys.flatMap(\.only) where !values.contains(value) { values.append(value) }
    return values.map { value in
      let needed = keys.filter { $0.only.contains(value) && $0.presence == .required }.map {
        SchemaValue.text($0.name)
      }
      let useless = keys.filter { !$0.only.isEmpty && !$0.only.contains(value) }
      return .object([
        .init(
          "if",
          .object([.init("properties", .object([.init(selector, .object([.init("const", .text(value))]))]))])),
        .init(
          "then",
          .object([
            .init("required", .array(needed)),
            .init("properties", .object(useless.map { .init($0.name, .boolean(false)) })),
          ])),
      ])
    }
  }
}

extension KeyDescription {
  /// The value's schema with the key's meaning, default and example.
  fileprivate var documentedSchema: SchemaValue {
    guard case .object(let members) = schema else { return schema }
    var text = meaning
    if !only.isEmpty { text += " (only with \(only.joined(separator: ", ")))" }
    var documented: [SchemaValue.Member] = [.init("description", .text(text))]
    if case .byDefault(let value) = presence {
      documented.append(.init("default", value == "{}" ? .object([]) : .text(value)))
    }
    documented.append(.init("examples", .array([.text(example)])))
    return .object(documented + members.filter { $0.name != "description" })
  }
}
