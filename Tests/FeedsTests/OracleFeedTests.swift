import Feeds
import Testing
import Units

private func plan(latencySeconds: Int64 = 0, staleAfterSeconds: Int64 = 7200) -> OraclePlan {
  OraclePlan(
    heartbeat: Duration(seconds: 3600), deviation: Ratio(wads: 5_000_000_000_000_000),
    latency: Duration(seconds: latencySeconds), staleAfter: Duration(seconds: staleAfterSeconds))
}

private func seconds(_ count: Int64) -> Instant { Instant(milliseconds: count * 1000) }
private func dollars(_ count: UInt128) -> Price { Price(wads: count * 1_000_000_000_000_000_000) }

@Suite("OracleFeed") struct OracleFeedTests {
  @Test func `the heartbeat is strict: at exactly an hour nothing is reported, a millisecond later it is`() {
    var feed = OracleFeed(plan())
    #expect(feed.observe(dollars(3000), at: .start)?.reason == .initial)
    #expect(feed.observe(dollars(3000), at: seconds(3600)) == nil)
    #expect(feed.observe(dollars(3000), at: Instant(milliseconds: 3_600_001))?.reason == .heartbeat)
  }

  @Test func `an answer as old as the limit is fresh, a millisecond older is refused`() throws {
    var feed = OracleFeed(plan(staleAfterSeconds: 60))
    feed.observe(dollars(3000), at: .start)
    #expect(try feed.fresh(at: seconds(60)).price == dollars(3000))
    let before = feed
    let late = Instant(milliseconds: 60_001)
    let refusal = OracleRefusal.answerMustBeFresh(age: late - .start, limit: Duration(seconds: 60))
    #expect(throws: refusal) { try feed.fresh(at: late) }
    #expect(feed == before)
  }

  @Test func `age counts from publication`() throws {
    var feed = OracleFeed(plan(latencySeconds: 24, staleAfterSeconds: 60))
    feed.observe(dollars(3000), at: .start)
    #expect(try feed.fresh(at: seconds(84)).publishedAt == seconds(24))
    #expect(throws: OracleRefusal.self) { try feed.fresh(at: Instant(milliseconds: 84_001)) }
  }

  @Test func `before the first publication there is no answer`() {
    var feed = OracleFeed(plan(latencySeconds: 24))
    #expect(throws: OracleRefusal.answerMustBePublished(by: .start)) { try feed.fresh(at: .start) }
    feed.observe(dollars(3000), at: .start)
    let early = Instant(milliseconds: 23_999)
    #expect(throws: OracleRefusal.answerMustBePublished(by: early)) { try feed.fresh(at: early) }
  }

  @Test func `reports under way overlap and are published in order`() throws {
    var feed = OracleFeed(plan(latencySeconds: 24))
    feed.observe(dollars(3000), at: .start)
    feed.observe(dollars(3100), at: seconds(12))
    feed.observe(dollars(3200), at: seconds(24))
    #expect(try feed.fresh(at: seconds(24)).price == dollars(3000))
    #expect(try feed.fresh(at: seconds(35)).price == dollars(3000))
    #expect(try feed.fresh(at: seconds(36)).price == dollars(3100))
    #expect(try feed.fresh(at: seconds(48)).price == dollars(3200))
  }

  @Test func `a move is measured from the latest report, published or not`() {
    var feed = OracleFeed(plan(latencySeconds: 24))
    feed.observe(dollars(3000), at: .start)
    #expect(feed.observe(dollars(3015), at: seconds(12)) != nil)
    #expect(feed.observe(dollars(3000), at: seconds(24)) == nil)
  }

  @Test func `settlement reads the answer in force at expiry, never a later one`() throws {
    var feed = OracleFeed(plan())
    feed.observe(dollars(3000), at: .start)
    feed.observe(dollars(3100), at: seconds(100))
    #expect(try feed.answer(atOrBefore: Instant(milliseconds: 99_999)).price == dollars(3000))
    #expect(try feed.answer(atOrBefore: seconds(100)).price == dollars(3100))
  }

  @Test func `the last eight published answers are kept and older questions are refused`() throws {
    var feed = OracleFeed(plan())
    for minute in Int64(0)..<100 {
      feed.observe(dollars(1000 + 100 * UInt128(minute)), at: seconds(60 * minute))
    }
    for minute in Int64(92)..<100 {
      #expect(try feed.answer(atOrBefore: seconds(60 * minute + 59)).observedAt == seconds(60 * minute))
    }
    #expect(throws: OracleRefusal.historyMustReach(seconds(60))) {
      try feed.answer(atOrBefore: seconds(60))
    }
  }

  @Test func `any number of reports may be under way`() throws {
    var feed = OracleFeed(plan(latencySeconds: 1000))
    for second in Int64(0)..<500 {
      feed.observe(dollars(1000 + 500 * UInt128(second % 2)), at: seconds(second))
    }
    for second in Int64(0)..<500 {
      #expect(try feed.answer(atOrBefore: seconds(1000 + second)).observedAt == seconds(second))
    }
  }

  @Test func `an oracle does not observe backwards in time`() async {
    await #expect(processExitsWith: .failure) {
      var feed = OracleFeed(
        OraclePlan(heartbeat: .zero, deviation: .zero, latency: .zero, staleAfter: .zero))
      feed.observe(Price(wads: 1), at: Instant(milliseconds: 2))
      feed.observe(Price(wads: 1), at: Instant(milliseconds: 1))
    }
  }
}
