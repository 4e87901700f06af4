import ArgumentParser
import Campaigns
import Properties
import Reports
import Scenarios
import Simulation

/// `hedgeflow check FILE`
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Try to break an epoch: random actions of several actors, and what must hold after each.",
    discussion: """
      The `check` section of the file says what is tried and what must hold; without one, everything is. Cases depend on \
      the file and the seed alone, never on --jobs or the time. The first case that breaks something is shrunk to the \
      fewest and plainest steps and written as an epoch file, by default to `Replays/` beside `Checks/`, which \
      `hedgeflow replay` and `hedgeflow run` take.

      EXAMPLE
        hedgeflow check Epochs/Checks/constant-product.yaml --cases 200

      Exit code 0 when everything held, 1 when something broke, 2 for bad input, 3 when the cases do not decide it: a \
      quota was not met, or the time limit came first.
      """)

  @Argument(help: "An epoch file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Option(help: "Use this seed in place of the file's.")
  var seed: UInt64?

  @Option(help: "Run cases 0 to this many, in place of the file's number.")
  var cases: Int?

  @Option(help: "Try this many actions a case, in place of the file's number.")
  var steps: Int?

  @Option(help: "The first case: where a run that was stopped goes on.")
  var fromCase: Int = 0

  @Option(help: "How many cases run side by side; the result is the same for any number.")
  var jobs: Int = 1

  @Option(
    help: ArgumentHelp("Stop after this time, between two cases: 30s, 10m.", valueName: "duration"))
  var timeLimit: String?

  @Flag(help: "Let every case try every action.")
  var noSwarm = false

  @Option(
    help: "Write the steps that break something, or those of the worst case, to this file.",
    completion: .file(extensions: ["yaml"]))
  var replay: String?

  @Option(help: "Write the steps that break something to this folder.", completion: .directory)
  var replayFolder: String?

  @Flag(help: "Write no file.")
  var noReplay = false

  @Flag(help: "Print every exact figure as JSON (hedgeflow.check/1).")
  var json = false

  func validate() throws {
    let places = [replay != nil, replayFolder != nil, noReplay].count { $0 }
    guard places <= 1 else {
      throw ValidationError("Choose one of --replay, --replay-folder and --no-replay.")
    }
    for (name, value, most) in [("cases", cases, 100_000_000), ("steps", steps, 10_000), ("jobs", jobs, 256)]
    {
      guard let value, !(1...most).contains(value) else { continue }
      throw ValidationError("--\(name) must be between 1 and \(most).")
    }
    guard fromCase >= 0 else { throw ValidationError("--from-case must be 0 or more.") }
  }

  func run() async throws {
    let loaded = try Console.value(of: ScenarioLoader.loadCheck(path: file))
    let file = loaded.replacing(check: asked(loaded.check))
    let total = file.check.cases
    guard fromCase < total else {
      throw Console.badInput(
        "case \(fromCase) is not one of the \(total) cases", help: "they are numbered from 0; raise --cases")
    }
    let limit = try timeLimit.map { try TimeLimit($0) }
    let check = ProtocolCheck(plan: file.plan, check: file.check)
    let report = await run(try check.campaign(), cases: total - fromCase, limit: limit)
    let place = try write(report, of: check, file)
    let document = CheckDocument.document(report, file: self.file, replay: place)
    Console.write(
      json
        ? document.pretty : CheckText(report, file: self.file, replay: place, resumption: resumption).rendered
    )
    try end(report)
  }

  /// The file's check as the options change it.
  private func asked(_ check: CheckPlan) -> CheckPlan {
    var check = check
    if let seed { check.seed = seed }
    if let cases { check.cases = cases }
    if let steps { check.steps = steps }
    if noSwarm { check.isSwarming = false }
    return check
  }

  /// The options without which a run that goes on would not be the same.
  private var resumption: String {
    let options: [(String, String?)] = [
      ("seed", seed.map { "\($0)" }), ("cases", cases.map { "\($0)" }), ("steps", steps.map { "\($0)" }),
    ]
    let words = options.compactMap { name, value in value.map { " --\(name) \($0)" } }.joined()
    return words + (noSwarm ? " --no-swarm" : "")
  }

  private func run<System>(
    _ campaign: Campaign<System>, cases: Int, limit: TimeLimit?
  ) async -> CampaignReport {
    let bar = SharedProgress("checking", total: cases, unit: "cases")
    defer { bar.clear() }
    var controls = RunControls()
    controls.fromCase = UInt32(fromCase)
    controls.cases = cases
    controls.progress = { bar.advance(to: $0.cases) }
    controls.shouldStop = { number in
      LastWords.trying(case: number)
      return limit?.isOver ?? false
    }
    return await campaign.run(jobs: jobs, controls)
  }

  /// Writes the steps of a failure or, when asked for by name, of the worst case.
  /// - Returns: where; nil when there was nothing to write, or nothing should be.
  private func write(_ report: CampaignReport, of check: ProtocolCheck, _ file: CheckFile) throws -> String? {
    guard !noReplay else { return nil }
    let counterexample = Counterfile(file: file, path: self.file, check: check)
    if let failure = report.failure, failure.isRepeatable {
      let place = replay ?? counterexample.place(ofCase: Int(failure.number), in: replayFolder)
      try counterexample.write(failure, report, to: place)
      return place
    }
    guard let replay, report.failure == nil, let best = report.best else { return nil }
    try counterexample.write(best, report, to: replay)
    return replay
  }

  private func end(_ report: CampaignReport) throws {
    switch report.verdict {
    case .broken: throw ToolExit.propertyBroke
    case .inconclusive: throw ToolExit.inconclusive
    case .held: if report.resumeAt != nil { throw ToolExit.inconclusive }
    }
  }
}
