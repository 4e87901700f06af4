/// What must hold of a file's characters before it is read as a document.
enum DocumentCharacters {
  /// Reports bytes that are no text: broken UTF-8, a byte order mark, control characters, foreign line ends.
  ///
  /// Tabs are reported too; the text that comes back has a space for each, so that reading can go on.
  /// - Returns: nil when the bytes are not text at all.
  static func check(_ log: inout DiagnosticLog) -> [UInt8]? {
    var bytes = log.source.bytes
    var isText = true
    var index = 0
    var lastTabLine = -1
    while index < bytes.count, !log.isFull {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\t") {
        let line = log.source.lineIndex(of: index)
        if line != lastTabLine {
          log.error(at: index..<index + 1, "a tab stands here", help: "indent and separate with spaces")
        }
        lastTabLine = line
        bytes[index] = UInt8(ascii: " ")
        index += 1
      } else if byte == UInt8(ascii: "\n") || (byte >= 0x20 && byte < 0x7F) {
        index += 1
      } else if byte == UInt8(ascii: "\r"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\n") {
        index += 1
      } else if byte < 0x80 {
        let name = "U+00" + hexadecimal(byte)
        log.error(at: index..<index + 1, "the control character \(name) stands here", help: "remove it")
        isText = false
        index += 1
      } else {
        index = checkWide(bytes, at: index, isText: &isText, log: &log)
      }
      // A file that is no text is not worth a hundred complaints.
      if !isText, log.sorted.count >= 5 { return nil }
    }
    return isText ? bytes : nil
  }

  /// Checks a character of two bytes or more; returns the offset after it.
  private static func checkWide(
    _ bytes: [UInt8], at index: Int, isText: inout Bool, log: inout DiagnosticLog
  ) -> Int {
    let length = bytes[index] >= 0xF0 ? 4 : bytes[index] >= 0xE0 ? 3 : 2
    let end = min(index + length, bytes.count)
    guard let text = String(validating: bytes[index..<end], as: UTF8.self),
      let scalar = text.unicodeScalars.first
    else {
      let name = "0x" + hexadecimal(bytes[index])
      log.error(
        at: index..<index + 1, "the byte \(name) is not part of UTF-8 text", help: "save the file as UTF-8")
      isText = false
      return index + 1
    }
    switch scalar.value {
    case 0xFEFF where index == 0:
      log.error(
        at: index..<end, "the file starts with a byte order mark", help: "save it as UTF-8 without BOM")
    case 0x80..<0xA0, 0x2028, 0x2029, 0xFEFF:
      log.error(at: index..<end, "an invisible control character stands here", help: "remove it")
    default: return end
    }
    isText = false
    return end
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16, uppercase: true)
    return text.count < 2 ? "0" + text : text
  }
}
