/// Which slots of a ring hold a price level: three tiers of bits, so that a neighbour is found in three steps.
///
/// A bit of `words` says that a slot is in the set, a bit of `groups` that a word is not 0, a bit of `top` that a group is
/// not 0. The ring has a power of two of slots, 64 to 64³.
struct LevelSet: Hashable, Sendable {
  private var words: [UInt64]
  private var groups: [UInt64]
  private var top: UInt64 = 0

  /// An empty set of a ring of `slots` slots.
  init(slots: Int) {
    words = Array(repeating: 0, count: slots / 64)
    groups = Array(repeating: 0, count: (words.count + 63) / 64)
  }

  /// Puts a slot in.
  mutating func insert(_ slot: Int) {
    let word = slot &>> 6
    words[word] |= 1 &<< UInt64(truncatingIfNeeded: slot)
    groups[word &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: word)
    top |= 1 &<< UInt64(truncatingIfNeeded: word &>> 6)
  }

  /// Takes a slot out.
  mutating func remove(_ slot: Int) {
    let word = slot &>> 6
    words[word] &= ~(1 &<< UInt64(truncatingIfNeeded: slot))
    guard words[word] == 0 else { return }
    groups[word &>> 6] &= ~(1 &<< UInt64(truncatingIfNeeded: word))
    guard groups[word &>> 6] == 0 else { return }
    top &= ~(1 &<< UInt64(truncatingIfNeeded: word &>> 6))
  }

  /// Takes every slot out.
  mutating func removeAll() {
    for index in words.indices { words[index] = 0 }
    for index in groups.indices { groups[index] = 0 }
    top = 0
  }

  /// The first slot met going up from the one after `slot`, around the ring; `slot` itself when it is alone.
  ///
  /// The set must not be empty.
  func next(after slot: Int) -> Int {
    let word = slot &>> 6
    // A shift by 64 leaves nothing, which is what "after the last bit" means.
    let inWord = words[word] & (.max << UInt64((slot & 63) &+ 1))
    if inWord != 0 { return word &<< 6 | inWord.trailingZeroBitCount }
    let group = word &>> 6
    let inGroup = groups[group] & (.max << UInt64((word & 63) &+ 1))
    if inGroup != 0 { return lowest(ofWord: group &<< 6 | inGroup.trailingZeroBitCount) }
    let above = top & (.max << UInt64(group &+ 1))
    let found = (above != 0 ? above : top).trailingZeroBitCount
    return lowest(ofWord: found &<< 6 | groups[found].trailingZeroBitCount)
  }

  /// The first slot met going down from the one before `slot`, around the ring; `slot` itself when it is alone.
  ///
  /// The set must not be empty.
  func previous(before slot: Int) -> Int {
    let word = slot &>> 6
    let inWord = words[word] & ~(.max &<< UInt64(slot & 63))
    if inWord != 0 { return word &<< 6 | (63 &- inWord.leadingZeroBitCount) }
    let group = word &>> 6
    let inGroup = groups[group] & ~(.max &<< UInt64(word & 63))
    if inGroup != 0 { return highest(ofWord: group &<< 6 | (63 &- inGroup.leadingZeroBitCount)) }
    let below = top & ~(.max &<< UInt64(group))
    let found = 63 &- (below != 0 ? below : top).leadingZeroBitCount
    return highest(ofWord: found &<< 6 | (63 &- groups[found].leadingZeroBitCount))
  }

  private func lowest(ofWord word: Int) -> Int { word &<< 6 | words[word].trailingZeroBitCount }

  private func highest(ofWord word: Int) -> Int { word &<< 6 | (63 &- words[word].leadingZeroBitCount) }
}
