//! Language identification.
//!
//! The model is fastText's `lid.176.ftz` (A. Joulin, E. Grave, P. Bojanowski, T. Mikolov, *Bag of
//! Tricks for Efficient Text Classification*, 2016), built into the program: 176 languages, 0.9 MB,
//! some ten microseconds a sentence.

mod clean;
mod names;
mod prior;

pub use names::{canonical, name};

use std::sync::LazyLock;

use fasttext_pure_rs::FastText;
use serde::{Deserialize, Serialize};

/// The model file; see `data/README.md` for where it comes from.
static MODEL: &[u8] = include_bytes!("../../data/lid.176.ftz");

/// Labels that are looked at: the rest is too unlikely to matter.
const LABELS: usize = 25;

/// A language, and how sure the identification is of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Detected {
    /// ISO 639-1 code where one exists, else ISO 639-3: see [`name`].
    pub code: String,
    /// Probability, 0 to 1.
    pub confidence: f32,
}

/// Tells the language of a text. Cheap to call, safe to share between threads.
#[derive(Debug)]
pub struct Identifier {
    model: FastText,
}

/// The embedded model could not be read: the program was built from a damaged file.
#[derive(Debug, thiserror::Error)]
#[error("the language identification model is damaged: {0}")]
pub struct ModelError(#[from] fasttext_pure_rs::Error);

impl Identifier {
    /// Loads the embedded model, which takes some 10 ms.
    ///
    /// # Errors
    ///
    /// [`ModelError`] where the embedded file is damaged.
    pub fn new() -> Result<Self, ModelError> {
        let model = FastText::load_from_reader(MODEL)?;
        Ok(Self { model })
    }

    /// The identifier of this process, loaded at first use.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<Identifier> = LazyLock::new(|| {
            #[expect(
                clippy::expect_used,
                reason = "a test loads the very bytes that are built in"
            )]
            Identifier::new().expect("the embedded model is whole")
        });
        &SHARED
    }

    /// The most likely language; `None` where the text has no word to go by.
    pub fn identify(&self, text: &str) -> Option<Detected> {
        self.top(text, 1).into_iter().next()
    }

    /// The `k` most likely languages, best first; none where the text has no word to go by.
    pub fn top(&self, text: &str, k: usize) -> Vec<Detected> {
        let words = clean::words(text);
        if words.is_empty() {
            return Vec::new();
        }
        let mut found = self.scores(&words);
        found.truncate(k);
        found
    }

    /// Whether a text is surely in another language than English: the question to ask before
    /// leaving a text uncorrected. Short English with slips, names or jargon is not foreign, so a
    /// doubtful text is not.
    pub fn is_confidently_foreign(&self, text: &str) -> bool {
        let words = clean::words(text);
        let letters = clean::letters(&words);
        let count = words.split(' ').count();
        let Some(best) = self.scores(&words).into_iter().next() else {
            return false;
        };
        if best.code == "en" {
            return false;
        }
        if words.chars().filter(|c| is_other_script(*c)).count() * 2 > letters {
            return true;
        }
        count >= 3 && letters >= 12 && best.confidence >= foreign_threshold(letters)
    }

    /// The likely languages, best first. The text is read as it is and in small letters, which the model
    /// knows better.
    fn scores(&self, words: &str) -> Vec<Detected> {
        let read = |text: &str, share: f32| {
            let found = self.model.predict(text, LABELS, 0.0).unwrap_or_default();
            found.into_iter().map(move |prediction| {
                let code = prediction.label.trim_start_matches("__label__").to_owned();
                (code, prediction.probability * share)
            })
        };
        if words.is_empty() {
            return Vec::new();
        }
        let lower = words.to_lowercase();
        prior::languages(read(words, 0.3).chain(read(&lower, 0.7)))
    }
}

/// How sure the model must be that a text of so many letters is foreign.
fn foreign_threshold(letters: usize) -> f32 {
    match letters {
        0..30 => 0.8,
        30..60 => 0.6,
        _ => 0.5,
    }
}

/// Letters of a script that English is never written in.
fn is_other_script(c: char) -> bool {
    c.is_alphabetic()
        && !matches!(c, '\u{0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' | '\u{FB00}'..='\u{FB06}' | '\u{FF21}'..='\u{FF5A}')
}
