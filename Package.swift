// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// The modules, lowest first. Each may import those above it in this list, never those below.
let modules: [(name: String, dependencies: [Target.Dependency])] = [
  ("Exact", ["CGMP"]),
  ("Units", ["Exact"]),
  ("Ledger", ["Exact", "Units"]),
  ("Feeds", ["Exact", "Units"]),
  ("Markets", ["Exact", "Units"]),
  ("Options", ["Exact", "Units", "Feeds"]),
  ("Vaults", ["Exact", "Units", "Feeds", "Options"]),
  ("Hedging", ["Exact", "Units", "Feeds", "Markets", "Options"]),
  ("Simulation", ["Exact", "Units", "Ledger", "Feeds", "Markets", "Options", "Vaults", "Hedging"]),
  ("Attribution", ["Exact", "Units", "Feeds", "Markets", "Simulation"]),
  ("Properties", ["Exact", "Feeds"]),
  (
    "Campaigns",
    [
      "Exact", "Units", "Ledger", "Feeds", "Markets", "Options", "Vaults", "Hedging", "Simulation",
      "Attribution", "Properties",
    ]
  ),
  (
    "Scenarios",
    [
      "Exact", "Units", "Feeds", "Markets", "Options", "Vaults", "Hedging", "Simulation", "Attribution",
      "Properties", "Campaigns",
    ]
  ),
  (
    "Reports",
    ["Exact", "Units", "Markets", "Options", "Simulation", "Attribution", "Properties", "Campaigns"]
  ),
]

/// What only tests use: independent witnesses, and a heap that counts.
let witnesses: [String: [Target.Dependency]] = [
  "Attribution": ["CountedHeap"],
  "Markets": ["CountedHeap"],
  "Properties": ["CountedHeap"],
  "Scenarios": [.product(name: "Yams", package: "Yams")],
]

/// The modules that have a test target of their own name.
let tested = modules.map(\.name)

let package = Package(
  name: "Hedgeflow",
  products: modules.map { .library(name: $0.name, targets: [$0.name]) } + [
    .executable(name: "hedgeflow", targets: ["hedgeflow"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "CGMP", pkgConfig: "gmp", providers: [.apt(["libgmp-dev"])])
  ]
    + modules.map {
      .target(name: $0.name, dependencies: $0.dependencies, swiftSettings: strict)
    }
    + [
      .executableTarget(
        name: "hedgeflow",
        dependencies: modules.map { .byName(name: $0.name) } + [
          .product(name: "ArgumentParser", package: "swift-argument-parser")
        ],
        swiftSettings: strict
      ),
      .target(name: "CountedHeap", path: "Benchmarks/CountedHeap"),
      .executableTarget(
        name: "Benchmarks",
        dependencies: modules.map { .byName(name: $0.name) } + [
          "CountedHeap", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ],
        path: "Benchmarks/Benchmarks",
        swiftSettings: strict
      ),
      .target(
        name: "TestKit",
        dependencies: ["Exact", "Units", "Feeds", "Markets", "Options", "Simulation", "Properties"],
        path: "Tests/TestKit",
        exclude: ["Fixtures"],
        swiftSettings: strict
      ),
      .testTarget(
        name: "ToolTests",
        dependencies: ["TestKit", "hedgeflow"],
        exclude: ["Golden"],
        swiftSettings: strict
      ),
    ]
    + tested.map { name in
      .testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: name), "TestKit"]
          + modules.prefix { $0.name != name }.map { .byName(name: $0.name) } + (witnesses[name] ?? []),
        swiftSettings: strict
      )
    }
)
