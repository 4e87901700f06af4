import ArgumentParser
import Attribution
import Exact
import Foundation
import Reports
import Scenarios
import Simulation

/// `hedgeflow run FILE`
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Simulate an epoch file: who gained what from whom, exactly, beside the run without hedging.",
    discussion: """
      Prints one screen: what was simulated, the liquidity providers' result by origin, hedging bursts, the vault's \
      result, the twin and the residuals of the accounting identities, which are 0. Nothing is written unless --out \
      names a folder; it then receives summary.json, summary.txt, bursts.csv and journal.csv.

      EXAMPLE
        hedgeflow run Epochs/quiet-week.yaml --seed 11
      """)

  @Argument(help: "An epoch file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Option(help: "Use this seed in place of the file's.")
  var seed: UInt64?

  @Option(help: "Write the result and every event to this folder.", completion: .directory)
  var out: String?

  @Flag(help: "Print every exact figure as JSON (hedgeflow.run/1).")
  var json = false

  func run() throws {
    var plan = try Console.value(of: ScenarioLoader.loadEpoch(path: file))
    if let seed { plan.seed = seed }
    let folder = try out.map { try ResultFolder(path: $0, plan: plan) }
    let bar = ProgressBar("running", total: Run.runs(of: plan) * plan.blocks, unit: "blocks")
    let result = try simulate(plan, folder: folder, bar: bar)
    let document = RunDocument.document(result, plan: plan).pretty
    let text = RunText(result, plan: plan, file: file).rendered
    try folder?.finish(result, document: document, text: text)
    Console.write(json ? document : text)
    guard result.isExact else {
      ToolExit.complain(
        "error: an accounting identity left a residual; this is a bug in hedgeflow, please report it")
      throw ToolExit.ourBug
    }
  }

  private func simulate(_ plan: Plan, folder: ResultFolder?, bar: ProgressBar) throws -> RunResult {
    var bar = bar
    defer { bar.clear() }
    do {
      return try Run.result(of: plan, keepsEveryBurst: folder != nil, journal: folder?.journal) { done, _ in
        bar.advance(to: done)
      }
    } catch let refusal as RunRefusal {
      bar.clear()
      let (message, help) = refusal.explanation
      Console.complain([Diagnostic(file: file, message: message, help: help)])
      throw ToolExit.badInput
    }
  }
}

extension RunResult {
  /// Whether every residual of every run is 0.
  fileprivate var isExact: Bool {
    ([actual] + (twin.map { [$0] } ?? []) + feeAlternatives).allSatisfy { run in
      run.identities.allSatisfy(\.residual.isZero) && run.conservation.allSatisfy(\.residual.isZero)
    }
  }
}
