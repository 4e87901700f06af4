import Units

/// The time after which a check stops, between two cases: where it stops depends on the clock, what a case finds does not.
struct TimeLimit: Sendable {
  private let end: ContinuousClock.Instant  // tidy: allow a time limit is a promise about the clock

  /// A limit that begins now.
  init(_ text: String) throws {
    do throws(TextRefusal) {
      let duration = try DurationText.read(text)
      let clock = ContinuousClock()  // tidy: allow a time limit is a promise about the clock
      end = clock.now + .milliseconds(duration.milliseconds)
    } catch {
      let mistake = ArgumentMistake(name: "time-limit", text: text, refusal: error, example: "30s")
      ToolExit.complain("error: \(mistake)")
      throw ToolExit.badInput
    }
  }

  /// Whether the time is up.
  var isOver: Bool {
    ContinuousClock().now >= end  // tidy: allow a time limit is a promise about the clock
  }
}
