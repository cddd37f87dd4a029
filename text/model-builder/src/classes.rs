//! Word classes: words that keep the same company, found by the exchange algorithm (Kneser and Ney 1993; Martin,
//! Liermann and Ney 1998), and how often three classes follow each other.

use std::fs;
use std::path::Path;

use text::model::classes::{MAGIC, lift_code};
use text::model::{Model, WordId};

use crate::lexicon::CLASSES as FIXED;
use crate::lexicon::{END, NUMBER, START, UNKNOWN};
use crate::lm::{Arpa, KeyMap, pair, pair_ids};
use crate::{Failure, cmu, corpus, sources};

/// How many classes there are, the four at the front of the vocabulary among them.
const COUNT: usize = 100;
/// Only so many of the commonest words get a class.
const WORDS: usize = 60_000;
/// A word that was met more rarely gets none.
const LEAST: f64 = 5.0;
/// How many words of text the CMU model counts for.
const CMU_WORDS: f64 = 100e6;
/// How often every word is tried in every class.
const ROUNDS: usize = 5;
/// What a class is expected to be followed by before it was met counts as much as so many words of text.
const EXPECTED: f64 = 20.0;

/// How often words follow each other.
struct Counts {
    pairs: KeyMap<u64, f64>,
    /// Triples of the collected text, then of the CMU model.
    triples: Vec<([u32; 3], f64)>,
}

/// Finds the classes of the words of the shipped model and writes them.
///
/// # Errors
/// [`Failure`] where a source can't be read or the file can't be written.
pub fn build(folder: &Path, out: &Path) -> Result<(), Failure> {
    let path = folder.join("cmu.lm.bin");
    let cmu = cmu::read(&fs::read(&path).map_err(|error| Failure::file(&path, &error))?)?;
    let counts = count(folder, &cmu)?;
    let classes = Exchange::new(&counts).run();
    for class in 0..COUNT {
        let words = (0..WORDS).filter(|&word| classes[word] == class);
        let words: Vec<&str> = words
            .take(10)
            .map(|word| Model::english().word(WordId(word as u32)))
            .collect();
        println!("{class}: {}", words.join(" "));
    }
    let mut bytes = MAGIC.to_vec();
    bytes.extend((COUNT as u32).to_le_bytes());
    bytes.extend((WORDS as u32).to_le_bytes());
    bytes.extend(classes.iter().map(|&class| class as u8));
    bytes.extend(lifts(&counts, &classes));
    fs::write(out, &bytes).map_err(|error| Failure::file(out, &error))
}

fn id(word: &str) -> u32 {
    match word {
        "<s>" => START,
        "</s>" => END,
        _ if sources::is_number(word) => NUMBER,
        _ => Model::english()
            .id(word)
            .map(|id| id.0)
            .filter(|&id| (id as usize) < WORDS)
            .unwrap_or(UNKNOWN),
    }
}

/// Counts the collected text, and what the CMU model would count in so much text as it stands for.
fn count(folder: &Path, cmu: &Arpa) -> Result<Counts, Failure> {
    let ids: Vec<u32> = cmu.words.iter().map(|word| id(word)).collect();
    let p = |word: u32| f64::from(cmu.unigrams[word as usize].ln_p.exp());
    let end = ids.iter().position(|&id| id == END).unwrap_or_default();
    let (mut pairs, mut triples) = (KeyMap::default(), Vec::new());
    let mut joint: KeyMap<u64, f64> = KeyMap::default();
    for &([a, b], entry) in &cmu.bigrams {
        // Sentences begin as often as they end.
        let first = if ids[a as usize] == START {
            p(end as u32)
        } else {
            p(a)
        };
        let count = CMU_WORDS * first * f64::from(entry.ln_p.exp());
        joint.insert(pair(a, b), count);
        *pairs
            .entry(pair(ids[a as usize], ids[b as usize]))
            .or_default() += count;
    }
    for &(words, ln_p) in &cmu.trigrams {
        if let Some(count) = joint.get(&pair(words[0], words[1])) {
            let count = count * f64::from(ln_p.exp());
            triples.push((words.map(|word| ids[word as usize]), count));
        }
    }
    for kind in ["corpus/prose", "corpus/tech"] {
        for path in corpus::files(&folder.join(kind))? {
            for paragraph in sources::read(&path)?.lines() {
                for sentence in corpus::words(paragraph).split(String::is_empty) {
                    let inner = sentence.iter().map(|word| id(&word.to_ascii_lowercase()));
                    let ids: Vec<u32> = [START].into_iter().chain(inner).chain([END]).collect();
                    for two in ids.windows(2).filter(|_| !sentence.is_empty()) {
                        *pairs.entry(pair(two[0], two[1])).or_default() += 1.0;
                    }
                    triples.extend(
                        ids.windows(3)
                            .map(|three| ([three[0], three[1], three[2]], 1.0)),
                    );
                }
            }
        }
    }
    Ok(Counts { pairs, triples })
}

/// The state of the exchange algorithm: it maximises the likelihood of a bigram model over the classes.
struct Exchange {
    after: Vec<Vec<(u32, f64)>>,
    before: Vec<Vec<(u32, f64)>>,
    class: Vec<usize>,
    /// How often classes follow each other, `COUNT` to a row, and their sums.
    table: Vec<f64>,
    rows: Vec<f64>,
    columns: Vec<f64>,
}

/// The company of one word, by class.
struct Company {
    left: Vec<f64>,
    right: Vec<f64>,
    own: f64,
}

impl Exchange {
    fn new(counts: &Counts) -> Self {
        let (mut after, mut before) = (vec![Vec::new(); WORDS], vec![Vec::new(); WORDS]);
        for (&key, &count) in &counts.pairs {
            let [a, b] = pair_ids(key);
            after[a as usize].push((b, count));
            before[b as usize].push((a, count));
        }
        let class = (0..WORDS).map(|word| {
            let met: f64 = before[word].iter().map(|&(_, count)| count).sum();
            match word {
                _ if word < FIXED.len() => word,
                _ if met < LEAST => UNKNOWN as usize,
                _ => FIXED.len() + word % (COUNT - FIXED.len()),
            }
        });
        let class: Vec<usize> = class.collect();
        let mut table = vec![0.0; COUNT * COUNT];
        let (mut rows, mut columns) = (vec![0.0; COUNT], vec![0.0; COUNT]);
        for (&key, &count) in &counts.pairs {
            let [a, b] = pair_ids(key).map(|word| class[word as usize]);
            table[a * COUNT + b] += count;
            rows[a] += count;
            columns[b] += count;
        }
        Self {
            after,
            before,
            class,
            table,
            rows,
            columns,
        }
    }

    /// Moves every word to the class where it fits best, again and again.
    fn run(mut self) -> Vec<usize> {
        for round in 0..ROUNDS {
            let mut moved = 0;
            for word in FIXED.len()..WORDS {
                let from = self.class[word];
                if from == UNKNOWN as usize {
                    continue;
                }
                let company = self.company(word);
                self.put(&company, from, -1.0);
                let gains = (FIXED.len()..COUNT).map(|class| (self.gain(&company, class), class));
                let best = gains.max_by(|a, b| a.0.total_cmp(&b.0));
                let to = best.map_or(from, |(_, class)| class);
                self.put(&company, to, 1.0);
                self.class[word] = to;
                moved += usize::from(to != from);
            }
            println!("round {round}: {moved} words moved");
        }
        self.class
    }

    fn company(&self, word: usize) -> Company {
        let mut company = Company {
            left: vec![0.0; COUNT],
            right: vec![0.0; COUNT],
            own: 0.0,
        };
        for &(other, count) in &self.after[word] {
            if other as usize == word {
                company.own += count;
            } else {
                company.right[self.class[other as usize]] += count;
            }
        }
        for &(other, count) in &self.before[word] {
            if other as usize != word {
                company.left[self.class[other as usize]] += count;
            }
        }
        company
    }

    /// Puts a word into a class, or with `sign` -1 takes it out.
    fn put(&mut self, company: &Company, class: usize, sign: f64) {
        // Rounding must not leave less than nothing.
        let add = |sum: &mut f64, count: f64| *sum = (*sum + sign * count).max(0.0);
        for other in 0..COUNT {
            add(&mut self.table[class * COUNT + other], company.right[other]);
            add(&mut self.table[other * COUNT + class], company.left[other]);
        }
        add(&mut self.table[class * COUNT + class], company.own);
        let (left, right): (f64, f64) = (company.left.iter().sum(), company.right.iter().sum());
        add(&mut self.rows[class], right + company.own);
        add(&mut self.columns[class], left + company.own);
    }

    /// By how much the likelihood grows where a word joins a class.
    fn gain(&self, company: &Company, class: usize) -> f64 {
        let grown = |sum: f64, count: f64| {
            if count > 0.0 {
                x_ln_x(sum + count) - x_ln_x(sum)
            } else {
                0.0
            }
        };
        let (mut gain, mut left, mut right) = (0.0, company.own, company.own);
        for other in 0..COUNT {
            let (before, behind) = (company.left[other], company.right[other]);
            left += before;
            right += behind;
            if other != class {
                gain += grown(self.table[class * COUNT + other], behind);
                gain += grown(self.table[other * COUNT + class], before);
            }
        }
        let inside = company.own + company.left[class] + company.right[class];
        gain + grown(self.table[class * COUNT + class], inside)
            - grown(self.rows[class], right)
            - grown(self.columns[class], left)
    }
}

fn x_ln_x(x: f64) -> f64 {
    if x > 0.0 { x * x.ln() } else { 0.0 }
}

/// The code of each class after each two. What was met too rarely is filled up with what the nearer of the two
/// says, and that with how common the class is.
fn lifts(counts: &Counts, classes: &[usize]) -> Vec<u8> {
    let mut singles = vec![0.5; COUNT];
    let mut pairs = vec![0.0; COUNT * COUNT];
    let mut triples = vec![0.0; COUNT * COUNT * COUNT];
    for (&key, &count) in &counts.pairs {
        let [a, b] = pair_ids(key).map(|word| classes[word as usize]);
        pairs[a * COUNT + b] += count;
        singles[b] += count;
    }
    for (words, count) in &counts.triples {
        let [a, b, c] = words.map(|word| classes[word as usize]);
        triples[(a * COUNT + b) * COUNT + c] += count;
    }
    let all: f64 = singles.iter().sum();
    let common: Vec<f64> = singles.iter().map(|single| single / all).collect();
    let after = |row: &[f64], lower: &[f64]| -> Vec<f64> {
        let sum: f64 = row.iter().sum::<f64>() + EXPECTED;
        let both = row.iter().zip(lower);
        both.map(|(count, p)| (count + EXPECTED * p) / sum)
            .collect()
    };
    let after_one: Vec<Vec<f64>> = pairs.chunks(COUNT).map(|row| after(row, &common)).collect();
    let rows = triples.chunks(COUNT).enumerate();
    rows.flat_map(|(row, counted)| after(counted, &after_one[row % COUNT]))
        .enumerate()
        .map(|(at, p)| lift_code((p / common[at % COUNT]).ln() as f32))
        .collect()
}
