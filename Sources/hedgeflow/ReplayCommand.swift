import ArgumentParser
import Campaigns
import Properties
import Reports
import Scenarios
import Simulation

/// `hedgeflow replay FILE`
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Run the script of an epoch file step by step and say whether it still breaks what it broke.",
    discussion: """
      Takes the files that `hedgeflow check` writes, and any epoch with a `script`. After each step the invariants and \
      claims of the file's `check` section are looked at; without one, every invariant is.

      EXAMPLE
        hedgeflow replay Epochs/Replays/vault-unhedged-16.yaml

      Exit code 0 when nothing breaks, 1 when something does, 2 for bad input, 3 when the steps lead nowhere.
      """)

  @Argument(help: "An epoch file with a script.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Flag(help: "Print every exact figure as JSON (hedgeflow.replay/1).")
  var json = false

  func run() throws {
    let loaded = try Console.value(of: ScenarioLoader.loadCheck(path: file))
    guard let script = loaded.plan.script else {
      throw Console.badInput(
        "\(file.shownOnOneLine) has no `script` to replay",
        help: "name a file that `hedgeflow check` wrote, or add `script: [{ do: swap, sell: 3 ETH }]`")
    }
    let report: ReplayReport
    do {
      report = try ProtocolCheck(plan: loaded.plan, check: loaded.check).replay(script)
    } catch is ReplayMistake {
      throw Console.badInput(
        "\(file.shownOnOneLine): a step has no meaning in this epoch",
        help: "the epoch may lack the vault, the options or the pool that the step is about")
    } catch let mistake as ScriptMistake {
      throw Console.badInput("\(file.shownOnOneLine): \(mistake.sentence)", help: "change the step")
    }
    let replay = CheckReplay(report, file: file, changedPools: loaded.changedPools)
    Console.write(json ? replay.document.pretty : replay.text)
    if report.breach != nil { throw ToolExit.propertyBroke }
    if report.isDiscarded { throw ToolExit.inconclusive }
  }
}

extension ScriptMistake {
  /// The mistake in a sentence; steps count from 1 there.
  fileprivate var sentence: String {
    func place(_ step: Int?) -> String { step.map { "step \($0 + 1)" } ?? "the setup" }
    return switch self {
    case .actionMustBeKnown(let name, let step, _):
      "step \(step + 1) does `\(name)`, which this check does not know"
    case .actorMustBeBelow(let count, let actor, let step):
      "step \(step + 1) is actor \(actor + 1)'s, but there are \(count)"
    case .parameterMustBeKnown(let name, let step, _): "\(place(step)) has no parameter `\(name)`"
    case .parameterMustComeOnce(let name, let step): "\(place(step)) gives `\(name)` twice"
    case .valueMustBeWithin(let name, let range, let value, let step):
      "\(place(step)) gives `\(name)` as \(value), but it must be between \(range.lowerBound) and \(range.upperBound)"
    }
  }
}
