//! Pairs from web counts that were cut off at a minimum: what is missing is rarer than the cut-off,
//! not impossible.

use std::path::Path;

use crate::Failure;
use crate::lexicon::Lexicon;
use crate::lm::{Component, KeyMap, Ngrams, pair};
use crate::sources;

/// Reads the pair lists. p(b | a) is the pair's count over the count of `a`, whose remainder is what
/// backing off shares out.
///
/// # Errors
/// [`Failure`] where a list can't be read.
pub fn component(folder: &Path, lexicon: &Lexicon, unigrams: &[f64]) -> Result<Component, Failure> {
    let mut model = Ngrams::new(unigrams.to_vec());
    let mut at_home = vec![0.0; unigrams.len()];
    let mut counts = vec![0.0; unigrams.len()];
    for (word, count) in sources::counts(&folder.join("web.txt"))? {
        if let Some(id) = lexicon.id(&word) {
            counts[id as usize] += count;
        }
    }
    let mut pairs: KeyMap<u64, f64> = KeyMap::default();
    for list in ["web-bigrams.txt", "symspell-bigrams.txt"] {
        for ((a, b), count) in sources::pair_counts(&folder.join(list))? {
            if let (Some(a), Some(b)) = (lexicon.id(&a), lexicon.id(&b)) {
                // Both lists come from the same counts: the larger figure is the whole one.
                let known = pairs.entry(pair(a, b)).or_default();
                *known = known.max(count);
            }
        }
    }
    for (key, count) in pairs {
        let [a, _] = crate::lm::pair_ids(key);
        let total = counts[a as usize];
        if total > count {
            model.bigrams.insert(key, ((count / total) as f32, 1.0));
            at_home[a as usize] = 1.0;
        }
    }
    model.normalise(0.95);
    Ok(Component {
        model,
        share: 1.0,
        at_home,
    })
}
