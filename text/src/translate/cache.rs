//! Sentences that were translated lately.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// A bounded map in two generations: what is asked for moves to the young one; when that is full, it
/// becomes the old one and the old one is dropped. Each step is constant in time.
#[derive(Debug)]
pub struct Cache {
    /// Bytes that a generation may hold.
    bytes: usize,
    state: Mutex<Generations>,
}

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<String, String>,
    old: HashMap<String, String>,
    young_bytes: usize,
    hits: u64,
    misses: u64,
}

/// What an entry takes beside its text.
const ENTRY: usize = 96;

/// How often the cache had the answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CacheStats {
    /// Sentences answered from the cache.
    pub hits: u64,
    /// Sentences that had to be translated.
    pub misses: u64,
}

impl Cache {
    /// A cache of about `bytes`; 0 for none.
    pub fn new(bytes: usize) -> Self {
        Self {
            bytes: bytes / 2,
            state: Mutex::default(),
        }
    }

    /// What is kept for each key, in their order, and what `make` has for those of which nothing is kept. It is given
    /// their places, each key only once, and answers in that order; `None` is not kept.
    ///
    /// # Errors
    /// Those of `make`: nothing is kept then.
    pub fn complete<E>(
        &self,
        keys: &[String],
        make: impl FnOnce(&[usize]) -> Result<Vec<Option<String>>, E>,
    ) -> Result<Vec<Option<String>>, E> {
        let mut values: Vec<Option<String>> = keys.iter().map(|key| self.get(key)).collect();
        let mut seen = HashSet::new();
        let open = |place: &usize| values[*place].is_none() && seen.insert(&keys[*place]);
        let places: Vec<usize> = (0..keys.len()).filter(open).collect();
        if places.is_empty() {
            return Ok(values);
        }
        let made = make(&places)?;
        let made: HashMap<&String, Option<String>> =
            places.iter().map(|place| &keys[*place]).zip(made).collect();
        for (key, value) in &made {
            if let Some(value) = value {
                self.put((*key).clone(), value.clone());
            }
        }
        for (key, value) in keys.iter().zip(&mut values) {
            if value.is_none() {
                *value = made.get(key).cloned().flatten();
            }
        }
        Ok(values)
    }

    fn get(&self, key: &str) -> Option<String> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let found = match state.young.get(key) {
            Some(value) => Some(value.clone()),
            None => state.old.remove(key).inspect(|value| {
                state.put(key.to_owned(), value.clone(), self.bytes);
            }),
        };
        *(if found.is_some() {
            &mut state.hits
        } else {
            &mut state.misses
        }) += 1;
        found
    }

    fn put(&self, key: String, value: String) {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .put(key, value, self.bytes);
    }

    /// How often something was kept.
    pub fn stats(&self) -> CacheStats {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        CacheStats {
            hits: state.hits,
            misses: state.misses,
        }
    }
}

impl Generations {
    fn put(&mut self, key: String, value: String, bytes: usize) {
        let size = key.len() + value.len() + ENTRY;
        if size > bytes {
            return;
        }
        if self.young_bytes + size > bytes {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        if self.young.insert(key, value).is_none() {
            self.young_bytes += size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_the_size_is_bounded() {
        let cache = Cache::new(20_000);
        cache.put("kept".into(), "value".into());
        for n in 0..1000 {
            cache.put(format!("sentence {n}"), "translation".into());
            assert_eq!(cache.get("kept").as_deref(), Some("value"));
        }
        assert_eq!(cache.get("sentence 1"), None);
        assert_eq!(cache.get("sentence 999").as_deref(), Some("translation"));
        let state = cache.state.lock().unwrap();
        assert!((state.young.len() + state.old.len()) * ENTRY < 20_000);
    }

    #[test]
    fn each_key_is_made_once() {
        let cache = Cache::new(20_000);
        cache.put("b".into(), "B".into());
        let keys = ["a", "b", "a", "c", "d"].map(String::from);
        let made = cache.complete(&keys, |places| {
            assert_eq!(places, [0, 3, 4]);
            Ok::<_, ()>(vec![Some("A".into()), None, Some("D".into())])
        });
        let found = |value: &str| Some(value.to_owned());
        let wanted = [found("A"), found("B"), found("A"), None, found("D")];
        assert_eq!(made.as_deref(), Ok(&wanted[..]));
        assert_eq!(cache.get("a"), found("A"));
        assert_eq!(cache.get("c"), None);
        assert_eq!(cache.complete(&["c".into()], |_| Err("away")), Err("away"));
        let kept = cache.complete(&["d".into()], |_| Err("away"));
        assert_eq!(kept, Ok(vec![found("D")]));
    }

    #[test]
    fn none_is_none() {
        let cache = Cache::new(0);
        cache.put("a".into(), "b".into());
        assert_eq!(cache.get("a"), None);
    }
}
