public import Properties

/// What a check of a configured protocol tries, and what it claims must hold: the `check` section of an epoch file.
public struct CheckPlan: Sendable {
  /// One kind of action, by the word of a script's step (`swap`, `deposit`, …), and how it is drawn.
  public struct Act: Hashable, Sendable {
    /// The action's name.
    public var name: String
    /// How often it is drawn beside the others; 0 for never.
    public var weight: Int
    /// Bounds of its parameters by name, in the smallest unit; parameters not named have the action's own bounds.
    public var bounds: [Bound]

    /// An action from its parts.
    public init(name: String, weight: Int, bounds: [Bound]) {
      self.name = name
      self.weight = weight
      self.bounds = bounds
    }
  }

  /// The range of one parameter.
  public struct Bound: Hashable, Sendable {
    /// The parameter's name.
    public var name: String
    /// The least value.
    public var least: ExactValue
    /// The greatest value.
    public var most: ExactValue

    /// A range from its parts.
    public init(name: String, least: ExactValue, most: ExactValue) {
      self.name = name
      self.least = least
      self.most = most
    }
  }

  /// Something that the file says must hold.
  public struct Claim: Hashable, Sendable {
    /// When it is looked at.
    public enum Moment: String, Hashable, Sendable, CaseIterable {
      /// After each accepted action.
      case always
      /// After the last one.
      case finally
    }
    /// The claim's name in reports.
    public var name: String
    /// When it is looked at.
    public var moment: Moment
    /// The claim, as ``ClaimExpression`` reads it.
    public var text: String

    /// A claim from its parts.
    public init(name: String, moment: Moment, text: String) {
      self.name = name
      self.moment = moment
      self.text = text
    }
  }

  /// How many cases must show something.
  public struct Reach: Hashable, Sendable {
    /// The name of an action that must be accepted, or of a mark that must be seen.
    public var name: String
    /// In how many cases at least.
    public var cases: Int

    /// A quota from its parts.
    public init(name: String, cases: Int) {
      self.name = name
      self.cases = cases
    }
  }

  /// The seed of all cases.
  public var seed: UInt64
  /// How many cases are run.
  public var cases: Int
  /// How many actions a case tries.
  public var steps: Int
  /// How many actors there are, 1 to 64.
  public var actors: Int
  /// Whether most cases leave out some of the actions.
  public var isSwarming: Bool
  /// What actors do; empty for everything the configuration allows, at its usual weights.
  public var acts: [Act]
  /// Built-in invariants by name; empty for all that the configuration has a meaning for.
  public var invariants: [String]
  /// Whether built-in invariants are checked at all.
  public var checksBuiltIns = true
  /// What the file claims.
  public var claims: [Claim]
  /// A quantity or sum of quantities to make as large as possible, as ``ClaimExpression`` reads it; nil for none.
  public var maximize: String?
  /// How much must be reached for a verdict.
  public var reach: [Reach]

  /// A check of everything, on its usual terms.
  public init(
    seed: UInt64 = 1, cases: Int = 2_000, steps: Int = 50, actors: Int = 3, isSwarming: Bool = true,
    acts: [Act] = [], invariants: [String] = [], claims: [Claim] = [], maximize: String? = nil,
    reach: [Reach] = []
  ) {
    self.seed = seed
    self.cases = cases
    self.steps = steps
    self.actors = actors
    self.isSwarming = isSwarming
    self.acts = acts
    self.invariants = invariants
    self.claims = claims
    self.maximize = maximize
    self.reach = reach
  }
}
