//! From a key's hash to the ids filed under it: the delete index and the sound index.
//!
//! A bucket holds the entries of several keys. An entry is 3 bytes: 18 bits of id below 6 bits of the
//! key's hash, which turn away most of the strangers; the caller verifies the rest.

use std::ops::Range;

use super::format::{self, ID_BITS};

/// Reads a byte of where the entries of a key with this hash begin, and of the first of them.
#[inline]
pub(super) fn touch(starts: &[u8], entries: &[u8], hash: u64) -> u8 {
    let first = 3 * bucket(starts, hash).start;
    entries.get(first).copied().unwrap_or_default()
}

/// Which entries the keys with this hash are among.
#[inline]
fn bucket(starts: &[u8], hash: u64) -> Range<usize> {
    let buckets = (starts.len() / 4).saturating_sub(1);
    if buckets == 0 {
        return 0..0;
    }
    let bucket = format::bucket_of(hash, buckets);
    format::u32_at(starts, bucket) as usize..format::u32_at(starts, bucket + 1) as usize
}

/// Calls `found` with each id that may be filed under the key with this hash.
#[inline]
pub(super) fn filed(starts: &[u8], entries: &[u8], hash: u64, mut found: impl FnMut(u32)) {
    let (entries, _) = entries.as_chunks::<3>();
    let print = format::index_fingerprint(hash);
    for &[low, middle, high] in entries.get(bucket(starts, hash)).unwrap_or_default() {
        let entry = u32::from_le_bytes([low, middle, high, 0]);
        if entry >> ID_BITS == print {
            found(entry & ((1 << ID_BITS) - 1));
        }
    }
}
