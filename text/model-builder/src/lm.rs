//! Back-off n-gram models in memory: mixing, pruning and normalising them.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use text::model::format::mix;

/// One n-gram's ln probability and ln back-off weight.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// ln p.
    pub ln_p: f32,
    /// ln weight of backing off from this n-gram as a context.
    pub backoff: f32,
}

/// A model as it stands in a file, over its own words.
pub struct Arpa {
    /// The vocabulary; the other tables refer to it by position.
    pub words: Vec<String>,
    /// One entry for each word.
    pub unigrams: Vec<Entry>,
    /// Pairs, in reading order.
    pub bigrams: Vec<([u32; 2], Entry)>,
    /// Triples, in reading order, with ln p.
    pub trigrams: Vec<([u32; 3], f32)>,
}

/// Hashes the integer keys of n-grams.
#[derive(Default)]
pub struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u32(&mut self, key: u32) {
        self.write_u64(u64::from(key));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = mix(self.0 ^ key);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A hash map with fast integer keys.
pub type KeyMap<K, V> = HashMap<K, V, BuildHasherDefault<KeyHasher>>;

/// A set of such keys.
type KeySet = HashSet<u64, BuildHasherDefault<KeyHasher>>;

/// Bits of a word id in an n-gram's key.
const BITS: u32 = 20;

/// Key of a pair.
pub fn pair(a: u32, b: u32) -> u64 {
    u64::from(a) << BITS | u64::from(b)
}

/// Key of a triple.
pub fn triple(a: u32, b: u32, c: u32) -> u64 {
    pair(a, b) << BITS | u64::from(c)
}

/// The ids in a pair's key.
pub fn pair_ids(key: u64) -> [u32; 2] {
    [(key >> BITS) as u32, key as u32 & ((1 << BITS) - 1)]
}

/// The pair that a triple begins with, the pair that it ends with, and its last id.
pub fn triple_parts(key: u64) -> (u64, u64, u32) {
    let (context, last) = (key >> BITS, key as u32 & ((1 << BITS) - 1));
    (context, key & ((1 << (2 * BITS)) - 1), last)
}

/// A trigram model with back-off over the ids of the model being built. Probabilities, not logarithms.
#[derive(Default)]
pub struct Ngrams {
    /// p(w).
    pub unigrams: Vec<f64>,
    /// Back-off weight of each word as a context.
    pub weights: Vec<f64>,
    /// p(b | a) and the pair's back-off weight as a context.
    pub bigrams: KeyMap<u64, (f32, f32)>,
    /// p(c | a b).
    pub trigrams: KeyMap<u64, f32>,
}

impl Ngrams {
    /// A model without pairs and triples.
    pub fn new(unigrams: Vec<f64>) -> Self {
        let weights = vec![1.0; unigrams.len()];
        Self {
            unigrams,
            weights,
            ..Self::default()
        }
    }

    /// p(b | a).
    pub fn bigram(&self, a: u32, b: u32) -> f64 {
        self.bigrams.get(&pair(a, b)).map_or_else(
            || self.weights[a as usize] * self.unigrams[b as usize],
            |&(p, _)| f64::from(p),
        )
    }

    /// p(c | a b), from the keys of the pairs (a, b) and (b, c).
    pub fn trigram(&self, key: u64) -> f64 {
        let (context, tail, _) = triple_parts(key);
        if let Some(&p) = self.trigrams.get(&key) {
            return f64::from(p);
        }
        let weight = self
            .bigrams
            .get(&context)
            .map_or(1.0, |&(_, weight)| f64::from(weight));
        let [b, c] = pair_ids(tail);
        weight * self.bigram(b, c)
    }

    /// Sets every back-off weight so that each context's probabilities sum to 1. Where the stored n-grams
    /// of a context take more than `most` of the mass, they are scaled down to it.
    pub fn normalise(&mut self, most: f64) {
        let mut sums = vec![(0.0, 0.0); self.unigrams.len()];
        for (&key, &(p, _)) in &self.bigrams {
            let [a, b] = pair_ids(key);
            let sum = &mut sums[a as usize];
            sum.0 += f64::from(p);
            sum.1 += self.unigrams[b as usize];
        }
        for (&key, (p, _)) in &mut self.bigrams {
            let (sum, _) = sums[pair_ids(key)[0] as usize];
            if sum > most {
                *p *= (most / sum) as f32;
            }
        }
        for (weight, (sum, lower)) in self.weights.iter_mut().zip(sums) {
            *weight = left_over(sum.min(most), lower);
        }

        let mut sums: KeyMap<u64, (f64, f64)> = KeyMap::default();
        for (&key, &p) in &self.trigrams {
            let (context, tail, _) = triple_parts(key);
            let [b, c] = pair_ids(tail);
            let lower = self.bigram(b, c);
            let sum = sums.entry(context).or_default();
            sum.0 += f64::from(p);
            sum.1 += lower;
        }
        for (key, p) in &mut self.trigrams {
            let (sum, _) = sums[&triple_parts(*key).0];
            if sum > most {
                *p *= (most / sum) as f32;
            }
        }
        for (key, (_, weight)) in &mut self.bigrams {
            *weight = sums
                .get(key)
                .map_or(1.0, |&(sum, lower)| left_over(sum.min(most), lower) as f32);
        }
    }
}

/// What the unseen words of a context share, over what they have in the lower order.
fn left_over(sum: f64, lower: f64) -> f64 {
    ((1.0 - sum).max(1e-6) / (1.0 - lower).max(1e-6)).clamp(1e-4, 2.0)
}

/// A component of a mixture.
pub struct Component {
    /// The component's model.
    pub model: Ngrams,
    /// Its share where every component is equally at home in the context.
    pub share: f64,
    /// How much each word as a context speaks for this component: 0 where it never saw the word, 1
    /// where it has seen it as often as the mixture expects and often enough to say what follows.
    pub at_home: Vec<f64>,
}

/// How far a context's frequency may move the shares, either way.
const MOVE: f64 = 4.0;

/// How at home a component with these unigrams is in each word, given the mixture's.
pub fn at_home(own: &[f64], mixture: &[f64], reliable: impl Fn(usize) -> f64) -> Vec<f64> {
    let ratio = |(word, (own, mixture)): (usize, (&f64, &f64))| {
        if *own > 0.0 {
            (own / mixture.max(1e-12)).clamp(1.0 / MOVE, MOVE) * reliable(word)
        } else {
            0.0
        }
    };
    own.iter().zip(mixture).enumerate().map(ratio).collect()
}

/// Mixes models linearly: p(w | h) is the mean of what the components say, weighted by their shares and
/// by how at home each is in the context, so that prose speaks for `whom` and technical text for
/// `function`. The n-grams are those of any component.
pub fn mixture(unigrams: Vec<f64>, components: &[Component]) -> Ngrams {
    let mut mixed = Ngrams::new(unigrams);
    let shares = |word: u32| {
        let share = move |each: &Component| each.share * each.at_home[word as usize];
        let total: f64 = components.iter().map(share).sum();
        components
            .iter()
            .map(move |component| (component, share(component) / total.max(1e-12)))
            .filter(|&(_, share)| share > 0.0)
    };
    for component in components {
        for &key in component.model.bigrams.keys() {
            mixed.bigrams.entry(key).or_insert_with(|| {
                let [a, b] = pair_ids(key);
                let p: f64 = shares(a)
                    .map(|(each, share)| share * each.model.bigram(a, b))
                    .sum();
                (p as f32, 1.0)
            });
        }
    }
    for component in components {
        for &key in component.model.trigrams.keys() {
            let (context, tail, _) = triple_parts(key);
            if !mixed.bigrams.contains_key(&context) || !mixed.bigrams.contains_key(&tail) {
                continue;
            }
            mixed.trigrams.entry(key).or_insert_with(|| {
                let [b, _] = pair_ids(tail);
                let p: f64 = shares(b)
                    .map(|(each, share)| share * each.model.trigram(key))
                    .sum();
                p as f32
            });
        }
    }
    mixed.bigrams.retain(|_, (p, _)| *p > 0.0);
    mixed.normalise(0.999);
    mixed
}

/// Drops the n-grams that the model can best do without until at most this many are left: those whose
/// removal raises the relative entropy least (the first term of Stolcke 1998). Pairs that begin or end
/// a stored triple stay.
pub fn prune(model: &mut Ngrams, bigrams: usize, trigrams: usize) {
    let context_p = |key: u64| {
        let [a, b] = pair_ids(key);
        model.unigrams[a as usize] * model.bigram(a, b)
    };
    let mut losses: Vec<(f64, u64)> = model
        .trigrams
        .iter()
        .map(|(&key, &p)| {
            let (context, tail, _) = triple_parts(key);
            let [b, c] = pair_ids(tail);
            let weight = model
                .bigrams
                .get(&context)
                .map_or(1.0, |&(_, weight)| f64::from(weight));
            (
                loss(context_p(context), p.into(), weight * model.bigram(b, c)),
                key,
            )
        })
        .collect();
    for key in least(&mut losses, trigrams) {
        model.trigrams.remove(&key);
    }
    let contexts: KeySet = model
        .trigrams
        .keys()
        .map(|&key| triple_parts(key))
        .flat_map(|(context, tail, _)| [context, tail])
        .collect();
    let mut losses: Vec<(f64, u64)> = model
        .bigrams
        .iter()
        .map(|(&key, &(p, _))| {
            let [a, b] = pair_ids(key);
            let (a, b) = (a as usize, b as usize);
            let backed_off = model.weights[a] * model.unigrams[b];
            let kept = if contexts.contains(&key) {
                f64::INFINITY
            } else {
                0.0
            };
            (loss(model.unigrams[a], p.into(), backed_off) + kept, key)
        })
        .collect();
    for key in least(&mut losses, bigrams) {
        model.bigrams.remove(&key);
    }
    let Ngrams {
        bigrams, trigrams, ..
    } = model;
    trigrams.retain(|&key, _| bigrams.contains_key(&triple_parts(key).0));
    model.normalise(0.999);
}

fn loss(context: f64, p: f64, backed_off: f64) -> f64 {
    context * p * (p.max(1e-30) / backed_off.max(1e-30)).ln().abs()
}

/// Keys of the smallest losses, all but `keep` of them.
fn least(losses: &mut [(f64, u64)], keep: usize) -> Vec<u64> {
    let drop = losses.len().saturating_sub(keep);
    if drop == 0 {
        return Vec::new();
    }
    losses.select_nth_unstable_by(drop - 1, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    losses[..drop].iter().map(|&(_, key)| key).collect()
}
