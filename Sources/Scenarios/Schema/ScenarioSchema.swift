/// The JSON Schema of the files, made from the same key tables that decode them.
public enum ScenarioSchema {
  /// The schema of a pool file.
  public static var pool: SchemaValue { root("Hedgeflow pool", PoolKeys.section) }

  /// The schema of an epoch file.
  public static var epoch: SchemaValue { root("Hedgeflow epoch", EpochKeys.section) }

  /// The schema of a file of either kind.
  public static var file: SchemaValue {
    .object([
      .init("$schema", .text(dialect)), .init("title", .text("Hedgeflow pool or epoch")),
      .init("oneOf", .array([PoolKeys.section.schema, EpochKeys.section.schema])),
    ])
  }

  private static let dialect = "https://json-schema.org/draft/2020-12/schema"

  private static func root(_ title: String, _ section: Section) -> SchemaValue {
    .object([.init("$schema", .text(dialect)), .init("title", .text(title))] + section.members)
  }
}
