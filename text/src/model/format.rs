//! The model file: a header, a table of sections, and the packings that reader and builder share.
//!
//! All numbers are little-endian. Sections start at multiples of 64 bytes, so that one n-gram bucket
//! is one cache line. Nothing is decoded at load: every look-up reads the bytes where they lie.

use thiserror::Error;

/// First bytes of every model file.
pub const MAGIC: [u8; 8] = *b"textmend";
/// Version of the layout; a reader refuses any other.
pub const VERSION: u32 = 1;
/// Sections start at multiples of this many bytes.
pub const ALIGNMENT: usize = 64;
/// Size of one n-gram bucket in bytes.
pub const BUCKET: usize = 64;
/// Word ids have this many bits, so there are at most 2^18 words.
pub const ID_BITS: u32 = 18;
/// N-grams go to the next bucket at most this often; the builder refuses a fuller table.
pub const MAX_PROBES: usize = 64;
/// Letters of the spelling model: boundary, a-z, everything else.
pub const SYMBOLS: usize = 28;
/// Entries of the spelling model: one for each letter after each three.
pub const LETTER_TABLE: usize = SYMBOLS * SYMBOLS * SYMBOLS * SYMBOLS;

/// What the sections hold, in file order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Section {
    /// `u32` for every 16th word: where its bytes start in `WordBytes`.
    WordStarts,
    /// `u8` for each word: its length in bytes.
    WordLengths,
    /// The words' lower-case keys, end to end, ordered by id.
    WordBytes,
    /// `u16` for each word: ln p(w), see [`unigram_from_code`].
    Unigrams,
    /// `u8` for each word: the back-off weight of contexts that end in it, see [`backoff_from_code`].
    Backoffs,
    /// `u16` for each word: see `WordFlags`.
    Flags,
    /// `u32` for each word: see `SoundKey`.
    Sounds,
    /// `u32` ids, ascending, of words whose usual form is not their key.
    DisplayIds,
    /// `u32` for each entry of `DisplayIds`: where its form ends in `DisplayBytes`.
    DisplayEnds,
    /// The usual forms, end to end.
    DisplayBytes,
    /// `u32` units of the double-array trie over the keys.
    Trie,
    /// Buckets of [`BIGRAM_SLOTS`] `u32`.
    Bigrams,
    /// Buckets of [`TRIGRAM_SLOTS`] `u16` fingerprints, then as many `u8` probabilities, then a spare byte.
    Trigrams,
    /// `u32` bucket starts of the delete index, one more than there are buckets.
    DeleteStarts,
    /// 3-byte entries of the delete index.
    DeleteEntries,
    /// As `DeleteStarts`, keyed by sound.
    SoundStarts,
    /// As `DeleteEntries`, keyed by sound.
    SoundEntries,
    /// `u8` for each letter after each three letters: ln p, see [`letter_from_code`].
    Letters,
}

impl Section {
    /// How many sections a file has.
    pub const COUNT: usize = Self::Letters as usize + 1;
}

/// Bytes before the first section.
pub const HEADER: usize = MAGIC.len() + 4 + 4 + Section::COUNT * 8;

/// Why bytes are not a model.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ModelError {
    /// The bytes don't begin with [`MAGIC`].
    #[error("not a textmend language model")]
    Magic,
    /// A layout that this program does not read.
    #[error("language model has layout {0}, this program reads {VERSION}")]
    Version(u32),
    /// The file is cut short, or a section has an impossible size.
    #[error("language model is damaged: section {0}")]
    Section(usize),
}

/// Splits a file into its sections, checking only the header and the bounds.
///
/// # Errors
/// [`ModelError`] where the bytes are no model of this version or a section lies outside them.
pub fn sections(file: &'static [u8]) -> Result<[&'static [u8]; Section::COUNT], ModelError> {
    if !file.starts_with(&MAGIC) {
        return Err(ModelError::Magic);
    }
    let field = |at: usize| {
        let bytes = file.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_le_bytes(bytes))
    };
    let version = field(MAGIC.len()).ok_or(ModelError::Section(0))?;
    if version != VERSION {
        return Err(ModelError::Version(version));
    }
    let mut sections: [&'static [u8]; Section::COUNT] = [&[]; Section::COUNT];
    for (index, section) in sections.iter_mut().enumerate() {
        let at = MAGIC.len() + 8 + index * 8;
        *section = field(at)
            .zip(field(at + 4))
            .and_then(|(start, length)| {
                file.get(start as usize..(start as usize).checked_add(length as usize)?)
            })
            .ok_or(ModelError::Section(index))?;
    }
    Ok(sections)
}

/// The `index`th `u32` of a section, or 0 past its end.
#[inline]
pub fn u32_at(section: &[u8], index: usize) -> u32 {
    section
        .get(index * 4..index * 4 + 4)
        .and_then(|bytes| bytes.try_into().ok())
        .map_or(0, u32::from_le_bytes)
}

/// The `index`th `u16` of a section, or 0 past its end.
#[inline]
pub fn u16_at(section: &[u8], index: usize) -> u16 {
    section
        .get(index * 2..index * 2 + 2)
        .and_then(|bytes| bytes.try_into().ok())
        .map_or(0, u16::from_le_bytes)
}

/// Spreads a key over 64 bits (the finaliser of `MurmurHash3`).
#[inline]
pub const fn mix(mut key: u64) -> u64 {
    key ^= key >> 33;
    key = key.wrapping_mul(0xff51_afd7_ed55_8ccd);
    key ^= key >> 33;
    key = key.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    key ^ (key >> 33)
}

/// Hash of a byte string (FNV-1a, then mixed).
#[inline]
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    let fnv = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    mix(fnv)
}

/// Maps a hash evenly onto `0..buckets` by its upper half.
#[inline]
pub fn bucket_of(hash: u64, buckets: usize) -> usize {
    (((hash >> 32) * buckets as u64) >> 32) as usize
}

/// Slots of a bigram bucket. A slot is 0 (free) or fingerprint (20 bits, never 0), probability code
/// (7 bits) and back-off code (5 bits), from the top down.
pub const BIGRAM_SLOTS: usize = 16;
/// Slots of a trigram bucket.
pub const TRIGRAM_SLOTS: usize = 21;

/// Hash of a bigram.
#[inline]
pub const fn bigram_hash(first: u32, second: u32) -> u64 {
    mix((first as u64) << 32 | second as u64)
}

/// Hash of a trigram.
#[inline]
pub const fn trigram_hash(first: u32, second: u32, third: u32) -> u64 {
    mix(bigram_hash(first, second) ^ (third as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// 20-bit fingerprint for a bigram slot, from the half of the hash that doesn't choose the bucket.
#[inline]
pub const fn bigram_fingerprint(hash: u64) -> u32 {
    let print = hash as u32 >> 12;
    if print == 0 { 1 } else { print }
}

/// Fingerprint for a trigram slot: 16 bits, never 0, and a 17th that goes to the top of the code's byte.
#[inline]
pub const fn trigram_fingerprint(hash: u64) -> (u16, u8) {
    let print = (hash as u32 >> 16) as u16;
    (if print == 0 { 1 } else { print }, hash as u8 & 0x80)
}

/// 6-bit fingerprint in the upper bits of a 3-byte entry of the delete and sound indexes.
#[inline]
pub const fn index_fingerprint(hash: u64) -> u32 {
    hash as u32 >> 26
}

const UNIGRAM_STEPS: f32 = 3000.0;
const NGRAM_STEPS: f32 = 8.0;
const BACKOFF_STEPS: f32 = 24.0;
const PAIR_BACKOFF_STEPS: f32 = 6.0;
const BACKOFF_TOP: f32 = 0.75;
const LETTER_STEPS: f32 = 16.0;

fn encode(value: f32, steps: f32, most: f32) -> f32 {
    (value * steps).round().clamp(0.0, most)
}

/// Code of ln p(w): steps of 1/3000, down to -21.8.
pub fn unigram_code(ln_p: f32) -> u16 {
    encode(-ln_p, UNIGRAM_STEPS, 65_535.0) as u16
}

/// ln p(w) of a code.
#[inline]
pub fn unigram_from_code(code: u16) -> f32 {
    -f32::from(code) * (1.0 / UNIGRAM_STEPS)
}

/// Code of ln p of a bigram or trigram, 7 bits: steps of 1/8, down to -15.9.
pub fn ngram_code(ln_p: f32) -> u8 {
    encode(-ln_p, NGRAM_STEPS, 127.0) as u8
}

/// ln p of a code; only its lower 7 bits count.
#[inline]
pub fn ngram_from_code(code: u8) -> f32 {
    -f32::from(code & 127) * (1.0 / NGRAM_STEPS)
}

/// Code of a word's ln back-off weight: steps of 1/24 down from 0.75.
pub fn backoff_code(ln_weight: f32) -> u8 {
    encode(BACKOFF_TOP - ln_weight, BACKOFF_STEPS, 255.0) as u8
}

/// A word's ln back-off weight.
#[inline]
pub fn backoff_from_code(code: u8) -> f32 {
    BACKOFF_TOP - f32::from(code) * (1.0 / BACKOFF_STEPS)
}

/// Code of a pair's ln back-off weight, 5 bits: steps of 1/6 down from 0.75.
pub fn pair_backoff_code(ln_weight: f32) -> u8 {
    encode(BACKOFF_TOP - ln_weight, PAIR_BACKOFF_STEPS, 31.0) as u8
}

/// A pair's ln back-off weight.
#[inline]
pub fn pair_backoff_from_code(code: u8) -> f32 {
    BACKOFF_TOP - f32::from(code) * (1.0 / PAIR_BACKOFF_STEPS)
}

/// Code of ln p of a letter: steps of 1/16, down to -15.9.
pub fn letter_code(ln_p: f32) -> u8 {
    encode(-ln_p, LETTER_STEPS, 255.0) as u8
}

/// ln p of a letter's code.
#[inline]
pub fn letter_from_code(code: u8) -> f32 {
    -f32::from(code) * (1.0 / LETTER_STEPS)
}
