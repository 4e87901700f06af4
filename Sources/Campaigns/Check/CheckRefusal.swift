public import Properties
public import Simulation

/// Why a check cannot be made; each names its place in the ``CheckPlan``, and the known name nearest to an unknown one.
public enum CheckRefusal: Error, Sendable {
  /// The plan cannot begin.
  case planMustBegin(RunRefusal)
  /// A number is outside its range.
  case numberMustBeWithin(String, ClosedRange<Int>, was: Int)
  /// No action has this name.
  case actionMustBeKnown(String, act: Int, nearest: String?)
  /// The configuration has nothing to do it with.
  case actionMustHaveAMeaning(String, act: Int)
  /// The action is named twice.
  case actionMustComeOnce(String, act: Int)
  /// A weight is below zero, or above 10⁶.
  case weightMustBeWithin(ClosedRange<Int>, act: Int)
  /// No action has a weight above zero.
  case someActionMustHaveAWeight
  /// The action has no parameter of this name.
  case parameterMustBeKnown(String, act: Int, nearest: String?)
  /// The parameter is bounded twice.
  case parameterMustComeOnce(String, act: Int)
  /// A parameter that chooses among names has no bounds.
  case parameterMustBeANumber(String, act: Int)
  /// A bound is no whole number, is above its other end, or leaves the parameter's own range.
  case boundsMustBeWithin(String, least: ExactValue, most: ExactValue, act: Int)
  /// No invariant has this name.
  case invariantMustBeKnown(String, index: Int, nearest: String?)
  /// The configuration has nothing that the invariant speaks about.
  case invariantMustHaveAMeaning(String, index: Int)
  /// Two claims, or a claim and an invariant, have one name.
  case namesMustDiffer(String, claim: Int)
  /// A claim does not parse.
  case claimMustParse(ExpressionMistake, claim: Int)
  /// What is to be maximized does not parse.
  case objectiveMustParse(ExpressionMistake)
  /// Neither an action nor a mark has this name.
  case reachMustBeKnown(String, index: Int, nearest: String?)
  /// Something of no reach is asked for.
  case reachMustBePositive(String, index: Int)
}
