//! What a record tells of its processing: what was changed, and how. Stored as JSON in the columns `edits` and `detail`,
//! and answered by the API as it is stored.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::record::Operation;

/// One change. `offset` and `length` count Unicode scalar values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Edit {
    /// Where it starts.
    #[schema(example = 2)]
    pub offset: usize,
    /// How much it replaces; 0 for a space put in.
    #[schema(example = 4)]
    pub length: usize,
    /// The text replaced.
    #[schema(example = "havv")]
    pub from: String,
    /// The text put in its place.
    #[schema(example = "have")]
    pub to: String,
    /// How likely the change is right, from 0 to 1.
    #[schema(example = 0.99, minimum = 0, maximum = 1)]
    pub confidence: f64,
    /// Other readings, best first.
    #[schema(example = json!(["have", "haven"]))]
    pub suggestions: Vec<String>,
}

impl Edit {
    /// An edit beyond doubt, itself its only suggestion.
    pub fn sure(offset: usize, from: &str, to: &str) -> Self {
        Self {
            offset,
            length: from.chars().count(),
            from: from.into(),
            to: to.into(),
            confidence: 1.0,
            suggestions: vec![to.into()],
        }
    }
}

/// A word of `processed` that may be wrong and is not surely so. `offset` and `length` count Unicode scalar values of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Doubt {
    /// Where it starts.
    #[schema(example = 2)]
    pub offset: usize,
    /// How long it is.
    #[schema(example = 5)]
    pub length: usize,
    /// The word, or the words that may be one.
    #[schema(example = "thort")]
    pub word: String,
    /// What may have been meant, best first; empty where nothing is near.
    #[schema(example = json!(["that", "throat"]))]
    pub suggestions: Vec<String>,
}

/// What an answer has besides: how a translation was made, the steps of a clean-up, the words in doubt, the time taken.
/// Stored with the record.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Detail {
    /// How a translation was made.
    #[serde(flatten)]
    pub translation: Translation,
    /// The steps of a clean-up, in their order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<Step>>,
    /// The words of `processed` that may be wrong, in their order: those that nobody knows, and those of which another
    /// reading is about as likely. Only where they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubts: Option<Vec<Doubt>>,
    /// Milliseconds that the engines took.
    #[serde(default)]
    #[schema(example = 0.4)]
    pub took_ms: f64,
    /// The options of the request, so that a form can be shown again as it was filled in. Stored, and not answered.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(ignore)]
    pub options: Map<String, Value>,
}

impl Detail {
    /// This without what is stored only: what an answer tells.
    #[must_use]
    pub fn answered(mut self) -> Self {
        self.options.clear();
        self
    }
}

/// One step of a clean-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Step {
    /// What was done.
    #[schema(value_type = String, example = "spell")]
    pub operation: Operation,
    /// The text after this step.
    #[schema(example = "I have a spelling error")]
    pub processed: String,
    /// What this step changed in the text that it was given.
    pub edits: Vec<Edit>,
    /// How the translation was made, if this step is one.
    #[serde(flatten)]
    pub translation: Translation,
}

/// How a translation was made.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Translation {
    /// Who translated: `local`, a vendor's name, or `none` where the text was in the target language
    /// already, or stayed because it was not sure to be in another (see `untranslated`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "local")]
    pub provider: Option<String>,
    /// The model that translated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "pt-en")]
    pub model: Option<String>,
    /// How good a translation of this kind is: `neural`, `remote` or `gist`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "neural")]
    pub quality: Option<String>,
    /// The language translated into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "en")]
    pub target: Option<String>,
    /// Languages of what stayed as it was, because nothing here translates it: small parts of a text, or
    /// a few words in a clean-up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!([]))]
    pub untranslated: Vec<String>,
}
