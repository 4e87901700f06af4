/// A key of a file: its name, how its value is written, what it means. Each key is declared once; decoding, spelling
/// hints and the JSON Schema all read the declaration.
struct Key<Value>: Sendable {
  let name: String
  let form: Form<Value>
  let presence: Presence
  /// Values of the section's selecting key (`process: gbm`) that this key belongs to; empty for all.
  let only: [String]
  let meaning: String
  /// A value as it would be written.
  let example: String

  /// A key from its parts.
  init(
    _ name: String, _ form: Form<Value>, _ presence: Presence, only: [String] = [], meaning: String,
    example: String
  ) {
    self.name = name
    self.form = form
    self.presence = presence
    self.only = only
    self.meaning = meaning
    self.example = example
  }

  /// What does not depend on the type of the value.
  var description: KeyDescription {
    KeyDescription(
      name: name, presence: presence, only: only, meaning: meaning, example: example, schema: form.schema)
  }
}

/// Whether a key must be there.
enum Presence: Hashable, Sendable {
  /// It must.
  case required
  /// It need not; leaving it out means that there is no such thing.
  case optional
  /// It need not; leaving it out means this text. `{base}` and `{quote}` stand for the pair's symbols, `{}` for a
  /// group whose keys all have their defaults.
  case byDefault(String)
}

/// A key without the type of its value.
struct KeyDescription: Sendable {
  let name: String
  let presence: Presence
  let only: [String]
  let meaning: String
  let example: String
  let schema: SchemaValue

  /// `key: example`, as shown in hints.
  var line: String { "\(name): \(example)" }
}

/// The keys that may stand together in one mapping.
struct Section: Sendable {
  /// What the section is called in messages: `the pool`, `price`.
  let name: String
  let meaning: String
  let keys: [KeyDescription]
  /// Keys of which exactly one must be there; empty when there is no such choice.
  var exactlyOne: [String] = []
  /// The key whose value decides which of the others belong; nil when all do.
  var selector: String?
}

/// How a value is written: its JSON Schema, and how it is read.
struct Form<Value>: Sendable {
  let schema: SchemaValue
  /// The value, or nil after reporting why not; `key` names it in messages.
  let read: @Sendable (_ node: DocumentNode, _ key: KeyDescription, _ decoding: inout Decoding) -> Value?
}
