//! Why a text could not be translated.

use super::models::Unavailable;
use super::pair::Pair;

/// Why a text could not be translated.
#[derive(Debug, thiserror::Error)]
pub enum TranslateError {
    /// A language code that means nothing here.
    #[error("`{0}` is not the ISO 639 code of a known language")]
    UnknownLanguage(String),
    /// Nothing here translates this language.
    #[error("{}", no_model(.language, .missing, *.pullable))]
    NoModel {
        /// English name of the language that lacks a model: that of the text, or the one wanted.
        language: String,
        /// The models that are missing: two on the way from one language through English to another.
        missing: Vec<Pair>,
        /// Whether `textmend models pull` can be expected to find it.
        pullable: bool,
    },
    /// The model's output was a loop, empty or a copy, and so was every second try.
    #[error("no usable translation came out of `{excerpt}`{}", .looks_like.map(|name| format!(", which looks like {name}")).unwrap_or_default())]
    Degenerate {
        /// Where in the text, shortened.
        excerpt: String,
        /// The language that it rather seems to be in, by its English name.
        looks_like: Option<&'static str>,
    },
    /// The model is being fetched, which takes longer than the request was given.
    #[error("the model {pair} is being fetched: try again in a moment")]
    Fetching {
        /// Which model.
        pair: Pair,
    },
    /// The deadline passed first.
    #[error("the translation took longer than it was given")]
    Deadline,
    /// The caller went away.
    #[error("the translation was cancelled")]
    Cancelled,
    /// The model is damaged or could not be fetched.
    #[error(transparent)]
    Model(#[from] Unavailable),
    /// The engine can't run a model although its files are what they should be.
    #[error("the model {pair} can't be loaded: {detail}")]
    Engine {
        /// Which model.
        pair: Pair,
        /// What the engine says.
        detail: String,
    },
}

impl TranslateError {
    /// The arguments of `textmend` that would put the missing model here.
    pub fn command(&self) -> Option<String> {
        match self {
            Self::NoModel {
                missing,
                pullable: true,
                ..
            } => Some(pull(missing)),
            _ => None,
        }
    }
}

fn no_model(language: &str, missing: &[Pair], pullable: bool) -> String {
    let (model, it, is) = match missing {
        [_] => ("model", "it", "is"),
        _ => ("models", "them", "are"),
    };
    if pullable {
        let command = pull(missing);
        format!("there {is} no {model} for {language} here: `{command}` fetches {it}")
    } else {
        let pairs = listed(missing, Pair::to_string, " and ");
        let lack = if is_into(missing) {
            format!("nothing is translated into {language}")
        } else {
            format!("{language} can't be translated")
        };
        format!(
            "{lack}: no {model} for {pairs} {is} offered where models come from; set \
             MODELS_URL to a place that has {it}, or TRANSLATE_PROVIDERS to a provider that knows the language"
        )
    }
}

/// Whether what is missing leads from English into the language that is wanted.
pub(super) fn is_into(missing: &[Pair]) -> bool {
    missing.iter().all(|pair| pair.source == "en")
}

fn pull(missing: &[Pair]) -> String {
    format!("textmend models pull {}", listed(missing, Pair::short, " "))
}

fn listed(pairs: &[Pair], written: fn(&Pair) -> String, between: &str) -> String {
    let words: Vec<String> = pairs.iter().map(written).collect();
    words.join(between)
}
