//! What can go wrong between us and a provider. Nothing here holds a key, an address or an answer's text.

use std::time::Duration;

/// Why a provider did not translate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No connection.
    #[error("cannot be reached")]
    Unreachable,
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

/// A fault and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the provider {provider} {fault}")]
pub struct Failure {
    /// The provider's name.
    pub provider: &'static str,
    /// What went wrong.
    pub fault: Fault,
}
