import Campaigns
import Feeds
public import Simulation
import Units

/// A counterexample about to be written: an epoch file with the same pools, oracle, options and vault, the steps as its
/// `script`, and a check of what they break alone.
///
/// It is an ordinary scenario: `hedgeflow replay` says whether it still breaks, `hedgeflow run` shows what it costs, and it
/// may be edited by hand. As in a check the steps are the only cause of anything: arbitrage, retail, the demand for options
/// and the scheduled deposits and withdrawals are left out, and the reference price stands still between `move` steps.
public struct ReplayFile: Sendable {
  /// What the steps break.
  public enum Broken: Hashable, Sendable {
    /// A built-in invariant, by name.
    case invariant(String)
    /// A claim of the file, by name.
    case claim(String)
    /// Nothing: the steps show something else, such as the greatest value of `maximize`.
    case nothing
  }

  private let file: CheckFile
  private let script: Script
  private let notes: [String]
  private let broken: Broken
  private let heading: [String]
  private let name: String

  /// A counterexample to a file's check.
  /// - Parameters:
  ///   - name: the scenario's name, lower-case letters, digits and hyphens; shortened from its start to 64 characters.
  ///   - notes: what each step did, in words.
  ///   - heading: comments for the top of the file.
  public init(
    of file: CheckFile, name: String, script: Script, notes: [String], broken: Broken, heading: [String]
  ) {
    precondition(
      notes.isEmpty || notes.count == script.steps.count,
      "\(notes.count) notes for \(script.steps.count) steps")
    (self.file, self.name, self.script) = (file, name, script)
    (self.notes, self.broken, self.heading) = (notes, broken, heading)
  }

  /// The text of the file, for a place.
  ///
  /// - Parameter path: where it will stand: other files are named as they are seen from there.
  /// - Returns: nil when a path in it cannot be written: it has a control character or both kinds of quotes.
  public func text(at path: String) -> String? {
    guard case .mapping(let entries)? = WrittenNode(file.root) else { return nil }
    var written: [WrittenNode.Entry] = []
    for entry in entries {
      switch entry.key {
      case EpochKeys.epoch.name: written.append(.init(entry.key, shortName))
      case EpochKeys.pools.name:
        let paths = file.pools.map { reference($0.reference, at: path) }
        written.append(.init(entry.key, .list(paths.map { .init(.scalar($0)) })))
      case EpochKeys.price.name: written += [price, duration]
      case EpochKeys.options.name: written.append(entry.leavingOut([OptionsKeys.demand.name]))
      case EpochKeys.vault.name:
        written.append(entry.leavingOut([VaultKeys.deposits.name, VaultKeys.withdrawals.name]))
      case _ where Self.leftOut.contains(entry.key): continue
      default: written.append(entry)
      }
    }
    written.append(.init(EpochKeys.script.name, .list(steps)))
    written.append(.init(EpochKeys.check.name, .mapping(check)))
    return DocumentWriter.text(heading: heading, written)
  }

  /// What is written anew, and what a check switches off.
  private static let leftOut = [
    EpochKeys.duration.name, EpochKeys.arbitrage.name, EpochKeys.retail.name, EpochKeys.twin.name,
    EpochKeys.compareFees.name, EpochKeys.script.name, EpochKeys.check.name,
  ]

  private var shortName: String {
    let tail = name.suffix(64).drop { $0 == "-" }
    return tail.isEmpty ? "replay" : String(tail)
  }

  private var steps: [WrittenNode.Item] {
    let writer = ScriptWriter(pair: file.plan.pair, pools: file.plan.pools.map(\.name))
    return script.steps.enumerated().map { index, step in
      let note = notes.isEmpty ? "" : "\(index + 1). \(notes[index])"
      return WrittenNode.Item(writer.node(step), comment: note)
    }
  }

  /// The check of what is broken, and what the pools were like.
  private var check: [WrittenNode.Entry] {
    var entries: [WrittenNode.Entry] = [.init(CheckKeys.actors.name, "\(file.check.actors)")]
    switch broken {
    case .invariant(let name):
      entries.append(.init(CheckKeys.invariants.name, .list([.init(.scalar(name))])))
    case .claim(let name):
      entries.append(.init(CheckKeys.invariants.name, "none"))
      for claim in file.check.claims where claim.name == name {
        entries.append(.init(claim.moment.rawValue, .list([.init(.scalar(claim.text))])))
      }
    case .nothing:
      entries.append(.init(CheckKeys.invariants.name, "none"))
      if let maximize = file.check.maximize { entries.append(.init(CheckKeys.maximize.name, maximize)) }
    }
    let digests = file.pools.map { WrittenNode.Entry($0.pool, $0.digest.description) }
    let comment = "`hedgeflow replay` warns when a pool's file is no longer the one with this digest."
    return entries + [.init(CheckKeys.checkedAgainst.name, .mapping(digests), comment: comment)]
  }

  /// The opening price, standing still.
  private var price: WrittenNode.Entry {
    let quote = file.plan.pair.quote.symbol
    return .init(
      EpochKeys.price.name,
      .mapping([
        .init(PriceKeys.process.name, "gbm"),
        .init(PriceKeys.start.name, PriceText.write(file.plan.price.process.opening, symbol: quote)),
        .init(PriceKeys.volatility.name, "0%"),
        .init(PriceKeys.block.name, DurationText.write(file.plan.block)),
      ]))
  }

  private var duration: WrittenNode.Entry {
    let length = Duration(milliseconds: file.plan.block.milliseconds * Int64(file.plan.blocks))
    return .init(EpochKeys.duration.name, DurationText.write(length))
  }

  /// A path of the original, as it is seen from the new place; an absolute one stays.
  private func reference(_ reference: String, at path: String) -> String {
    guard !reference.hasPrefix("/") else { return reference }
    return FilePath.relative(FilePath.resolve(reference, from: file.path), to: path)
  }
}

extension WrittenNode.Entry {
  /// The same entry without some keys of its value.
  fileprivate func leavingOut(_ keys: [String]) -> WrittenNode.Entry {
    guard case .mapping(let entries) = value else { return self }
    return .init(key, .mapping(entries.filter { !keys.contains($0.key) }))
  }
}

extension PricePlan.Process {
  /// The first price.
  fileprivate var opening: Price {
    switch self {
    case .geometricBrownian(let start, _, _): start
    case .jumpDiffusion(let start, _, _, _, _, _): start
    case .replay(let points): points.first?.price ?? Price(wads: 1)
    }
  }
}
