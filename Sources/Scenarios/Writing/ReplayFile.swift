import Campaigns
public import Simulation

/// A counterexample about to be written: an epoch file with the same configuration, the steps as its `script`, and a check
/// of what they break alone.
///
/// It is an ordinary scenario: `hedgeflow replay` says whether it still breaks, `hedgeflow run` shows what it costs, and it
/// may be edited by hand. The twin and the compared fees of the original are left out.
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
      case EpochKeys.price.name: written.append(.init(entry.key, price(entry.value, at: path)))
      case EpochKeys.twin.name, EpochKeys.compareFees.name, EpochKeys.script.name, EpochKeys.check.name:
        continue
      default: written.append(entry)
      }
    }
    written.append(.init(EpochKeys.script.name, .list(steps)))
    written.append(.init(EpochKeys.check.name, .mapping(check)))
    return DocumentWriter.text(heading: heading, written)
  }

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

  /// The price with its recording as it is seen from the new place.
  private func price(_ value: WrittenNode, at path: String) -> WrittenNode {
    guard case .mapping(let entries) = value else { return value }
    return .mapping(
      entries.map { entry in
        guard entry.key == PriceKeys.file.name, case .scalar(let recording) = entry.value else {
          return entry
        }
        return .init(entry.key, reference(recording, at: path))
      })
  }

  /// A path of the original, as it is seen from the new place; an absolute one stays.
  private func reference(_ reference: String, at path: String) -> String {
    guard !reference.hasPrefix("/") else { return reference }
    return FilePath.relative(FilePath.resolve(reference, from: file.path), to: path)
  }
}
