public import Units

/// A price as an oracle reported it.
public struct OracleAnswer: Hashable, Sendable {
  /// The price observed.
  public let price: Price
  /// When it was observed.
  public let observedAt: Instant
  /// From when readers see it: `observedAt + latency`.
  public let publishedAt: Instant
  /// Why it was reported.
  public let reason: OracleRule.Reason

  /// An answer from its parts.
  public init(price: Price, observedAt: Instant, publishedAt: Instant, reason: OracleRule.Reason) {
    self.price = price
    self.observedAt = observedAt
    self.publishedAt = publishedAt
    self.reason = reason
  }
}

/// Why the feed has no answer to give; the feed is left as it was.
public enum OracleRefusal: Error, Hashable, Sendable {
  /// Nothing had been published by that time.
  case answerMustBePublished(by: Instant)
  /// The answer in force at that time is no longer kept: settle sooner after expiry.
  case historyMustReach(Instant)
  /// The answer is older than readers may use: `now − publishedAt > staleAfter`.
  case answerMustBeFresh(age: Duration, limit: Duration)
}

/// An oracle that follows a reference price by its deviation and heartbeat rules, and publishes after a latency.
///
/// Reports under way count as made: the next decision compares with the latest report, published or not, as the
/// off-chain reporting protocol does. Memory is constant: the reports under way (at most `latency ÷ block + 1`)
/// and at least the last eight published ones.
public struct OracleFeed: Hashable, Sendable {
  /// When reports are made.
  public let rule: OracleRule
  /// Time from observation to publication.
  public let latency: Duration
  /// Age beyond which ``fresh(at:)`` refuses; at exactly this age the answer is still good.
  public let staleAfter: Duration

  /// Published answers kept for questions about the past.
  public static let historyKept = 8

  private var reports: [OracleAnswer]
  private var oldest = 0
  private var count = 0
  private var hasForgotten = false

  /// A feed that has observed nothing; traps when a time of the plan is negative.
  public init(_ plan: OraclePlan) {
    precondition(plan.latency >= .zero, "a latency is not negative, was \(plan.latency.milliseconds) ms")
    precondition(
      plan.staleAfter >= .zero, "a staleness limit is not negative, was \(plan.staleAfter.milliseconds) ms")
    rule = OracleRule(deviation: plan.deviation, heartbeat: plan.heartbeat)
    latency = plan.latency
    staleAfter = plan.staleAfter
    let nothing = OracleAnswer(
      price: Price(wads: 0), observedAt: .start, publishedAt: .start, reason: .initial)
    reports = Array(repeating: nothing, count: 2 * OracleFeed.historyKept)
  }

  /// Shows the feed a price, which it reports if its rule says so.
  ///
  /// The rule is asked in the order first report, deviation, heartbeat. Traps when time runs backwards.
  /// - Returns: the report made, or nil.
  @discardableResult
  public mutating func observe(_ price: Price, at now: Instant) -> OracleAnswer? {
    guard let reason = reasonToReport(price, at: now) else { return nil }
    let report = OracleAnswer(price: price, observedAt: now, publishedAt: now + latency, reason: reason)
    append(report, at: now)
    return report
  }

  /// The latest answer published by `now`.
  /// - Throws: `OracleRefusal.answerMustBePublished`, then `.historyMustReach`, then `.answerMustBeFresh`.
  public func fresh(at now: Instant) throws(OracleRefusal) -> OracleAnswer {
    let answer = try answer(atOrBefore: now)
    let age = now - answer.publishedAt
    guard age <= staleAfter else { throw .answerMustBeFresh(age: age, limit: staleAfter) }
    return answer
  }

  /// The answer in force at a time: the last one published then or before, never a later one.
  ///
  /// An option settles on the answer at or before its expiry, however late the settlement runs.
  /// - Throws: `OracleRefusal.answerMustBePublished`, then `.historyMustReach`.
  public func answer(atOrBefore time: Instant) throws(OracleRefusal) -> OracleAnswer {
    var back = count - 1
    while back >= 0 {
      let report = reports[slot(back)]
      if report.publishedAt <= time { return report }
      back -= 1
    }
    throw hasForgotten ? .historyMustReach(time) : .answerMustBePublished(by: time)
  }

  private func reasonToReport(_ price: Price, at now: Instant) -> OracleRule.Reason? {
    guard count > 0 else { return .initial }
    let last = reports[slot(count - 1)]
    precondition(
      last.observedAt <= now,
      "an oracle observes in time order: \(now.milliseconds) ms after \(last.observedAt.milliseconds) ms")
    if rule.deviates(from: last.price, to: price) { return .deviation }
    return rule.heartbeatHasPassed(since: last.observedAt, at: now) ? .heartbeat : nil
  }

  private mutating func append(_ report: OracleAnswer, at now: Instant) {
    if count == reports.count {
      // Full: forget the oldest when eight newer ones are out already, else more are under way than fit.
      if reports[slot(OracleFeed.historyKept)].publishedAt <= now {
        oldest = slot(1)
        count -= 1
        hasForgotten = true
      } else {
        reports = (0..<count).map { reports[slot($0)] } + reports
        oldest = 0
      }
    }
    reports[slot(count)] = report
    count += 1
  }

  private func slot(_ index: Int) -> Int { (oldest + index) & (reports.count - 1) }
}
