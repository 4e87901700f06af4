import Units

extension Form {
  /// A list with a bounded number of items; items that cannot be read are reported and left out.
  static func list<Item>(of item: Form<Item>, _ bounds: ClosedRange<Int>) -> Form where Value == [Item] {
    let schema = SchemaValue.object([
      .init("type", .text("array")), .init("items", item.schema),
      .init("minItems", .integer(bounds.lowerBound)),
      .init("maxItems", .integer(bounds.upperBound)),
    ])
    return Form(schema: schema) { node, key, decoding in
      guard let nodes = decoding.items(node, key, bounds) else { return nil }
      let values = nodes.compactMap { item.read($0, key, &decoding) }
      return values.count == nodes.count ? values : nil
    }
  }

  /// A mapping with keys of its own.
  static func group(
    _ section: Section, _ read: @escaping @Sendable (SectionReader, inout Decoding) -> Value?
  ) -> Form {
    Form(schema: section.schema) { node, key, decoding in
      guard let reader = SectionReader(section, node, owner: nil, &decoding) else { return nil }
      return read(reader, &decoding)
    }
  }
}

extension Decoding {
  /// The items of a list within bounds; reports anything else.
  mutating func items(_ node: DocumentNode, _ key: KeyDescription, _ bounds: ClosedRange<Int>)
    -> [DocumentNode]?
  {
    guard case .sequence(let nodes) = node.content else {
      if case .broken = node.content { return nil }
      refuse(node, key, but: "a list must stand here")
      return nil
    }
    guard bounds.contains(nodes.count) else {
      let message =
        "`\(key.name)` has \(nodes.count) items, but it must have \(bounds.lowerBound) to \(bounds.upperBound)"
      log.error(at: node.place, message, help: "for example `\(key.line)`")
      return nil
    }
    return nodes
  }
}
