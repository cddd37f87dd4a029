//! Keys under which words that sound alike meet: the consonants, in classes, without the vowels.
//!
//! The idea is that of Soundex and Metaphone (Philips 1990). A word is filed under the key of its
//! pronunciation, where the pronouncing dictionary has one, and under the key that the spelling rules
//! give; a misspelling is looked up by the rules' key, so `enuf` finds `enough` and `recieve` `receive`.

/// Up to eight consonant classes, 4 bits each, the first in the lowest. 0 is the empty key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SoundKey(pub u32);

const P: u32 = 1;
const B: u32 = 2;
const T: u32 = 3;
const D: u32 = 4;
const K: u32 = 5;
const G: u32 = 6;
const F: u32 = 7;
const S: u32 = 8;
const SH: u32 = 9;
const M: u32 = 10;
const N: u32 = 11;
const L: u32 = 12;
const R: u32 = 13;
const TH: u32 = 14;
/// A vowel, or h, w or y, at the beginning; elsewhere they leave no trace.
const OPEN: u32 = 15;

impl SoundKey {
    /// Key of a pronunciation in the phones of `cmudict`, without stress marks.
    pub fn of_phones<'a>(phones: impl IntoIterator<Item = &'a str>) -> Self {
        let mut key = Builder::default();
        for (index, phone) in phones.into_iter().enumerate() {
            match phone {
                "P" => key.push(P),
                "B" => key.push(B),
                "T" => key.push(T),
                "D" => key.push(D),
                "K" => key.push(K),
                "G" => key.push(G),
                "F" | "V" => key.push(F),
                "S" | "Z" => key.push(S),
                "SH" | "ZH" | "CH" | "JH" => key.push(SH),
                "M" => key.push(M),
                "N" | "NG" => key.push(N),
                "L" => key.push(L),
                "R" => key.push(R),
                "TH" | "DH" => key.push(TH),
                vowel => {
                    if index == 0 {
                        key.push(OPEN);
                    }
                    if vowel == "ER" {
                        key.push(R);
                    }
                }
            }
        }
        key.done()
    }

    /// Key of a lower-case spelling, by rules.
    pub fn of_spelling(word: &str) -> Self {
        let letters = word.as_bytes();
        let mut key = Builder::default();
        let mut at = 0;
        while let Some(&letter) = letters.get(at) {
            let rest = &letters[at..];
            // A doubled letter sounds once; `cc` before e and i is two sounds.
            if rest.get(1) == Some(&letter) && !is_soft_c(&rest[1..]) {
                at += 1;
                continue;
            }
            at += spell(letter, rest, &letters[..at], &mut key);
        }
        key.done()
    }
}

/// Adds the sounds of the letters at the head of `rest` and returns how many letters that were.
fn spell(letter: u8, rest: &[u8], before: &[u8], key: &mut Builder) -> usize {
    let initial = before.is_empty();
    let second = rest.get(1).copied().unwrap_or_default();
    let (sound, length) = match (letter, second) {
        (b'k' | b'g' | b'p', b'n') if initial => (N, 2),
        (b'w', b'r') if initial => (R, 2),
        (b'p', b's') if initial => (S, 2),
        (b'x', _) if initial => (S, 1),
        (b'p', b'h') => (F, 2),
        (b'p', _) => (P, 1),
        (b'b', _) if before.ends_with(b"m") && rest.len() == 1 => return 1,
        (b'b', _) => (B, 1),
        (b't', b'h') => (TH, 2),
        (b't', b'c') if rest.starts_with(b"tch") => (SH, 3),
        (b't', b'i') if matches!(rest.get(2), Some(b'o' | b'a')) => (SH, 2),
        (b't', b'u') if rest.starts_with(b"ture") => (SH, 2),
        (b't', _) if before.ends_with(b"s") && (rest.starts_with(b"tle") || rest == b"ten") => {
            return 1;
        }
        (b't', _) => (T, 1),
        (b'd', b'g') if matches!(rest.get(2), Some(b'e' | b'i')) => (SH, 2),
        (b'd', _) => (D, 1),
        (b'c', b'h') if before.ends_with(b"s") || matches!(rest.get(2), Some(b'r' | b'l')) => {
            (K, 2)
        }
        (b'c' | b's', b'h') => (SH, 2),
        (b'c', b'k') => (K, 2),
        (b'c', b'i') if matches!(rest.get(2), Some(b'a' | b'o')) => (SH, 2),
        (b'c', _) if is_soft_c(rest) => (S, 1),
        (b'c' | b'k' | b'q', _) => (K, 1),
        (b'g', b'h') if initial => (G, 2),
        (b'g', b'h') => return 2,
        (b'g', b'n') if rest.len() < 4 => return 1,
        (b'g', b'e' | b'i' | b'y') | (b'j', _) => (SH, 1),
        (b'g', _) => (G, 1),
        (b'f' | b'v', _) => (F, 1),
        (b's', b'i') if matches!(rest.get(2), Some(b'o' | b'a')) => (SH, 2),
        (b's', b'c') if is_soft_c(&rest[1..]) => (S, 2),
        (b's' | b'z', _) => (S, 1),
        (b'm', _) => (M, 1),
        (b'n', b'g') => (N, 2),
        (b'n', _) => (N, 1),
        (b'l', _) => (L, 1),
        (b'r', _) => (R, 1),
        (b'x', _) => {
            key.push(K);
            (S, 1)
        }
        _ if initial => (OPEN, 1),
        _ => return 1,
    };
    key.push(sound);
    length
}

/// Whether this begins with a c that sounds like s.
fn is_soft_c(letters: &[u8]) -> bool {
    matches!(letters, [b'c', b'e' | b'i' | b'y', ..])
}

#[derive(Default)]
struct Builder {
    key: u32,
    length: u32,
    last: u32,
}

impl Builder {
    fn push(&mut self, class: u32) {
        if class != self.last && self.length < 8 {
            self.key |= class << (4 * self.length);
            self.length += 1;
        }
        self.last = class;
    }

    fn done(self) -> SoundKey {
        SoundKey(self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspellings_meet_their_words() {
        for (wrong, right) in [
            ("recieve", "receive"),
            ("fisical", "physical"),
            ("nessesary", "necessary"),
            ("rythm", "rhythm"),
            ("begining", "beginning"),
            ("rite", "write"),
            ("acsept", "accept"),
            ("brige", "bridge"),
            ("sertain", "certain"),
        ] {
            assert_eq!(
                SoundKey::of_spelling(wrong),
                SoundKey::of_spelling(right),
                "{wrong} {right}"
            );
        }
        assert_ne!(SoundKey::of_spelling("cat"), SoundKey::of_spelling("bat"));
    }

    #[test]
    fn pronunciations_and_spellings_share_keys() {
        let enough = SoundKey::of_phones("IH N AH F".split(' '));
        assert_eq!(enough, SoundKey::of_spelling("enuf"));
        let knight = SoundKey::of_phones("N AY T".split(' '));
        assert_eq!(knight, SoundKey::of_spelling("nite"));
    }
}
