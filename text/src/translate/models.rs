//! Where models come from, as the translator sees it. Who downloads them, and keeps them in a folder, is no
//! concern of this crate.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::Pair;

/// The files of a model, from which an engine is loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFiles {
    /// Which languages.
    pub pair: Pair,
    /// `pt-en tiny 3.0`, as answers name the model.
    pub label: String,
    /// Bytes on disk.
    pub bytes: u64,
    /// The weights.
    pub weights: PathBuf,
    /// The vocabulary of the language that is read; most models have one file for both.
    pub source_vocabulary: PathBuf,
    /// The vocabulary of the language that is written.
    pub target_vocabulary: PathBuf,
    /// Which words are likely to translate which, where the model has such a file.
    pub shortlist: Option<PathBuf>,
}

/// What went wrong with a model, in the words of who keeps it.
pub type Fault = Arc<dyn std::error::Error + Send + Sync>;

/// Why there is no model to load.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Unavailable {
    /// None for this pair exists where models come from.
    #[error("no model for {0} is offered")]
    NotOffered(Pair),
    /// Its files are not what they should be; fetching it again may heal that.
    #[error(transparent)]
    Damaged(Fault),
    /// It is not here, could not be fetched, or not be read.
    #[error(transparent)]
    Failed(Fault),
}

/// The models that there are.
pub trait Models: fmt::Debug + Send + Sync {
    /// Whether a model for the pair is here. Asked for every text: cheap.
    fn has(&self, pair: &Pair) -> bool;

    /// Whether [`fetch`](Self::fetch) can be expected to find one.
    fn is_offered(&self, pair: &Pair) -> bool;

    /// The files of the model that is here, unchecked. Asked for every text: cheap.
    ///
    /// # Errors
    /// See [`Unavailable`].
    fn open(&self, pair: &Pair) -> Result<ModelFiles, Unavailable>;

    /// Whether the files are what they should be. Nothing is loaded before that is known, because a truncated
    /// vocabulary would load and answer nothing, and a broken shortlist would panic.
    ///
    /// # Errors
    /// [`Unavailable::Damaged`].
    fn check(&self, pair: &Pair) -> Result<(), Unavailable>;

    /// Fetches a model that is not here or is damaged, and waits until it is here, for as long as `waits` says so. A
    /// fetch that somebody waited for too shortly goes on. Returns whether it came to its end.
    ///
    /// # Errors
    /// See [`Unavailable`].
    fn fetch(&self, pair: &Pair, waits: &dyn Fn() -> bool) -> Result<bool, Unavailable>;
}
