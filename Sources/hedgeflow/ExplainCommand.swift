import ArgumentParser
import Campaigns
import Properties
import Reports

/// `hedgeflow explain [NAME]`
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say what an invariant, an action, a quantity or a refusal of a check means.",
    discussion: """
      Without a name, lists them all.

      EXAMPLE
        hedgeflow explain productMustNotFall
      """)

  @Argument(help: "A name from a check's file or its report.")
  var name: String?

  @Flag(help: "Print the entries as JSON (hedgeflow.explain/1).")
  var json = false

  func run() throws {
    let glossary = CheckGlossary.ofProtocols
    guard let name else {
      Console.write(json ? glossary.document().pretty : glossary.list)
      return
    }
    let entries = glossary.entries(of: name)
    guard !entries.isEmpty else {
      let nearest = NearestName.of(name, among: glossary.names)
      throw Console.badInput(
        "`\(name.shownOnOneLine)` is no invariant, action, quantity or refusal",
        help: nearest.map { "did you mean `\($0)`?" } ?? "`hedgeflow explain` lists them all")
    }
    Console.write(json ? glossary.document(entries).pretty : glossary.text(entries))
  }
}
