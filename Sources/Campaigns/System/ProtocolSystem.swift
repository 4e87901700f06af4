import Feeds
import Options
import Properties
public import Simulation
import Units

/// The system that a check tests: an engine, and what must be remembered of a case to judge it.
///
/// Nothing of the engine is simulated a second time: an action is an ``Engine/attempt(_:by:onBlockEnd:)``, and everything else
/// here only reads.
public struct ProtocolSystem: Sendable {
  /// The protocol.
  public internal(set) var engine: Engine
  let frame: Frame
  var watch: Watch

  init(frame: Frame, engine: Engine) {
    self.frame = frame
    self.engine = engine
    watch = Watch(frame: frame, engine: engine)
  }

  /// Does an action and looks at what it did.
  /// - Throws: `ScriptRefusal`; nothing has changed then.
  mutating func perform(_ action: ScriptedAction, by actor: Int) throws(ScriptRefusal) {
    watch.begin(action, by: actor, engine)
    if case .wait = action {
      try pass(action, by: actor)
    } else if let driver = frame.driver {
      try driver(&engine, action, actor) { _ in }
    } else {
      try engine.attempt(action, by: actor)
    }
    watch.follow(engine, frame)
    watch.judge(action, by: actor, engine, frame)
  }

  /// Blocks pass, each judged as it ends. A wait that is refused is taken back: it may have passed some blocks.
  private mutating func pass(_ action: ScriptedAction, by actor: Int) throws(ScriptRefusal) {
    // Only a price that is about to move can leave its range, and a copy of everything is dear.
    let before = engine.isPriceAboutToMove ? self : nil
    do throws(ScriptRefusal) {
      try ProtocolSystem.pass(action, by: actor, &engine, &watch, frame)
    } catch {
      if let before { self = before }
      throw error
    }
  }

  private static func pass(
    _ action: ScriptedAction, by actor: Int, _ engine: inout Engine, _ watch: inout Watch, _ frame: Frame
  ) throws(ScriptRefusal) {
    if let driver = frame.driver {
      try driver(&engine, action, actor) { watch.endBlock($0, frame) }
    } else {
      try engine.attempt(action, by: actor) { watch.endBlock($0, frame) }
    }
  }

  /// The claim that a refusal breaks: an oracle's answer that is young enough prices a trade.
  func claim(brokenBy refusal: ScriptRefusal) -> Falsified? {
    guard case .option(.oracleMustBeFresh) = refusal else { return nil }
    guard let answer = try? engine.oracle.answer(atOrBefore: engine.now) else { return nil }
    let age = engine.now - answer.publishedAt
    guard age <= engine.oracle.staleAfter, answer.price.wads > 0 else { return nil }
    return Falsified(
      "oracle-guard-boundary",
      "a trade was refused at the age of \(age.milliseconds) ms, \(engine.oracle.staleAfter.milliseconds) ms are allowed"
    )
  }
}
