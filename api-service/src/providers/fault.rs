//! What can go wrong between us and a provider. Nothing here holds a key, an address or an answer's text.

use std::{error::Error, time::Duration};

use serde::de::DeserializeOwned;
use web_common::problem::Chain;

/// Why a provider did not translate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No connection.
    #[error("cannot be reached")]
    Unreachable,
    /// No request can be made of what is configured, such as a key with a line break in it. Nothing was sent.
    #[error("cannot be asked with the address or the key that is configured")]
    Unsendable,
    /// No answer in time.
    #[error("did not answer in time")]
    TimedOut,
    /// It says that the fault is its own.
    #[error("answered with status {0}")]
    Broken(u16),
    /// The answer ended early or is not what was asked for.
    #[error("gave an answer that cannot be used")]
    Garbled,
    /// The key, token or signature was refused, or there is none.
    #[error("refused the credentials that are configured")]
    Credentials,
    /// What was paid for is used up.
    #[error("has no quota left")]
    Quota,
    /// Too many requests; it may say when to come back.
    #[error("is asked too often")]
    Busy(Option<Duration>),
    /// It failed so often that it is left alone for a while.
    #[error("failed again and again, and is left alone for a moment")]
    Paused(Duration),
    /// It does not translate between these languages.
    #[error("does not translate this language")]
    Language,
    /// It objects to the request for another reason.
    #[error("refused the request with status {0}")]
    Refused(u16),
}

impl Fault {
    /// What a status means, where the vendor's answer says no more.
    pub fn of_status(status: u16) -> Self {
        match status {
            401 | 403 => Self::Credentials,
            408 => Self::TimedOut,
            429 => Self::Busy(None),
            402 | 456 => Self::Quota,
            500.. => Self::Broken(status),
            _ => Self::Refused(status),
        }
    }

    /// Why a request could not be made.
    pub fn of_request(error: reqwest::Error) -> Self {
        let cause = error.without_url();
        tracing::warn!(error = %Chain(&cause), "no request can be made");
        Self::Unsendable
    }

    /// Why an answer did not come, or not whole. The address may hold a key, and is not told.
    pub fn of_exchange(provider: &str, error: reqwest::Error) -> Self {
        let fault = if error.is_timeout() {
            Self::TimedOut
        } else if error.is_connect() {
            Self::Unreachable
        } else {
            Self::Garbled
        };
        let cause = error.without_url();
        tracing::warn!(provider, error = %Chain(&cause), "no whole answer");
        fault
    }

    /// This, because of something that is no answer of the provider's.
    pub fn because(self, error: &(dyn Error + 'static)) -> Self {
        tracing::warn!(error = %Chain(error), fault = %self, "a provider cannot be asked");
        self
    }

    /// Whether the same request may well succeed in a moment. One that took all its time is not tried
    /// again: the caller has waited enough.
    pub fn is_passing(self) -> bool {
        matches!(
            self,
            Self::Unreachable | Self::Broken(_) | Self::Garbled | Self::Busy(_)
        )
    }

    /// Whether it tells that the provider as a whole is unwell.
    pub fn is_outage(self) -> bool {
        self.is_passing() || self == Self::TimedOut
    }
}

/// Reads an answer. Of why it cannot be read only the place is told: the rest may repeat the answer's text.
///
/// # Errors
/// [`Fault::Garbled`].
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    serde_json::from_slice(body).map_err(|error| {
        let (kind, line, column) = (error.classify(), error.line(), error.column());
        tracing::warn!(?kind, line, column, "an answer is not what was asked for");
        Fault::Garbled
    })
}

/// A fault and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the provider {provider} {fault}")]
pub struct Failure {
    /// The provider's name.
    pub provider: &'static str,
    /// What went wrong.
    pub fault: Fault,
}
