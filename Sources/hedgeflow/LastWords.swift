import Foundation
import Synchronization

/// Names the case in which a protocol trapped: the process ends there, so nothing else can.
enum LastWords {
  private static let number = Atomic<UInt32>(0)
  private static let isListening = Atomic<Bool>(false)

  /// Notes the case that begins; with several workers, one of those under way.
  static func trying(case number: UInt32) {
    self.number.store(number, ordering: .relaxed)
    guard !isListening.exchange(true, ordering: .relaxed) else { return }
    for trap in [SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGBUS, SIGSEGV] {
      signal(trap) { code in
        LastWords.speak()
        signal(code, SIG_DFL)
        raise(code)
      }
    }
  }

  /// Writes without allocating: a trap may have come from anywhere.
  private static func speak() {
    write("hedgeflow: a protocol trapped, which it never should, in or near case ")
    let number = number.load(ordering: .relaxed)
    var unit: UInt32 = 1
    while number / unit >= 10 { unit *= 10 }
    while unit > 0 {
      var byte = UInt8(ascii: "0") + UInt8(number / unit % 10)
      _ = Foundation.write(STDERR_FILENO, &byte, 1)
      unit /= 10
    }
    write(": run it again with --from-case to see it alone\n")
  }

  private static func write(_ text: StaticString) {
    _ = Foundation.write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
  }
}
