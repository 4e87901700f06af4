import Exact
import Properties
import TestKit
import Testing

// The code between the marks is the code of the article CheckingYourOwnPool.md, word for word.

// doc: pool
/// A pool that swaps at the price of its reserves and keeps three thousandths of what comes in.
struct OwnPool: Hashable, Sendable {
  var base: Word256 = 1_000_000
  var quote: Word256 = 3_000_000
  var rounding = Rounding.payout

  enum Refusal: Error { case inputMustBePositive, outputMustBePositive }

  mutating func sell(_ input: Word256) throws -> Word256 {
    guard !input.isZero else { throw Refusal.inputMustBePositive }
    let net = input * 997
    let output = try Word256.mulDiv(net, quote, over: base * 1_000 + net, rounding: rounding)
    guard !output.isZero else { throw Refusal.outputMustBePositive }
    base += input
    quote -= output
    return output
  }
}
// doc: end

// doc: action
let sell = Action<OwnPool>("sell", [.sized("amount", 0...1_000_000_000)]) { pool, step in
  _ = try pool.sell(step.word(0))
  return .accepted
}
// doc: end

// doc: invariant
let productNeverFalls = Invariant<OwnPool>(
  "product-never-falls", "Whoever provided the reserves does not lose to a swap.",
  states: "base · quote after >= base · quote before",
  remembering: { ($0.base, $0.quote) }
) { before, after, _ in
  Slack(product: (after.base, after.quote), .atLeast, product: before)
}
// doc: end

// doc: campaign
func poolCampaign(from pool: OwnPool = OwnPool()) -> Campaign<OwnPool> {
  var campaign = Campaign(
    "own pool", from: pool, actions: [sell], invariants: [productNeverFalls])
  campaign.refusals = .compared
  return campaign
}
// doc: end

@Suite("A pool that a user wrote") struct OwnPoolTests {
  // doc: test
  @Test func `the pool never loses to a swap`() {
    let report = poolCampaign().run()
    #expect(report.verdict == .held(cases: 2_000, discarded: 0))
  }
  // doc: end

  // doc: mutant
  @Test func `a pool that rounds for the trader is caught`() throws {
    var mutant = OwnPool()
    mutant.rounding = .charge
    let failure = try #require(poolCampaign(from: mutant).run().failure)
    #expect(failure.breach.invariant == "product-never-falls")
    #expect(failure.shrunk.steps.count == 1)
    #expect(try poolCampaign(from: mutant).replay(failure.shrunk).breach == failure.breach)
  }
  // doc: end

  @Test func `the article's failure is the one that is found`() throws {
    var mutant = OwnPool()
    mutant.rounding = .charge
    let failure = try #require(poolCampaign(from: mutant).run().failure)
    let article = try Repository.text("Sources/Properties/Properties.docc/CheckingYourOwnPool.md")
    #expect(article.contains("```text\n\(failure)\n```"), "\(failure)")
    let line = try #require(CaseScript("0 sell amount=1"))
    #expect(try poolCampaign(from: mutant).replay(line).breach == failure.breach)
  }

  // doc: claim
  @Test func `a claim in words holds as well`() throws {
    let quantities = [
      Quantity<OwnPool>("pool.base", "base units in the pool") { ExactValue($0.base) },
      Quantity<OwnPool>("pool.quote", "quote units in the pool") { ExactValue($0.quote) },
    ]
    let claim = try ClaimExpression(
      "pool.quote / pool.base <= old(pool.quote / pool.base)", over: quantities.map(\.name))
    var campaign = poolCampaign()
    campaign.invariants.append(Invariant("price-falls-when-sold", claim: claim, over: quantities))
    #expect(campaign.run().failure == nil)
  }
  // doc: end

  @Test func `the article shows the code that is tested here`() throws {
    let article = try Repository.text("Sources/Properties/Properties.docc/CheckingYourOwnPool.md")
    let lines = try Repository.text("Tests/PropertiesTests/OwnPoolTests.swift").split(
      separator: "\n", omittingEmptySubsequences: false)
    var blocks: [[Substring]] = []
    var isInside = false
    for line in lines {
      let text = line.drop { $0 == " " }
      if text.hasPrefix("// doc:") {
        isInside = text != "// doc: end"
        if isInside { blocks.append([]) }
      } else if isInside {
        blocks[blocks.count - 1].append(line)
      }
    }
    #expect(blocks.count == 7)
    for block in blocks {
      let indent = block.first.map { $0.prefix { $0 == " " }.count } ?? 0
      let code = block.map { String($0.dropFirst(indent)) }.joined(separator: "\n")
      #expect(article.contains("```swift\n\(code)\n```"), "the article lacks:\n\(code)")
      #expect(block.count < 30)
    }
  }
}
