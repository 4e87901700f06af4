import Exact
import Ledger
import Testing
import Units

/// Books with the world, an agent and a pool; the agent starts with 100 base and 5000 quote units.
private struct Books: ~Copyable {
  let base = Asset<Base>(index: 0)
  let quote = Asset<Quote>(index: 1)
  let world: Account
  let agent: Account
  let pool: Account
  var ledger: Ledger

  init() throws {
    ledger = Ledger(assets: ["ETH", "USDC"])
    world = ledger.open(.outside, named: "world")
    agent = ledger.open(.holder, named: "agent")
    pool = ledger.open(.holder, named: "pool")
    try ledger.transfer(Amount(100), of: base, from: world, to: agent)
    try ledger.transfer(Amount(5000), of: quote, from: world, to: agent)
  }

  var snapshot: [Int256] {
    [world, agent, pool].flatMap {
      [ledger.balance(of: $0, in: base).units, ledger.balance(of: $0, in: quote).units]
    }
  }
}

@Suite("Ledger") struct LedgerTests {
  @Test func `endowments leave the world below zero by as much`() throws {
    let books = try Books()
    #expect(books.snapshot == [-100, -5000, 100, 5000, 0, 0])
    #expect(books.ledger.residual(of: books.base) == .zero)
    #expect(books.ledger.holding(of: books.agent, in: books.quote) == Amount(5000))
  }

  @Test func `an exchange moves both legs`() throws {
    var books = try Books()
    try books.ledger.exchange(
      Leg(Amount(3000), of: books.quote, from: books.agent, to: books.pool),
      for: Leg(Amount(1), of: books.base, from: books.world, to: books.agent))
    #expect(books.snapshot == [-101, -5000, 101, 2000, 0, 3000])
  }

  @Test func `a transfer to oneself is refused before its amount is looked at`() throws {
    var books = try Books()
    let before = books.snapshot
    let agent = books.agent
    let base = books.base
    #expect(throws: LedgerRefusal.accountsMustDiffer(agent)) {
      try books.ledger.transfer(Amount(.max), of: base, from: agent, to: agent)
    }
    #expect(books.snapshot == before)
  }

  @Test func `an amount of 2²⁵⁵ or more is refused before balances are looked at`() throws {
    var books = try Books()
    let before = books.snapshot
    let (agent, pool, base) = (books.agent, books.pool, books.base)
    #expect(throws: LedgerRefusal.amountMustFit(.one << 255)) {
      try books.ledger.transfer(Amount(.one << 255), of: base, from: agent, to: pool)
    }
    #expect(books.snapshot == before)
  }

  @Test func `a balance that would leave 256 bits is refused`() throws {
    var books = try Books()
    let (world, agent, base) = (books.world, books.agent, books.base)
    try books.ledger.transfer(Amount(Int256.max.bits - 100), of: base, from: world, to: agent)
    let before = books.snapshot
    #expect(throws: LedgerRefusal.balanceMustFit(agent)) {
      try books.ledger.transfer(Amount(1), of: base, from: world, to: agent)
    }
    #expect(throws: LedgerRefusal.balanceMustFit(world)) {
      try books.ledger.transfer(Amount(2), of: base, from: world, to: agent)
    }
    #expect(books.snapshot == before)
    #expect(books.ledger.residual(of: base) == .zero)
  }

  @Test func `an overdraft is refused and says by how much`() throws {
    var books = try Books()
    let before = books.snapshot
    let (agent, pool, base) = (books.agent, books.pool, books.base)
    #expect(throws: LedgerRefusal.payerMustCover(agent, balance: 100, result: -1)) {
      try books.ledger.transfer(Amount(101), of: base, from: agent, to: pool)
    }
    #expect(books.snapshot == before)
  }

  @Test func `a refused second leg takes the first one back`() throws {
    var books = try Books()
    let before = books.snapshot
    let first = Leg(Amount(3000), of: books.quote, from: books.agent, to: books.pool)
    let uncovered = Leg(Amount(1), of: books.base, from: books.pool, to: books.agent)
    let unfit = Leg(Amount(.max), of: books.base, from: books.pool, to: books.agent)
    let pool = books.pool
    #expect(throws: LedgerRefusal.payerMustCover(pool, balance: 0, result: -1)) {
      try books.ledger.exchange(first, for: uncovered)
    }
    #expect(books.snapshot == before)
    #expect(throws: LedgerRefusal.amountMustFit(.max)) { try books.ledger.exchange(first, for: unfit) }
    #expect(books.snapshot == before)
  }

  @Test func `within a posting only the end must be covered`() throws {
    var books = try Books()
    try books.ledger.post([
      Leg(Amount(7), of: books.base, from: books.pool, to: books.world),
      Leg(Amount(9), of: books.base, from: books.agent, to: books.pool),
    ])
    #expect(books.snapshot == [-93, -5000, 91, 5000, 2, 0])
  }

  @Test func `random postings conserve every asset and refused ones change nothing`() throws {
    var books = try Books()
    let accounts = [books.world, books.agent, books.pool]
    var state: UInt64 = 11
    func draw(_ count: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % count)
    }
    var refused = 0
    for _ in 0..<3000 {
      let legs = (0...draw(3)).map { _ in
        draw(2) == 0
          ? Leg(
            Amount(Word256(UInt64(draw(90)))), of: books.base, from: accounts[draw(3)], to: accounts[draw(3)])
          : Leg(
            Amount(Word256(UInt64(draw(900)))), of: books.quote, from: accounts[draw(3)],
            to: accounts[draw(3)])
      }
      let before = books.snapshot
      do {
        try books.ledger.post(legs)
      } catch {
        refused += 1
        #expect(books.snapshot == before)
      }
      #expect(books.ledger.residual(of: books.base) == .zero)
      #expect(books.ledger.residual(of: books.quote) == .zero)
      #expect(books.ledger.balance(of: books.agent, in: books.base).units >= 0)
    }
    #expect((500...2900).contains(refused))
  }
}
