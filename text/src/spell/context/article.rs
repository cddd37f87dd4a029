//! `a` and `an`: what the next word begins with when it is read aloud tells which of them was meant.

use std::ops::Range;

use crate::model::{Classes, Model, WordFlags, WordId};
use crate::spell::candidates::reading::{Choice, Reading};
use crate::spell::pass::Pass;
use crate::spell::word::aloud::{self, Sound};
use crate::spell::word::case::Case;
use crate::spell::word::item::Glue;
use crate::spell::word::standing::owner;
use crate::token::{Kind, Protected};

impl Pass<'_> {
    /// `an` for an `a` before the sound of a vowel, `a` for an `an` before any other.
    pub(in crate::spell) fn other_article(
        &self,
        index: usize,
        sentence: &Range<usize>,
    ) -> Option<Choice> {
        let written = self.items.key(index);
        if !matches!(written, "a" | "an") || !self.is_article(index, sentence) {
            return None;
        }
        let other = self.model().id(if written == "a" { "an" } else { "a" })?;
        let key = self.items.key(index + 1);
        let [before, _] = self.beside(index, sentence);
        let is_asked_for = match self.sound(index + 1, [before, other])? {
            Sound::Vowel => written == "a",
            // Of old and in Britain an unstressed h is silent: `an historic day`.
            Sound::Consonant if key.starts_with('h') && !aloud::is_one_syllable(key) => false,
            Sound::Consonant => written == "an",
        };
        // What the language model has counted tells words apart, but not numbers.
        let strength = if key.is_empty() { 2.0 } else { 1.0 };
        let score = strength * self.finder.weights.article;
        let is_name = before == self.model().id("let")? || self.is_among_letters(index, sentence);
        (is_asked_for && !is_name).then(|| Choice::one(Reading::Word(other), score))
    }

    /// Whether an `a` or an `an` stands where an article does: by itself, one space before the next word.
    fn is_article(&self, index: usize, sentence: &Range<usize>) -> bool {
        if !sentence.contains(&(index + 1)) {
            return false;
        }
        let list = &self.items.list;
        let (article, next) = (&list[index], &list[index + 1]);
        let is_open = |before: usize| {
            let before = self.tokens[before];
            before.kind == Kind::Space || OPENING.contains(&before.text(self.text))
        };
        let between = &self.tokens[article.token + 1..next.token];
        (article.case == Case::Lower || article.first || self.items.shouting)
            && article.glue == Glue::None
            && article.token.checked_sub(1).is_none_or(is_open)
            && matches!(between, [space] if space.kind == Kind::Space)
    }

    /// Whether other letters stand for things near an `a`, so that it may be one too: `a implies b`.
    fn is_among_letters(&self, index: usize, sentence: &Range<usize>) -> bool {
        let around = index.saturating_sub(FARTHEST_LOOK).max(sentence.start)
            ..(index + FARTHEST_LOOK).min(sentence.end);
        self.items.list[around.clone()]
            .iter()
            .zip(around)
            .any(|(item, at)| {
                item.case == Case::Lower
                    && item.glue != Glue::Hyphen
                    && matches!(self.items.key(at).as_bytes(), [b'b'..=b'h' | b'j'..=b'z'])
            })
    }

    /// How what stands behind an article, and the word before that, begins; `None` where that is not known or varies, and
    /// before what takes no article: there an `a` is a letter, or another slip.
    fn sound(&self, index: usize, [before, article]: [WordId; 2]) -> Option<Sound> {
        let model = self.model();
        let (item, key) = (&self.items.list[index], self.items.key(index));
        let written = self.tokens[item.token].text(self.text);
        let kind = self.tokens[item.token].kind;
        match kind {
            Kind::Number | Kind::Protected(Protected::Quantity | Protected::Time) => {
                aloud::of_number(written)
            }
            // `x-ray`
            Kind::Word if key.len() == 1 => {
                let is_prefix = item.glue == Glue::Hyphen;
                is_prefix.then(|| aloud::of_letter(key.as_bytes()[0]))
            }
            Kind::Word if item.case == Case::Upper && !self.items.shouting => {
                aloud::of_acronym(model, key)
            }
            Kind::Word if !item.accented => {
                let id = model.id(owner(key))?;
                let flags = model.flags(id);
                let is_known = flags.contains(WordFlags::DICTIONARY | WordFlags::PRONOUNCED)
                    && !flags.intersects(WordFlags::SUSPECT);
                let takes_article = || {
                    item.glue == Glue::Hyphen
                        || model.bigram(article, id) > model.unigram(id)
                        || model.trigram(before, article, id) > model.unigram(id)
                        || Classes::english().lift(Model::unknown(), article, id) > 0.0
                };
                aloud::of_word(key).filter(|_| is_known && takes_article())
            }
            _ => None,
        }
    }
}

/// How far off other letters are looked for.
const FARTHEST_LOOK: usize = 10;
/// What an article may stand behind without a space.
const OPENING: &[&str] = &["\"", "'", "“", "‘", "(", "[", "—", "–"];
