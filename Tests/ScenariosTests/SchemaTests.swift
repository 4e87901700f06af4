import Scenarios
import Testing

@Suite("ScenarioSchema") struct SchemaTests {
  @Test func `knows the keys of the shipped files and no others`() throws {
    #expect(
      properties(of: ScenarioSchema.pool)
        == [
          "pool", "kind", "base", "quote", "reserves", "price", "fee", "protocol-fee", "tick-spacing",
          "convention", "protocol-part", "positions", "lot", "tick", "levels", "resilience", "margin",
          "funding",
        ])
    #expect(
      properties(of: ScenarioSchema.epoch)
        == [
          "epoch", "seed", "pools", "price", "duration", "oracle", "arbitrage", "retail", "options", "vault",
          "order", "twin", "bursts", "compare-fees", "routing", "script", "check",
        ])
    #expect(member("additionalProperties", of: ScenarioSchema.epoch) == .boolean(false))
    #expect(
      member("required", of: ScenarioSchema.epoch)
        == .array([.text("epoch"), .text("pools"), .text("price")]))
  }

  @Test func `documents every key with a meaning and an example`() throws {
    for schema in [ScenarioSchema.pool, ScenarioSchema.epoch] { try check(schema, path: "root") }
  }

  @Test func `says which keys belong to which process`() throws {
    let price = try #require(property("price", of: ScenarioSchema.epoch))
    guard case .array(let variants)? = member("allOf", of: price) else {
      Issue.record("price has no variants")
      return
    }
    #expect(variants.count == 3)
    let replay = try #require(variants.last)
    let then = try #require(member("then", of: replay))
    #expect(member("required", of: then) == .array([.text("file"), .text("price")]))
    #expect(properties(of: then) == ["start", "volatility", "drift", "jumps"])
  }

  private func check(_ schema: SchemaValue, path: String) throws {
    guard case .object(let properties)? = member("properties", of: schema) else { return }
    for property in properties {
      let name = "\(path).\(property.name)"
      #expect(member("description", of: property.value) != nil, "\(name)")
      #expect(member("examples", of: property.value) != nil, "\(name)")
      try check(property.value, path: name)
      if let items = member("items", of: property.value) { try check(items, path: name) }
    }
  }

  private func member(_ name: String, of schema: SchemaValue) -> SchemaValue? {
    guard case .object(let members) = schema else { return nil }
    return members.first { $0.name == name }?.value
  }

  private func property(_ name: String, of schema: SchemaValue) -> SchemaValue? {
    member("properties", of: schema).flatMap { member(name, of: $0) }
  }

  private func properties(of schema: SchemaValue) -> [String] {
    guard case .object(let members)? = member("properties", of: schema) else { return [] }
    return members.map(\.name)
  }
}
