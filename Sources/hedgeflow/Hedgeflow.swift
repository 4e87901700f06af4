import ArgumentParser

@main
struct Hedgeflow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hedgeflow",
    abstract: "What an options vault's delta hedging costs the pools it trades in, exact to the last base unit."
  )
}
