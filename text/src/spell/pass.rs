//! One text from tokens to edits.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::iter::Peekable;
use std::ops::Range;

use crate::listing;
use crate::model::{Model, WordFlags, WordId};
use crate::spell::SpellOptions;
use crate::spell::Speller;
use crate::spell::Variety;
use crate::spell::again::renewed;
use crate::spell::candidates::Finder;
use crate::spell::candidates::confusion::Confusions;
use crate::spell::candidates::joint;
use crate::spell::candidates::reading::{Choice, Reading};
use crate::spell::change::Change;
use crate::spell::context::phrases::Phrases;
use crate::spell::decode::{Stretch, decode};
use crate::spell::doubts::Doubtful;
use crate::spell::fluency::Fluency;
use crate::spell::judgement::proof::care;
use crate::spell::word::case::Case;
use crate::spell::word::cut;
use crate::spell::word::item::{Item, Items};
use crate::spell::word::keep::{Surroundings, keep};
use crate::spell::word::ligature;
use crate::spell::word::standing::{Standing, owner};
use crate::token::{Kind, Protected, Token, tokenize};

/// How many words are decoded together at most; it bounds the memory for a text of nothing but errors.
pub(super) const LONGEST_STRETCH: usize = 48;

/// Share of unknown words above which they are names or another language rather than far slips.
const STRANGE: f32 = 0.35;

/// What is known of the spaces that a text lacks: bytes, in order.
#[derive(Debug, Clone, Copy)]
pub(super) enum Spaces<'a> {
    Unknown,
    /// They were put in where the text may lack more.
    PutIn(&'a [usize]),
    /// They may belong there. Sentences without any are not read.
    Wanted(&'a [usize]),
}

/// Finds the corrections of a text, in order, and writes the ligatures that are left letter by letter.
pub(super) fn changes(
    speller: &Speller,
    text: &str,
    spaces: Spaces,
    options: &SpellOptions,
) -> Vec<Change> {
    let tokens = prose(text, options);
    let changes = corrections(speller, text, &tokens, spaces, options);
    let changes = ligature::spelt_out(text, &tokens, changes, options.suggestions);
    cut::mended(text, &tokens, changes, speller.model, options.suggestions)
}

/// Finds the words of a text that may be wrong, in order.
pub(super) fn doubts(speller: &Speller, text: &str, options: &SpellOptions) -> Vec<Doubtful> {
    let tokens = prose(text, options);
    let names = listing::names(text, &tokens);
    let items = items(speller, text, &tokens, options);
    let mut pass = Pass::new(speller, text, &tokens, &items, Spaces::Unknown, options);
    pass.repeats = repeats(&items, &names, |_| true);
    pass.doubts = Some(Vec::new());
    for sentence in &items.sentences {
        pass.sentence(sentence.clone());
    }
    let mut doubts = pass.doubts.take().unwrap_or_default();
    pass.doubt_everywhere(&mut doubts);
    doubts
}

/// The tokens of a text, those protected that are no prose.
fn prose(text: &str, options: &SpellOptions) -> Vec<Token> {
    let tokens = tokenize(text, options.format);
    let listing = listing::spans(text, &tokens, options.format);
    listing::protect(tokens, &listing)
}

fn items(speller: &Speller, text: &str, tokens: &[Token], options: &SpellOptions) -> Items {
    Items::of(text, tokens, speller.model, |key| {
        speller.dictionary.allows(key) || options.ignore.allows(key)
    })
}

fn corrections(
    speller: &Speller,
    text: &str,
    tokens: &[Token],
    spaces: Spaces,
    options: &SpellOptions,
) -> Vec<Change> {
    let names = listing::names(text, tokens);
    let items = items(speller, text, tokens, options);
    let weights = &speller.weights;
    let mut pass = Pass::new(speller, text, tokens, &items, spaces, options);
    pass.repeats = repeats(&items, &names, |_| true);
    let is_read = |sentence: &Range<usize>| {
        let Spaces::Wanted(places) = spaces else {
            return true;
        };
        let token = |index: usize| tokens[items.list[index].token];
        let first = places.partition_point(|&place| place <= token(sentence.start).start);
        places
            .get(first)
            .is_some_and(|&place| place < token(sentence.end - 1).end)
    };
    for sentence in items.sentences.iter().filter(|sentence| is_read(sentence)) {
        pass.sentence(sentence.clone());
    }
    if pass.changes.is_empty() {
        return pass.changes;
    }
    // What stands beside a corrected word may be right or wrong only now.
    let changes = std::mem::take(&mut pass.changes);
    let again = items.corrected(tokens, speller.model, &changes);
    let is_left = |item: &Item| {
        let start = tokens[item.token].start;
        changes
            .binary_search_by_key(&start, |c| c.range.start)
            .is_err()
    };
    let sure = changes.iter().filter(|c| c.confidence >= weights.sure);
    let mut pass = Pass {
        items: &again,
        sure: sure.map(|c| c.range.start).collect(),
        repeats: repeats(&items, &names, is_left),
        found: HashMap::new(),
        ..pass
    };
    for sentence in &again.sentences {
        pass.sentence(sentence.clone());
    }
    renewed(changes, pass.changes)
}

/// How technical a text is, 0 to 1: one span of code says nothing, several in a short text say that all of it is.
fn technical(tokens: &[Token]) -> f32 {
    let is_code = |token: &&Token| {
        matches!(
            token.kind,
            Kind::Protected(
                Protected::Code
                    | Protected::Identifier
                    | Protected::Path
                    | Protected::Url
                    | Protected::Flag
                    | Protected::Version
                    | Protected::Domain
                    | Protected::Placeholder
            )
        )
    };
    let spans = tokens.iter().filter(is_code).count() as f32 - 1.0;
    (12.0 * spans / (tokens.len() as f32 + 8.0)).clamp(0.0, 1.0)
}

/// The variety of English that a text does not use, by the words that it has of the other alone: whoever writes `colour`
/// misspells `cancelled`.
fn other_variety(model: &Model, items: &Items) -> WordFlags {
    let has = |variety| {
        let mut list = items.list.iter();
        list.any(|item| item.standing == Standing::Known && model.flags(item.id).contains(variety))
    };
    match (has(WordFlags::BRITISH), has(WordFlags::AMERICAN)) {
        (true, false) => WordFlags::AMERICAN,
        (false, true) => WordFlags::BRITISH,
        _ => WordFlags::default(),
    }
}

/// How often each unknown word occurs, of those that count, its possessive included; in all code of the text once.
fn repeats<'a>(
    items: &'a Items,
    names: &HashSet<String>,
    counts_in: impl Fn(&Item) -> bool,
) -> HashMap<&'a str, usize> {
    let mut counts = HashMap::new();
    for (index, item) in items.list.iter().enumerate() {
        if item.standing == Standing::Unknown && counts_in(item) {
            let key = owner(items.key(index));
            let named = usize::from(names.contains(key));
            *counts.entry(key).or_insert(named) += 1;
        }
    }
    counts
}

/// How a word follows the one before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit {
    /// ln p(w | a).
    pub likely: f32,
    /// How much likelier that is than the word alone: ln p(w | a) - ln p(w).
    pub lift: f32,
}

/// The items of a sentence that stand no further than so many from one.
pub(super) fn around(index: usize, far: usize, sentence: &Range<usize>) -> Range<usize> {
    index.saturating_sub(far).max(sentence.start)..(index + far + 1).min(sentence.end)
}

/// The state of one text's correction.
pub(super) struct Pass<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub items: &'a Items,
    pub options: &'a SpellOptions,
    pub fluency: Fluency,
    pub finder: Finder<'a>,
    /// Bytes of the spaces that the writer did not put there, ascending.
    pub put_in: &'a [usize],
    pub remembered: &'a Confusions,
    pub phrases: &'a Phrases,
    /// How often each unknown word occurs, its possessive included.
    pub repeats: HashMap<&'a str, usize>,
    /// Corrections of the unknown words that occur more than once.
    pub found: HashMap<(&'a str, Case), Vec<Choice>>,
    pub surroundings: Surroundings,
    /// Whether this sentence's words are worth a search for far slips.
    pub thorough: bool,
    /// How careful the writer is, 0 to 1.
    pub care: f32,
    /// Whether the text has typographic apostrophes; looked up when first needed.
    curly: OnceCell<bool>,
    /// Where the first look at the text found words that are surely wrong.
    sure: Vec<usize>,
    pub changes: Vec<Change>,
    /// The words that may be wrong, where they are asked for and nothing is to be changed.
    pub doubts: Option<Vec<Doubtful>>,
}

impl<'a> Pass<'a> {
    /// Before the first sentence of a text. What it repeats is not known yet.
    fn new(
        speller: &'a Speller,
        text: &'a str,
        tokens: &'a [Token],
        items: &'a Items,
        spaces: Spaces<'a>,
        options: &'a SpellOptions,
    ) -> Self {
        let avoid = match options.variety {
            Variety::Any => other_variety(speller.model, items),
            Variety::American => WordFlags::BRITISH,
            Variety::British => WordFlags::AMERICAN,
        };
        let alone = items.list.len() == 1;
        let weights = &speller.weights;
        let fluency = Fluency::new(speller.model, weights, alone);
        let mut pass = Self {
            text,
            tokens,
            items,
            options,
            fluency,
            finder: Finder::new(speller, avoid, fluency.words),
            put_in: &[],
            remembered: &speller.confusions,
            phrases: &speller.phrases,
            repeats: HashMap::new(),
            found: HashMap::new(),
            surroundings: Surroundings {
                repeats: 1,
                alone,
                shouting: items.shouting,
                technical: technical(tokens),
            },
            thorough: true,
            care: care(items, weights),
            curly: OnceCell::new(),
            sure: Vec::new(),
            changes: Vec::new(),
            doubts: None,
        };
        if let Spaces::PutIn(gaps) = spaces {
            pass.put_in = gaps;
            pass.finder.gap = Some(joint::gap_cost(weights, gaps.len(), tokens));
        }
        pass
    }
}

impl Pass<'_> {
    pub(super) fn model(&self) -> &'static Model {
        self.finder.model
    }

    /// Whether the text has typographic apostrophes.
    pub(super) fn is_curly(&self) -> bool {
        *self.curly.get_or_init(|| self.text.contains('’'))
    }

    /// Finds the words of a sentence that need readings, and decodes each stretch of them.
    fn sentence(&mut self, sentence: Range<usize>) {
        let mut open: Vec<(usize, Vec<Choice>)> = Vec::new();
        let before = self.changes.len();
        let strange = self.strange(&sentence);
        self.thorough = strange < STRANGE;
        let fits = self.fits(&sentence);
        let mut doubted = self.doubted(&sentence, &fits).into_iter().peekable();
        for index in sentence.clone() {
            let known = doubted.next_if(|(doubted, _)| *doubted == index);
            let known = known.map(|(_, choices)| choices);
            let choices = self.readings(index, &sentence, &fits, known);
            if choices.is_empty() {
                self.doubt_unread(index);
            } else {
                open.push((index, choices));
            }
        }
        let mut open = open.into_iter().peekable();
        while let Some((first, choices)) = open.next() {
            let stretch = self.stretch(first, choices, &mut open);
            self.decode(&sentence, first, &stretch);
        }
        let weights = self.finder.weights;
        self.drop_doubtful(&sentence, before);
        if strange > weights.strange && sentence.len() > 4 {
            let sure: f32 = self.changes[before..].iter().map(|c| c.confidence).sum();
            if sure < weights.trusted * strange * sentence.len() as f32 {
                self.changes.truncate(before);
            }
        }
    }

    /// Takes back the changes of a sentence, from `first` on, that are too doubtful where nothing is surely wrong.
    fn drop_doubtful(&mut self, sentence: &Range<usize>, first: usize) {
        let least = self.finder.weights.sure;
        let token = |index: usize| self.tokens[self.items.list[index].token];
        let before = self
            .sure
            .partition_point(|&at| at < token(sentence.start).start);
        let is_sure = self.changes[first..]
            .iter()
            .any(|c| c.confidence >= least.max(c.alone))
            || self
                .sure
                .get(before)
                .is_some_and(|&at| at < token(sentence.end - 1).end);
        if !is_sure {
            // Those before `first` are not looked at again: a text may have as many sentences as changes.
            let mut own = self.changes.split_off(first);
            own.retain(|change| change.confidence >= change.alone);
            self.changes.append(&mut own);
        }
    }

    /// The share of a sentence's words that are not known.
    fn strange(&self, sentence: &Range<usize>) -> f32 {
        let unknown = self.items.list[sentence.clone()]
            .iter()
            .filter(|i| i.standing == Standing::Unknown);
        unknown.count() as f32 / sentence.len() as f32
    }

    /// Gathers the words that have to be decoded together: those less than three apart share trigrams.
    fn stretch(
        &self,
        first: usize,
        choices: Vec<Choice>,
        open: &mut Peekable<impl Iterator<Item = (usize, Vec<Choice>)>>,
    ) -> Vec<Vec<Choice>> {
        let mut stretch = vec![choices];
        let mut end = first;
        loop {
            let last = stretch.len() - 1;
            if last >= LONGEST_STRETCH {
                stretch[last].retain(|choice| choice.width == 1);
                return stretch;
            }
            let widest = stretch[last].iter().map(|c| c.width).max().unwrap_or(1);
            end = end.max(first + last + widest);
            let next = open.next_if(|(next, _)| *next < end + 2);
            let filled = next.as_ref().map_or(end, |(next, _)| *next);
            for closed in first + stretch.len()..filled {
                stretch.push(vec![self.kept(closed)]);
            }
            match next {
                Some((_, choices)) => stretch.push(choices),
                None => return stretch,
            }
        }
    }

    pub(super) fn kept(&self, index: usize) -> Choice {
        let item = &self.items.list[index];
        let key = self.items.key(index);
        let around = Surroundings {
            repeats: self.repeats.get(owner(key)).copied().unwrap_or(1),
            ..self.surroundings
        };
        Choice::one(
            Reading::Kept(item.id),
            keep(self.model(), self.finder.weights, item, key, &around),
        )
    }

    /// How each word follows the one before it; one more for the sentence's end.
    fn fits(&self, sentence: &Range<usize>) -> Vec<Fit> {
        let model = self.model();
        let mut previous = Model::start();
        let mut out = Vec::with_capacity(sentence.len() + 1);
        let ids = self.items.list[sentence.clone()].iter().map(|item| item.id);
        // What is asked for all at once, the memory serves together.
        let mut before = previous;
        let touched = ids.clone().fold(0, |sum, id| {
            sum ^ model.touch_pair(std::mem::replace(&mut before, id), id)
        });
        std::hint::black_box(touched);
        for id in ids.chain([Model::end()]) {
            let likely = model.bigram(previous, id);
            out.push(Fit {
                likely,
                lift: likely - model.unigram(id),
            });
            previous = id;
        }
        out
    }

    /// Whether a known word sits well between its neighbours.
    pub(super) fn is_at_home(&self, index: usize, sentence: &Range<usize>, fits: &[Fit]) -> bool {
        let at = index - sentence.start;
        fits[at].lift + fits[at + 1].lift > self.finder.weights.fits
    }

    /// What the language model sees before and after an item.
    pub(super) fn beside(&self, index: usize, sentence: &Range<usize>) -> [WordId; 2] {
        let id = |i: usize| self.items.list[i].id;
        [
            if index == sentence.start {
                Model::start()
            } else {
                id(index - 1)
            },
            if index + 1 == sentence.end {
                Model::end()
            } else {
                id(index + 1)
            },
        ]
    }

    pub(super) fn is_known(&self, index: usize) -> bool {
        self.items.list[index].standing == Standing::Known
    }

    fn decode(&mut self, sentence: &Range<usize>, first: usize, choices: &[Vec<Choice>]) {
        let before = [2, 1].map(|back| {
            first
                .checked_sub(back)
                .filter(|i| sentence.contains(i))
                .map_or(Model::start(), |i| self.items.list[i].id)
        });
        let end = first + choices.len();
        let mut after: Vec<WordId> = (end..sentence.end.min(end + 2))
            .map(|i| self.items.list[i].id)
            .collect();
        if after.len() < 2 {
            after.push(Model::end());
        }
        let stretch = Stretch {
            before,
            choices,
            after: &after,
        };
        let path = decode(&self.fluency, &stretch);
        for (at, chosen) in path.iter().enumerate() {
            let reading = choices[chosen.item][chosen.choice].reading;
            if self.doubts.is_some() {
                self.doubt(first, &stretch, &path, at);
            } else if !reading.is_kept() {
                self.change(first, &stretch, &path, at);
            }
        }
    }
}
