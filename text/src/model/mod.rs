//! The language model that the spelling and the spacing engine share: a lexicon, word n-grams, a
//! delete index, sound keys and letter n-grams in one file that is read where it lies.
//!
//! `text/data/README.md` says what it was built from and how to build it again.

pub mod candidates;
pub mod classes;
mod flags;
pub mod format;
mod index;
pub mod letters;
pub mod lists;
mod ngrams;
mod sieve;
pub mod sounds;
#[cfg(test)]
mod tests;
pub mod trie;

use std::sync::{LazyLock, OnceLock};

pub use candidates::Candidate;
pub(crate) use candidates::Head;
pub use classes::Classes;
pub use flags::WordFlags;
pub use format::ModelError;
pub use letters::LetterContext;
pub use lists::WordList;
pub use sieve::PairSieve;
pub use sounds::SoundKey;

use candidates::Deletes;
use format::Section;

/// A word of the model. Ids are dense and, after the four classes at the front, ordered by falling
/// frequency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WordId(pub u32);

/// Puts the n-gram buckets on cache lines.
#[repr(C, align(64))]
struct Aligned<T: ?Sized>(T);

static ALIGNED: Aligned<[u8; include_bytes!("../../data/en.model").len()]> =
    Aligned(*include_bytes!("../../data/en.model"));

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    #[expect(
        clippy::expect_used,
        reason = "the file is part of the program and tested"
    )]
    Model::from_bytes(&ALIGNED.0).expect("the shipped model is whole")
});

/// Two words that the model has seen side by side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair(ngrams::Bigram);

/// A language model over lower-case words.
#[derive(Debug)]
pub struct Model {
    sections: [&'static [u8]; Section::COUNT],
    words: usize,
    /// Made of the pairs when first needed.
    sieve: OnceLock<PairSieve>,
    /// For each word how it begins, made when first needed.
    heads: OnceLock<Box<[Head]>>,
}

/// The longest word, in bytes, whose letters [`Model::jumbled`] puts in another order.
const LONGEST_JUMBLE: usize = 16;

impl Model {
    /// The shipped model of English.
    pub fn english() -> &'static Self {
        &MODEL
    }

    /// Opens a model file without copying or decoding it.
    ///
    /// # Errors
    /// [`ModelError`] where the bytes are no model of this layout, or a section is cut short. Damage
    /// within a section shows as wrong answers, never as a panic.
    pub fn from_bytes(file: &'static [u8]) -> Result<Self, ModelError> {
        let model = Self {
            sections: format::sections(file)?,
            words: 0,
            sieve: OnceLock::new(),
            heads: OnceLock::new(),
        };
        let words = model.section(Section::WordLengths).len();
        for (section, size) in [
            (Section::WordStarts, words.div_ceil(16) * 4),
            (Section::Unigrams, words * 2),
            (Section::Backoffs, words),
            (Section::Flags, words * 2),
            (Section::Sounds, words * 4),
            (
                Section::DisplayEnds,
                model.section(Section::DisplayIds).len(),
            ),
            (Section::Letters, format::LETTER_TABLE),
        ] {
            if model.section(section).len() != size {
                return Err(ModelError::Section(section as usize));
            }
        }
        if !(4..=1 << format::ID_BITS).contains(&words) {
            return Err(ModelError::Section(Section::WordLengths as usize));
        }
        Ok(Self { words, ..model })
    }

    #[inline]
    fn section(&self, section: Section) -> &'static [u8] {
        self.sections[section as usize]
    }

    /// The class of words that the model doesn't know.
    pub const fn unknown() -> WordId {
        WordId(0)
    }

    /// The start of a sentence; only ever a context.
    pub const fn start() -> WordId {
        WordId(1)
    }

    /// The end of a sentence.
    pub const fn end() -> WordId {
        WordId(2)
    }

    /// The class of numbers written in digits.
    pub const fn number() -> WordId {
        WordId(3)
    }

    /// How many words there are, the four classes included: ids are below this.
    pub const fn len(&self) -> usize {
        self.words
    }

    /// Whether the model has no words; a file without the four classes doesn't open.
    pub const fn is_empty(&self) -> bool {
        self.words == 0
    }

    /// The word with this lower-case key. Keys are ASCII; apostrophes are `'`.
    #[inline]
    pub fn id(&self, lower_case_word: &str) -> Option<WordId> {
        self.id_of(lower_case_word.bytes())
    }

    /// The word that two lower-case keys make together.
    pub fn joined(&self, first: &str, second: &str) -> Option<WordId> {
        self.id_of(first.bytes().chain(second.bytes()))
    }

    /// The word that the bytes of a key make.
    #[inline]
    pub(crate) fn id_of(&self, mut bytes: impl Iterator<Item = u8>) -> Option<WordId> {
        let trie = self.section(Section::Trie);
        let root = trie::Node::root(trie);
        let node = bytes.try_fold(root, |node, byte| node.child(trie, byte))?;
        node.id(trie).map(WordId)
    }

    /// A word's lower-case key; empty for an id that is not of this model.
    #[inline]
    pub fn word(&self, id: WordId) -> &'static str {
        std::str::from_utf8(self.key(id)).unwrap_or_default()
    }

    /// How many bytes a word's key has.
    #[inline]
    pub fn length(&self, id: WordId) -> usize {
        let lengths = self.section(Section::WordLengths);
        lengths
            .get(id.0 as usize)
            .copied()
            .unwrap_or_default()
            .into()
    }

    /// A word's key as bytes.
    #[inline]
    pub(crate) fn key(&self, id: WordId) -> &'static [u8] {
        let id = id.0 as usize;
        let block = id & !15;
        let lengths = self.section(Section::WordLengths);
        let Some(before) = lengths.get(block..=id) else {
            return &[];
        };
        let sum: usize = before.iter().map(|&length| length as usize).sum();
        let end = format::u32_at(self.section(Section::WordStarts), id / 16) as usize + sum;
        let start = end - before.last().map_or(0, |&length| length as usize);
        self.section(Section::WordBytes)
            .get(start..end)
            .unwrap_or_default()
    }

    /// A word's usual form: `Paris`, `NASA`, `iPhone`, and the key itself for most words.
    pub fn display(&self, id: WordId) -> &'static str {
        let (ids, _) = self.section(Section::DisplayIds).as_chunks::<4>();
        let ends = self.section(Section::DisplayEnds);
        ids.binary_search_by_key(&id.0, |bytes| u32::from_le_bytes(*bytes))
            .ok()
            .and_then(|at| {
                let start = at
                    .checked_sub(1)
                    .map_or(0, |before| format::u32_at(ends, before));
                let range = start as usize..format::u32_at(ends, at) as usize;
                std::str::from_utf8(self.section(Section::DisplayBytes).get(range)?).ok()
            })
            .unwrap_or_else(|| self.word(id))
    }

    /// What is known about a word besides its frequency.
    #[inline]
    pub fn flags(&self, id: WordId) -> WordFlags {
        WordFlags(format::u16_at(self.section(Section::Flags), id.0 as usize))
    }

    /// Whether a word, in whatever case, is in a dictionary.
    pub fn is_in_dictionary(&self, word: &str) -> bool {
        let id = self.id(&word.to_ascii_lowercase());
        id.is_some_and(|id| self.flags(id).contains(WordFlags::DICTIONARY))
    }

    /// ln p(w).
    #[inline]
    pub fn unigram(&self, id: WordId) -> f32 {
        format::unigram_from_code(format::u16_at(
            self.section(Section::Unigrams),
            id.0 as usize,
        ))
    }

    /// ln of what remains for words that were not seen after `prev`.
    #[inline]
    pub fn backoff(&self, prev: WordId) -> f32 {
        let codes = self.section(Section::Backoffs);
        codes
            .get(prev.0 as usize)
            .map_or(0.0, |&code| format::backoff_from_code(code))
    }

    #[inline]
    fn stored_bigram(&self, prev: WordId, id: WordId) -> Option<ngrams::Bigram> {
        ngrams::bigram(self.section(Section::Bigrams), prev.0, id.0)
    }

    /// ln p(w | prev) where the pair is in the model.
    #[inline]
    pub fn explicit_bigram(&self, prev: WordId, id: WordId) -> Option<f32> {
        self.stored_bigram(prev, id).map(|bigram| bigram.ln_p)
    }

    /// Whether the pair is in the model, rather than made of its parts.
    #[inline]
    pub fn seen_bigram(&self, prev: WordId, id: WordId) -> bool {
        self.stored_bigram(prev, id).is_some()
    }

    /// ln p(w | prev), backing off to p(w).
    #[inline]
    pub fn bigram(&self, prev: WordId, id: WordId) -> f32 {
        self.explicit_bigram(prev, id)
            .unwrap_or_else(|| self.backoff(prev) + self.unigram(id))
    }

    /// ln p(c | a b), backing off to p(c | b).
    #[inline]
    pub fn trigram(&self, a: WordId, b: WordId, c: WordId) -> f32 {
        self.after(a, b, self.pair(a, b), c, self.pair(b, c))
    }

    /// The stored pair, for callers that need it for many thirds (see [`after`](Self::after)).
    #[inline]
    pub fn pair(&self, first: WordId, second: WordId) -> Option<Pair> {
        self.stored_bigram(first, second).map(Pair)
    }

    /// ln p(c | a b) as [`trigram`](Self::trigram) gives it, where the pairs (a, b) and (b, c) have been
    /// looked up already.
    #[inline]
    pub fn after(
        &self,
        a: WordId,
        b: WordId,
        ab: Option<Pair>,
        c: WordId,
        bc: Option<Pair>,
    ) -> f32 {
        // A triple is stored only where both of its pairs are: most look-ups end before the larger
        // table, and a stray fingerprint there can't lift words that never met.
        let lower = |context: f32| context + self.unigram(c);
        match (ab, bc) {
            (None, Some(bc)) => bc.0.ln_p,
            (None, None) => lower(self.backoff(b)),
            (Some(ab), None) => lower(ab.0.backoff + self.backoff(b)),
            (Some(ab), Some(bc)) => ngrams::trigram(self.section(Section::Trigrams), a.0, b.0, c.0)
                .unwrap_or(ab.0.backoff + bc.0.ln_p),
        }
    }

    /// Reads a byte of what [`after`](Self::after) and [`pair`](Self::pair) will look at for three words. What look-ups
    /// mostly do is wait for memory: callers who touch for all that they will ask wait but once.
    #[inline]
    pub fn touch(&self, a: WordId, b: WordId, c: WordId) -> u8 {
        self.touch_pair(b, c) ^ self.touch_triple(a, b, c)
    }

    /// The same for a triple alone, where the pairs were looked up already.
    #[inline]
    pub fn touch_triple(&self, a: WordId, b: WordId, c: WordId) -> u8 {
        let triple = format::trigram_hash(a.0, b.0, c.0);
        ngrams::touch(self.section(Section::Trigrams), triple)
    }

    /// The same for what is known of a word alone.
    #[inline]
    pub fn touch_word(&self, id: WordId) -> u8 {
        let byte = |section, at: usize| self.section(section).get(at).copied();
        let at = id.0 as usize;
        byte(Section::Unigrams, 2 * at).unwrap_or_default()
            ^ byte(Section::Backoffs, at).unwrap_or_default()
    }

    /// Reads a byte of what [`bigram`](Self::bigram) will look at, for callers who will ask much.
    #[inline]
    pub fn touch_pair(&self, a: WordId, b: WordId) -> u8 {
        ngrams::touch(
            self.section(Section::Bigrams),
            format::bigram_hash(a.0, b.0),
        )
    }

    /// Which pairs may be in the model, for callers who will ask for many that are not. Takes a few milliseconds when first
    /// called.
    pub fn sieve(&self) -> &PairSieve {
        self.sieve.get_or_init(|| PairSieve::of(self))
    }

    /// How all words begin, by their ids. Takes a few milliseconds when first called.
    pub(crate) fn heads(&self) -> &[Head] {
        let head = |id| Head::of(self.key(WordId(id as u32)));
        self.heads
            .get_or_init(|| (0..self.words).map(head).collect())
    }

    /// Appends the words within `max_distance` (at most 2; optimal string alignment) of a lower-case
    /// word, nearest first, then commonest first. Words of more than 64 characters have none.
    pub fn candidates(&self, lower_word: &str, max_distance: u8, out: &mut Vec<Candidate>) {
        self.deletes(&|id| self.key(id))
            .candidates(lower_word, max_distance, out);
    }

    /// Appends words up to three slips away from a lower-case word: those near what is left when one of its first
    /// letters is taken out. Those that lack three of its letters are not among them.
    pub fn further_candidates(&self, lower_word: &str, out: &mut Vec<Candidate>) {
        self.deletes(&|id| self.key(id)).further(lower_word, out);
    }

    /// Appends the words that have the letters of a lower-case word in another order between the same first and last
    /// one. Time grows with the words that begin with some of these letters: for words of at most
    /// [`LONGEST_JUMBLE`] bytes; longer ones have none.
    pub(crate) fn jumbled(&self, lower_word: &str, out: &mut Vec<WordId>) {
        let ([first, middle @ .., last], ..=LONGEST_JUMBLE) =
            (lower_word.as_bytes(), lower_word.len())
        else {
            return;
        };
        let trie = self.section(Section::Trie);
        let Some(node) = trie::Node::root(trie).child(trie, *first) else {
            return;
        };
        let mut letters = middle.to_vec();
        letters.push(*last);
        letters.sort_unstable();
        node.rearranged(trie, &mut letters, &mut |id| {
            let id = WordId(id);
            if self.key(id).last() == Some(last) {
                out.push(id);
            }
        });
    }

    fn deletes<'a>(&'a self, key: &'a dyn Fn(WordId) -> &'static [u8]) -> Deletes<'a> {
        Deletes {
            starts: self.section(Section::DeleteStarts),
            entries: self.section(Section::DeleteEntries),
            heads: self.heads(),
            key,
        }
    }

    /// Calls `found` with the length in bytes and the id of every word that `bytes` (lower case) begins
    /// with, shortest first.
    #[inline]
    pub fn prefixes(&self, bytes: &[u8], mut found: impl FnMut(usize, WordId)) {
        let trie = self.section(Section::Trie);
        let mut node = trie::Node::root(trie);
        for (index, &byte) in bytes.iter().enumerate() {
            match node.child(trie, byte) {
                Some(child) => node = child,
                None => return,
            }
            if let Some(id) = node.id(trie) {
                found(index + 1, WordId(id));
            }
        }
    }

    /// Touches every page that look-ups read, so that the first texts don't wait for them one by one. Takes a
    /// few milliseconds where the file is in memory already.
    pub fn read_ahead(&self) {
        const PAGE: usize = 4096;
        let touched = [
            Section::Unigrams,
            Section::Backoffs,
            Section::Flags,
            Section::Trie,
            Section::Bigrams,
            Section::Trigrams,
            Section::Letters,
        ]
        .into_iter()
        .flat_map(|section| self.section(section).iter().step_by(PAGE))
        .fold(0, |sum, byte| sum ^ byte);
        std::hint::black_box(touched);
    }

    /// The trie over the keys, for callers that walk it themselves (see [`trie::Node`]).
    pub(crate) fn trie(&self) -> &'static [u8] {
        self.section(Section::Trie)
    }

    /// The key of how a word sounds: from the pronouncing dictionary, else by rules.
    #[inline]
    pub fn sounds(&self, id: WordId) -> SoundKey {
        SoundKey(format::u32_at(self.section(Section::Sounds), id.0 as usize))
    }

    /// Appends the words whose pronunciation or spelling has this sound, commonest first.
    pub fn sounding_like(&self, sound: SoundKey, out: &mut Vec<WordId>) {
        let start = out.len();
        index::filed(
            self.section(Section::SoundStarts),
            self.section(Section::SoundEntries),
            format::mix(u64::from(sound.0)),
            |id| {
                let id = WordId(id);
                if self.sounds(id) == sound || SoundKey::of_spelling(self.word(id)) == sound {
                    out.push(id);
                }
            },
        );
        out[start..].sort_unstable();
    }

    /// ln p of a string as an English-like word or name, by its letters, its end included. Case is
    /// ignored.
    pub fn spelling_score(&self, bytes: &[u8]) -> f32 {
        let table = self.section(Section::Letters);
        let edges = [letters::EDGE];
        let symbols = bytes.iter().map(|&byte| letters::symbol(byte)).chain(edges);
        let mut context = LetterContext::default();
        let mut sum = 0.0;
        for symbol in symbols {
            let (ln_p, next) = letters::score(table, context, symbol);
            sum += ln_p;
            context = next;
        }
        sum
    }

    /// ln p of one more symbol (see [`letters::symbol`]) of a string, for scoring letter by letter.
    #[inline]
    pub fn letter(&self, context: LetterContext, symbol: u8) -> (f32, LetterContext) {
        letters::score(self.section(Section::Letters), context, symbol)
    }
}
