//! Counting words, pairs and triples in plain text, and making a model of the counts.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::lexicon::{END, Lexicon, START, UNKNOWN};
use crate::lm::{self, Component, KeyMap, Ngrams, pair, pair_ids, triple, triple_parts};
use crate::sources;

/// A context seen so often has half a voice in a mixture.
const HALF: f64 = 30.0;
/// Back-off weight never falls below this: a small text has not seen every word.
const MOST: f64 = 0.995;

/// The text files of a folder, in the order of their names.
///
/// # Errors
/// [`Failure`] where the folder can't be read.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| Failure::file(folder, &error))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    files.sort();
    Ok(files)
}

/// The words of a paragraph as written, between punctuation; an empty one stands for a sentence's end.
/// What is neither a word nor a number (code, addresses, foreign letters) is `?`.
pub fn words(paragraph: &str) -> Vec<String> {
    let mut words = Vec::new();
    for chunk in paragraph.split_whitespace() {
        let chunk = chunk.replace(['’', '‘'], "'");
        let edge = |letter: char| !letter.is_alphanumeric();
        let inner = chunk.trim_matches(edge);
        if inner.is_empty() {
            continue;
        }
        // Dashes and slashes join words that stand alone elsewhere.
        for part in inner
            .split(['-', '/', '—', '–', '…'])
            .filter(|part| !part.is_empty())
        {
            let part = part.trim_matches(edge);
            let plain = part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'\'');
            let number = !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
            words.push(match (plain, number) {
                (_, true) => "0".to_owned(),
                (true, _) => part.to_owned(),
                _ => "?".to_owned(),
            });
        }
        let after = &chunk[chunk.trim_end_matches(edge).len()..];
        if after.contains(['.', '!', '?']) {
            words.push(String::new());
        }
    }
    words
}

/// How often each cased form occurs inside of a sentence, where capitals mean something.
pub type Forms = HashMap<String, u64>;

/// Counts forms in the files.
///
/// # Errors
/// [`Failure`] where a file can't be read.
pub fn forms(files: &[PathBuf]) -> Result<Forms, Failure> {
    let mut forms = Forms::new();
    for path in files {
        for paragraph in sources::read(path)?.lines() {
            for two in words(paragraph).windows(2) {
                if !two[0].is_empty() && two[1].len() > 1 {
                    *forms.entry(two[1].clone()).or_default() += 1;
                }
            }
        }
    }
    Ok(forms)
}

/// N-gram counts over a lexicon's ids.
#[derive(Default)]
pub struct Counts {
    words: Vec<u64>,
    pairs: KeyMap<u64, u32>,
    triples: KeyMap<u64, u32>,
}

/// The ids of a file's sentences, each with start and end; `share` picks sentences by their number.
///
/// # Errors
/// [`Failure`] where the file can't be read.
pub fn sentences(path: &Path, lexicon: &Lexicon) -> Result<Vec<Vec<u32>>, Failure> {
    let mut sentences = Vec::new();
    for paragraph in sources::read(path)?.lines() {
        for sentence in words(paragraph).split(String::is_empty) {
            if sentence.is_empty() {
                continue;
            }
            let id = |word: &String| lexicon.id(&word.to_ascii_lowercase()).unwrap_or(UNKNOWN);
            let inner = sentence.iter().map(id);
            sentences.push([START].into_iter().chain(inner).chain([END]).collect());
        }
    }
    Ok(sentences)
}

impl Counts {
    /// No counts over so many words.
    pub fn new(words: usize) -> Self {
        Self {
            words: vec![0; words],
            ..Self::default()
        }
    }

    /// Counts one sentence.
    pub fn add(&mut self, sentence: &[u32]) {
        for &word in &sentence[1..] {
            self.words[word as usize] += 1;
        }
        for two in sentence.windows(2) {
            *self.pairs.entry(pair(two[0], two[1])).or_default() += 1;
        }
        for three in sentence.windows(3) {
            *self
                .triples
                .entry(triple(three[0], three[1], three[2]))
                .or_default() += 1;
        }
    }

    /// A model by absolute discounting, interpolated with the lower order (Ney, Essen and Kneser
    /// 1994); the lowest order is `unigrams`. Triples seen once are left out, but for what they tell of
    /// the discount.
    pub fn component(self, unigrams: Vec<f64>) -> Component {
        let mut model = Ngrams::new(unigrams);
        let discounts = Discounts::of(self.pairs.values());
        let mut totals = vec![(0_u64, 0.0); model.unigrams.len()];
        for (&key, &count) in &self.pairs {
            let total = &mut totals[pair_ids(key)[0] as usize];
            total.0 += u64::from(count);
            total.1 += discounts.of_count(count);
        }
        for (&key, &count) in &self.pairs {
            let [a, b] = pair_ids(key);
            let (total, discounted) = totals[a as usize];
            let own = f64::from(count) - discounts.of_count(count);
            let p = (own + discounted * model.unigrams[b as usize]) / total as f64;
            model.bigrams.insert(key, (p as f32, 1.0));
        }
        model.normalise(MOST);

        let discounts = Discounts::of(self.triples.values());
        let mut sums: KeyMap<u64, (u64, f64)> = KeyMap::default();
        for (&key, &count) in &self.triples {
            let total = sums.entry(triple_parts(key).0).or_default();
            total.0 += u64::from(count);
            total.1 += discounts.of_count(count);
        }
        for (&key, &count) in self.triples.iter().filter(|&(_, &count)| count > 1) {
            let (context, tail, _) = triple_parts(key);
            let [b, c] = pair_ids(tail);
            let (total, discounted) = sums[&context];
            let own = f64::from(count) - discounts.of_count(count);
            let p = (own + discounted * model.bigram(b, c)) / total as f64;
            model.trigrams.insert(key, p as f32);
        }
        model.normalise(MOST);
        let all: u64 = self.words.iter().sum::<u64>().max(1);
        let own: Vec<f64> = self
            .words
            .iter()
            .map(|&count| count as f64 / all as f64)
            .collect();
        let mut at_home = lm::at_home(&own, &model.unigrams, |word| {
            let count = self.words[word] as f64;
            count / (count + HALF)
        });
        // The start precedes nothing but is itself never counted as following anything.
        at_home[START as usize] = 1.0;
        Component {
            model,
            share: 1.0,
            at_home,
        }
    }
}

/// How much is taken off a count of one, two, and three or more (Chen and Goodman 1998).
struct Discounts([f64; 3]);

impl Discounts {
    fn of<'a>(counts: impl Iterator<Item = &'a u32>) -> Self {
        let mut of_counts = [0.0; 4];
        for &count in counts {
            if let Some(slot) = of_counts.get_mut(count as usize - 1) {
                *slot += 1.0;
            }
        }
        let [one, two, three, four] = of_counts.map(|count: f64| count.max(1.0));
        let y = one / (one + 2.0 * two);
        let discount = |times: f64, this: f64, next: f64| {
            (times - (times + 1.0) * y * next / this).clamp(0.1, times - 0.05)
        };
        Self([
            discount(1.0, one, two),
            discount(2.0, two, three),
            discount(3.0, three, four),
        ])
    }

    fn of_count(&self, count: u32) -> f64 {
        self.0[(count as usize).min(3) - 1]
    }
}
