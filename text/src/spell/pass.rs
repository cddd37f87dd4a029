//! One text from tokens to edits.

use std::collections::HashMap;
use std::ops::Range;

use super::case::Case;
use super::choice::{Choice, Chooser, Reading, Surroundings};
use super::confidence::confidence;
use super::decode::{Chosen, Stretch, decode, step};
use super::item::{Item, Items, Standing};
use super::{SpellOptions, Speller, Variety};
use crate::edit::{Edit, Revision};
use crate::model::{Model, WordFlags, WordId};
use crate::token::{Kind, Protected, Token, tokenize};

/// Corrects a text.
pub(super) fn correct(speller: &Speller, text: &str, options: &SpellOptions) -> Revision {
    let tokens = tokenize(text, options.format);
    let items = Items::of(text, &tokens, speller.model, |key| {
        speller.dictionary.allows(key) || options.ignore.allows(key)
    });
    let avoid = match options.variety {
        Variety::Any => WordFlags::default(),
        Variety::American => WordFlags::BRITISH,
        Variety::British => WordFlags::AMERICAN,
    };
    let alone = items.list.len() == 1;
    let mut chooser = Chooser::new(speller.model, &speller.weights, &speller.confusions, avoid);
    if alone {
        chooser.scale *= speller.weights.alone_context;
    }
    let mut pass = Pass {
        text,
        tokens: &tokens,
        items: &items,
        options,
        chooser,
        repeats: repeats(&items),
        surroundings: Surroundings {
            alone,
            technical: technical(&tokens),
            ..Surroundings::default()
        },
        apostrophe: if text.contains('’') { "’" } else { "'" },
        changes: Vec::new(),
    };
    for sentence in &items.sentences {
        pass.sentence(sentence.clone());
    }
    let edits = pass.edits();
    Revision::new(text, edits)
}

/// How technical a text is: a protected span of code for every dozen tokens makes it wholly so.
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
    let spans = tokens.iter().filter(is_code).count();
    (12.0 * spans as f32 / tokens.len().max(1) as f32).min(1.0)
}

/// How often each unknown word occurs.
fn repeats(items: &Items) -> HashMap<&str, usize> {
    let mut counts = HashMap::new();
    for (index, item) in items.list.iter().enumerate() {
        if item.standing == Standing::Unknown {
            *counts.entry(items.key(index)).or_default() += 1;
        }
    }
    counts
}

/// A correction that was decided on.
struct Change {
    /// Bytes of the text that it replaces.
    range: Range<usize>,
    to: String,
    confidence: f32,
    suggestions: Vec<String>,
}

struct Pass<'a> {
    text: &'a str,
    tokens: &'a [Token],
    items: &'a Items,
    options: &'a SpellOptions,
    chooser: Chooser<'a>,
    repeats: HashMap<&'a str, usize>,
    surroundings: Surroundings,
    apostrophe: &'static str,
    changes: Vec<Change>,
}

impl Pass<'_> {
    fn model(&self) -> &'static Model {
        self.chooser.model
    }

    /// Finds the words of a sentence that need readings, and decodes each stretch of them.
    fn sentence(&mut self, sentence: Range<usize>) {
        let mut open: Vec<(usize, Vec<Choice>)> = Vec::new();
        let fits = self.fits(&sentence);
        for index in sentence.clone() {
            let choices = self.readings(index, &sentence, &fits);
            if !choices.is_empty() {
                open.push((index, choices));
            }
        }
        let mut open = open.into_iter().peekable();
        while let Some((first, choices)) = open.next() {
            // Words less than three apart share trigrams.
            let mut stretch = vec![choices];
            let mut end = first
                + stretch[0]
                    .iter()
                    .map(|c| c.reading.width())
                    .max()
                    .unwrap_or(1);
            while let Some((next, choices)) = open.next_if(|(next, _)| *next < end + 2) {
                for closed in first + stretch.len()..next {
                    stretch.push(vec![self.kept(closed)]);
                }
                end = end.max(next + choices.iter().map(|c| c.reading.width()).max().unwrap_or(1));
                stretch.push(choices);
            }
            for closed in first + stretch.len()..end {
                stretch.push(vec![self.kept(closed)]);
            }
            self.decode(&sentence, first, &stretch);
        }
    }

    fn kept(&self, index: usize) -> Choice {
        let item = &self.items.list[index];
        let around = Surroundings {
            repeats: self
                .repeats
                .get(self.items.key(index))
                .copied()
                .unwrap_or(1),
            company: self.company(index),
            ..self.surroundings
        };
        Choice {
            reading: Reading::Kept(item.id),
            score: self.chooser.keep(item, self.items.key(index), &around),
        }
    }

    /// How many of the two words on either side are not known.
    fn company(&self, index: usize) -> usize {
        let near = index.saturating_sub(2)..(index + 3).min(self.items.list.len());
        near.filter(|&i| i != index && self.items.list[i].standing == Standing::Unknown)
            .count()
    }

    /// How much likelier each word is made by the one before it: ln p(w | a) - ln p(w); one more for the
    /// sentence's end.
    fn fits(&self, sentence: &Range<usize>) -> Vec<f32> {
        let model = self.model();
        let mut previous = Model::start();
        let mut out = Vec::with_capacity(sentence.len() + 1);
        let ids = self.items.list[sentence.clone()].iter().map(|item| item.id);
        for id in ids.chain([Model::end()]) {
            out.push(model.bigram(previous, id) - model.unigram(id));
            previous = id;
        }
        out
    }

    /// Whether a known word sits well between its neighbours.
    fn is_at_home(&self, index: usize, sentence: &Range<usize>, fits: &[f32]) -> bool {
        let at = index - sentence.start;
        fits[at] + fits[at + 1] > self.chooser.weights.fits
    }

    /// The readings of a word; none where nothing speaks against what is written.
    fn readings(&mut self, index: usize, sentence: &Range<usize>, fits: &[f32]) -> Vec<Choice> {
        let item = &self.items.list[index];
        let weights = self.chooser.weights;
        let key = self.items.key(index);
        let mut out = Vec::new();
        match item.standing {
            Standing::Fixed => return out,
            Standing::Known => {
                let named = item.case == Case::Title && !item.first;
                if named || self.surroundings.alone || self.is_at_home(index, sentence, fits) {
                    return out;
                }
                self.chooser
                    .confusions(item, key, self.beside(index, sentence), &mut out);
            }
            Standing::Rare => self.chooser.corrections(item, key, weights.rare, &mut out),
            Standing::Unknown => self
                .chooser
                .corrections(item, key, weights.unknown, &mut out),
        }
        if let Some(merged) = self.merged(index, sentence) {
            let known = |i: usize| self.items.list[i].standing == Standing::Known;
            let both = if known(index) && known(index + 1) {
                weights.known - weights.unknown
            } else {
                0.0
            };
            out.push(Choice {
                reading: Reading::Merged(merged),
                score: -weights.merge - both,
            });
        }
        if !out.is_empty() {
            out.push(self.kept(index));
        }
        out
    }

    /// What the language model sees before and after an item.
    fn beside(&self, index: usize, sentence: &Range<usize>) -> [WordId; 2] {
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

    /// The dictionary word that an item and the next make together, where one space parts them.
    fn merged(&self, index: usize, sentence: &Range<usize>) -> Option<WordId> {
        let next = Some(index + 1).filter(|next| sentence.contains(next))?;
        let (a, b) = (&self.items.list[index], &self.items.list[next]);
        let gap = self.tokens.get(a.token + 1)?;
        let parted =
            b.token == a.token + 2 && gap.kind == Kind::Space && gap.text(self.text) == " ";
        if !parted || b.key.is_empty() {
            return None;
        }
        let joined = &[self.items.key(index), self.items.key(next)].concat();
        let id = self.model().id(joined)?;
        let flags = self.model().flags(id);
        (flags.contains(WordFlags::DICTIONARY) && !flags.intersects(WordFlags::RARE)).then_some(id)
    }

    fn decode(&mut self, sentence: &Range<usize>, first: usize, choices: &[Vec<Choice>]) {
        let model = self.model();
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
        let path = decode(model, self.chooser.scale, &stretch);
        for (at, chosen) in path.iter().enumerate() {
            let reading = choices[chosen.item][chosen.choice].reading;
            if !reading.is_kept() {
                self.change(first, &stretch, &path, at);
            }
        }
    }

    /// Records the change of one item, with the readings that it was weighed against.
    fn change(&mut self, first: usize, stretch: &Stretch, path: &[Chosen], at: usize) {
        let chosen = path[at];
        let scores = alternatives(self.model(), self.chooser.scale, stretch, path, at);
        let own = scores[chosen.choice];
        let choices = &stretch.choices[chosen.item];
        let mut kept = f32::NEG_INFINITY;
        let mut ranked: Vec<(f32, Reading)> = Vec::new();
        for (choice, &score) in choices.iter().zip(&scores) {
            if choice.reading.is_kept() {
                kept = score;
            } else if choice.reading != choices[chosen.choice].reading {
                ranked.push((score, choice.reading));
            }
        }
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        let next = ranked.first().map_or(f32::NEG_INFINITY, |r| r.0);
        let index = first + chosen.item;
        let reading = choices[chosen.choice].reading;
        let to = self.written(index, reading);
        let mut suggestions = Vec::new();
        if self.options.suggestions > 0 {
            suggestions.push(to.clone());
            for (_, other) in ranked {
                let other = self.written(index, other);
                if suggestions.len() < self.options.suggestions && !suggestions.contains(&other) {
                    suggestions.push(other);
                }
            }
        }
        let last = index + reading.width() - 1;
        let range = self.token(index).start..self.token(last).end;
        if self.text[range.clone()] == to {
            return;
        }
        self.changes.push(Change {
            range,
            to,
            confidence: confidence(own - kept, own - next),
            suggestions,
        });
    }

    fn token(&self, index: usize) -> Token {
        self.tokens[self.items.list[index].token]
    }

    /// A reading's text, in the case and with the apostrophes of the text.
    fn written(&self, index: usize, reading: Reading) -> String {
        let item: &Item = &self.items.list[index];
        let written = self.token(index).text(self.text);
        let mut out = String::new();
        let model = self.model();
        match reading {
            Reading::Kept(_) => out.push_str(written),
            Reading::Word(id) | Reading::Merged(id) => {
                item.case.apply(model.display(id), written, &mut out);
            }
            Reading::Possessive(id) => {
                item.case.apply(model.display(id), written, &mut out);
                out.push_str(if item.case == Case::Upper { "'S" } else { "'s" });
            }
            Reading::Split(a, b) => {
                item.case.apply(model.display(a), written, &mut out);
                out.push(' ');
                let case = if item.case == Case::Upper {
                    Case::Upper
                } else {
                    Case::Lower
                };
                case.apply(model.display(b), written, &mut out);
            }
        }
        if self.apostrophe != "'" && out.contains('\'') {
            out = out.replace('\'', self.apostrophe);
        }
        out
    }

    /// The changes as edits, which count characters.
    fn edits(&self) -> Vec<Edit> {
        let (mut byte, mut chars) = (0, 0);
        let mut out = Vec::with_capacity(self.changes.len());
        for change in &self.changes {
            chars += self.text[byte..change.range.start].chars().count();
            byte = change.range.start;
            let from = &self.text[change.range.clone()];
            out.push(Edit {
                offset: chars,
                length: from.chars().count(),
                from: from.to_owned(),
                to: change.to.clone(),
                confidence: change.confidence,
                suggestions: change.suggestions.clone(),
            });
        }
        out
    }
}

/// Scores of all readings of one item, its neighbours read as on the path.
fn alternatives(
    model: &Model,
    scale: f32,
    stretch: &Stretch,
    path: &[Chosen],
    at: usize,
) -> Vec<f32> {
    let mut words: Vec<WordId> = stretch.before.to_vec();
    let mut after: Vec<WordId> = Vec::new();
    for (i, chosen) in path.iter().enumerate() {
        let (a, b) = stretch.choices[chosen.item][chosen.choice].reading.ids();
        if i < at {
            words.extend([Some(a), b].into_iter().flatten());
        } else if i > at {
            after.extend([Some(a), b].into_iter().flatten());
        }
    }
    after.extend(stretch.after);
    let before = [words[words.len() - 2], words[words.len() - 1]];
    stretch.choices[path[at].item]
        .iter()
        .map(|choice| {
            let mut context = before;
            let (a, b) = choice.reading.ids();
            let mut lm = step(model, &mut context, a);
            if let Some(b) = b {
                lm += step(model, &mut context, b);
            }
            // A merged reading has eaten the next word; compare over the same words.
            let skip = choice.reading.width() - 1;
            lm += after
                .iter()
                .skip(skip)
                .take(2)
                .map(|&word| step(model, &mut context, word))
                .sum::<f32>();
            scale * lm + choice.score
        })
        .collect()
}
