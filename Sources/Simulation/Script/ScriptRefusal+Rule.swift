import Markets
import Options
import Units
import Vaults

extension ScriptRefusal {
  /// The rule's name alone, without values: what refusals are counted by.
  ///
  /// Literals, because a check counts refusals by the million; a test compares them with the cases' names.
  public var rule: String {
    switch self {
    case .poolMustExist: "poolMustExist"
    case .poolMustTradeTokens: "poolMustTradeTokens"
    case .actorMustExist: "actorMustExist"
    case .pool(let refusal): Self.rule(refusal)
    case .liquidity(let refusal): Self.rule(refusal)
    case .sharesMustBeHeld: "sharesMustBeHeld"
    case .vaultMustExist: "vaultMustExist"
    case .vault(let refusal): Self.rule(refusal)
    case .optionsMustExist: "optionsMustExist"
    case .option(let refusal): Self.rule(refusal)
    case .positionMustBeOpen: "positionMustBeOpen"
    case .settlement(let refusal): Self.rule(refusal)
    case .settlementMustSucceed: "settlementMustSucceed"
    case .hedgeMustBePlanned: "hedgeMustBePlanned"
    case .hedgeMustBeDue: "hedgeMustBeDue"
    case .hedgeMustTrade: "hedgeMustTrade"
    case .epochMustHaveEnded: "epochMustHaveEnded"
    case .rollMustSucceed: "rollMustSucceed"
    case .amountMustBePositive: "amountMustBePositive"
    case .balanceMustFit: "balanceMustFit"
    case .waitMustBeBounded: "waitMustBeBounded"
    case .priceMustStayInRange: "priceMustStayInRange"
    }
  }

  private static func rule(_ refusal: SwapRefusal) -> String {
    switch refusal {
    case .inputMustBePositive: "inputMustBePositive"
    case .outputMustBePositive: "outputMustBePositive"
    case .reservesMustBePositive: "reservesMustBePositive"
    case .outputMustStayBelowReserve: "outputMustStayBelowReserve"
    case .balanceMustFit: "balanceMustFit"
    case .productMustNotFall: "productMustNotFall"
    case .feeMustLeaveInput: "feeMustLeaveInput"
    case .limitMustLieAhead: "limitMustLieAhead"
    case .liquidityMustCoverOrder: "liquidityMustCoverOrder"
    }
  }

  private static func rule(_ refusal: LiquidityRefusal) -> String {
    switch refusal {
    case .priceMustFitBook: "priceMustFitBook"
    case .venueMustTakeLiquidity: "venueMustTakeLiquidity"
    case .balanceMustFit: "balanceMustFit"
    case .sharesMustCoverMinimum: "sharesMustCoverMinimum"
    case .sharesMustBePositive: "sharesMustBePositive"
    case .sharesMustBeOutstanding: "sharesMustBeOutstanding"
    case .payoutMustBePositive: "payoutMustBePositive"
    }
  }

  private static func rule(_ refusal: VaultRefusal) -> String {
    switch refusal {
    case .stateMustBe: "stateMustBe"
    case .queueMustBeOpen: "queueMustBeOpen"
    case .amountMustBePositive: "amountMustBePositive"
    case .sharesMustBeHeld: "sharesMustBeHeld"
    case .priceMustBePositive: "priceMustBePositive"
    case .assetsMustCoverCollateral: "assetsMustCoverCollateral"
    case .assetsMustCoverLiabilities: "assetsMustCoverLiabilities"
    case .arithmetic: "arithmetic"
    }
  }

  private static func rule(_ refusal: OptionRefusal) -> String {
    switch refusal {
    case .seriesMustBeListed: "seriesMustBeListed"
    case .sizeMustBePositive: "sizeMustBePositive"
    case .vaultMustBeLive: "vaultMustBeLive"
    case .oracleMustBeFresh: "oracleMustBeFresh"
    case .seriesMustBeUnexpired: "seriesMustBeUnexpired"
    case .tradingMustBeOpen: "tradingMustBeOpen"
    case .priceMustBeCertified: "priceMustBeCertified"
    case .deltaMustBeInRange: "deltaMustBeInRange"
    case .arithmetic: "arithmetic"
    case .collateralMustCover: "collateralMustCover"
    case .premiumMustBePositive: "premiumMustBePositive"
    case .premiumMustMeetLimit: "premiumMustMeetLimit"
    }
  }

  private static func rule(_ refusal: SettlementRefusal) -> String {
    switch refusal {
    case .seriesMustBeListed: "seriesMustBeListed"
    case .seriesMustBeUnsettled: "seriesMustBeUnsettled"
    case .seriesMustBeExpired: "seriesMustBeExpired"
    case .answerMustNotFollowExpiry: "answerMustNotFollowExpiry"
    case .priceMustBePositive: "priceMustBePositive"
    case .arithmetic: "arithmetic"
    }
  }
}
