/// What actors do in a run, one step after the other.
public struct Script: Hashable, Sendable {
  /// One thing one actor does.
  public struct Step: Hashable, Sendable {
    /// Who, from 0.
    public var actor: Int
    /// What.
    public var action: ScriptedAction

    /// A step from its parts.
    public init(actor: Int, action: ScriptedAction) {
      self.actor = actor
      self.action = action
    }
  }

  /// How many actors there are, at least 1.
  public var actors: Int
  /// What they do, in order.
  public var steps: [Step]

  /// A script from its parts; traps without actors.
  public init(actors: Int, steps: [Step]) {
    precondition(actors > 0, "a script without actors")
    self.actors = actors
    self.steps = steps
  }

  /// The blocks its waits take.
  public var blocks: Int {
    steps.reduce(0) { sum, step in
      if case .wait(let blocks) = step.action { sum + blocks } else { sum }
    }
  }
}

extension Engine {
  /// Plays a script to its end; a step that a rule declines is noted in the journal and passed over.
  ///
  /// - Parameter onBlockEnd: as for ``perform(_:by:onBlockEnd:)``.
  /// - Throws: what `onBlockEnd` throws.
  public mutating func play(_ script: Script, onBlockEnd: (Engine) throws -> Void) throws {
    admitActors(script.actors)
    for step in script.steps {
      do {
        try perform(step.action, by: step.actor, onBlockEnd: onBlockEnd)
      } catch is ScriptRefusal {
        refuse(.actor)
      }
    }
  }
}
