//! API keys: 256 random bits, of which the database has the SHA-256. A hash that is found is remembered
//! for a few seconds, so that not every request asks the database, and a revoked key stops soon.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use db::{ApiKey, RecordStore};
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use crate::hex;

/// What every key begins with, so that people and scanners know one when they see it.
const PREFIX: &str = "tm_";
/// For how long an answer of the database counts.
const CACHE_TIME: Duration = Duration::from_secs(5);
/// For how long it counts while the database is away.
const CACHE_TIME_AWAY: Duration = Duration::from_mins(10);
/// The most keys that are remembered.
const MAX_CACHED_KEYS: usize = 10_000;

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

/// What is known of keys by their hashes, of so many at most.
#[derive(Default)]
struct Memory(HashMap<[u8; 32], Found>);

impl Memory {
    fn find(&self, hash: &[u8; 32], age: Duration) -> Option<Found> {
        let found = self.0.get(hash);
        found.filter(|found| found.at.elapsed() < age).cloned()
    }

    /// Made-up keys are forgotten before real ones, which must go on while the database is away.
    fn insert(&mut self, hash: [u8; 32], key: Option<ApiKey>) {
        let is_full =
            |known: &HashMap<_, _>| known.len() >= MAX_CACHED_KEYS && !known.contains_key(&hash);
        if is_full(&self.0) {
            self.0.retain(|_, known| known.key.is_some());
        }
        if is_full(&self.0) {
            self.0
                .retain(|_, known| known.at.elapsed() < CACHE_TIME_AWAY);
        }
        if is_full(&self.0) {
            self.0.clear();
        }
        let at = Instant::now();
        self.0.insert(hash, Found { at, key });
    }
}

/// The keys, as far as this process has seen them.
pub struct KeyRing {
    store: RecordStore,
    found: Mutex<Memory>,
}

impl KeyRing {
    /// A ring of the keys in this database.
    pub fn new(store: RecordStore) -> Self {
        Self {
            store,
            found: Mutex::default(),
        }
    }

    /// Whether this key is not cached, so that checking it costs a query: whoever makes keys up would cause one for each.
    pub fn is_strange(&self, sent: &str) -> bool {
        if !sent.starts_with(PREFIX) {
            return false;
        }
        let known = self.known();
        let found = known.0.get(&hash(sent));
        !found.is_some_and(|found| found.key.is_some() || found.at.elapsed() < CACHE_TIME)
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
        if let Some(found) = self.known().find(&hash, CACHE_TIME) {
            return Ok(found.key);
        }
        match self.store.find_key(&hash).await {
            Ok(key) => {
                self.known().insert(hash, key.clone());
                Ok(key)
            }
            Err(error) if error.is_transient() => {
                let found = self.known().find(&hash, CACHE_TIME_AWAY);
                found.map(|found| found.key).ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    fn known(&self) -> MutexGuard<'_, Memory> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
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

    #[test]
    fn made_up_keys_do_not_push_out_real_ones() {
        let real = ApiKey {
            id: uuid::Uuid::now_v7(),
            name: "a".into(),
            scopes: db::Scopes::ALL,
            per_minute: None,
            created_at: chrono::Utc::now(),
            revoked_at: None,
        };
        let mut memory = Memory::default();
        memory.insert(hash("real"), Some(real.clone()));
        for n in 0..=2 * MAX_CACHED_KEYS {
            memory.insert(hash(&n.to_string()), None);
            assert!(memory.0.len() <= MAX_CACHED_KEYS);
        }
        let found = memory.find(&hash("real"), CACHE_TIME_AWAY);
        assert_eq!(found.and_then(|found| found.key), Some(real));
    }
}
