import Foundation
import Reports

/// Progress on stderr: drawn over itself on a terminal, silent everywhere else.
struct ProgressBar {
  private var meter: ProgressMeter
  private let unit: String
  private let isShown: Bool
  private let isColored: Bool

  /// A bar for `total` steps; silent unless stderr is a terminal that can redraw a line.
  init(_ label: String, total: Int, unit: String) {
    let environment = ProcessInfo.processInfo.environment
    meter = ProgressMeter(label: label, total: total)
    self.unit = unit
    isShown = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
    isColored = (environment["NO_COLOR"] ?? "").isEmpty
  }

  /// Draws the bar again when enough steps have passed.
  mutating func advance(to step: Int) {
    guard isShown, meter.isDue(at: step) else { return }
    let line = meter.line(step: step, unit: unit)
    write("\r\u{1b}[K" + (isColored ? "\u{1b}[36m\(line)\u{1b}[0m" : line))
  }

  /// Takes the bar away, so that what follows starts on a clean line.
  func clear() {
    guard isShown else { return }
    write("\r\u{1b}[K")
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
