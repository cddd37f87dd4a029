//! The list of words that dictionaries and lists of terms have, and texts hardly ever.

use std::path::Path;

use text::model::{Model, WordFlags};

use crate::{Failure, list, sources};

/// All are about as rare, in hundredths of a decade below 1.
const RARITY: u32 = 800;

/// Writes the words of `terms.txt` that the shipped model does not know for words already.
///
/// # Errors
/// [`Failure`] where the list can't be read or the file can't be written.
pub fn build(folder: &Path, out: &Path) -> Result<(), Failure> {
    let model = Model::english();
    let terms = sources::read(&folder.join("terms.txt"))?;
    let mut words: Vec<(String, u32)> = terms
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter(|(word, from)| is_wanted(model, word, from))
        .map(|(word, _)| (word.to_owned(), RARITY))
        .collect();
    list::write(out, &mut words)
}

/// Whether the list helps with a word. One that the counted texts have and no spelling dictionary, or that is a slip
/// away from a far commoner one, is mostly a slip whoever else lists it; but those of phrases stand beside other words
/// of the same language.
fn is_wanted(model: &Model, word: &str, from: &str) -> bool {
    let is_from = |source| from.split(' ').any(|other| other == source);
    let Some(flags) = model.id(word).map(|id| model.flags(id)) else {
        return true;
    };
    if flags.intersects(WordFlags::SUSPECT) {
        is_from("part")
    } else {
        !flags.intersects(WordFlags::KNOWN | WordFlags::RARE)
            && (is_from("part") || is_from("lemma"))
    }
}
