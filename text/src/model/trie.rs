//! A double-array trie over the words' keys: one dependent read a byte.
//!
//! A unit is `value << 8 | label`. The child of a unit by byte `b` is at `value ^ b` and is real where
//! its label is `b`; the child by byte 0 holds in `value` the id of the word that ends there. Values
//! of inner units are all different, which is why the label alone proves the parent (after Aoe 1989,
//! and the XOR addressing of Yata's darts-clone).

use super::format::u32_at;

/// Label of the root and of unused units; no word contains this byte.
pub const UNUSED: u8 = 0xff;

/// A position in the trie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Node(pub(crate) u32);

impl Node {
    /// The node of the empty word.
    #[inline]
    pub fn root(trie: &[u8]) -> Self {
        Self(u32_at(trie, 0) >> 8)
    }

    /// The node one byte further on.
    #[inline]
    pub fn child(self, trie: &[u8], byte: u8) -> Option<Self> {
        if byte == 0 || byte == UNUSED {
            return None;
        }
        let unit = u32_at(trie, (self.0 ^ u32::from(byte)) as usize);
        (unit as u8 == byte).then_some(Self(unit >> 8))
    }

    /// The id of the word that ends here.
    #[inline]
    pub fn id(self, trie: &[u8]) -> Option<u32> {
        let unit = trie
            .get(self.0 as usize * 4..self.0 as usize * 4 + 4)
            .and_then(|bytes| bytes.try_into().ok())
            .map(u32::from_le_bytes)?;
        (unit as u8 == 0).then_some(unit >> 8)
    }

    /// Calls `found` with the id of every word that goes on from here with all of `letters`, each as often as it is
    /// among them, in any order. `letters` is sorted, and is so again in the end.
    pub fn rearranged(self, trie: &[u8], letters: &mut Vec<u8>, found: &mut impl FnMut(u32)) {
        if letters.is_empty() {
            if let Some(id) = self.id(trie) {
                found(id);
            }
            return;
        }
        for at in 0..letters.len() {
            let letter = letters[at];
            if at > 0 && letters[at - 1] == letter {
                continue;
            }
            if let Some(child) = self.child(trie, letter) {
                letters.remove(at);
                child.rearranged(trie, letters, found);
                letters.insert(at, letter);
            }
        }
    }
}
