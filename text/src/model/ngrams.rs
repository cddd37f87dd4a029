//! Bigrams and trigrams: hash tables whose bucket is one cache line.
//!
//! A table keeps fingerprints, not keys, so an absent n-gram is taken for a present one about once in
//! 70,000 (bigrams) or 7,000 (trigrams) look-ups; that is the price of 4 and 3 bytes an n-gram.

use super::format::{
    self, BIGRAM_SLOTS, BUCKET, MAX_PROBES, TRIGRAM_SLOTS, ngram_from_code, pair_backoff_from_code,
};

/// A stored bigram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bigram {
    /// ln p(second | first).
    pub ln_p: f32,
    /// ln weight of backing off from this pair as a context.
    pub backoff: f32,
}

/// The buckets in which a key with this hash may be, wrapping round, as often as the builder may have probed.
#[inline]
fn buckets(table: &'static [u8], hash: u64) -> impl Iterator<Item = &'static [u8; BUCKET]> {
    let (buckets, _) = table.as_chunks::<BUCKET>();
    let mut at = format::bucket_of(hash, buckets.len());
    (0..MAX_PROBES).map_while(move |_| {
        let bucket = buckets.get(at);
        at = if at + 1 < buckets.len() { at + 1 } else { 0 };
        bucket
    })
}

/// Reads a byte of the bucket in which a key with this hash would be.
#[inline]
pub(super) fn touch(table: &'static [u8], hash: u64) -> u8 {
    buckets(table, hash).next().map_or(0, |bucket| bucket[0])
}

/// Looks up a pair.
#[inline]
pub(super) fn bigram(table: &'static [u8], first: u32, second: u32) -> Option<Bigram> {
    let hash = format::bigram_hash(first, second);
    let print = format::bigram_fingerprint(hash);
    for bucket in buckets(table, hash) {
        let (slots, _) = bucket.as_chunks::<4>();
        // Free slots are 0 and lie last, so a bucket is full where its last slot isn't 0. No two slots have the same
        // fingerprint, so they are compared without an early end or a choice between them, which the compiler turns
        // into a few vector operations.
        let mut found = 0_u32;
        for slot in slots {
            let slot = u32::from_le_bytes(*slot);
            found |= slot & u32::from(slot >> 12 == print).wrapping_neg();
        }
        if found != 0 {
            return Some(Bigram {
                ln_p: ngram_from_code((found >> 5) as u8),
                backoff: pair_backoff_from_code((found & 31) as u8),
            });
        }
        if format::u32_at(bucket, BIGRAM_SLOTS - 1) == 0 {
            return None;
        }
    }
    None
}

/// Looks up three words: ln p(third | first, second).
#[inline]
pub(super) fn trigram(table: &'static [u8], first: u32, second: u32, third: u32) -> Option<f32> {
    let hash = format::trigram_hash(first, second, third);
    let (print, extra) = format::trigram_fingerprint(hash);
    for bucket in buckets(table, hash) {
        let (prints, codes) = bucket.split_at(TRIGRAM_SLOTS * 2);
        let (prints, _) = prints.as_chunks::<2>();
        let mut found = 0_u32;
        for (slot, stored) in prints.iter().enumerate() {
            found |= u32::from(u16::from_le_bytes(*stored) == print) << slot;
        }
        while found != 0 {
            let code = codes.get(found.trailing_zeros() as usize).copied()?;
            if code & 0x80 == extra {
                return Some(ngram_from_code(code));
            }
            found &= found - 1;
        }
        if format::u16_at(bucket, TRIGRAM_SLOTS - 1) == 0 {
            return None;
        }
    }
    None
}
