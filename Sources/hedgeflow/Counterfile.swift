import Campaigns
import Exact
import Foundation
import Properties
import Reports
import Scenarios
import Simulation

/// Writes a case of a check as an epoch file.
struct Counterfile {
  let file: CheckFile
  /// The path of the checked file, as it was given.
  let path: String
  let check: ProtocolCheck

  /// Where a case goes: to the folder, else to `Replays` beside the folder `Checks` or in the file's own folder.
  func place(ofCase number: Int, in folder: String?) -> String {
    let name = "\(file.plan.name)-\(number).yaml"
    if let folder { return join(folder, name) }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().map(String.init)
    let isInChecks = parts.last == "Checks"
    if parts.last == "Replays" { return (parts + [name]).joined(separator: "/") }
    return ((isInChecks ? parts.dropLast() : parts) + ["Replays", name]).joined(separator: "/")
  }

  /// Writes the shrunk steps of a failure.
  func write(_ failure: CampaignFailure, _ report: CampaignReport, to place: String) throws {
    let breach = failure.breach
    var heading = [
      "Breaks `\(breach.invariant)`: case \(failure.number) of seed \(report.seed) of \(shown), "
        + "shrunk from \(failure.found.steps.count) steps."
    ]
    if !breach.explanation.isEmpty { heading.append(breach.explanation) }
    if let slack = breach.slack {
      heading.append(
        "Found: \(slack) was false\(breach.inequality.isEmpty ? "" : ", where it reads \(breach.inequality)")."
      )
    }
    if !breach.details.isEmpty { heading.append("Found: \(breach.details).") }
    let isClaim = file.check.claims.contains { $0.name == breach.invariant }
    try write(
      failure.shrunk, failure.steps, name: "\(file.plan.name)-\(failure.number)",
      broken: isClaim ? .claim(breach.invariant) : .invariant(breach.invariant), heading, to: place)
  }

  /// Writes the steps of the worst case.
  func write(_ best: BestCase, _ report: CampaignReport, to place: String) throws {
    try write(
      best.script, best.steps, name: "\(file.plan.name)-worst", broken: .nothing,
      [
        "The worst case of \(best.name) that was found: \(best.value), in case \(best.place.number) of seed "
          + "\(report.seed) of \(shown)."
      ], to: place)
  }

  /// The file's name alone: paths are the user's own.
  private var shown: String { path.split(separator: "/").last.map(String.init) ?? path }

  private func write(
    _ script: CaseScript, _ steps: [ToldStep], name: String, broken: ReplayFile.Broken, _ heading: [String],
    to place: String
  ) throws {
    let last = "Run it with `hedgeflow replay` or `hedgeflow run`; edit it as you like."
    let scripted = try check.script(of: script)
    let replay = ReplayFile(
      of: file, name: name, script: scripted,
      notes: steps.count == scripted.steps.count ? steps.map(\.description) : [], broken: broken,
      heading: heading + [last])
    guard let text = replay.text(at: place) else {
      throw Console.badInput("a path in \(path) cannot be written", help: "name its files plainly")
    }
    do {
      let url = URL(fileURLWithPath: place)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url, options: .atomic)
    } catch {
      throw Console.badInput(
        "\(place) cannot be written", help: "name another file with --replay, or none with --no-replay")
    }
  }

  private func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}
