//! Trains the model of letters after three letters on the vocabulary.

use text::model::LetterContext;
use text::model::format::{self, LETTER_TABLE, SYMBOLS};
use text::model::letters::{EDGE, symbol};

use crate::lexicon::Word;

/// Pseudo-count with which a shorter context smooths a longer one.
const SMOOTHING: f64 = 4.0;

/// The table of codes. Words weigh by the logarithm of their frequency: rare ones shape it too, since it
/// judges words that the model doesn't know.
pub fn table(words: &[Word]) -> Vec<u8> {
    let mut counts = vec![0.0; LETTER_TABLE];
    for word in words {
        let weight = (word.p / 1e-10).ln().max(1.0);
        let mut context = LetterContext::default();
        for symbol in word.key.bytes().map(symbol).chain([EDGE]) {
            let (next, index) = context.step(symbol);
            counts[index] += weight;
            context = next;
        }
    }
    // From the shortest context to the longest: each is smoothed by the one before.
    let mut smoothed = vec![1.0 / SYMBOLS as f64; SYMBOLS];
    for order in 1..=4 {
        let size = SYMBOLS.pow(order);
        let mut sums = vec![0.0; size];
        for (index, count) in counts.iter().enumerate() {
            sums[index % size] += count;
        }
        let lower = smoothed.len();
        smoothed = (0..size)
            .map(|index| {
                let row = index / SYMBOLS * SYMBOLS;
                let total: f64 = sums[row..row + SYMBOLS].iter().sum();
                (sums[index] + SMOOTHING * SYMBOLS as f64 * smoothed[index % lower])
                    / (total + SMOOTHING * SYMBOLS as f64)
            })
            .collect();
    }
    smoothed
        .iter()
        .map(|p| format::letter_code(p.ln() as f32))
        .collect()
}
