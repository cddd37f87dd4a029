//! What can go wrong with stored models.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use text::translate::{Pair, Unavailable};

/// A fault of the model store or of the place that models come from.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The address of the models can't be used.
    #[error("the models' address `{url}` can't be used: {detail}")]
    Address {
        /// The address as configured.
        url: String,
        /// What is accepted.
        detail: &'static str,
    },
    /// The place that models come from did not answer, or not with what was asked for.
    #[error("can't fetch {url}: {detail}")]
    Unreachable {
        /// What was asked for.
        url: String,
        /// What happened.
        detail: String,
    },
    /// The catalogue is not one.
    #[error("the catalogue at {url} can't be read: {detail}")]
    Catalogue {
        /// Where it is.
        url: String,
        /// What is wrong.
        detail: String,
    },
    /// The catalogue has no model for this pair that this program can run.
    #[error("no model for {0} is offered")]
    NotOffered(Pair),
    /// The model is not in the store.
    #[error("the model {0} is not here: `textmend models pull {short}` fetches it", short = .0.short())]
    NotHere(Pair),
    /// A file is not what its catalogue says.
    #[error("the model {pair} is damaged ({file}: {detail}): `textmend models pull {short}` heals it", short = .pair.short())]
    Damaged {
        /// Which model.
        pair: Pair,
        /// Its file.
        file: String,
        /// How it is damaged.
        detail: String,
    },
    /// The store's folder could not be read or written.
    #[error("{path}: {source}", path = .path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        source: Arc<std::io::Error>,
    },
    /// The download ended in the middle, by a fault of this program or for want of a thread.
    #[error("fetching the model {0} was interrupted")]
    Interrupted(Pair),
}

impl From<StoreError> for Unavailable {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotOffered(pair) => Self::NotOffered(pair),
            StoreError::Damaged { .. } => Self::Damaged(Arc::new(error)),
            _ => Self::Failed(Arc::new(error)),
        }
    }
}

impl StoreError {
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            path,
            source: Arc::new(source),
        }
    }
}
