import ArgumentParser
import Reports
import Scenarios

/// `hedgeflow schema [pool|epoch]`
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of pool and epoch files, for editors to complete and check them.",
    discussion: """
      EXAMPLE
        hedgeflow schema epoch
      """)

  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case pool
    case epoch
  }

  @Argument(help: "The kind of file; both when left out.")
  var kind: Kind?

  func run() {
    let schema =
      switch kind {
      case .pool: ScenarioSchema.pool
      case .epoch: ScenarioSchema.epoch
      case nil: ScenarioSchema.file
      }
    print(Document(schema).pretty, terminator: "")
  }
}

extension Document {
  /// A schema as a document.
  fileprivate init(_ schema: SchemaValue) {
    switch schema {
    case .text(let text): self = .text(text)
    case .integer(let value): self = .count(value)
    case .boolean(let value): self = .truth(value)
    case .array(let values): self = .list(values.map(Document.init))
    case .object(let members): self = .object(members.map { Member($0.name, Document($0.value)) })
    }
  }
}
