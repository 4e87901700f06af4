import Feeds
import Units

/// Reads the CSV of recorded prices that an epoch names.
enum RecordingReader {
  static func read(
    _ draft: RecordingDraft, from owner: String, _ decoding: inout Decoding, _ elsewhere: inout [Diagnostic]
  ) -> [PricePoint]? {
    decoding.log.error(at: draft.file.place, "recordings cannot be replayed yet")
    return nil
  }
}
