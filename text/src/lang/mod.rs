//! Language identification.
//!
//! The model is fastText's `lid.176.ftz` (A. Joulin, E. Grave, P. Bojanowski, T. Mikolov, *Bag of
//! Tricks for Efficient Text Classification*, 2016), built into the program: 176 languages, 0.9 MB,
//! some ten microseconds a sentence.

mod clean;
mod english;
mod names;
mod prior;

pub use names::{canonical, name};

use std::sync::LazyLock;

use fasttext_pure_rs::FastText;
use serde::{Deserialize, Serialize};

use english::Words;

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

/// How sure it is that a text is in another language than English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Foreign {
    /// It is English, or nothing says otherwise.
    No,
    /// A few words that are not known in English, and may be slips or names.
    Maybe,
    /// A few words that are clearly of another language.
    Likely,
    /// A sentence or more in another language.
    Surely,
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
        if found.first().is_some_and(|best| best.code != "en") {
            let words = Words::of(text);
            if words.are_joined_in_english() {
                prior::prefer_english(&mut found, prior::ENGLISH_JOINTS);
            } else if words.are_english() {
                prior::prefer_english(&mut found, prior::ENGLISH_WORDS);
            }
        }
        found.truncate(k);
        found
    }

    /// Whether a text is clearly in another language than English: the question to ask before
    /// leaving a text uncorrected. Short English with slips, names or jargon is not foreign, so a
    /// doubtful text is not.
    pub fn is_confidently_foreign(&self, text: &str) -> bool {
        self.foreign(text) >= Foreign::Likely
    }

    /// How sure it is that a text is in another language than English. It depends on how sure the
    /// identification is, the more so the shorter the text, and on how many of its words are English.
    pub fn foreign(&self, text: &str) -> Foreign {
        let read = clean::words(text);
        let letters = clean::letters(&read);
        let found = self.top(text, LABELS);
        let Some(best) = found.first() else {
            return Foreign::No;
        };
        if best.code == "en" {
            return Foreign::No;
        }
        if read.chars().filter(|c| is_other_script(*c)).count() * 2 > letters {
            return Foreign::Surely;
        }
        let words = Words::of(text);
        // Some of the commonest words of others are English too (`die`, `in`, `war`).
        let is_clear = words.telling == 0 && words.other >= 2 && best.confidence >= CLEAR;
        if words.english >= words.other && !is_clear || english::is_unknown_run(text) {
            return Foreign::No;
        }
        // Which of several languages that are alike it is does not matter.
        let english = found.iter().find(|known| known.code == "en");
        let others = 1.0 - english.map_or(0.0, |known| known.confidence);
        let is_any_other = letters >= FEW && words.english * 2 <= words.other && others >= OTHERS;
        if words.other >= 2
            && read.split(' ').count() >= 3
            && letters >= 12
            && (best.confidence >= foreign_threshold(letters) || is_any_other)
        {
            Foreign::Surely
        } else if best.confidence >= LIKELY {
            Foreign::Likely
        } else if best.confidence >= DOUBTFUL
            && words.other >= 2
            && words.small_other > 0
            && words.english == 0
        {
            Foreign::Maybe
        } else {
            Foreign::No
        }
    }

    /// Whether every word of a text is English, and enough of them are there to say so.
    pub fn is_plainly_english(&self, text: &str) -> bool {
        let words = Words::of(text);
        let best = self.identify(text);
        words.other == 0
            && words.english >= 3
            && best.is_some_and(|best| best.code == "en" && best.confidence >= PLAIN)
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

/// How sure the model must be of a language in which as many words are English as are not.
const CLEAR: f32 = 0.97;
/// How sure it must be of all other languages together where English words are few, and of how many letters at least.
const OTHERS: f32 = 0.97;
const FEW: usize = 30;
/// How sure it must be that a text is plain English.
const PLAIN: f32 = 0.8;
/// How sure the model must be of a language that a few words are in.
const LIKELY: f32 = 0.85;
/// Below this the model knows nothing.
const DOUBTFUL: f32 = 0.4;

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
