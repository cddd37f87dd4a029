//! Translation with local neural models.
//!
//! A text is taken apart into sentences around everything that must stay ([`document`]), each paragraph
//! is translated from its own language, and what the engine makes of a sentence is checked before it is
//! believed ([`degenerate`]). Engines run in a pool ([`pool`]) that many requests share fairly; models
//! come from whoever implements [`Models`]. A service of somebody else's gets a text's [`Passages`].

mod cache;
mod degenerate;
mod document;
mod engine;
mod error;
mod languages;
mod marks;
mod models;
mod numbers;
mod pair;
mod passages;
mod pool;
mod sentence;
mod stand_in;
mod translator;
mod typography;

pub use cache::{Cache, CacheStats};
pub use degenerate::is_loop;
pub use error::TranslateError;
pub use models::{Fault, ModelFiles, Models, Unavailable};
pub use pair::{NotAPair, Pair};
pub use passages::{Passage, Passages};
pub use pool::PoolStats;
pub use translator::Translator;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::lang::Detected;
use crate::token::Format;

/// What a translator may use.
#[derive(Debug, Clone)]
pub struct TranslatorSettings {
    /// Sentences that are translated at once.
    pub threads: usize,
    /// Bytes of loaded models; the one in use may exceed them alone.
    pub memory_bytes: u64,
    /// Bytes of translated sentences that are kept; 0 for none.
    pub cache_bytes: usize,
    /// Whether a model that is offered and not here is fetched when it is needed.
    pub pull_missing: bool,
}

impl Default for TranslatorSettings {
    fn default() -> Self {
        Self {
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            memory_bytes: 1 << 30,
            cache_bytes: 32 << 20,
            pull_missing: false,
        }
    }
}

/// The language of a text to be translated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum SourceLanguage {
    /// Found out, for each paragraph.
    #[default]
    Auto,
    /// A code in any form that [`crate::lang::canonical`] takes.
    Code(String),
}

/// How to translate one text.
#[derive(Debug, Clone)]
pub struct TranslateOptions {
    /// The language of the text.
    pub source: SourceLanguage,
    /// Code of the language wanted.
    pub target: String,
    /// What in the text is syntax.
    pub format: Format,
    /// When to give up.
    pub deadline: Option<Instant>,
    /// Set by the caller to stop.
    pub cancel: Cancel,
}

impl Default for TranslateOptions {
    fn default() -> Self {
        Self {
            source: SourceLanguage::Auto,
            target: "en".to_owned(),
            format: Format::Text,
            deadline: None,
            cancel: Cancel::default(),
        }
    }
}

/// Tells a translation to stop; clones are the same signal.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Stops the translation at its next sentence.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was told to stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Who translated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Nobody: there was nothing to translate.
    None,
    /// A model in this process.
    Local,
}

/// A translated text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Translation {
    /// The text in the target language; byte for byte the original where nothing had to be translated.
    pub processed: String,
    /// The language of most of the original; `None` where it has no words.
    pub language: Option<Detected>,
    /// Who translated.
    pub provider: Provider,
    /// The models used, `pt-en tiny 3.0`, joined with ` + `; `None` where nothing was translated.
    pub model: Option<String>,
    /// `neural` where anything was translated.
    pub quality: Option<&'static str>,
    /// Languages of paragraphs that stayed as they were because nothing here translates them, and of
    /// sentences that the engine found no translation for. Their share of the text is small: where it
    /// is not, the translation fails.
    pub untranslated: Vec<String>,
}
