import Foundation

/// Why a file's bytes could not be had.
public enum FileRefusal: Error, Hashable, Sendable {
  /// There is nothing at the path.
  case fileMustExist
  /// The path is a folder.
  case fileMustNotBeFolder
  /// The path is a device, a pipe or a socket, which may never end.
  case fileMustBeRegular
  /// The file has more bytes than its kind may have.
  case fileMustStayBelow(bytes: Int)
  /// The file may not be read, or reading failed.
  case fileMustBeReadable
}

/// The one place where Scenarios touches the file system.
enum FileAccess {
  /// The bytes of a regular file of at most `limit` bytes; a larger one is refused without reading it.
  /// - Throws: `FileRefusal` in the order of its cases.
  static func read(_ path: String, limit: Int) throws(FileRefusal) -> [UInt8] {
    var isFolder: ObjCBool = false
    guard !path.isEmpty, !path.utf8.contains(0),
      FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    else { throw .fileMustExist }
    guard !isFolder.boolValue else { throw .fileMustNotBeFolder }
    let attributes = try? FileManager.default.attributesOfItem(atPath: identity(of: path))
    guard let attributes else { throw .fileMustBeReadable }
    guard attributes[.type] as? FileAttributeType == .typeRegular else { throw .fileMustBeRegular }
    if let size = attributes[.size] as? Int, size > limit { throw .fileMustStayBelow(bytes: limit) }
    guard let handle = FileHandle(forReadingAtPath: path) else { throw .fileMustBeReadable }
    defer { try? handle.close() }
    var bytes: [UInt8] = []
    do {
      // A read may return less than asked; one byte past the limit shows that the file grew.
      while bytes.count <= limit, let part = try handle.read(upToCount: limit + 1 - bytes.count),
        !part.isEmpty
      {
        bytes.append(contentsOf: part)
      }
    } catch {
      throw .fileMustBeReadable
    }
    guard bytes.count <= limit else { throw .fileMustStayBelow(bytes: limit) }
    return bytes
  }

  /// The path from the root, with `.` and `..` taken out.
  static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

  /// The same text for every path to the same file.
  static func identity(of path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }
}

/// Paths as text.
enum FilePath {
  /// `path` as seen from the folder of the file `owner`, with `..` taken out where it can be.
  static func resolve(_ path: String, from owner: String) -> String {
    guard !path.hasPrefix("/") else { return path }
    var parts = owner.split(separator: "/", omittingEmptySubsequences: true).dropLast()
    for part in path.split(separator: "/", omittingEmptySubsequences: true) where part != "." {
      if part == "..", let last = parts.last, last != "..", last != "." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return (owner.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  /// `path` as seen from the folder of the file `owner`: what ``resolve(_:from:)`` takes back to the same file.
  ///
  /// Links are not followed.
  static func relative(_ path: String, to owner: String) -> String {
    let target = FileAccess.absolute(path).split(separator: "/")
    let folder = FileAccess.absolute(owner).split(separator: "/").dropLast()
    let shared = zip(target, folder).prefix { $0 == $1 }.count
    let up = folder.dropFirst(shared).map { _ in Substring("..") }
    return (up + target.dropFirst(shared)).joined(separator: "/")
  }
}

extension FileRefusal {
  /// The sentence and the remedy for a diagnostic.
  var explanation: (message: String, help: String) {
    switch self {
    case .fileMustExist:
      ("there is no such file", "check the spelling; paths are seen from the folder of the file")
    case .fileMustNotBeFolder: ("this is a folder, not a file", "name a file in it")
    case .fileMustBeRegular: ("this is a device or a pipe, not a file", "save the text to a file first")
    case .fileMustStayBelow(let bytes):
      (
        "the file has more than \(bytes / 1_048_576) MiB",
        "a file of this kind is far smaller: is it the right one?"
      )
    case .fileMustBeReadable: ("the file cannot be read", "check its permissions")
    }
  }
}
