import Synchronization

/// A progress bar that any worker may advance.
final class SharedProgress: Sendable {
  private let bar: Mutex<ProgressBar>

  init(_ label: String, total: Int, unit: String) {
    bar = Mutex(ProgressBar(label, total: total, unit: unit))
  }

  /// Draws the bar again when enough steps have passed.
  func advance(to step: Int) { bar.withLock { $0.advance(to: step) } }

  /// Takes the bar away.
  func clear() { bar.withLock { $0.clear() } }
}
