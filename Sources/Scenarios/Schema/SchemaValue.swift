/// A JSON value whose objects keep their order: what a JSON Schema is made of. The tool writes it out.
public indirect enum SchemaValue: Hashable, Sendable {
  /// Text.
  case text(String)
  /// A whole number.
  case integer(Int)
  /// True or false.
  case boolean(Bool)
  /// Values in order.
  case array([SchemaValue])
  /// Names and values in order.
  case object([Member])

  /// A name and its value.
  public struct Member: Hashable, Sendable {
    /// The name.
    public let name: String
    /// Its value.
    public let value: SchemaValue

    /// A name and its value.
    public init(_ name: String, _ value: SchemaValue) {
      self.name = name
      self.value = value
    }
  }
}
