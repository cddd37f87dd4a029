//! Misspelt names of places, days and months, and of persons, faiths and makes that nobody else is called: `Wensday`, `the
//! Carribean`, `Bethoven`. A capital speaks for these as it does for any other name, so that it does not speak for keeping what
//! was written.

use std::sync::LazyLock;

use super::Finder;
use super::reading::{Choice, Reading};
use super::slip::{self, Written};
use crate::model::candidates::Pattern;
use crate::model::{Model, WordId};
use crate::spell::word::case::Case;
use crate::spell::word::item::Item;
use crate::spell::word::standing::is_listed;

/// The names, in order; those that are also people's are not among them, nor the shortest.
static PLACES: LazyLock<Vec<WordId>> = LazyLock::new(|| {
    let model = Model::english();
    let names = include_str!("../lists/places.txt").lines();
    names.filter_map(|name| model.id(name)).collect()
});

/// The shortest slip that is looked at, in letters.
const SHORTEST_NAME: usize = 6;
/// How many letters at the beginning have to be the same.
const SAME_BEGINNING: usize = 2;
/// For a name that has the very letters that were written.
const SAME_LETTERS_BONUS: f32 = 4.5;
/// The shortest that may be one slip away from a name with other letters, and what speaks for that: `Machester`.
const LONG_NAME: usize = 8;
const NEAR_BONUS: f32 = 3.0;
/// How many letters at its end have to be the same then.
const SAME_ENDING: usize = 3;
/// How many slips there may be.
const MOST_SLIPS: usize = 2;

/// Which letters a word has, a bit for each: of those who know a name's letters but not which are doubled, or their order,
/// no other name is written.
fn letters(word: &[u8]) -> u32 {
    let bit = |letter: &u8| 1 << (letter & 31);
    word.iter().map(bit).fold(0, |all, letter| all | letter)
}

impl Finder<'_> {
    /// Appends the names that a capitalised unknown word may have been meant to be, or raises what they have.
    pub fn places(&self, item: &Item, key: &str, out: &mut Vec<Choice>) {
        if item.case != Case::Title || key.len() < SHORTEST_NAME {
            return;
        }
        let weights = self.weights;
        let written = Written::new(key.as_bytes());
        let written_letters = letters(key.as_bytes());
        let Some(pattern) = Pattern::new(key) else {
            return;
        };
        let capital = if item.first {
            weights.first_capital
        } else {
            weights.capital
        };
        for &id in PLACES.iter() {
            let name = self.model.key(id);
            let is_near = key.len() >= LONG_NAME
                && name.first() == key.as_bytes().first()
                // Other languages end their names otherwise: `Slovenija`, `Canadien`.
                && name.ends_with(&key.as_bytes()[key.len() - SAME_ENDING..])
                && pattern.distance(name) <= 1
                // What is in a list of names may be another's, however near.
                && !is_listed(key);
            let is_alike = name.get(..SAME_BEGINNING) == key.as_bytes().get(..SAME_BEGINNING)
                && letters(name) == written_letters
                // `Italiana`
                && !key.as_bytes().starts_with(name)
                && pattern.distance(name) <= MOST_SLIPS;
            if !is_alike && !is_near {
                continue;
            }
            let cost = weights.slip(self.slips, &written, name, slip::FARTHEST);
            let reading = Reading::Word(id);
            let bonus = if is_alike {
                SAME_LETTERS_BONUS
            } else {
                NEAR_BONUS
            };
            let score = capital + bonus - cost;
            match out.iter_mut().find(|choice| choice.reading == reading) {
                Some(choice) => choice.score = choice.score.max(score),
                None => out.push(Choice::one(reading, score)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_in_the_model() {
        assert_eq!(
            PLACES.len(),
            include_str!("../lists/places.txt").lines().count()
        );
    }
}
