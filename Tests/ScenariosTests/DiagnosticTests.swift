import Scenarios
import Testing

@Suite("Diagnostic") struct DiagnosticTests {
  @Test func `shows place, line, caret and remedy`() {
    let diagnostic = Diagnostic(
      file: "Pools/eth-usdc.yaml", line: 12, column: 6, width: 4, severity: .error, message: "too high",
      help: "lower it", sourceLine: "fee: 130%")
    #expect(
      diagnostic.description == """
        Pools/eth-usdc.yaml:12:6: error: too high
           12 │ fee: 130%
              │      ^~~~
          help: lower it
        """)
  }

  @Test func `shows control characters as pictures and cuts long lines around the caret`() {
    let line = "\t\u{0}" + String(repeating: "x", count: 500) + "HERE" + String(repeating: "y", count: 500)
    let diagnostic = Diagnostic(
      file: "f", line: 1_234_567, column: 503, width: 4, severity: .warning, message: "a\u{1b}[31mb",
      help: "",
      sourceLine: line)
    #expect(
      diagnostic.description == """
        f:1234567:503: warning: a␛[31mb
          1234567 │ …\(String(repeating: "x", count: 33))HERE\(String(repeating: "y", count: 62))…
                  │ \(String(repeating: " ", count: 34))^~~~
        """)
  }

  @Test func `a file that could not be read has no line to show`() {
    #expect(
      Diagnostic(file: "f", message: "there is no such file", help: "make one").description == """
        f:1:1: error: there is no such file
          help: make one
        """)
  }
}
