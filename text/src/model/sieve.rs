//! Which pairs of words were counted, roughly and at once: a filter (Bloom, "Space/time trade-offs in hash coding with
//! allowable errors", 1970) over the table of pairs, a quarter of its size, so that most look-ups of pairs that never met
//! end near the processor.

use super::format::{self, BIGRAM_SLOTS, BUCKET, MAX_PROBES, Section};
use super::{Model, WordId};

/// So many buckets of the table share a region of the filter. What a full bucket had no room for lies in the next one,
/// which is nearly always of the same region.
const BUCKETS: usize = 64;
/// Words of 64 bits of a region: about seven pairs each.
const REGION_WORDS: usize = 128;

/// The filter of a model's pairs.
#[derive(Debug, Clone)]
pub struct PairSieve {
    /// How many buckets the table has.
    buckets: usize,
    words: Vec<u64>,
}

impl PairSieve {
    /// Reads all pairs of a model.
    pub fn of(model: &Model) -> Self {
        let (buckets, _) = model.section(Section::Bigrams).as_chunks::<BUCKET>();
        let mut sieve = Self {
            buckets: buckets.len(),
            words: vec![0; buckets.len().div_ceil(BUCKETS) * REGION_WORDS],
        };
        let is_full = |bucket: &[u8; BUCKET]| format::u32_at(bucket, BIGRAM_SLOTS - 1) != 0;
        // How many full buckets lie before this one; what the last has no room for goes on in the first.
        let mut full = buckets.iter().rev().take_while(|b| is_full(b)).count();
        for (at, bucket) in buckets.iter().enumerate() {
            let region = at / BUCKETS;
            let back = full.min(MAX_PROBES - 1).min(buckets.len() - 1);
            let first = (buckets.len() + at - back) % buckets.len() / BUCKETS;
            let (slots, _) = bucket.as_chunks::<4>();
            let slots = slots.iter().map(|slot| u32::from_le_bytes(*slot));
            for print in slots.filter(|slot| *slot != 0).map(|slot| slot >> 12) {
                sieve.add(region, print);
                if first != region {
                    sieve.add(first, print);
                }
            }
            full = if is_full(bucket) { full + 1 } else { 0 };
        }
        sieve
    }

    fn add(&mut self, region: usize, print: u32) {
        let (word, bits) = place(region, print);
        self.words[word] |= bits;
    }

    /// Whether a pair may be in the model. One in twenty of those that are not is taken for one that is.
    #[inline]
    pub fn may_have(&self, first: WordId, second: WordId) -> bool {
        let hash = format::bigram_hash(first.0, second.0);
        let region = format::bucket_of(hash, self.buckets) / BUCKETS;
        let (word, bits) = place(region, format::bigram_fingerprint(hash));
        self.words.get(word).is_some_and(|word| word & bits == bits)
    }
}

/// Where the two bits of a fingerprint (20 bits) are.
#[inline]
const fn place(region: usize, print: u32) -> (usize, u64) {
    let word = region * REGION_WORDS + (print >> 13) as usize;
    (word, 1 << (print & 63) | 1 << (print >> 6 & 63))
}
