//! Reads the trie format of `CMU Sphinx` language models (`en-us.lm.bin`).
//!
//! The layout follows sphinxbase's `ngram_model_trie.c` and `lm_trie.c`, which took it from `KenLM`: a
//! table of unigrams, then one bit-packed array for each order, keyed by the *last* word first.

use crate::Failure;
use crate::lm::{Arpa, Entry};

const MAGIC: &[u8] = b"Trie Language Model";
/// Probabilities and back-off weights of the higher orders are 16-bit codes into tables of floats.
const CODE_BITS: usize = 16;
const CODES: usize = 1 << CODE_BITS;

/// A cursor over the file.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], Failure> {
        let (head, tail) = self
            .0
            .split_at_checked(length)
            .ok_or_else(|| Failure::source("CMU model is cut short"))?;
        self.0 = tail;
        Ok(head)
    }

    fn u32(&mut self) -> Result<u32, Failure> {
        Ok(self.u32s(1)?[0])
    }

    fn u32s(&mut self, count: usize) -> Result<Vec<u32>, Failure> {
        let (chunks, _) = self.take(count * 4)?.as_chunks::<4>();
        Ok(chunks
            .iter()
            .map(|bytes| u32::from_le_bytes(*bytes))
            .collect())
    }

    fn floats(&mut self, count: usize) -> Result<Vec<f32>, Failure> {
        Ok(self.u32s(count)?.into_iter().map(f32::from_bits).collect())
    }
}

/// A bit-packed array of entries: word, codes, and (but for the longest order) where the next begins.
struct Packed<'a> {
    bytes: &'a [u8],
    width: usize,
}

impl Packed<'_> {
    fn field(&self, entry: usize, offset: usize, bits: usize) -> usize {
        let at = entry * self.width + offset;
        let mut window = [0; 8];
        let bytes = &self.bytes[at / 8..];
        let available = bytes.len().min(8);
        window[..available].copy_from_slice(&bytes[..available]);
        (u64::from_le_bytes(window) >> (at % 8)) as usize & ((1 << bits) - 1)
    }
}

fn bits_for(most: u32) -> usize {
    (u32::BITS - most.leading_zeros()) as usize
}

/// Reads a trigram model. Values in the result are natural logarithms.
pub fn read(file: &[u8]) -> Result<Arpa, Failure> {
    let mut reader = Reader(file);
    if reader.take(MAGIC.len())? != MAGIC || reader.take(1)? != [3] {
        return Err(Failure::source("not a CMU trigram model"));
    }
    let counts = reader.u32s(3)?;
    let [unigrams, bigrams, trigrams] = [counts[0], counts[1], counts[2]];
    reader.u32()?; // how the codes were made
    let tables = reader.floats(3 * CODES)?;
    let unigram_table = reader.u32s((unigrams as usize + 1) * 3)?;

    let word_bits = bits_for(unigrams);
    let mut packed = |count: u32, rest: usize| -> Result<Packed<'_>, Failure> {
        let width = word_bits + rest;
        let size = ((1 + count as usize) * width).div_ceil(8) + 8;
        Ok(Packed {
            bytes: reader.take(size)?,
            width,
        })
    };
    let next_bits = bits_for(trigrams);
    let pairs = packed(bigrams, 2 * CODE_BITS + next_bits)?;
    let triples = packed(trigrams, CODE_BITS)?;
    let text = {
        let length = reader.u32()? as usize;
        String::from_utf8_lossy(reader.take(length)?).into_owned()
    };
    let words: Vec<String> = text.split_terminator('\0').map(str::to_owned).collect();
    if words.len() != unigrams as usize {
        return Err(Failure::source("CMU model lacks words"));
    }

    // Values are logarithms to the base of the file's own scale; that of `<s>` is -99 in log10.
    let scale = scale(&unigram_table, &words)?;
    let ln = |value: f32| value * scale;
    let unigram = |word: usize, field: usize| f32::from_bits(unigram_table[word * 3 + field]);
    let next = |word: usize| unigram_table[word * 3 + 2] as usize;
    let mut arpa = Arpa {
        unigrams: (0..words.len())
            .map(|word| Entry {
                ln_p: ln(unigram(word, 0)),
                backoff: ln(unigram(word, 1)),
            })
            .collect(),
        bigrams: Vec::with_capacity(bigrams as usize),
        trigrams: Vec::with_capacity(trigrams as usize),
        words,
    };
    for last in 0..arpa.words.len() {
        for pair in next(last)..next(last + 1) {
            let middle = pairs.field(pair, 0, word_bits);
            let backoff = tables[CODES + pairs.field(pair, word_bits, CODE_BITS)];
            let ln_p = tables[pairs.field(pair, word_bits + CODE_BITS, CODE_BITS)];
            let entry = Entry {
                ln_p: ln(ln_p),
                backoff: ln(backoff),
            };
            arpa.bigrams.push(([middle as u32, last as u32], entry));
            let at = word_bits + 2 * CODE_BITS;
            for triple in pairs.field(pair, at, next_bits)..pairs.field(pair + 1, at, next_bits) {
                let first = triples.field(triple, 0, word_bits);
                let ln_p = tables[2 * CODES + triples.field(triple, word_bits, CODE_BITS)];
                arpa.trigrams
                    .push(([first as u32, middle as u32, last as u32], ln(ln_p)));
            }
        }
    }
    Ok(arpa)
}

/// What turns the file's logarithms into natural ones, from the fixed -99 of the sentence start.
fn scale(unigrams: &[u32], words: &[String]) -> Result<f32, Failure> {
    words
        .iter()
        .position(|word| word == "<s>")
        .map(|start| -99.0 * std::f32::consts::LN_10 / f32::from_bits(unigrams[start * 3]))
        .ok_or_else(|| Failure::source("CMU model has no sentence start"))
}
