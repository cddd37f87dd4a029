//! One loaded model: from a sentence to its translation, or to the knowledge that there is none.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, OnceLock, PoisonError};

use fxtranslate::engine::Engine;
use fxtranslate::segment::MAX_SOURCE_TOKENS;
use fxtranslate::shortlist::Shortlist;
use fxtranslate::spm::SpmVocab;

use super::TranslateError;
use super::degenerate::is_degenerate;
use super::marks;
use super::models::ModelFiles;
use super::numbers::Numbers;
use super::sentence::{Failed, Part, Sentence, is_unspaced};
use super::stand_in::StandIn;
use super::typography;
use crate::lang::Identifier;

/// Source tokens that may be read for one sentence, for each token that it has, before it is given up:
/// what bounds the time that a hostile sentence can cost. Enough to try it whole and by halves.
const PATIENCE: usize = 10;
/// What a careful decoding costs, in quick ones.
const CAREFUL: usize = 4;

/// From this many tokens on, a sentence that has fewer letters to a token than [`TERSEST`] is no language:
/// prose has three and more.
const TERSE: usize = 48;
const TERSEST: f64 = 1.3;

/// More layers than any model has: each has one vector of decoder state.
const LAYERS: usize = 32;

/// A way to decode a sentence.
type Decode = fn(&LocalEngine, &str) -> Option<String>;

/// A model in memory.
pub(super) struct LocalEngine {
    engine: Engine,
    /// The target vocabulary, for decoding that the engine does not offer itself.
    target: OnceLock<Option<SpmVocab>>,
    files: ModelFiles,
    /// The source token for what the vocabulary lacks.
    unknown: u32,
    /// Characters that were looked up, and whether the vocabulary lacks them.
    losses: Mutex<HashMap<char, bool>>,
}

impl LocalEngine {
    /// Loads a model from files that were checked. Takes some 100 ms.
    pub fn load(files: &ModelFiles) -> Result<Self, TranslateError> {
        let failed = |detail: String| TranslateError::Engine {
            pair: files.pair.clone(),
            detail,
        };
        let (source, target) = (&files.source_vocabulary, &files.target_vocabulary);
        let mut engine = Engine::load_mmapped(&files.weights, source, target).map_err(failed)?;
        if let Some(path) = &files.shortlist {
            engine =
                engine.with_shortlist(Shortlist::load(path).map_err(|e| failed(e.to_string()))?);
        }
        // A private character is in no vocabulary: its token is the one before the end of sentence.
        let unknown = engine
            .src_ids("\u{E123}")
            .into_iter()
            .rev()
            .nth(1)
            .unwrap_or(u32::MAX);
        Ok(Self {
            unknown,
            losses: Mutex::default(),
            engine,
            target: OnceLock::new(),
            files: files.clone(),
        })
    }

    /// Translates a sentence. Where that comes out degenerate, tries it with the whole vocabulary and
    /// without repetition, then by halves.
    pub fn translate(&self, sentence: &Sentence) -> Result<String, Failed> {
        if self.is_unreadable(sentence) || self.is_noise(sentence) {
            return Err(Failed);
        }
        let tokens = self.engine.src_ids(sentence.text()).len();
        let mut budget = tokens * PATIENCE + TERSE;
        let mut output = self.attempt(sentence, &mut budget)?;
        let numbers = Numbers::of(sentence.text());
        if !numbers.are_in(&output) {
            let again = self.attempt(&sentence.protecting_also(numbers.ranges()), &mut budget);
            output = again
                .ok()
                .filter(|again| numbers.are_in(again))
                .unwrap_or(output);
        }
        if self.files.pair.target == "en" {
            output = numbers.in_english(output);
        }
        let copied = !sentence.has_protected() && is_degenerate(sentence.text(), &output);
        if copied || self.is_foreign(&output) {
            Err(Failed)
        } else {
            Ok(output)
        }
    }

    /// Whether more words have letters that the model has no token for than a few names would bring: the
    /// sentence is in another language.
    fn is_unreadable(&self, sentence: &Sentence) -> bool {
        let (mut words, mut lost) = (0, 0);
        for part in sentence.parts() {
            let Part::Prose(text) = part else { continue };
            for word in text
                .split(|c: char| !c.is_alphabetic())
                .filter(|word| !word.is_empty())
            {
                words += 1;
                let mut small = word.chars().flat_map(char::to_lowercase);
                lost += usize::from(small.any(|c| !c.is_ascii() && self.loses(c)));
            }
        }
        lost >= 3 && lost * 10 > words * 3 || words > 0 && lost == words
    }

    /// Whether the prose is letters and signs without words: more tokens than words ever make. Scripts
    /// without spaces have few letters to a token, so theirs count for more.
    fn is_noise(&self, sentence: &Sentence) -> bool {
        let (mut tokens, mut letters) = (0, 0.0);
        for part in sentence.parts() {
            let Part::Prose(text) = part else { continue };
            tokens += self.engine.src_ids(&marks::without(text)).len() - 1;
            let known = text.chars().filter(|c| c.is_alphanumeric());
            letters += known
                .map(|c| if is_unspaced(c) { 3.0 } else { 1.0 })
                .sum::<f64>();
        }
        tokens >= TERSE && letters < tokens as f64 * TERSEST
    }

    /// Whether a text that should be in the target language is surely in another: the engine passes on
    /// what it does not understand. Names may be foreign, so a few words are not judged.
    fn is_foreign(&self, output: &str) -> bool {
        if output.split_whitespace().count() < 5 {
            return false;
        }
        let identifier = Identifier::shared();
        let target = &self.files.pair.target;
        if target == "en" {
            return identifier.is_confidently_foreign(output);
        }
        let top = identifier.top(output, 4);
        let sure = top.first().is_some_and(|found| found.confidence >= 0.8);
        sure && !top.iter().any(|found| found.code == *target)
    }

    fn attempt(&self, sentence: &Sentence, budget: &mut usize) -> Result<String, Failed> {
        if !sentence.has_prose() {
            return Ok(sentence.text().to_owned());
        }
        let whole = self.whole(sentence, budget);
        if let Some(output) = whole {
            return Ok(output);
        }
        if sentence.has_marks() {
            return self.around(&sentence.protecting_marks(), budget);
        }
        if sentence.has_protected() {
            return self.around(sentence, budget);
        }
        let (left, gap, right) = sentence.halves().ok_or(Failed)?;
        let left = self.attempt(&left, budget)?;
        let right = self.attempt(&right, budget)?;
        Ok(format!("{left}{gap}{right}"))
    }

    /// Translates the sentence in one go; `None` where it is too long, degenerate, or where something
    /// protected got lost.
    fn whole(&self, sentence: &Sentence, budget: &mut usize) -> Option<String> {
        let sentence = &sentence.protecting(|c| self.loses(c));
        for form in StandIn::ALL {
            let Some(input) = sentence.masked(form) else {
                continue;
            };
            if self.engine.src_ids(&input).len() > MAX_SOURCE_TOKENS + 1 {
                return None;
            }
            let output = self.decode(&input, budget)?;
            if let Some(restored) = sentence.restored(&output, form) {
                return Some(restored);
            }
        }
        None
    }

    /// Whether the model has no token for a character, and so can't repeat it.
    fn loses(&self, c: char) -> bool {
        let mut known = self.losses.lock().unwrap_or_else(PoisonError::into_inner);
        *known.entry(c).or_insert_with(|| {
            let text = typography::plain(c.encode_utf8(&mut [0; 4])).into_owned();
            self.engine.src_ids(&text).contains(&self.unknown)
        })
    }

    fn decode(&self, original: &str, budget: &mut usize) -> Option<String> {
        let input = &*typography::plain(original);
        if marks::any(input) {
            return self.decode_marked(original, input, budget);
        }
        let tokens = self.engine.src_ids(input).len();
        for (decode, cost) in [(Self::fast as Decode, 1), (Self::careful, CAREFUL)] {
            *budget = budget.checked_sub(tokens * cost)?;
            let output = decode(self, input)?;
            if self.is_good(input, &output) {
                return Some(typography::restored(original, output));
            }
        }
        None
    }

    /// Translates a sentence with marks, which go where their words go.
    fn decode_marked(&self, original: &str, input: &str, budget: &mut usize) -> Option<String> {
        let bare = marks::without(input);
        *budget = budget.checked_sub(self.engine.src_ids(&bare).len())?;
        let aligned = self.engine.translate_aligned(&bare);
        let good = self.is_good(&bare, &aligned.target_text);
        let output = good.then(|| marks::placed(input, &aligned))??;
        Some(typography::restored(original, output))
    }

    fn is_good(&self, input: &str, output: &str) -> bool {
        !is_degenerate(input, output) && !self.is_foreign(output)
    }

    /// Translates what stands between the protected spans piece by piece.
    fn around(&self, sentence: &Sentence, budget: &mut usize) -> Result<String, Failed> {
        let mut out = String::new();
        for part in sentence.parts() {
            match part {
                Part::Protected(text) => out.push_str(text),
                Part::Prose(text) => {
                    let core = text.trim();
                    let start = text.len() - text.trim_start().len();
                    out.push_str(&text[..start]);
                    out.push_str(&self.attempt(&Sentence::new(core, Vec::new()), budget)?);
                    out.push_str(&text[start + core.len()..]);
                }
            }
        }
        Ok(out)
    }

    #[expect(clippy::unnecessary_wraps, reason = "the same shape as `careful`")]
    fn fast(&self, input: &str) -> Option<String> {
        Some(self.engine.translate(input))
    }

    /// Greedy decoding over the whole vocabulary, in which no three tokens come twice in the same
    /// order. Slower, and right where the shortlist lacks a word or the decoder fell into a loop.
    fn careful(&self, input: &str) -> Option<String> {
        let target = self.target.get_or_init(|| self.load_target()).as_ref()?;
        let source = self.engine.src_ids(input);
        let context = self.engine.encode(&source);
        let width = context.len() / source.len().max(1);
        let mut cells = vec![vec![0.0; width]; LAYERS];
        let end = target.eos_id();
        let mut output: Vec<u32> = Vec::new();
        let mut seen: HashSet<[u32; 3]> = HashSet::new();
        for step in 0..source.len() * 3 / 2 + 8 {
            let previous = output.last().copied().unwrap_or(end);
            let top = self
                .engine
                .decode_step(previous, step, &context, source.len(), &mut cells);
            let scores = self.engine.project(&top);
            let tail = output.last_chunk::<2>();
            let repeats = |id: u32| tail.is_some_and(|&[a, b]| seen.contains(&[a, b, id]));
            let next = (0..scores.len() as u32)
                .filter(|&id| !repeats(id))
                .max_by(|&a, &b| scores[a as usize].total_cmp(&scores[b as usize]))?;
            if next == end {
                break;
            }
            if let Some(&[a, b]) = tail {
                seen.insert([a, b, next]);
            }
            output.push(next);
        }
        Some(target.decode(&output))
    }

    fn load_target(&self) -> Option<SpmVocab> {
        SpmVocab::load(&self.files.target_vocabulary).ok()
    }
}
