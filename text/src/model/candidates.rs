//! Words near a misspelling: `SymSpell`'s symmetric deletes, looked up in a precompiled index, then
//! verified by the true distance.

use super::format::{self, SYMBOLS};
use super::{WordId, index};

/// Deletes are taken from this many leading letters, as in `SymSpell`.
pub const PREFIX: usize = 7;
/// Largest distance that the index covers.
pub const MAX_DISTANCE: u8 = 2;
/// Longest word for which candidates are looked for, in characters: one bit of a machine word each.
pub const LONGEST: usize = 64;

/// How many words are remembered that were just met.
const SEEN: usize = 256;

const _: () = assert!(PREFIX > MAX_DISTANCE as usize && SYMBOLS < 64);

/// A word of the model near what was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The word.
    pub id: WordId,
    /// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours,
    /// none of them at the same place twice.
    pub distance: u8,
}

/// Calls `each` with every string that is left of the first [`PREFIX`] bytes of `word` when at most
/// `distance` (up to [`MAX_DISTANCE`]) of them are deleted, the whole prefix first. May repeat itself.
pub fn deletes(word: &[u8], distance: u8, mut each: impl FnMut(&[u8])) {
    let prefix = &word[..word.len().min(PREFIX)];
    each(prefix);
    if distance == 0 {
        return;
    }
    let mut once = [0; PREFIX];
    let mut twice = [0; PREFIX];
    for first in 0..prefix.len() {
        let length = without(prefix, first, &mut once);
        each(&once[..length]);
        if distance > 1 {
            for second in first..length {
                let length = without(&once[..length], second, &mut twice);
                each(&twice[..length]);
            }
        }
    }
}

/// Copies `word` but for the byte at `gap`; returns the new length.
fn without(word: &[u8], gap: usize, into: &mut [u8; PREFIX]) -> usize {
    into[..gap].copy_from_slice(&word[..gap]);
    into[gap..word.len() - 1].copy_from_slice(&word[gap + 1..]);
    word.len() - 1
}

/// The first eight letters of a word, and so the whole of a shorter one: enough to compare most words without reading
/// them where they lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Head(u64);

impl Head {
    /// The head of a lower-case word; no word has a byte of 0.
    pub fn of(word: &[u8]) -> Self {
        let mut letters = [0; 8];
        for (to, letter) in letters.iter_mut().zip(word) {
            *to = *letter;
        }
        Self(u64::from_le_bytes(letters))
    }

    /// The first letter; 0 of no word.
    #[inline]
    pub const fn first(self) -> u8 {
        self.0 as u8
    }

    /// Whether it is all of its word.
    const fn is_whole(self) -> bool {
        self.length() < 8
    }

    const fn length(self) -> usize {
        8 - self.0.leading_zeros() as usize / 8
    }

    const fn letters(self) -> [u8; 8] {
        self.0.to_le_bytes()
    }
}

/// A word turned into the bit masks of Hyyrö's bit-parallel alignment (2003), made once and then
/// compared with many others.
pub struct Pattern {
    bytes: [u8; LONGEST],
    length: usize,
    masks: [u64; 256],
}

impl Pattern {
    /// `None` where the word is longer than [`LONGEST`] characters.
    pub fn new(word: &str) -> Option<Self> {
        let mut bytes = [0; LONGEST];
        let mut masks = [0; 256];
        let mut length = 0;
        for letter in word.chars() {
            // Keys are ASCII: any other letter matches nothing, but counts as one letter.
            let byte = if letter.is_ascii() {
                letter as u8
            } else {
                0xff
            };
            *bytes.get_mut(length)? = byte;
            masks[byte as usize] |= 1 << length;
            length += 1;
        }
        Some(Self {
            bytes,
            length,
            masks,
        })
    }

    /// The word's bytes, one a character.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Optimal string alignment distance to `other`.
    pub fn distance(&self, other: &[u8]) -> usize {
        if self.length == 0 {
            return other.len();
        }
        let last = 1_u64 << (self.length - 1);
        let (mut vertical_up, mut vertical_down) = (!0_u64, 0_u64);
        let (mut diagonal, mut previous) = (0_u64, 0_u64);
        let mut distance = self.length;
        for &byte in other {
            let matches = self.masks[byte as usize];
            let swapped = ((!diagonal & matches) << 1) & previous;
            diagonal = ((matches & vertical_up).wrapping_add(vertical_up) ^ vertical_up)
                | matches
                | vertical_down
                | swapped;
            let mut up = vertical_down | !(diagonal | vertical_up);
            let mut down = diagonal & vertical_up;
            distance += usize::from(up & last != 0);
            distance -= usize::from(down & last != 0);
            up = (up << 1) | 1;
            down <<= 1;
            vertical_up = down | !(diagonal | up);
            vertical_down = up & diagonal;
            previous = matches;
        }
        distance
    }
}

/// The delete index of a model.
#[derive(Clone, Copy)]
pub(super) struct Deletes<'a> {
    /// See `Section::DeleteStarts`.
    pub starts: &'static [u8],
    /// See `Section::DeleteEntries`.
    pub entries: &'static [u8],
    /// How the words begin.
    pub heads: &'a [Head],
    /// The key of a word.
    pub key: &'a dyn Fn(WordId) -> &'static [u8],
}

impl Deletes<'_> {
    /// Appends the words within `max_distance` of `word`, nearest first, then commonest first.
    pub fn candidates(self, word: &str, max_distance: u8, out: &mut Vec<Candidate>) {
        let max_distance = max_distance.min(MAX_DISTANCE);
        let Some(pattern) = Pattern::new(word) else {
            return;
        };
        let mut hashes = Vec::with_capacity(1 + PREFIX * PREFIX);
        deletes(pattern.bytes(), max_distance, |delete| {
            hashes.push(format::hash_bytes(delete));
        });
        self.look_up(&pattern, max_distance, &hashes, out);
    }

    /// Appends the words one slip further away than the index covers: those that it covers when one letter
    /// is taken out of the first of `word`.
    pub fn further(self, word: &str, out: &mut Vec<Candidate>) {
        let Some(pattern) = Pattern::new(word) else {
            return;
        };
        let bytes = pattern.bytes();
        let head = &bytes[..bytes.len().min(PREFIX + 1)];
        let mut hashes = Vec::new();
        for at in 0..head.len() {
            let shorter = [&head[..at], &head[at + 1..]].concat();
            deletes(&shorter, MAX_DISTANCE, |delete| {
                hashes.push(format::hash_bytes(delete));
            });
        }
        hashes.sort_unstable();
        hashes.dedup();
        self.look_up(&pattern, MAX_DISTANCE + 1, &hashes, out);
    }

    /// Appends those of the words filed under some hashes that are within a distance.
    fn look_up(
        self,
        pattern: &Pattern,
        max_distance: u8,
        hashes: &[u64],
        out: &mut Vec<Candidate>,
    ) {
        // The entries and the keys lie all over the file: asked for all at once, the memory serves them together.
        let touched = hashes.iter().fold(0, |sum, &hash| {
            sum ^ index::touch(self.starts, self.entries, hash)
        });
        // Near words are filed under many of the hashes.
        let mut seen = [u32::MAX; SEEN];
        let mut words = Vec::with_capacity(64);
        for &hash in hashes {
            index::filed(self.starts, self.entries, hash, |id| {
                if std::mem::replace(&mut seen[id as usize % SEEN], id) != id {
                    let head = self.heads.get(id as usize).copied();
                    words.push((WordId(id), head.unwrap_or_default()));
                }
            });
        }
        let touched = words.iter().fold(touched, |sum, &(id, head)| {
            let touch = || (self.key)(id).first().copied().unwrap_or_default();
            sum ^ if head.is_whole() { 0 } else { touch() }
        });
        std::hint::black_box(touched);
        let near = words.into_iter().filter_map(|(id, head)| {
            let letters = head.letters();
            let word = if head.is_whole() {
                &letters[..head.length()]
            } else {
                (self.key)(id)
            };
            if word.len().abs_diff(pattern.length) > max_distance.into() {
                return None;
            }
            let distance = pattern.distance(word).min(u8::MAX.into()) as u8;
            (distance <= max_distance).then_some(Candidate { id, distance })
        });
        let mut near: Vec<Candidate> = near.collect();
        near.sort_unstable_by_key(|candidate| (candidate.distance, candidate.id));
        near.dedup();
        out.append(&mut near);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(from: &str, to: &str) -> usize {
        Pattern::new(from).unwrap().distance(to.as_bytes())
    }

    #[test]
    fn a_swap_costs_one_and_is_not_edited_again() {
        assert_eq!(distance("teh", "the"), 1);
        assert_eq!(distance("ca", "abc"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("receive", "recieve"), 1);
        assert_eq!(distance("naïve", "naive"), 1);
    }

    #[test]
    fn deletes_come_from_the_prefix_alone() {
        let mut all = Vec::new();
        deletes(b"abcdefghij", 2, |delete| all.push(delete.to_vec()));
        assert_eq!(all.len(), 1 + 7 + 21 + 7 * 6 / 2 - 21);
        assert!(all.contains(&b"bcdefg".to_vec()) && all.contains(&b"abcde".to_vec()));
        assert!(all.iter().all(|delete| delete.len() >= 5));
    }
}
