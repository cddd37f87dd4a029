//! Writes the model file.

use text::model::candidates::{self, MAX_DISTANCE};
use text::model::format::{
    self, ALIGNMENT, BIGRAM_SLOTS, BUCKET, HEADER, ID_BITS, MAGIC, MAX_PROBES, Section,
    TRIGRAM_SLOTS, VERSION,
};
use text::model::{SoundKey, WordFlags};

use crate::Failure;
use crate::double_array::DoubleArray;
use crate::letters;
use crate::lexicon::{CLASSES, Word};
use crate::lm::{Ngrams, pair_ids, triple_parts};

/// How full the n-gram tables are.
const LOAD: f64 = 0.88;
/// Mean number of entries in a bucket of the delete and sound indexes.
const ENTRIES: usize = 8;

/// Turns lexicon and n-grams into the bytes of a model file.
///
/// # Errors
/// [`Failure`] where a table can't be filled.
pub fn pack(words: &[Word], ngrams: &Ngrams) -> Result<Vec<u8>, Failure> {
    let mut file = File::default();
    words_into(&mut file, words, ngrams);
    let mut keys: Vec<(&[u8], u32)> = words
        .iter()
        .zip(0..)
        .skip(CLASSES.len())
        .map(|(word, id)| (word.key.as_bytes(), id))
        .collect();
    keys.sort_unstable();
    file.set(Section::Trie, u32s(DoubleArray::build(&keys)));
    file.set(Section::Bigrams, bigrams(ngrams)?);
    file.set(Section::Trigrams, trigrams(ngrams)?);

    let (starts, entries) = index(delete_keys(words));
    file.set(Section::DeleteStarts, starts);
    file.set(Section::DeleteEntries, entries);
    let (starts, entries) = index(sound_keys(words));
    file.set(Section::SoundStarts, starts);
    file.set(Section::SoundEntries, entries);
    file.set(Section::Letters, letters::table(&words[CLASSES.len()..]));
    Ok(file.bytes())
}

#[derive(Default)]
struct File {
    sections: [Vec<u8>; Section::COUNT],
}

impl File {
    fn set(&mut self, section: Section, bytes: Vec<u8>) {
        println!("{section:?}: {} bytes", bytes.len());
        self.sections[section as usize] = bytes;
    }

    fn bytes(self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend((Section::COUNT as u32).to_le_bytes());
        let mut start = HEADER.next_multiple_of(ALIGNMENT);
        for section in &self.sections {
            bytes.extend((start as u32).to_le_bytes());
            bytes.extend((section.len() as u32).to_le_bytes());
            start = (start + section.len()).next_multiple_of(ALIGNMENT);
        }
        for section in self.sections {
            bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);
            bytes.extend(section);
        }
        bytes
    }
}

fn u32s(values: impl IntoIterator<Item = u32>) -> Vec<u8> {
    values.into_iter().flat_map(u32::to_le_bytes).collect()
}

fn u16s(values: impl IntoIterator<Item = u16>) -> Vec<u8> {
    values.into_iter().flat_map(u16::to_le_bytes).collect()
}

fn words_into(file: &mut File, words: &[Word], ngrams: &Ngrams) {
    let (mut starts, mut at) = (Vec::new(), 0);
    for (index, word) in words.iter().enumerate() {
        if index % 16 == 0 {
            starts.push(at as u32);
        }
        at += word.key.len();
    }
    file.set(Section::WordStarts, u32s(starts));
    file.set(
        Section::WordLengths,
        words.iter().map(|word| word.key.len() as u8).collect(),
    );
    file.set(
        Section::WordBytes,
        words.iter().flat_map(|word| word.key.bytes()).collect(),
    );
    let unigrams = ngrams
        .unigrams
        .iter()
        .map(|p| format::unigram_code(p.ln() as f32));
    file.set(Section::Unigrams, u16s(unigrams));
    let backoffs = ngrams
        .weights
        .iter()
        .map(|weight| format::backoff_code(weight.ln() as f32));
    file.set(Section::Backoffs, backoffs.collect());
    file.set(Section::Flags, u16s(words.iter().map(|word| word.flags.0)));
    file.set(
        Section::Sounds,
        u32s(words.iter().map(|word| sound(word).0)),
    );

    let shown = || {
        words
            .iter()
            .zip(0..)
            .filter_map(|(word, id)| Some((id, word.display.as_ref()?)))
    };
    file.set(Section::DisplayIds, u32s(shown().map(|(id, _)| id)));
    let ends = shown().scan(0, |end, (_, display)| {
        *end += display.len() as u32;
        Some(*end)
    });
    file.set(Section::DisplayEnds, u32s(ends));
    file.set(
        Section::DisplayBytes,
        shown().flat_map(|(_, display)| display.bytes()).collect(),
    );
}

fn sound(word: &Word) -> SoundKey {
    word.sound
        .unwrap_or_else(|| SoundKey::of_spelling(&word.key))
}

/// Puts each slot into its bucket or the next that has room; likelier n-grams first, so that a pair
/// whose fingerprint is already there loses to a commoner one.
fn fill<T: Copy + PartialEq>(
    mut items: Vec<(u64, T, u8)>,
    slots: usize,
    print: impl Fn(T) -> T,
) -> Result<Vec<Vec<T>>, Failure> {
    items.sort_unstable_by_key(|&(hash, _, code)| (code, hash));
    let count = (items.len() as f64 / LOAD / slots as f64).ceil() as usize + 1;
    let mut buckets: Vec<Vec<T>> = vec![Vec::new(); count];
    for (hash, item, _) in items {
        let mut bucket = format::bucket_of(hash, count);
        let mut probes = 1;
        loop {
            if buckets[bucket]
                .iter()
                .any(|&other| print(other) == print(item))
            {
                break;
            }
            if buckets[bucket].len() < slots {
                buckets[bucket].push(item);
                break;
            }
            bucket = (bucket + 1) % count;
            probes += 1;
            if probes > MAX_PROBES {
                return Err(Failure::source("n-gram table is too full"));
            }
        }
    }
    Ok(buckets)
}

fn bigrams(ngrams: &Ngrams) -> Result<Vec<u8>, Failure> {
    let items = ngrams
        .bigrams
        .iter()
        .map(|(&key, &(p, weight))| {
            let [a, b] = pair_ids(key);
            let hash = format::bigram_hash(a, b);
            let code = format::ngram_code(p.ln());
            let backoff = u32::from(format::pair_backoff_code(weight.ln()));
            let slot = format::bigram_fingerprint(hash) << 12 | u32::from(code) << 5 | backoff;
            (hash, slot, code)
        })
        .collect();
    let buckets = fill(items, BIGRAM_SLOTS, |slot: u32| slot >> 12)?;
    Ok(u32s(buckets.into_iter().flat_map(|mut bucket| {
        bucket.resize(BIGRAM_SLOTS, 0);
        bucket
    })))
}

fn trigrams(ngrams: &Ngrams) -> Result<Vec<u8>, Failure> {
    let items = ngrams
        .trigrams
        .iter()
        .map(|(&key, &p)| {
            let (context, _, c) = triple_parts(key);
            let [a, b] = pair_ids(context);
            let hash = format::trigram_hash(a, b, c);
            let code = format::ngram_code(p.ln());
            {
                let (print, extra) = format::trigram_fingerprint(hash);
                (hash, (print, extra | code), code)
            }
        })
        .collect();
    let buckets = fill(items, TRIGRAM_SLOTS, |(print, code): (u16, u8)| {
        (print, code & 0x80)
    })?;
    let mut bytes = Vec::with_capacity(buckets.len() * BUCKET);
    for mut bucket in buckets {
        bucket.resize(TRIGRAM_SLOTS, (0, 0));
        bytes.extend(u16s(bucket.iter().map(|&(print, _)| print)));
        bytes.extend(bucket.iter().map(|&(_, code)| code));
        bytes.push(0);
    }
    Ok(bytes)
}

/// Which words are offered for misspellings, and from how far.
fn reach(word: &Word) -> Option<u8> {
    let flags = word.flags;
    if word.key.bytes().any(|byte| byte.is_ascii_digit()) || flags.contains(WordFlags::SUSPECT) {
        return None;
    }
    let dictionary = flags.contains(WordFlags::DICTIONARY) && !flags.contains(WordFlags::RARE);
    if dictionary && word.p > 1e-8 || word.p > 2e-7 {
        Some(MAX_DISTANCE)
    } else if flags.intersects(WordFlags::DICTIONARY | WordFlags::RARE | WordFlags::NAME) {
        Some(1)
    } else {
        (word.p > 3e-8).then_some(1)
    }
}

fn delete_keys(words: &[Word]) -> Vec<(u64, u32)> {
    let mut keys = Vec::new();
    for (word, id) in words.iter().zip(0..).skip(CLASSES.len()) {
        if let Some(distance) = reach(word) {
            candidates::deletes(word.key.as_bytes(), distance, |delete| {
                keys.push((format::hash_bytes(delete), id));
            });
        }
    }
    keys
}

fn sound_keys(words: &[Word]) -> Vec<(u64, u32)> {
    let mut keys = Vec::new();
    for (word, id) in words.iter().zip(0..).skip(CLASSES.len()) {
        if reach(word).is_some() {
            for key in [sound(word), SoundKey::of_spelling(&word.key)] {
                keys.push((format::mix(u64::from(key.0)), id));
            }
        }
    }
    keys
}

/// Bucket starts and entries of an index from hashes to ids.
fn index(mut keys: Vec<(u64, u32)>) -> (Vec<u8>, Vec<u8>) {
    keys.sort_unstable();
    keys.dedup();
    let buckets = (keys.len() / ENTRIES).max(1);
    let mut starts = vec![0_u32; buckets + 1];
    let mut entries = Vec::with_capacity(keys.len() * 3);
    // The bucket rises with the hash, so the sorted keys are in bucket order already.
    for (hash, id) in keys {
        starts[format::bucket_of(hash, buckets) + 1] += 1;
        let entry = format::index_fingerprint(hash) << ID_BITS | id;
        entries.extend(&entry.to_le_bytes()[..3]);
    }
    for bucket in 0..buckets {
        starts[bucket + 1] += starts[bucket];
    }
    (u32s(starts), entries)
}

#[cfg(test)]
mod tests {
    use text::model::Model;

    use super::*;
    use crate::lm::{pair, triple};

    fn word(key: &str, p: f64) -> Word {
        Word {
            key: key.to_owned(),
            flags: WordFlags::DICTIONARY,
            p,
            ..Word::default()
        }
    }

    #[test]
    fn what_is_built_is_read_back() {
        let mut words: Vec<Word> = CLASSES.iter().map(|key| word(key, 0.05)).collect();
        words.extend(
            [("the", 0.4), ("cat", 0.2), ("sat", 0.15), ("paris", 0.05)]
                .map(|(key, p)| word(key, p)),
        );
        words[7].display = Some("Paris".to_owned());
        let mut ngrams = Ngrams::new(words.iter().map(|word| word.p).collect());
        ngrams.bigrams.insert(pair(4, 5), (0.5, 1.0));
        ngrams.bigrams.insert(pair(5, 6), (0.25, 1.0));
        ngrams.trigrams.insert(triple(4, 5, 6), 0.7);
        ngrams.normalise(0.99);

        let model = Model::from_bytes(Vec::leak(pack(&words, &ngrams).unwrap())).unwrap();
        let [the, cat, sat, paris] =
            ["the", "cat", "sat", "paris"].map(|key| model.id(key).unwrap());
        let close = |ln_p: f32, p: f32| assert!((ln_p - p.ln()).abs() < 0.07, "{ln_p} {p}");
        close(model.unigram(the), 0.4);
        close(model.bigram(the, cat), 0.5);
        close(model.trigram(the, cat, sat), 0.7);
        // Half of the mass after `the` is left for the words that are not `cat`.
        close(model.bigram(the, sat), 0.15 * 0.5 / 0.8);
        assert!(model.seen_bigram(the, cat) && !model.seen_bigram(cat, the));
        assert_eq!(model.display(paris), "Paris");
        assert_eq!(model.id("ca"), None);
        let mut found = Vec::new();
        model.candidates("teh", 1, &mut found);
        assert_eq!(found.first().map(|found| found.id), Some(the));
    }
}
