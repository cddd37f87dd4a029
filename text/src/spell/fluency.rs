//! How likely words are in a row: by the language model, and by their classes where it has not met them together.

use crate::model::{Classes, Model, WordId};
use crate::spell::Weights;

/// The language model and the classes, weighted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fluency {
    model: &'static Model,
    classes: &'static Classes,
    /// Scale of the language model.
    pub words: f32,
    /// Scale of the classes.
    kinds: f32,
}

impl Fluency {
    /// For a text, which may be a single word: there the classes have nothing to go by.
    pub fn new(model: &'static Model, weights: &Weights, alone: bool) -> Self {
        let share = if alone { weights.alone_context } else { 1.0 };
        Self {
            model,
            classes: Classes::english(),
            words: share * weights.context,
            kinds: if alone { 0.0 } else { weights.kinds },
        }
    }

    /// Reads a byte of what [`step`](Self::step) will look at, for callers who will ask much.
    #[inline]
    pub fn touch(&self, [a, b]: [WordId; 2], word: WordId) -> u8 {
        self.model.touch(a, b, word)
    }

    /// Moves a context on over a word and returns the weighted ln p of that word.
    #[inline]
    pub fn step(&self, context: &mut [WordId; 2], word: WordId) -> f32 {
        let [a, b] = *context;
        let likely = if b == Model::start() {
            self.model.bigram(b, word)
        } else {
            self.model.trigram(a, b, word)
        };
        *context = [b, word];
        self.words * likely + self.kinds * self.classes.lift(a, b, word)
    }
}
