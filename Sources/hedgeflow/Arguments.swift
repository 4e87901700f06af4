public import ArgumentParser
public import Exact
public import Options

// Words of the library that are arguments of the tool: their raw values are what one types.
extension Rounding: ExpressibleByArgument {}
extension CertifiedFunction: ExpressibleByArgument {}
extension OptionKind: ExpressibleByArgument {}
