/// Comma-separated values as RFC 4180 has them: lines end in CR LF, a field is quoted when it must be.
public enum CommaSeparated {
  /// One record with its line end.
  public static func row(_ fields: [String]) -> String {
    fields.map(field).joined(separator: ",") + "\r\n"
  }

  /// A field, quoted when it holds a comma, a quote or a line end, or begins or ends with a space.
  public static func field(_ text: String) -> String {
    let special = text.unicodeScalars.contains { [",", "\"", "\r", "\n"].contains($0) }
    guard special || text.hasPrefix(" ") || text.hasSuffix(" ") else { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
