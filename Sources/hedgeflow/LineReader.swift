import ArgumentParser
import Foundation

/// One line of a text file.
struct Line {
  /// Counted from 1.
  let number: Int
  /// Without the line end, LF or CR LF.
  let bytes: [UInt8]
  /// Whether the line had more bytes than are kept.
  let isCut: Bool
}

/// Why a file gave no lines.
enum InputRefusal: Error {
  case fileMustExist
  case fileMustNotBeFolder
  case fileMustBeReadable
}

extension InputRefusal: CustomStringConvertible {
  var description: String {
    switch self {
    case .fileMustExist: "there is no such file"
    case .fileMustNotBeFolder: "this is a folder, not a file"
    case .fileMustBeReadable: "the file cannot be read"
    }
  }
}

/// Reads a file, or standard input for `-`, line by line; holds one buffer and one line, whatever the length.
final class LineReader {
  /// The file's name as diagnostics show it.
  let name: String
  private let descriptor: Int32
  private let longestLine: Int
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var position = 0
  private var filled = 0
  private var number = 0

  /// Opens the file.
  ///
  /// - Parameter longestLine: bytes of a line that are kept.
  /// - Throws: `InputRefusal` in the order of its cases.
  init(path: String, longestLine: Int) throws(InputRefusal) {
    self.longestLine = longestLine
    guard path != "-" else {
      name = "<stdin>"
      descriptor = STDIN_FILENO
      return
    }
    name = path
    descriptor = path.utf8.contains(0) ? -1 : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == EACCES || errno == EPERM ? .fileMustBeReadable : .fileMustExist
    }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw .fileMustNotBeFolder
    }
  }

  deinit {
    if descriptor > STDIN_FILENO { close(descriptor) }
  }

  /// The next line; nil at the end. A last line needs no line end.
  func next() throws(InputRefusal) -> Line? {
    var bytes: [UInt8] = []
    var isCut = false
    var sawAny = false
    while true {
      if position == filled {
        guard try fill() else { break }
      }
      sawAny = true
      let end = buffer[position..<filled].firstIndex(of: UInt8(ascii: "\n")) ?? filled
      let room = longestLine - bytes.count
      if end - position > room { isCut = true }
      bytes.append(contentsOf: buffer[position..<min(end, position + room)])
      position = end
      if end < filled {
        position += 1
        break
      }
    }
    guard sawAny else { return nil }
    if !isCut, bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    number += 1
    if number == 1, bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes.removeFirst(3) }
    return Line(number: number, bytes: bytes, isCut: isCut)
  }

  private func fill() throws(InputRefusal) -> Bool {
    position = 0
    repeat {
      filled = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    } while filled < 0 && errno == EINTR
    guard filled >= 0 else {
      filled = 0
      throw .fileMustBeReadable
    }
    return filled > 0
  }
}

/// Standard output in large writes.
final class OutputBuffer {
  private var bytes: [UInt8] = []

  init() { bytes.reserveCapacity(1 << 16) }

  /// Adds a line.
  func writeLine(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    bytes.append(UInt8(ascii: "\n"))
    if bytes.count >= 1 << 16 { flush() }
  }

  /// Hands everything over; a reader that went away ends the process quietly.
  func flush() {
    var done = 0
    while done < bytes.count {
      let written = bytes[done...].withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { exit(ToolExit.badInput.rawValue) }
      done += written
    }
    bytes.removeAll(keepingCapacity: true)
  }
}
