//! Contractions as they are written without their apostrophe, where that makes no other word.

use crate::model::Model;

use super::lexicon::Entry;
use super::weights::Weights;

const FORMS: [(&str, &str); 44] = [
    ("aint", "ain't"),
    ("arent", "aren't"),
    ("cant", "can't"),
    ("couldnt", "couldn't"),
    ("didnt", "didn't"),
    ("doesnt", "doesn't"),
    ("dont", "don't"),
    ("hadnt", "hadn't"),
    ("hasnt", "hasn't"),
    ("havent", "haven't"),
    ("heres", "here's"),
    ("hes", "he's"),
    ("hows", "how's"),
    ("im", "i'm"),
    ("isnt", "isn't"),
    ("itd", "it'd"),
    ("itll", "it'll"),
    ("ive", "i've"),
    ("lets", "let's"),
    ("maam", "ma'am"),
    ("mustnt", "mustn't"),
    ("oclock", "o'clock"),
    ("shes", "she's"),
    ("shouldnt", "shouldn't"),
    ("thats", "that's"),
    ("theres", "there's"),
    ("theyd", "they'd"),
    ("theyll", "they'll"),
    ("theyre", "they're"),
    ("theyve", "they've"),
    ("wasnt", "wasn't"),
    ("werent", "weren't"),
    ("weve", "we've"),
    ("whats", "what's"),
    ("wheres", "where's"),
    ("whos", "who's"),
    ("wont", "won't"),
    ("wouldnt", "wouldn't"),
    ("yall", "y'all"),
    ("youd", "you'd"),
    ("youll", "you'll"),
    ("youre", "you're"),
    ("youve", "you've"),
    ("its", "it's"),
];

/// The forms that the model knows with an apostrophe, by first letter.
#[derive(Debug, Clone)]
pub(super) struct Contractions {
    by_letter: [Vec<(&'static [u8], Entry)>; 26],
    /// For each first letter a bit for each second one.
    pairs: [u32; 26],
}

impl Contractions {
    pub(super) fn new(model: &Model, weights: &Weights) -> Self {
        let mut by_letter: [Vec<(&'static [u8], Entry)>; 26] = Default::default();
        for (form, word) in FORMS {
            if let Some(id) = model.id(word) {
                by_letter[usize::from(form.as_bytes()[0] - b'a')]
                    .push((form.as_bytes(), Entry::new(model, weights, id)));
            }
        }
        let pairs = by_letter.each_ref().map(|forms| {
            forms
                .iter()
                .fold(0, |pairs, (form, _)| pairs | 1 << (form[1] - b'a'))
        });
        Self { by_letter, pairs }
    }

    /// Whether these small letters begin with the first two of a form.
    #[inline]
    pub(super) fn may_start(&self, bytes: &[u8]) -> bool {
        let &[first, second, ..] = bytes else {
            return false;
        };
        let pairs = self.pairs.get(usize::from(first.wrapping_sub(b'a')));
        second.is_ascii_lowercase() && pairs.is_some_and(|pairs| pairs >> (second - b'a') & 1 != 0)
    }

    /// The forms that begin with this small letter.
    pub(super) fn starting_with(&self, letter: u8) -> &[(&'static [u8], Entry)] {
        letter
            .checked_sub(b'a')
            .and_then(|at| self.by_letter.get(usize::from(at)))
            .map_or(&[], Vec::as_slice)
    }
}
