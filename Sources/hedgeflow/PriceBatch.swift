import Exact
import Options

/// Options row by row.
struct PriceBatch {
  static let columns = ["id", "kind", "spot", "strike", "expiry_seconds", "volatility", "rate", "dividend"]
  static let heading = (["id"] + PriceOutput.allCases.map(\.rawValue)).joined(separator: ",")

  private static let secondsPerYear = Rational(31_536_000)

  let rounding: Rounding

  func run(path: String) throws {
    var table = try Batch(path: path, columns: Self.columns, heading: Self.heading)
    try table.run { row in answer(&row) }
  }

  /// The output line of a row; nil after noting what is wrong with it.
  private func answer(_ row: inout BatchRow) -> String? {
    let name = row.name(0)
    let kind: OptionKind? = row.choice(1)
    let numbers = (2..<8).map { row.decimal($0) }
    for (column, rule) in [(2, Rule.positive), (3, .positive), (4, .notNegative), (5, .notNegative)] {
      guard let value = numbers[column - 2] else { continue }
      rule.check(value, column: column, row: &row)
    }
    guard row.mistakes.isEmpty, let kind, let spot = numbers[0], let strike = numbers[1],
      let seconds = numbers[2], let volatility = numbers[3], let rate = numbers[4], let dividend = numbers[5]
    else { return nil }
    do {
      let option = try BlackScholes(
        kind: kind, spot: spot, strike: strike, years: seconds.divided(by: Self.secondsPerYear),
        volatility: volatility, rate: rate, dividend: dividend)
      let values = try option.values(.all, rounding: rounding)
      return PriceOutput.allCases.reduce(into: name) { line, output in
        line += "," + (values[output.asked]?.description ?? "")
      }
    } catch let refusal as CertificationRefusal {
      row.refuse(nil, refusal.rule, help: refusal.remedy)
    } catch {
      preconditionFailure("row \(row.fields) was refused after its fields were checked: \(error)")
    }
    return nil
  }

  /// What a number must be.
  private enum Rule {
    case positive
    case notNegative

    func check(_ value: Rational, column: Int, row: inout BatchRow) {
      let label = row.columns[column]
      switch self {
      case .positive where !(value > 0):
        row.refuse(
          column, "`\(label)` was \(row.shown(column)), but it must be above 0",
          help: "write a number above 0")
      case .notNegative where value.isNegative:
        row.refuse(
          column, "`\(label)` was \(row.shown(column)), but it must be 0 or more",
          help: "write 0 or a number above it")
      default: break
      }
    }
  }
}
