//! Puts missing spaces back.
//!
//! Text is read in blocks. Each block is folded to small letters and cut into pieces (`block`); marks
//! say where prose has a space beside them (`gaps`); every run of letters that might be several words
//! gets a lattice of readings (`lattice`); together these tell how often the text lacks a space at
//! all (`rate`), so that right text is left alone; and the language model picks the best reading of
//! the whole block (`decode`). Time is linear in the text, memory is bounded by the block.

mod arcs;
mod beginnings;
mod block;
mod brackets;
mod code;
mod codes;
mod compounds;
mod contractions;
mod costs;
mod cut;
mod dashes;
mod decode;
mod gaps;
mod humps;
mod joints;
mod lattice;
mod lexicon;
mod marks;
mod numbers;
mod opaque;
mod options;
mod pairs;
mod quotes;
mod rate;
mod stops;
mod trace;
mod weights;
mod whole;
mod words;
mod work;

use std::cell::RefCell;
use std::ops::Range;
use std::sync;

use crate::edit::{Edit, Revision};
use crate::listing;
use crate::model::{Model, WordId, WordList};
use crate::spell::Dictionary;
use crate::token;

use arcs::Summary;
use block::{Block, Class, Kind};
use contractions::Contractions;
use costs::Costs;
use cut::{block_end, breaks_a_run, is_unbroken, within};
use lexicon::Lexicon;
pub use options::{SpaceOptions, Split};
use trace::Found;
use weights::Weights;
use words::{Care, Place, Scorer};
use work::Work;

/// The spacing engine.
#[derive(Debug, Clone)]
pub struct Spacer {
    model: &'static Model,
    weights: Weights,
    lexicon: sync::Arc<Lexicon>,
    contractions: Contractions,
    /// Words that the model lacks, and those that names in programs are made of.
    rare: &'static WordList,
    code: &'static WordList,
    /// The user's own words.
    dictionary: Dictionary,
}

/// Above this missing-space rate, common words are looked at too: they may be two glued ones.
const WARY: f32 = 0.01;
/// Up to this missing-space rate, hardly more than one is missing; up to the other, where but one place shows it.
const FEW: f32 = 0.03;
const SOME: f32 = 0.13;
/// Above this missing-space rate, nothing is kept together because it looks like an identifier.
const UNBROKEN: f32 = 0.5;
/// Where no run reads so much better with spaces before its neighbours are looked at, none does after.
const SUSPICION: f32 = -6.0;
/// The least that a reading is better by where the search dropped the others.
const SURE: f32 = 6.0;

impl Spacer {
    /// An engine over a model.
    pub fn new(model: &'static Model) -> Self {
        let weights = Weights::default();
        model.read_ahead();
        Self {
            model,
            weights,
            lexicon: sync::Arc::new(Lexicon::new(model, weights)),
            contractions: Contractions::new(model, &weights),
            rare: WordList::rare(),
            code: WordList::code(),
            dictionary: Dictionary::default(),
        }
    }

    /// The engine with words of the user's own, which stay in one piece.
    #[must_use]
    pub fn with_dictionary(self, dictionary: Dictionary) -> Self {
        Self { dictionary, ..self }
    }

    /// Puts spaces where the text lacks them. Nothing is ever removed.
    pub fn space(&self, text: &str, options: &SpaceOptions) -> Revision {
        let tokens = token::tokenize(text, options.format);
        let trimmed = text.trim();
        let lone = !trimmed.is_empty() && is_unbroken(trimmed);
        let mut opaque: Vec<_> = tokens
            .iter()
            .filter(|token| {
                options::is_opaque(token, text, *options, lone)
                    || token.kind != token::Kind::Space && self.dictionary.has(token.text(text))
            })
            .map(|token| options::kept(token, text, lone))
            .collect();
        opaque.extend(listing::spans(text, &tokens, options.format));
        listing::merge(&mut opaque);
        let edits = WORK.with_borrow_mut(|work| {
            let mut edits = self.blocks(work, text, &opaque, lone);
            if !lone && options.split != Split::default() {
                self.asked(work, text, &tokens, options.split, &mut edits);
            }
            edits
        });
        Revision::new(text, edits)
    }

    /// Reads the tags and identifiers that the caller wants broken, each as if it stood alone.
    fn asked(
        &self,
        work: &mut Work,
        text: &str,
        tokens: &[token::Token],
        split: Split,
        edits: &mut Vec<Edit>,
    ) {
        let (mut scalars, mut counted) = (0, 0);
        for token in tokens.iter().filter(|token| split.asks(token.kind)) {
            scalars += text[counted..token.start].chars().count();
            counted = token.start;
            let inside = self.blocks(work, token.text(text), &[], true);
            edits.extend(inside.into_iter().map(|edit| Edit {
                offset: edit.offset + scalars,
                ..edit
            }));
        }
        edits.sort_by_key(|edit| edit.offset);
    }

    /// Reads the text block by block.
    fn blocks(
        &self,
        work: &mut Work,
        text: &str,
        opaque: &[Range<usize>],
        lone: bool,
    ) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut scalars = 0;
        let mut start = 0;
        while start < text.len() {
            let mut end = block_end(text, start);
            let part = &text[start..end];
            work.block.fill(part, &within(opaque, start, end));
            self.block(work, lone);
            if breaks_a_run(text, end)
                && let Some(cut) = work.cut()
            {
                end = start
                    + part
                        .char_indices()
                        .nth(cut)
                        .map_or(part.len(), |(byte, _)| byte);
            }
            edits.reserve(work.found.len());
            for found in &work.found {
                let offset = scalars + work.block.at[found.position as usize] as usize;
                edits.push(found.edit(offset));
            }
            scalars += text[start..end].chars().count();
            start = end;
        }
        edits
    }

    fn block(&self, work: &mut Work, lone: bool) {
        work.found.clear();
        gaps::at_marks(&work.block, &mut work.gaps);
        let dense = work.block.is_dense();
        let has_humps = work.block.has_humps && !(lone || dense);
        // Where names are written as in programs, capitals inside a word don't show that the text lacks spaces.
        let is_code = has_humps && humps::among_code(&work.block);
        if has_humps && !is_code {
            humps::find(self.model, self.rare, &work.block, &mut work.gaps);
        }
        let mut care = if lone || dense {
            Care::Bare
        } else {
            Care::Cautious
        };
        self.read(work, care, lone);
        let rate = self.rate(work, lone, dense);
        if is_code {
            humps::find(self.model, self.rare, &work.block, &mut work.gaps);
        }
        if dense && rate <= WARY {
            care = Care::Cautious;
            self.read(work, care, lone);
        } else if rate > WARY && care == Care::Cautious {
            care = if rate <= FEW || rate <= SOME && work.lacking() <= 1 {
                Care::Sparing
            } else if rate < UNBROKEN {
                Care::Eager
            } else {
                Care::Bare
            };
            work.part(rate);
            self.read(work, care, lone);
        }
        work.lay_out(rate);
        self.decode(work, Costs::new(&self.weights, care, rate));
        if lone && let Some(name) = code::read(self.model, self.code, &work.block) {
            let margin = name.score - work.decoder.total;
            if margin > 0.0 {
                let found = |position| Found { position, margin };
                work.found = name.gaps.into_iter().map(found).collect();
            }
        }
        work.found.append(&mut work.marks);
        work.found.sort_by_key(|found| found.position);
    }

    /// How often a block lacks a space where there should be one, once its runs were read.
    fn rate(&self, work: &mut Work, lone: bool, dense: bool) -> f32 {
        if lone && work.gaps.is_empty() {
            return 1.0;
        }
        if dense {
            work.decoder.broken.clear();
            let broken = work.summaries.iter().filter_map(Summary::broken);
            work.decoder.broken.extend(broken);
        } else {
            self.survey(work);
        }
        let prior = (self.weights.missing, self.weights.trust);
        rate::estimate(prior, work.block.spaces(), &work.decoder.broken, &work.gaps)
    }

    /// Finds out which runs read better with spaces where their neighbours are looked at, and by how much.
    fn survey(&self, work: &mut Work) {
        work.decoder.broken.clear();
        if !work.summaries.iter().any(|run| run.gain() > SUSPICION) {
            return;
        }
        work.lay_out(0.0);
        self.decode(work, Costs::SURVEY);
        work.found.clear();
        for run in &mut work.decoder.broken {
            if run.gain == f32::INFINITY
                && let Ok(at) = work
                    .summaries
                    .binary_search_by_key(&run.start, |summary| summary.start)
            {
                let summary = &work.summaries[at];
                run.gain = summary.gain().max(SURE);
            }
            if work.block.is_camel(run.start as usize)
                && !work.block.opens_camel(run.start as usize)
            {
                run.gain = run.gain.min(self.weights.coined);
            }
        }
    }

    fn decode(&self, work: &mut Work, costs: Costs) {
        work.decoder.decode(
            self.model,
            &self.weights,
            &work.steps,
            &work.arcs,
            costs,
            &mut work.found,
        );
    }

    /// Lists the readings of each run; with caution, only of those that may be no word.
    fn read(&self, work: &mut Work, care: Care, lone: bool) {
        work.arcs.clear();
        work.runs.clear();
        work.summaries.clear();
        let mut before = None;
        let mut opens = true;
        for (i, piece) in work.block.pieces.iter().enumerate() {
            let opened = opens;
            opens = match piece.kind {
                Kind::Space => opens,
                Kind::Mark => !matches!(work.block.bytes[piece.start], b',' | b';' | b'-' | b'/'),
                Kind::Opaque | Kind::Run => false,
            };
            // A tag or a name glued to something else: `reno#cops`.
            let tagged =
                matches!(before.replace(piece), Some(sign) if !lone && work.block.is_tag(sign));
            if piece.kind != Kind::Run {
                continue;
            }
            let first = work.arcs.len() as u32;
            let place = match (lone, opened) {
                (true, _) => Place::Alone,
                (false, true) => Place::Opening,
                (false, false) => Place::Inside,
            };
            let run = self.scorer(&work.block, i, care, place);
            let word = self.settled(&run, &work.block, i, tagged);
            match word {
                Some(word) => work.arcs.push(run.certain(word)),
                None => work
                    .summaries
                    .push(work.lattice.build(&run, &mut work.arcs)),
            }
            work.runs.push((first, work.arcs.len() as u32));
        }
    }

    /// What scores the readings of the run `i`.
    fn scorer<'a>(&'a self, block: &'a Block, i: usize, care: Care, place: Place) -> Scorer<'a> {
        let piece = &block.pieces[i];
        let class = &block.class[piece.start..piece.end];
        Scorer {
            model: self.model,
            weights: &self.weights,
            lexicon: &self.lexicon,
            rare: self.rare,
            contractions: &self.contractions,
            block,
            start: piece.start,
            end: piece.end,
            care,
            place,
            mixed: class
                .windows(2)
                .any(|pair| pair[0] == Class::Lower && pair[1] == Class::Upper),
            digits: class.contains(&Class::Digit),
            repeated: place != Place::Alone && care != Care::Bare && block.is_repeated(i),
        }
    }

    /// The word that the run `i` surely is, or the unknown one for what is none and stays whole; `None` where its readings are
    /// looked at. `tagged` runs have a sign before them that makes them a name.
    fn settled(&self, run: &Scorer, block: &Block, i: usize, tagged: bool) -> Option<WordId> {
        let lone = run.place == Place::Alone;
        match run.care {
            _ if tagged
                || block.is_community(i)
                || run.is_stamp()
                || (!lone && (block.drops_g(i) || run.is_fault())) =>
            {
                Some(Model::unknown())
            }
            Care::Cautious if run.is_accepted() || run.is_coined() || block.is_option(i) => {
                Some(Model::unknown())
            }
            Care::Cautious | Care::Sparing | Care::Eager
                if !lone && run.mixed && humps::of_two(self.model, block, i).is_some() =>
            {
                Some(Model::unknown())
            }
            _ if run.is_accented()
                || run.is_model()
                || run.is_pair()
                || run.is_formula()
                || run.is_code()
                || (block.is_entry(i) && run.is_listed()) =>
            {
                Some(Model::unknown())
            }
            Care::Cautious => run.plain(),
            Care::Sparing | Care::Eager => run.familiar(),
            Care::Bare => None,
        }
    }
}

thread_local! {
    /// Buffers, so that short texts don't pay for them each time. Their size is bounded by the block.
    static WORK: RefCell<Work> = RefCell::default();
}
