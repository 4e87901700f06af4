import Exact
import Options
import TestKit
import Testing
import Units

/// Exact inputs as they stand in a fixture.
struct BlackScholesRow {
  let id: String
  let option: BlackScholes
  let marks: [Character]
  let floors: [Integer]

  static let outputs: [BlackScholes.Outputs] = [
    .price, .delta, .gamma, .vega, .theta, .rho, .vanna, .charm,
  ]

  init(cells: [String]) throws {
    id = cells[0]
    let years = try #require(Rational(cells[4] + "/31536000"))
    option = try BlackScholes(
      kind: #require(OptionKind(rawValue: cells[1])), spot: #require(Rational(cells[2])),
      strike: #require(Rational(cells[3])), years: years, volatility: #require(Rational(cells[7])),
      rate: #require(Rational(cells[5])), dividend: #require(Rational(cells[6])))
    marks = Array(cells[8])
    floors = try cells[9...].map { try #require(Integer($0)) }
  }

  /// What output `index` rounds to: its floor, and one more where the mark says so.
  func expected(_ index: Int, _ rounding: Rounding) -> Integer {
    switch (rounding, marks[index]) {
    case (.down, _), (_, "="), (.nearest, "-"): floors[index]
    default: floors[index] + 1
    }
  }
}

@Suite("BlackScholes") struct BlackScholesTests {
  struct Vectors: Decodable {
    let rows: [[String]]
  }

  static let half = Rational(1, over: 2) ?? 0

  @Test("rounds as independent enclosures do", arguments: Rounding.allCases)
  func vectors(_ rounding: Rounding) throws {
    let vectors: Vectors = try Fixture.json("bsm")
    #expect(vectors.rows.count > 100)
    for cells in vectors.rows {
      let row = try BlackScholesRow(cells: cells)
      let values = try row.option.values(.all, rounding: rounding)
      for (index, output) in BlackScholesRow.outputs.enumerated() {
        #expect(values[output] == row.expected(index, rounding), "\(row.id) output \(index) \(rounding)")
      }
    }
  }
}
