import ArgumentParser
import Exact

struct FunctionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "function",
    abstract: "Elementary functions, correctly rounded at 18 decimals.",
    discussion: """
      Reads a table `id,x` of plain decimals and writes `id,value`, where value is the exact result times 10^18, \
      rounded in the asked direction and proven by enclosures.

      EXAMPLE
        printf 'id,x\\none,1\\n' | hedgeflow function exp --batch -
      """
  )

  @Argument(help: "Which function: \(CertifiedFunction.allCases.map(\.rawValue).joined(separator: ", ")).")
  var function: CertifiedFunction

  @Option(help: "A comma-separated file with the header `id,x`, or - for stdin.")
  var batch: String

  @Option(help: "Where a value between two results goes: down, nearest or up.")
  var rounding: Rounding = .nearest

  func run() throws {
    var table = try Batch(path: batch, columns: ["id", "x"], heading: "id,value")
    try table.run { row in
      let name = row.name(0)
      guard let x = row.decimal(1), row.mistakes.isEmpty else { return nil }
      do throws(CertificationRefusal) {
        return "\(name),\(try function.value(at: x, rounding: rounding))"
      } catch {
        row.refuse(1, "`x` was \(row.shown(1)), but \(error.rule)", help: error.remedy)
        return nil
      }
    }
  }
}

extension CertificationRefusal {
  /// What the argument must be instead.
  var rule: String {
    switch self {
    case .argumentMustBePositive: "a logarithm needs a number above 0"
    case .argumentMustNotBeNegative: "a square root needs a number of 0 or more"
    case .argumentMustNotExceed(let limit): "an exponential is computed up to \(limit)"
    case .precisionMustSuffice(let bits): "\(bits) bits do not decide the rounding of its value"
    }
  }

  /// How to mend it.
  var remedy: String {
    switch self {
    case .argumentMustBePositive: "write a number above 0"
    case .argumentMustNotBeNegative: "write 0 or a number above it"
    case .argumentMustNotExceed(let limit): "write a number up to \(limit)"
    case .precisionMustSuffice: "use inputs of ordinary size"
    }
  }
}
