/// Rows of cells in aligned columns.
package struct TextTable {
  /// The largest width of each column; longer cells are cut.
  package let limits: [Int]
  /// The rows, the heading first.
  package let rows: [[String]]

  package init(limits: [Int], rows: [[String]]) {
    self.limits = limits
    self.rows = rows
  }

  /// The rows as lines without blanks at their ends; a colour may be put on a whole cell.
  package func lines(_ decorate: (_ cell: String, _ row: Int, _ column: Int) -> String) -> [String]
  {
    let cut = rows.map { row in zip(row, limits).map { $0.cut(to: $1) } }
    let widths = limits.indices.map { column in
      cut.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    let cells = widths.reduce(0, +)
    let blanks = cells + 2 * (widths.count - 1) > 80 ? 1 : 2
    return cut.enumerated().map { index, row in
      var line = ""
      var gap = 0
      for (column, cell) in row.enumerated() {
        if !cell.isEmpty {
          line += String(repeating: " ", count: gap) + decorate(cell, index, column)
          gap = 0
        }
        gap += widths[column] - cell.count + blanks
      }
      return line
    }
  }
}
