import Foundation
import Scenarios
import Testing

@Suite("Files") struct FileTests {
  @Test(
    "that hold no document are refused with a remedy",
    arguments: [
      ([], "f.yaml:1:1: error: the file is empty"),
      (Array("# only a comment\n\n".utf8), "f.yaml:1:1: error: the file is empty"),
      (Array("just words\n".utf8), "f.yaml:1:1: error: this is neither a pool nor an epoch"),
      (Array("- a\n- b\n".utf8), "f.yaml:1:1: error: this is neither a pool nor an epoch"),
      (Array("tool: x\n".utf8), "f.yaml:1:1: error: this is neither a pool nor an epoch"),
      (
        [0xEF, 0xBB, 0xBF] + Array("pool: x\n".utf8),
        "f.yaml:1:1: error: the file starts with a byte order mark"
      ),
      ([0xFF, 0xFE, 0x70, 0x00], "f.yaml:1:1: error: the byte 0xFF is not part of UTF-8 text"),
      (Array("pool: \u{0}x\n".utf8), "f.yaml:1:7: error: the control character U+0000 stands here"),
      (Array("pool: a\rfee: b\n".utf8), "f.yaml:1:8: error: the control character U+000D stands here"),
      (Array("pool: a\u{85}b\n".utf8), "f.yaml:1:8: error: an invisible control character stands here"),
      (Array("pool: a\u{2028}b\n".utf8), "f.yaml:1:8: error: an invisible control character stands here"),
      ([0x70, 0xC3, 0x28], "f.yaml:1:2: error: the byte 0xC3 is not part of UTF-8 text"),
    ] as [([UInt8], String)])
  func notDocuments(_ bytes: [UInt8], expected: String) throws {
    let sandbox = try Sandbox()
    let shown = sandbox.shown(try sandbox.write("f.yaml", bytes))
    #expect(shown.hasPrefix(expected), "\(shown)")
    #expect(shown.contains("\n  help: "))
  }

  @Test func `that cannot be read are refused with a remedy`() throws {
    let sandbox = try Sandbox()
    #expect(sandbox.shown(sandbox.path("none.yaml")).hasPrefix("none.yaml:1:1: error: there is no such file"))
    #expect(
      sandbox.shown(sandbox.folder.path + "/.").contains(":1:1: error: this is a folder, not a file"))
    #expect(sandbox.shown("/dev/zero").hasPrefix("/dev/zero:1:1: error: this is a device or a pipe"))
    #expect(sandbox.shown("").hasPrefix(":1:1: error: there is no such file"))
  }

  @Test func `of fifty megabytes are refused without reading them`() throws {
    let sandbox = try Sandbox()
    let path = try sandbox.write("big.yaml", "pool: x\n")
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: 50_000_000)
    try handle.close()
    #expect(sandbox.shown(path).hasPrefix("big.yaml:1:1: error: the file has more than 1 MiB"))
  }
}
