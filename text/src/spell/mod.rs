//! Spelling: a noisy channel. What was meant is the reading that makes both the sentence likely (the
//! language model) and the slip likely (the slip model), against the probability that the word as
//! written is right.
//!
//! Words that are known and fit their neighbours, nearly all of them, cost a few look-ups. The rest get
//! candidates, and each stretch of them is decoded as a whole. A text goes this way (`pass`):
//!
//! 1. `word`: what is known of each word as it stands;
//! 2. `judgement::doubt`: which known words may not be meant;
//! 3. `candidates`: what each of those and of the unknown ones may have been meant to be, and how likely such a slip is;
//! 4. `context`: what grammar and the rest of the sentence say for and against a reading;
//! 5. `decode`: the best reading of a stretch, by `fluency`, the language model;
//! 6. `judgement`: how sure that is, and whether it is sure enough to be changed (`change`);
//! 7. `again`: the same once more beside what the first look corrected.
//!
//! `doubts` tells of the words that are left which a reader should look at.
//!
//! `lists` has what English does and no counted text tells.

mod again;
mod candidates;
mod change;
mod context;
mod decode;
mod dictionary;
mod doubts;
mod fluency;
mod judgement;
mod lists;
mod pass;
mod weights;
mod word;

pub(crate) use change::Change;
pub use dictionary::Dictionary;
pub use doubts::Doubt;
pub(crate) use lists::is_accepted;
pub(crate) use word::case::fold_into;

use std::sync::Arc;

use candidates::confusion::Confusions;
use context::phrases::Phrases;
use pass::Spaces;
use weights::Weights;

use crate::edit::Revision;
use crate::model::Model;
use crate::token::Format;

/// Which spelling to propose where British and American differ. Both are right as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Variety {
    /// Either.
    #[default]
    Any,
    /// `color`, `organize`
    American,
    /// `colour`, `organise`
    British,
}

/// What a caller may choose.
#[derive(Debug, Clone, Default)]
pub struct SpellOptions {
    /// Which variety of English to propose.
    pub variety: Variety,
    /// Words to leave alone.
    pub ignore: Dictionary,
    /// How many readings to report with each edit.
    pub suggestions: usize,
    /// What in the text is syntax.
    pub format: Format,
}

/// Corrects spelling. Pure and cheap to share between threads.
#[derive(Debug, Clone)]
pub struct Speller {
    model: &'static Model,
    dictionary: Dictionary,
    weights: Weights,
    confusions: Arc<Confusions>,
    phrases: Arc<Phrases>,
}

impl Speller {
    /// A speller over a model, with the user's words.
    pub fn new(model: &'static Model, dictionary: Dictionary) -> Self {
        // Made now, so that the first text doesn't wait for them.
        model.sieve();
        model.heads();
        Self {
            model,
            dictionary,
            weights: Weights::default(),
            confusions: Arc::new(Confusions::of(model)),
            phrases: Arc::new(Phrases::of(model)),
        }
    }

    /// Corrects a text. What is right, or protected, comes back byte for byte. Time is linear in the
    /// text's length.
    pub fn correct(&self, text: &str, options: &SpellOptions) -> Revision {
        let changes = pass::changes(self, text, Spaces::Unknown, options);
        Revision::new(text, change::edits(text, changes))
    }

    /// Finds the words of a text that may be wrong though [`Self::correct`] leaves them: those of which another reading
    /// is about as likely, and those that nobody knows. For a text that is corrected already. Time is linear in its
    /// length.
    pub fn doubts(&self, text: &str, options: &SpellOptions) -> Vec<Doubt> {
        doubts::counted(text, pass::doubts(self, text, options))
    }

    /// Corrects a text that lacks spaces here and there, of which some were put in at the bytes `gaps`.
    /// A word may be split between words that are themselves misspelt, and what was put in may go again.
    pub(crate) fn correct_spaced(
        &self,
        text: &str,
        gaps: &[usize],
        options: &SpellOptions,
    ) -> Vec<Change> {
        pass::changes(self, text, Spaces::PutIn(gaps), options)
    }

    /// Corrects the sentences of a text that may lack spaces at the bytes `places`, as [`Self::correct`] does.
    pub(crate) fn correct_around(
        &self,
        text: &str,
        places: &[usize],
        options: &SpellOptions,
    ) -> Vec<Change> {
        pass::changes(self, text, Spaces::Wanted(places), options)
    }
}
