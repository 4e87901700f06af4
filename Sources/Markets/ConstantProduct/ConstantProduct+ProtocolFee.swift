public import Units

extension ConstantProduct {
  /// The shares a protocol fee would mint if liquidity changed now, and the supply that would then be: what part of the
  /// pool is the protocol's and not its providers'. The pool does not change.
  public var protocolClaim: (minted: Amount<Shares>, supply: Amount<Shares>) {
    var next = self
    next.mintProtocolFee()
    return (next.protocolShares, next.totalShares)
  }
}
