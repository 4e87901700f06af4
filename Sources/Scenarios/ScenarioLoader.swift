public import Simulation
public import Units

/// What loading a file gave: the value, if nothing but warnings was found, and every diagnostic.
public struct Loaded<Value: Sendable>: Sendable {
  /// The value; nil when there is an error.
  public let value: Value?
  /// All that was found: the named file's first, each file's by position.
  public let diagnostics: [Diagnostic]

  init(_ value: Value?, _ diagnostics: [Diagnostic]) {
    let hasErrors = diagnostics.contains { $0.severity == .error }
    precondition(hasErrors || value != nil, "a file gave neither a value nor an error")
    self.value = hasErrors ? nil : value
    self.diagnostics = diagnostics
  }
}

/// A pool file: the pool, and the tokens it trades.
public struct PoolFile: Sendable {
  /// The tokens traded.
  public let pair: Pair
  /// The pool.
  public let plan: PoolPlan
}

/// Either kind of file.
public enum ScenarioFile: Sendable {
  /// A pool file.
  case pool(PoolFile)
  /// An epoch file.
  case epoch(Plan)
}

/// Reads pool and epoch files strictly: every mistake is reported, nothing is guessed, nothing is rounded.
///
/// Files are read whole and at once, so a plan never changes under a run. A file of more than
/// ``maximumBytes`` is refused without reading it.
public enum ScenarioLoader {
  /// The most bytes a pool or epoch file may have: 1 MiB.
  public static let maximumBytes = 1_048_576

  /// The pool of a file.
  public static func loadPool(path: String) -> Loaded<PoolFile> {
    var found: [Diagnostic] = []
    let pool = document(path, &found).flatMap { PoolDecoder.decode($0, &found) }
    return Loaded(pool, found)
  }

  /// The plan of an epoch file, with the pools and recordings it names.
  public static func loadEpoch(path: String) -> Loaded<Plan> {
    var found: [Diagnostic] = []
    let plan = document(path, &found).flatMap { EpochDecoder.decode($0, &found) }
    return Loaded(plan, found)
  }

  /// The plan of an epoch file with what its `check` section says.
  public static func loadCheck(path: String) -> Loaded<CheckFile> {
    var found: [Diagnostic] = []
    let file = document(path, &found).flatMap { EpochDecoder.decodeCheck($0, &found) }
    return Loaded(file, found)
  }

  /// A file of either kind, told by its root key `pool` or `epoch`.
  public static func load(path: String) -> Loaded<ScenarioFile> {
    var found: [Diagnostic] = []
    guard let document = document(path, &found) else { return Loaded(nil, found) }
    switch document.kind {
    case .pool: return Loaded(PoolDecoder.decode(document, &found).map(ScenarioFile.pool), found)
    case .epoch: return Loaded(EpochDecoder.decode(document, &found).map(ScenarioFile.epoch), found)
    case nil:
      var log = document.decoding.log
      if !log.hasErrors {
        log.error(
          at: document.root.place, "this is neither a pool nor an epoch",
          help: "start a pool file with `pool: name` and an epoch file with `epoch: name`")
      }
      return Loaded(nil, found + log.sorted)
    }
  }

  /// The document at a path; nil after reporting why there is none.
  static func document(_ path: String, _ found: inout [Diagnostic]) -> Document? {
    do throws(FileRefusal) {
      let bytes = try FileAccess.read(path, limit: maximumBytes)
      var decoding = Decoding(source: SourceText(file: path, bytes: bytes))
      guard let root = DocumentReader.read(&decoding.log) else {
        found += decoding.log.sorted
        return nil
      }
      return Document(path: path, root: root, decoding: decoding)
    } catch {
      let (message, help) = error.explanation
      found.append(Diagnostic(file: path, message: message, help: help))
      return nil
    }
  }
}

/// A file that was read as a document, with what was found so far.
struct Document {
  enum Kind {
    case pool
    case epoch
  }

  let path: String
  let root: DocumentNode
  var decoding: Decoding

  /// What the root keys say the file is.
  var kind: Kind? {
    guard case .mapping(let entries) = root.content else { return nil }
    for entry in entries {
      if entry.key == PoolKeys.pool.name { return .pool }
      if entry.key == EpochKeys.epoch.name { return .epoch }
    }
    return nil
  }
}
