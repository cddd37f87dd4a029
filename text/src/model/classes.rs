//! Word classes: words that keep the same company, such as auxiliaries, months or plurals of people. Where three
//! words were never counted together, their classes were.
//!
//! The classes were found in the text that the language model was built from, by the exchange algorithm; see
//! `text/model-builder`.

use std::sync::LazyLock;

use super::format::u32_at;
use super::{ModelError, WordId};

/// First bytes of the file.
pub const MAGIC: [u8; 8] = *b"tmclass1";
/// Bytes before the words' classes: the magic, how many classes there are, how many words have one.
pub const HEADER: usize = 16;
/// Code of a lift of zero, and how many codes there are to one unit of ln p.
const ZERO: f32 = 144.0;
const STEPS: f32 = 16.0;

static CLASSES: LazyLock<Classes> = LazyLock::new(|| {
    #[expect(
        clippy::expect_used,
        reason = "the file is part of the program and tested"
    )]
    Classes::from_bytes(include_bytes!("../../data/en.classes")).expect("the shipped file is whole")
});

/// The classes of the commoner words, and how they follow each other.
#[derive(Debug, Clone, Copy)]
pub struct Classes {
    count: usize,
    /// `u8` for each word by id: its class; 0 for none.
    words: &'static [u8],
    /// `u8` for each class after each two: see [`lift_code`].
    lifts: &'static [u8],
}

impl Classes {
    /// The classes of the shipped model.
    pub fn english() -> &'static Self {
        &CLASSES
    }

    /// Opens a file of classes without copying it.
    ///
    /// # Errors
    /// [`ModelError`] where the bytes are no such file, or it is cut short.
    pub fn from_bytes(file: &'static [u8]) -> Result<Self, ModelError> {
        if !file.starts_with(&MAGIC) || file.len() < HEADER {
            return Err(ModelError::Magic);
        }
        let (count, words) = (u32_at(file, 2) as usize, u32_at(file, 3) as usize);
        let (words, lifts) = file[HEADER..]
            .split_at_checked(words)
            .ok_or(ModelError::Section(0))?;
        let known = words.iter().all(|&class| usize::from(class) < count);
        if !known || Some(lifts.len()) != count.checked_pow(3) {
            return Err(ModelError::Section(1));
        }
        Ok(Self {
            count,
            words,
            lifts,
        })
    }

    fn class(&self, id: WordId) -> usize {
        self.words
            .get(id.0 as usize)
            .map_or(0, |&class| class.into())
    }

    /// By how much likelier the two words before it make a word of this kind than it is anywhere:
    /// ln p(class | classes of `a` and `b`) - ln p(class). 0 for words that have no class.
    #[inline]
    pub fn lift(&self, a: WordId, b: WordId, word: WordId) -> f32 {
        let class = self.class(word);
        if class == 0 {
            return 0.0;
        }
        let at = (self.class(a) * self.count + self.class(b)) * self.count + class;
        lift_from_code(self.lifts[at])
    }
}

/// The byte for a lift, in steps of a sixteenth from -9 to 6.9.
pub fn lift_code(lift: f32) -> u8 {
    (lift * STEPS + ZERO).round().clamp(0.0, 255.0) as u8
}

/// The lift of a byte.
pub fn lift_from_code(code: u8) -> f32 {
    (f32::from(code) - ZERO) / STEPS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;

    fn lift(words: [&str; 3]) -> f32 {
        let [a, b, c] = words.map(|word| Model::english().id(word).unwrap());
        Classes::english().lift(a, b, c)
    }

    #[test]
    fn codes_are_nearly_exact() {
        for lift in [-9.0, -2.3, -0.01, 0.0, 1.2, 6.9] {
            assert!((lift_from_code(lift_code(lift)) - lift).abs() < 0.04);
        }
        assert!(lift_from_code(lift_code(-30.0)) <= -9.0);
    }

    #[test]
    fn classes_know_grammar_that_triples_were_too_rare_for() {
        assert!(lift(["she", "will", "decide"]) > lift(["she", "will", "decides"]));
        assert!(lift(["those", "wooden", "benches"]) > lift(["those", "wooden", "bench"]));
        assert!(lift(["in", "early", "november"]) > lift(["in", "early", "remember"]));
    }

    #[test]
    fn what_is_no_file_of_classes_is_refused() {
        let refused = |file: &[u8]| Classes::from_bytes(Box::leak(file.into())).err();
        let whole = |words: &[u8], lifts: usize| {
            let mut file = MAGIC.to_vec();
            file.extend(2_u32.to_le_bytes());
            file.extend((words.len() as u32).to_le_bytes());
            file.extend(words);
            file.resize(file.len() + lifts, 0);
            file
        };
        assert_eq!(refused(&whole(&[0, 1], 8)), None);
        assert_eq!(refused(b"textmend"), Some(ModelError::Magic));
        assert_eq!(refused(&whole(&[0, 2], 8)), Some(ModelError::Section(1)));
        assert_eq!(refused(&whole(&[0, 1], 7)), Some(ModelError::Section(1)));
        let cut = &whole(&[0, 1], 0)[..=HEADER];
        assert_eq!(refused(cut), Some(ModelError::Section(0)));
    }
}
