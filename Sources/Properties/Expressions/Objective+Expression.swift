internal import Exact

extension Objective {
  /// The greatest value of an expression over quantities, rounded down; read after each accepted action.
  ///
  /// - Parameter text: a number as ``ClaimExpression`` reads them, such as `vault.assets - vault.liabilities`.
  /// - Throws: `ExpressionMistake`.
  public init(
    _ name: String, maximizing text: String, over quantities: [Quantity<System>]
  ) throws(ExpressionMistake) {
    let claim: ClaimExpression
    do throws(ExpressionMistake) {
      claim = try ClaimExpression(text + " >= 0", over: quantities.map(\.name))
    } catch {
      // What is missing at the end is missing before what was added.
      let end = text.utf8.count
      let range = min(error.range.lowerBound, end)..<min(error.range.upperBound, end)
      throw ExpressionMistake(range, error.message, help: error.help)
    }
    guard claim.comparisons.count == 1, !claim.usesOld else {
      throw ExpressionMistake(
        0..<text.utf8.count, "this holds or not, or looks back, where a number of one state is needed",
        help: "name a quantity, or a sum of quantities")
    }
    let read = claim.quantities.compactMap { name in quantities.first { $0.name == name } }
    self.init(name) { system in
      var machine = ClaimMachine(claim.program, quantities: read.count)
      for index in read.indices { machine.now[index] = read[index].read(system) }
      return machine.slack()?.leftSide.rounded(.down).asInt256
    }
  }
}
