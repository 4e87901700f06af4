import Exact

/// How far a counted piece of work is, and when saying so again is worth a line.
///
/// A new line is due at most `updates + 1` times over the whole work, counted in steps and never in seconds, so that showing
/// progress cannot change what a run does.
public struct ProgressMeter: Hashable, Sendable {
  /// What is going on, for example `simulating`.
  public let label: String
  /// Steps of the whole work.
  public let total: Int
  private let stride: Int
  private var next: Int

  /// A meter at step 0; traps unless `updates` is above 0.
  public init(label: String, total: Int, updates: Int = 200) {
    precondition(updates > 0, "progress shown \(updates) times is not shown")
    self.label = label
    self.total = max(total, 1)
    stride = (self.total - 1) / updates + 1
    next = 0
  }

  /// Whether `step` calls for a new line; the last step always does, once.
  public mutating func isDue(at step: Int) -> Bool {
    guard step >= min(next, total) else { return false }
    guard next <= total else { return false }
    next = step >= total ? total + 1 : step - step % stride + stride
    return true
  }

  /// The line for `step`: `simulating  ███████▌        46 %  23,184 of 50,400 blocks`.
  public func line(step: Int, unit: String, width: Int = 24) -> String {
    let done = min(max(step, 0), total)
    let eighths = done * width * 8 / total
    var bar = String(repeating: "█", count: eighths / 8)
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    bar += parts[eighths % 8]
    bar += String(repeating: " ", count: max(0, width - bar.count))
    let percent = String(done * 100 / total)
    let padding = String(repeating: " ", count: max(0, 3 - percent.count))
    return "\(label)  \(bar) \(padding)\(percent) %  \(grouped(done)) of \(grouped(total)) \(unit)"
  }

  private func grouped(_ count: Int) -> String { Numeral(Rational(count)).exact }
}
