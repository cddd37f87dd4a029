//! API keys: 256 random bits, of which the database has the SHA-256. A hash that is found is remembered
//! for a few seconds, so that not every request asks the database, and a revoked key stops soon.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use db::{ApiKey, RecordStore};
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use crate::hex;

/// What every key begins with, so that people and scanners know one when they see it.
const PREFIX: &str = "tm_";
/// For how long an answer of the database counts.
const REMEMBERED: Duration = Duration::from_secs(5);
/// For how long it counts while the database is away.
const REMEMBERED_AWAY: Duration = Duration::from_mins(10);
/// The most keys that are remembered.
const MOST: usize = 10_000;

/// A new key.
///
/// # Errors
/// The system has no random numbers.
pub fn generate() -> Result<SecretString, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(format!("{PREFIX}{}", hex(&bytes)).into())
}

/// What the database knows of a key. The key is random throughout, so its hash needs no salt.
pub fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key).into()
}

/// What the database said of a hash, and when.
#[derive(Clone)]
struct Found {
    at: Instant,
    key: Option<ApiKey>,
}

/// The keys, as far as this process has seen them.
pub struct KeyRing {
    store: RecordStore,
    found: Mutex<HashMap<[u8; 32], Found>>,
}

impl KeyRing {
    /// A ring of the keys in this database.
    pub fn new(store: RecordStore) -> Self {
        Self {
            store,
            found: Mutex::default(),
        }
    }

    /// The key that a client sent, if it is one and has not been revoked.
    ///
    /// # Errors
    /// The database is away and the key has not been seen lately.
    pub async fn find(&self, sent: &str) -> db::Result<Option<ApiKey>> {
        if !sent.starts_with(PREFIX) {
            return Ok(None);
        }
        let hash = hash(sent);
        if let Some(found) = self.remembered(&hash, REMEMBERED) {
            return Ok(found.key);
        }
        match self.store.find_key(&hash).await {
            Ok(key) => {
                let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
                if found.len() >= MOST {
                    found.clear();
                }
                let at = Instant::now();
                let key_found = Found {
                    at,
                    key: key.clone(),
                };
                found.insert(hash, key_found);
                Ok(key)
            }
            Err(error) if error.is_transient() => {
                let found = self.remembered(&hash, REMEMBERED_AWAY);
                found.map(|found| found.key).ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    fn remembered(&self, hash: &[u8; 32], age: Duration) -> Option<Found> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let found = found.get(hash).filter(|found| found.at.elapsed() < age);
        found.cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn keys_are_long_recognisable_and_never_the_same() {
        let (one, other) = (generate().unwrap(), generate().unwrap());
        let text = one.expose_secret();
        assert!(text.starts_with(PREFIX) && text.len() == PREFIX.len() + 64);
        assert_ne!(text, other.expose_secret());
        assert_ne!(hash(text), hash(other.expose_secret()));
        assert!(!format!("{one:?}").contains(text));
    }
}
