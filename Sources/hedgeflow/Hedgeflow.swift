import ArgumentParser
import Foundation

@main
struct Hedgeflow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hedgeflow",
    abstract:
      "What an options vault's delta hedging costs the pools it trades in, exact to the last base unit.",
    subcommands: [
      RunCommand.self,
      CheckCommand.self,
      ReplayCommand.self,
      ExplainCommand.self,
      QuoteCommand.self,
      LedgerCommand.self,
      PriceCommand.self,
      FunctionCommand.self,
      ValidateCommand.self,
      SchemaCommand.self,
    ]
  )

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var parallel = command as? any AsyncParsableCommand {
        try await parallel.run()
      } else {
        try command.run()
      }
    } catch {
      ToolExit.leave(after: error)
    }
  }
}
