//! A run as one word: one that the model knows, a name made of words, a number with letters, or letters alone.

use crate::model::{LetterContext, Model, WordFlags, WordId, WordList};
use crate::spell;

use super::arcs::Arc;
use super::block::Class;
use super::compounds;
use super::words::{Care, Place, Scorer};

/// Ids below this are words that are not two, whatever the text.
const FAMILIAR: u32 = 2000;
/// Words that prose glues to a capital and that no identifier begins with.
const GLUED: [&[u8]; 27] = [
    b"the", b"of", b"and", b"in", b"at", b"a", b"an", b"his", b"her", b"their", b"our", b"my",
    b"was", b"were", b"that", b"but", b"which", b"who", b"whether", b"because", b"than", b"said",
    b"near", b"she", b"he", b"we", b"they",
];
/// More words that names of programs begin with (`fromString`), but not before what is no part of such names.
const LINKS: [&[u8]; 16] = [
    b"about",
    b"after",
    b"and",
    b"as",
    b"before",
    b"by",
    b"during",
    b"from",
    b"in",
    b"including",
    b"into",
    b"of",
    b"or",
    b"since",
    b"until",
    b"with",
];
/// What is in no list and has more letters is hardly a short form of programs' names.
const FORM: usize = 5;
/// Those of them that no name of a function begins with either, as `inHouse` and `andThen` do.
const OPENING: [&[u8]; 18] = [
    b"that", b"said", b"but", b"than", b"the", b"his", b"her", b"their", b"our", b"was", b"were",
    b"which", b"who", b"because", b"she", b"he", b"we", b"they",
];
/// ln probability in the names of programs' parts of words that are not in the list of those.
const UNNAMED: f32 = -12.5;
/// By how much, in ln, a word is likelier in sentences than in such names that hardly begins one.
const SPOKEN: f32 = 2.0;
/// Words of this length make brands: `KitKat`, `PayPal`.
const BRAND_PART: usize = 4;
/// Longest run of capitals that is taken for an acronym.
const ACRONYM: usize = 6;
/// The same of capitals that stand alone: what is longer may be words.
const INITIALS: usize = 5;
/// Tags of fewer letters are hardly ever several words.
const BRIEF: usize = 6;
/// What is longer is no word, and as unlikely to be one as its beginning is for its length.
const ENDLESS: usize = 40;
/// Letters and digits mixed beyond this length are hardly one word.
const CODE: usize = 6;

impl Scorer<'_> {
    /// The word that a run is, where it is so common that it's hardly two that lack their space.
    pub(super) fn familiar(&self) -> Option<WordId> {
        let key = &self.block.bytes[self.start..self.end];
        self.id(key).filter(|word| word.0 < FAMILIAR)
    }

    /// Whether the run is a word newer than the model, or a short form of chat.
    pub(super) fn is_accepted(&self) -> bool {
        let key = &self.block.bytes[self.start..self.end];
        std::str::from_utf8(key).is_ok_and(spell::is_accepted)
    }

    /// Whether the run has accents and is a word that people write without: `señor`.
    pub(super) fn is_accented(&self) -> bool {
        let Ok(key) = std::str::from_utf8(&self.block.bytes[self.start..self.end]) else {
            return false;
        };
        let mut bare = String::new();
        !key.is_ascii()
            && spell::fold_into(key, &mut bare)
            && (spell::is_accepted(&bare) || self.id(bare.as_bytes()).is_some())
    }

    /// Whether the run is a word of the dictionary.
    pub(super) fn is_listed(&self) -> bool {
        let word = self.id(self.key(0, self.end - self.start));
        word.is_some_and(|word| self.model.flags(word).contains(WordFlags::DICTIONARY))
    }

    /// Whether the run has capitals inside as names of programs and brands do, which stay as they are in text that has
    /// its spaces: `fooBar`, `ApplicationLoadBalancer`, `MacGillycuddy`. Two words that lack their space are left: those
    /// with a word that no such name begins with (`theCity`), those with a proper name (`warnedEurope`), and two words
    /// that both have a capital (`BobHope`).
    pub(super) fn is_coined(&self) -> bool {
        if !self.mixed {
            return false;
        }
        let class = &self.block.class[self.start..self.end];
        let is_hump = |&at: &usize| class[at - 1] == Class::Lower && class[at] == Class::Upper;
        let mut humps = (1..class.len()).filter(is_hump);
        let Some(first) = humps.next() else {
            return true;
        };
        let several = humps.next().is_some();
        let (left, right) = (self.key(0, first), self.key(first, class.len()));
        let right = right.strip_suffix(b"'s").unwrap_or(right);
        let glued = GLUED.contains(&left);
        let is_spoken = self.is_spoken(left);
        if several {
            return !(glued || (class[0] == Class::Lower && is_spoken));
        }
        if class[0] == Class::Upper {
            if is_spoken && self.is_common(left) {
                return false;
            }
            // A word and something else; two names are two words.
            let is_short = left.len() < BRAND_PART;
            return (self.id(left).is_none() && self.is_usual(right))
                || (self.id(right).is_none() && (is_short || self.is_usual(left)));
        }
        let is_new = self.id(right).is_none();
        let is_strange = self.id(left).is_none() && left.len() > BRAND_PART;
        let starts = glued
            || is_strange
            || (self.is_usual(left) && (left.len() >= BRAND_PART || self.is_common(left)));
        let parted = OPENING.contains(&left)
            || right == b"i"
            || (is_new && right[0] == b'i' && self.is_common(&right[1..]))
            || self.id(right).is_some_and(|word| self.is_proper(word))
            || (self.is_common(left) && self.opens_title())
            || (is_spoken && !self.is_usual(right))
            || (glued && left.len() > 1 && (!self.is_usual(right) || self.is_spoken(right)))
            || (LINKS.contains(&left) && self.is_spoken_of(right))
            // No name from a program begins with it: `commanderMegabazus`.
            || (is_new && !is_strange && WordList::code().ln_p(left).is_none());
        !(starts && parted)
    }

    /// Whether the run is what programs call a fault: `ValueError`, `NullPointerException`.
    pub(super) fn is_fault(&self) -> bool {
        const ENDINGS: [&[u8]; 3] = [b"error", b"exception", b"warning"];
        let (key, class) = (
            self.key(0, self.end - self.start),
            &self.block.class[self.start..self.end],
        );
        self.mixed
            && class[0] == Class::Upper
            && ENDINGS.iter().any(|ending| {
                key.ends_with(ending) && class[key.len() - ending.len()] == Class::Upper
            })
    }

    /// Whether a word is one that no name of a program has: one of the model, or longer than what is cut short there.
    fn is_spoken_of(&self, key: &[u8]) -> bool {
        WordList::code().ln_p(key).is_none() && (self.id(key).is_some() || key.len() > FORM)
    }

    /// Whether sentences have a word much more often than names of programs do: `since`, `about`, `recommend`.
    pub(super) fn is_spoken(&self, key: &[u8]) -> bool {
        let in_names = WordList::code().ln_p(key).unwrap_or(UNNAMED);
        key.len() > 1
            && self
                .id(key)
                .is_some_and(|word| self.model.unigram(word) > in_names + SPOKEN)
    }

    /// The word that a run is, where right text would have it: a word or name that the model knows, an
    /// acronym, a brand or an identifier with capitals inside.
    pub(super) fn plain(&self) -> Option<WordId> {
        let key = &self.block.bytes[self.start..self.end];
        let class = &self.block.class[self.start..self.end];
        let stem = key.strip_suffix(b"'s").unwrap_or(key);
        if let Some(word) = self.id(stem) {
            let flags = self.model.flags(word);
            if self.mixed && flags.contains(WordFlags::MIXED) {
                return Some(word);
            }
            // A name in small letters, or a word that hardly anyone uses, is looked at.
            let usual = class[0] == Class::Upper
                || (flags.contains(WordFlags::LOWER) && !flags.contains(WordFlags::RARE));
            if usual && flags.intersects(WordFlags::DICTIONARY | WordFlags::NAME) {
                return Some(word);
            }
        }
        // A number, or letters in front of one: `posix4ever`, `python3`.
        let number = class.iter().all(|&c| c == Class::Digit);
        let letters = class[0] != Class::Digit;
        (number
            || (self.digits && letters && !self.leads_to_number())
            || self.is_acronym()
            || compounds::is_derived(self.model, self.rare, key))
        .then_some(Model::unknown())
    }

    /// Whether the run is a few capitals in text that has small letters too.
    pub(super) fn is_acronym(&self) -> bool {
        let class = &self.block.class[self.start..self.end];
        class.len() <= ACRONYM && self.block.has_small && class.iter().all(|&c| c == Class::Upper)
    }

    /// Whether the run is a letter and a number that stand alone: `A380`, `i7`.
    pub(super) fn is_model(&self) -> bool {
        let class = &self.block.class[self.start..self.end];
        let is_number = |rest: &[Class]| rest.iter().all(|&c| c == Class::Digit);
        self.place == Place::Alone
            && matches!(class, [first, rest @ ..] if first.is_letter() && !rest.is_empty() && is_number(rest))
    }

    /// Whether the run is a few capitals that stand alone.
    fn is_lone_acronym(&self) -> bool {
        let class = &self.block.class[self.start..self.end];
        self.place == Place::Alone
            && class.len() <= INITIALS
            && class.iter().all(|&c| c == Class::Upper)
    }

    /// What speaks for one word where the run is a tag, and a short one: `ibmr`.
    pub(super) fn brief(&self) -> f32 {
        let n = self.end - self.start;
        let is_tag = self.place == Place::Alone && self.block.bytes.len() <= n + 1;
        if is_tag && !self.digits {
            BRIEF.saturating_sub(n) as f32 * self.weights.brief
        } else {
            0.0
        }
    }

    /// The run as one word, where nothing else comes into question.
    pub(super) fn certain(&self, word: WordId) -> Arc {
        self.one(word, 0.0)
    }

    /// The run as one word.
    fn one(&self, word: WordId, local: f32) -> Arc {
        Arc {
            start: self.start as u32,
            end: self.end as u32,
            word,
            local,
            joint: 0.0,
            hump: false,
        }
    }

    /// The run as a name that was made of words, as `getUserName` and `KitKat`, and no words that lack
    /// their spaces, as `nearBriony` and `theAlaskan`: its parts say little, but how they go together
    /// with the words around does.
    pub(super) fn identifier(&self) -> Arc {
        let class = &self.block.class[self.start..self.end];
        let is_hump = |&at: &usize| class[at - 1] == Class::Lower && class[at] == Class::Upper;
        let (mut apart, mut together) = (0.0, 0.0);
        let (mut from, mut first, mut ordinary) = (0, 0, true);
        let (mut parts, mut last) = (0, None);
        for to in (1..class.len()).filter(is_hump).chain([class.len()]) {
            let word = self.id(self.key(from, to));
            let (alone, after) = self.part(from, to, last.zip(word));
            apart += alone;
            together += after;
            if from == 0 {
                first = to;
            } else {
                ordinary &= self.is_ordinary(from, to);
            }
            parts += 1;
            (from, last) = (to, word);
        }
        let w = self.weights;
        let (identifier, humped) = match self.care {
            Care::Cautious => (w.identifier, w.humped),
            Care::Sparing => (w.sparse_identifier, w.loose_humped),
            Care::Eager | Care::Bare => (w.loose_identifier, w.loose_humped),
        };
        let left = self.key(0, first);
        let mut score = match class[0] {
            Class::Lower if GLUED.contains(&left) || !ordinary || self.opens_title() => {
                apart + w.odd
            }
            Class::Lower => together + humped,
            _ if first >= BRAND_PART
                && class.len() > 2 * BRAND_PART
                && class[class.len() - 1] == Class::Lower
                && !self.is_usual(left) =>
            {
                apart + w.names
            }
            _ if !ordinary && class.len() > 2 * BRAND_PART => apart + w.proper,
            _ => apart + identifier,
        };
        if parts > 2 {
            score += w.humps;
        }
        self.one(Model::unknown(), score)
    }

    /// Whether a part of an identifier is a word that prose would not write with a capital.
    fn is_ordinary(&self, from: usize, to: usize) -> bool {
        let part = self.key(from, to);
        if self.block.class[self.start + from..self.start + to].ends_with(&[Class::Upper; 2]) {
            return !self.is_common(self.key(0, from));
        }
        self.is_usual(part)
    }

    /// Whether another word with a capital follows: `byHidden Nook`.
    fn opens_title(&self) -> bool {
        let mut next = self.block.class[self.end..].iter();
        next.next() == Some(&Class::Space) && next.next() == Some(&Class::Upper)
    }

    /// What a part of an identifier scores alone and behind the part before it.
    fn part(&self, from: usize, to: usize, pair: Option<(WordId, WordId)>) -> (f32, f32) {
        let alone = match self.id(self.key(from, to)) {
            Some(word) => self.weights.model * self.model.unigram(word),
            None => self.spelled(from, to),
        };
        let after = pair.map_or(alone, |(last, word)| {
            alone.max(self.weights.model * self.model.bigram(last, word))
        });
        (alone, after)
    }

    /// An unknown word by its letters.
    fn spelled(&self, from: usize, to: usize) -> f32 {
        let (mut sum, mut context) = (self.unknown_start(from), LetterContext::default());
        for i in from..to {
            let (ln_p, next) = self.letter(i, context);
            sum += ln_p;
            context = next;
        }
        sum + self.last_letter(context)
    }

    /// The run as one unknown word: a name, a foreign word, or letters and digits such as `h264`.
    pub(super) fn whole(&self) -> Arc {
        let n = self.end - self.start;
        if self.mixed && self.place != Place::Alone && self.care != Care::Bare {
            return self.identifier();
        }
        let mut score = if self.digits {
            let tail = n.saturating_sub(CODE) as f32 * self.weights.alphanumeric_tail;
            let parted =
                if self.care == Care::Cautious && (self.is_before_number() || self.is_count()) {
                    self.weights.counted
                } else {
                    0.0
                };
            self.weights.alphanumeric + n as f32 * self.weights.alphanumeric_letter + tail + parted
        } else if self.is_lone_acronym() {
            self.weights.lone_acronym
        } else if self.is_acronym() {
            self.weights.acronym
        } else {
            let spelled = n.min(ENDLESS);
            let letters = self.spelled(0, spelled) * (n as f32 / spelled as f32);
            let key = self.key(0, n);
            let known = self.rare.ln_p(key.strip_suffix(b"'s").unwrap_or(key));
            known.map_or(letters, |ln_p| letters.max(self.rare(ln_p))) + self.case(0, n)
        };
        if self.repeated {
            score += self.weights.repeated;
        }
        self.one(Model::unknown(), score + self.brief())
    }
}
