//! Words that are others when they lose their apostrophe: `my brothers car`, `well see you there`. What was counted of the
//! words around and what their classes say both have to ask for the apostrophe: either alone is often wrong.

use std::ops::Range;

use super::clause::class_lift;
use crate::model::{Model, WordFlags, WordId};
use crate::spell::candidates::reading::{Choice, Reading};
use crate::spell::pass::Pass;
use crate::spell::word::case::Case;
use crate::spell::word::standing::Standing;
use crate::token::Kind;

/// Words that are also contractions without their apostrophe, and how much has to ask for it, in ln p: the more often
/// the word is meant the more.
const CONTRACTIONS: &[(&str, &str, f32)] = &[
    ("hell", "he'll", 6.0),
    ("hows", "how's", 2.0),
    ("id", "i'd", 6.0),
    ("ill", "i'll", 6.0),
    ("shed", "she'd", 6.0),
    ("shell", "she'll", 6.0),
    ("wed", "we'd", 6.0),
    ("well", "we'll", 6.0),
    ("were", "we're", 8.0),
    ("wont", "won't", 2.0),
];

/// The same where a contraction is plain: at a sentence's beginning before what is being done, where no question begins
/// so (`Were going home`), and where the capital of `I` is there (`Ok, Ill go`).
const PLAIN: f32 = 2.0;

/// For a contraction with another mark in the place of its apostrophe: such marks are between no two words.
const MARKED: f32 = 6.0;
/// What `'s` stands behind for `is`.
const SPEAKING: &[&str] = &[
    "he", "here", "how", "it", "let", "she", "that", "there", "what", "when", "where", "who",
];

/// What has to ask for an owner in place of a plural.
const OWNER: f32 = 6.5;
/// What has to be counted, and what the classes have to say of an owner at least.
const OWNER_LEAST: (f32, f32) = (1.5, 2.0);
/// The shortest plural that may be an owner.
const SHORTEST_OWNER: usize = 4;

/// Words that no owner stands two before: what stands between is a verb (`the moons orbit the sun`).
const OBJECTS: &[&str] = &[
    "a", "an", "her", "him", "his", "it", "its", "me", "my", "our", "that", "the", "their", "them",
    "this", "us", "you", "your",
];

/// Words behind which somebody is named and then what they do, so that a plural owns nothing.
const BEFORE_VERBS: &[&str] = &[
    "can", "could", "did", "do", "hear", "heard", "let", "made", "make", "may", "saw", "see",
    "should", "watch", "watched", "will", "would",
];

/// Whether two words are one, but for an apostrophe before the last letters.
pub(in crate::spell) fn are_alike(a: &str, b: &str) -> bool {
    let is_contraction = |(plain, whole, _): &(&str, &str, f32)| (*plain, *whole) == (a, b);
    let owner = b.strip_suffix("'s");
    CONTRACTIONS.iter().any(is_contraction)
        || owner.is_some_and(|owner| a.strip_suffix('s') == Some(owner))
}

impl Pass<'_> {
    /// The contraction or the possessive that a word behind these may have been without its apostrophe.
    pub(in crate::spell) fn with_apostrophe(
        &self,
        index: usize,
        sentence: &Range<usize>,
        before: [WordId; 2],
    ) -> Option<Choice> {
        let key = self.items.key(index);
        let contraction = CONTRACTIONS.iter().find(|(plain, ..)| *plain == key);
        let (other, asked, least) = match contraction {
            Some((_, whole, asked)) => {
                let begins = self.items.list[index].first && self.is_doing(index + 1, sentence);
                let is_plain = begins || self.has_capital_i(index);
                let asked = if is_plain { PLAIN } else { *asked };
                (self.model().id(whole)?, asked, (0.0, 0.0))
            }
            None => (self.owner(index, sentence)?, OWNER, OWNER_LEAST),
        };
        let [counted, kinds] = self.gain(index, sentence, before, other);
        let weights = self.finder.weights;
        let sum = weights.context * counted + kinds;
        if counted < least.0 || kinds < least.1 || sum < asked {
            return None;
        }
        // Decoding hears the classes too, but not in full.
        let score = (1.0 - weights.kinds) * kinds - weights.clause;
        Some(Choice::one(Reading::Word(other), score))
    }

    /// Whether an item is what somebody does: `going`.
    fn is_doing(&self, index: usize, sentence: &Range<usize>) -> bool {
        sentence.contains(&index) && self.is_known(index) && self.items.key(index).ends_with("ing")
    }

    /// Whether a word within a sentence begins with the capital of `I`: `Ok, Ill go`.
    fn has_capital_i(&self, index: usize) -> bool {
        let item = &self.items.list[index];
        !item.first && matches!(self.tokens[item.token].text(self.text), "Ill" | "Id")
    }

    /// The contraction that was typed with another mark in the place of its apostrophe: `don;t`, `I,m`.
    pub(in crate::spell) fn with_mark(
        &self,
        index: usize,
        sentence: &Range<usize>,
    ) -> Option<Choice> {
        let next = Some(index + 1).filter(|next| sentence.contains(next))?;
        let list = &self.items.list;
        let (head, tail) = (list[index].token, list[next].token);
        if tail != head + 2 {
            return None;
        }
        let mark = self.tokens[head + 1].text(self.text);
        let (written, ending) = (self.tokens[head].text(self.text), self.items.key(next));
        let ends = match mark {
            ";" => ["d", "ll", "m", "re", "s", "t", "ve"].contains(&ending),
            // A comma is also one of a list: `i,m`.
            "," => ["ll", "re", "s", "t", "ve"].contains(&ending) || written == "I",
            _ => false,
        };
        let is_apart = |at: Option<usize>| {
            at.and_then(|at| self.tokens.get(at)).is_none_or(|token| {
                token.kind == Kind::Space
                    || token.kind == Kind::Punctuation
                        && matches!(
                            token.text(self.text),
                            "." | "!" | "?" | "\"" | "'" | "“" | "”"
                        )
            })
        };
        if !ends || !is_apart(head.checked_sub(1)) || !is_apart(Some(tail + 1)) {
            return None;
        }
        let owner = self.items.key(index);
        let speaks = ending != "s" || SPEAKING.contains(&owner);
        let model = self.model();
        let whole = model
            .id(&[owner, "'", ending].concat())
            .filter(|_| speaks)?;
        let is_whole = model.flags(whole).contains(WordFlags::PRONOUNCED);
        is_whole.then_some(Choice {
            reading: Reading::Word(whole),
            width: 2,
            score: MARKED,
        })
    }

    /// The owner that a plural may stand for, where it can own the next word.
    fn owner(&self, index: usize, sentence: &Range<usize>) -> Option<WordId> {
        let item = &self.items.list[index];
        let key = self.items.key(index);
        let stem = key.strip_suffix('s')?;
        let next = Some(index + 1).filter(|next| sentence.contains(next))?;
        let is_plain = item.case == Case::Lower || item.first && item.case == Case::Title;
        if key.len() < SHORTEST_OWNER
            || key.ends_with("ss")
            || !is_plain
            || !self.is_one_space_on(index)
        {
            return None;
        }
        let owned = &self.items.list[next];
        let is_verb = sentence.contains(&(next + 1)) && OBJECTS.contains(&self.items.key(next + 1));
        if owned.standing != Standing::Known || owned.case != Case::Lower || is_verb {
            return None;
        }
        // `why do the nations rage`
        let before = |back| index.checked_sub(back).filter(|at| sentence.contains(at));
        let word = |at: Option<usize>| at.map_or("", |at| self.items.key(at));
        if OBJECTS.contains(&word(before(1))) && BEFORE_VERBS.contains(&word(before(2))) {
            return None;
        }
        let model = self.model();
        let owner = model.id(&[stem, "'s"].concat());
        owner.filter(|_| model.is_in_dictionary(stem))
    }

    /// By how much likelier another word makes those around it than the one that stands there: by what was counted, and
    /// by their classes, in ln p.
    fn gain(
        &self,
        index: usize,
        sentence: &Range<usize>,
        before: [WordId; 2],
        other: WordId,
    ) -> [f32; 2] {
        let list = &self.items.list;
        let behind = (index + 1..sentence.end).map(|at| list[at].id);
        let behind: Vec<WordId> = behind.chain([Model::end()]).take(2).collect();
        let of = |word: WordId| {
            let mut counted = 0.0;
            let [mut a, mut b] = before;
            for word in [word].into_iter().chain(behind.iter().copied()) {
                counted += if b == Model::start() {
                    self.model().bigram(b, word)
                } else {
                    self.model().trigram(a, b, word)
                };
                (a, b) = (b, word);
            }
            [counted, class_lift(before, word, &behind)]
        };
        let (with, without) = (of(other), of(list[index].id));
        [with[0] - without[0], with[1] - without[1]]
    }
}
