/// Rows and columns of text, laid out for a terminal.
///
/// Numbers are never cut: when a table is too wide, text columns are shortened with `…`, and when that is not enough each
/// row is written as lines of `title  cell`.
public struct Table: Hashable, Sendable {
  /// Which edge of its column a cell keeps to.
  public enum Alignment: Hashable, Sendable {
    /// Text: to the left, may be shortened.
    case leading
    /// Numbers: to the right, never shortened.
    case trailing
  }

  /// A column's title and alignment.
  public struct Column: Hashable, Sendable {
    /// What stands above it.
    public let title: String
    /// Where its cells keep to.
    public let alignment: Alignment

    /// A column of text.
    public static func text(_ title: String) -> Column { Column(title: title, alignment: .leading) }
    /// A column of numbers.
    public static func number(_ title: String) -> Column { Column(title: title, alignment: .trailing) }
  }

  private enum Row: Hashable, Sendable {
    case cells([String])
    case rule
  }

  private let columns: [Column]
  private var rows: [Row] = []
  /// Columns between two columns.
  private static let gap = 2
  /// The least a text column is shortened to.
  private static let least = 8

  /// A table without rows.
  public init(_ columns: [Column]) { self.columns = columns }

  /// Adds a row; traps unless it has a cell for each column.
  public mutating func add(_ cells: [String]) {
    precondition(
      cells.count == columns.count, "a row of \(cells.count) cells in a table of \(columns.count) columns")
    rows.append(.cells(cells.map(\.shownOnOneLine)))
  }

  /// Adds a line across, for example above a sum.
  public mutating func addRule() { rows.append(.rule) }

  /// The table in at most `width` columns where that can be had, each line ending in a newline and no line in a space.
  public func rendered(width: Int, indent: Int = 0) -> String {
    var widths = columns.indices.map { index in
      rows.reduce(columns[index].title.terminalWidth) { widest, row in
        if case .cells(let cells) = row { max(widest, cells[index].terminalWidth) } else { widest }
      }
    }
    let available = width - indent - Table.gap * max(0, columns.count - 1)
    while widths.reduce(0, +) > available {
      let shrinkable = columns.indices.filter {
        columns[$0].alignment == .leading && widths[$0] > max(Table.least, columns[$0].title.terminalWidth)
      }
      guard let widest = shrinkable.max(by: { widths[$0] < widths[$1] }) else {
        return stacked(indent: indent)
      }
      widths[widest] -= 1
    }
    var text = ""
    let margin = String(repeating: " ", count: indent)
    if columns.contains(where: { !$0.title.isEmpty }) {
      text += margin + line(columns.map(\.title), widths: widths) + "\n"
    }
    for row in rows {
      switch row {
      case .cells(let cells): text += margin + line(cells, widths: widths) + "\n"
      case .rule:
        let total = widths.reduce(0, +) + Table.gap * max(0, columns.count - 1)
        text += margin + String(repeating: "─", count: total) + "\n"
      }
    }
    return text
  }

  private func line(_ cells: [String], widths: [Int]) -> String {
    var text = ""
    for (index, cell) in cells.enumerated() {
      if index > 0 { text += String(repeating: " ", count: Table.gap) }
      let shown = cell.shortened(toTerminalWidth: widths[index])
      let padding = String(repeating: " ", count: max(0, widths[index] - shown.terminalWidth))
      text += columns[index].alignment == .leading ? shown + padding : padding + shown
    }
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }

  /// A line per cell, a blank line between rows.
  private func stacked(indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    let widest = columns.map(\.title.terminalWidth).max() ?? 0
    let blocks = rows.compactMap { row -> String? in
      guard case .cells(let cells) = row else { return nil }
      return zip(columns, cells).map { column, cell in
        let padding = String(repeating: " ", count: widest - column.title.terminalWidth + Table.gap)
        return margin + (column.title + padding + cell).droppingTrailingSpaces + "\n"
      }.joined()
    }
    return blocks.joined(separator: "\n")
  }
}
