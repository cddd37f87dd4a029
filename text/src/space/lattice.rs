//! All readings of one run worth a closer look.
//!
//! A reading is a path of arcs (words). A first pass scores paths with single-word probabilities,
//! forwards and backwards; an arc stays where the best path through it comes close to the best of
//! all. The second pass (`decode`) then asks the language model about few arcs only.

use crate::model::{LetterContext, Model, WordFlags, WordId, letters};

use super::block::{Block, Class};
use super::contractions::Contractions;
use super::weights::Weights;

/// A word that a run may contain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The word, for the language model.
    pub(super) word: WordId,
    /// What the arc scores beside the language model.
    pub(super) local: f32,
    /// With the word's own probability.
    pub(super) alone: f32,
    /// What case and digits say about a gap at `start`.
    pub(super) joint: f32,
}

/// What the first pass found out about one run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Summary {
    /// Score of the run as one word.
    pub(super) whole: f32,
    /// Score of its best reading as several.
    pub(super) split: f32,
    /// How many gaps that reading has.
    pub(super) gaps: u32,
}

/// A position between two characters of the run.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// Best score of a path from the start of the run to here, and how many gaps it has.
    forward: f32,
    gaps: u32,
    /// Best score of a path from here to the end.
    backward: f32,
    /// What case and digits say about a gap here; [`NEVER`] where there can be none.
    joint: f32,
    /// Best score of being inside an unknown word here, and where that word began.
    inside: f32,
    origin: u32,
    letters: LetterContext,
    /// First known arc that starts here.
    arcs: u32,
    /// The unknown words that start here: the end of the shortest, and for the one that ends here
    /// the end of the next. 0 ends the list.
    unknown: u32,
    next_unknown: u32,
}

/// ln probability of words such as `of` and `at`, which are no part of a code such as `E17`.
const COMMON: f32 = -7.0;
/// Longest run of capitals that is taken for an acronym.
const ACRONYM: usize = 6;
const NEVER: f32 = f32::NEG_INFINITY;

impl Default for Node {
    fn default() -> Self {
        Self {
            forward: NEVER,
            gaps: 0,
            backward: NEVER,
            joint: NEVER,
            inside: NEVER,
            origin: 0,
            letters: LetterContext::default(),
            arcs: 0,
            unknown: 0,
            next_unknown: 0,
        }
    }
}

/// Work space, kept from run to run.
#[derive(Debug, Default)]
pub(super) struct Lattice {
    nodes: Vec<Node>,
    known: Vec<Arc>,
}

/// A run and what it takes to score its words.
#[derive(Clone, Copy)]
pub(super) struct Scorer<'a> {
    pub(super) model: &'a Model,
    pub(super) weights: &'a Weights,
    pub(super) contractions: &'a Contractions,
    pub(super) block: &'a Block,
    /// First byte of the run in the block, and the one after its last.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) care: Care,
    /// Whether the run stands in a text, not alone.
    pub(super) prose: bool,
}

/// How readily a run is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Care {
    /// Capitals and digits inside a run say nothing: right text has `macOS` and `latin1`.
    Cautious,
    /// They are hints at a missing space.
    Eager,
}

impl Lattice {
    /// Appends to `arcs`, ordered by start, the words of the run that are on a path that scores within
    /// `slack` of the best, and the run as one word.
    pub(super) fn build(&mut self, run: Scorer<'_>, slack: f32, arcs: &mut Vec<Arc>) -> Summary {
        let n = run.end - run.start;
        self.nodes.clear();
        self.nodes.resize(n + 1, Node::default());
        self.known.clear();
        self.joints(run);
        let one_word = self.forwards(run);
        self.backwards(run);
        let unknown = run.whole();
        if one_word == NEVER {
            arcs.push(unknown);
        }
        let mut summary = Summary {
            whole: one_word.max(unknown.alone),
            split: NEVER,
            gaps: 0,
        };
        let least = self.nodes[n].forward.max(unknown.alone) - slack;
        let mut list = |arc: Arc, nodes: &[Node]| {
            let (i, j) = (arc.start as usize - run.start, arc.end as usize - run.start);
            let before = nodes[i].forward + if i > 0 { nodes[i].joint } else { 0.0 };
            let after = nodes[j].backward + if j < n { nodes[j].joint } else { 0.0 };
            if j == n && i > 0 && before + arc.alone > summary.split {
                summary.split = before + arc.alone;
                summary.gaps = nodes[i].gaps + 1;
            }
            if before + arc.alone + after >= least || (i == 0 && j == n) {
                arcs.push(Arc {
                    joint: nodes[i].joint,
                    ..arc
                });
            }
        };
        for i in 0..n {
            let (from, to) = (self.nodes[i].arcs as usize, self.nodes[i + 1].arcs as usize);
            for arc in &self.known[from..to] {
                list(*arc, &self.nodes);
            }
            let mut j = self.nodes[i].unknown as usize;
            while j > 0 {
                if i == 0 && j == n {
                    break;
                }
                list(self.unknown_arc(run, i, j), &self.nodes);
                j = self.nodes[j].next_unknown as usize;
            }
        }
        summary
    }

    /// What case and digits say about a gap at each position.
    fn joints(&mut self, run: Scorer<'_>) {
        let class = &run.block.class[run.start..run.end];
        let mixed = class
            .windows(2)
            .any(|pair| pair[0] == Class::Lower && pair[1] == Class::Upper);
        for i in 1..class.len() {
            if !run.block.is_joint(run.start + i) {
                continue;
            }
            let score = match (class[i - 1], class[i]) {
                (Class::Digit, right) if right != Class::Digit && run.care == Care::Cautious => {
                    run.weights.digit
                }
                (left, Class::Digit) if left != Class::Digit && run.care == Care::Cautious => {
                    run.weights.digit
                }
                (left, _) if left != Class::Digit && run.care == Care::Cautious => 0.0,
                (Class::Digit, Class::Digit)
                    if is_date(&run.block.bytes[run.start..run.end], i) =>
                {
                    run.weights.date
                }
                (Class::Digit, Class::Digit) => continue,
                (_, Class::Apostrophe) => 0.0,
                (Class::Lower | Class::Inner, Class::Upper) => run.weights.camel,
                (Class::Lower | Class::Inner, Class::Lower) if mixed => run.weights.flat,
                (Class::Upper, Class::Upper) if class.get(i + 1) == Some(&Class::Lower) => {
                    run.weights.camel * 0.5
                }
                _ => 0.0,
            };
            self.nodes[i].joint = score;
        }
        self.nodes[0].joint = 0.0;
        self.nodes[class.len()].joint = 0.0;
    }

    /// Lists the known words and scores paths from the start; returns the score of the whole run as
    /// one word.
    fn forwards(&mut self, run: Scorer<'_>) -> f32 {
        let n = run.end - run.start;
        let bytes = &run.block.bytes[run.start..run.end];
        let mut whole = NEVER;
        self.nodes[0].forward = 0.0;
        for i in 0..n {
            let from = self.known.len();
            self.nodes[i].arcs = from as u32;
            self.end_unknown(run, i);
            let before = self.nodes[i].forward + self.nodes[i].joint;
            if before > NEVER {
                run.words(bytes, i, &self.nodes, &mut self.known);
                for k in from..self.known.len() {
                    let arc = self.known[k];
                    let j = arc.end as usize - run.start;
                    if i == 0 && j == n {
                        whole = whole.max(arc.alone);
                    }
                    self.reach(j, before + arc.alone, i);
                }
            }
            self.grow_unknown(run, i, before);
        }
        self.end_unknown(run, n);
        self.nodes[n].arcs = self.known.len() as u32;
        whole
    }

    fn reach(&mut self, j: usize, score: f32, i: usize) {
        if score > self.nodes[j].forward {
            self.nodes[j].forward = score;
            self.nodes[j].gaps = if i > 0 { self.nodes[i].gaps + 1 } else { 0 };
        }
    }

    /// Lets the unknown word before `i` end there.
    fn end_unknown(&mut self, run: Scorer<'_>, i: usize) {
        let node = self.nodes[i];
        if node.inside == NEVER || node.joint == NEVER {
            return;
        }
        let origin = node.origin as usize;
        self.reach(i, node.inside + run.last_letter(node.letters), origin);
        self.nodes[i].next_unknown = self.nodes[origin].unknown;
        self.nodes[origin].unknown = i as u32;
    }

    /// Carries unknown words over the character at `i`: one that is under way, or one that starts here.
    fn grow_unknown(&mut self, run: Scorer<'_>, i: usize, before: f32) {
        if run.block.class[run.start + i] == Class::Digit {
            return;
        }
        let node = self.nodes[i];
        let (fresh, fresh_letters) = run.letter(i, LetterContext::default());
        let (further, letters) = run.letter(i, node.letters);
        let fresh = before + run.unknown_start(i) + fresh;
        let further = node.inside + further + run.inner_capital(i);
        let next = &mut self.nodes[i + 1];
        if fresh > further {
            (next.inside, next.origin, next.letters) = (fresh, i as u32, fresh_letters);
        } else {
            (next.inside, next.origin, next.letters) = (further, node.origin, letters);
        }
    }

    fn backwards(&mut self, run: Scorer<'_>) {
        let n = run.end - run.start;
        self.nodes[n].backward = 0.0;
        for i in (0..n).rev() {
            let mut best = NEVER;
            let (from, to) = (self.nodes[i].arcs as usize, self.nodes[i + 1].arcs as usize);
            for arc in &self.known[from..to] {
                let after = &self.nodes[arc.end as usize - run.start];
                best = best.max(arc.alone + after.joint + after.backward);
            }
            let mut j = self.nodes[i].unknown as usize;
            while j > 0 {
                let after = &self.nodes[j];
                let before = self.nodes[i].forward + self.nodes[i].joint;
                let alone = after.inside + run.last_letter(after.letters) - before;
                best = best.max(alone + after.joint + after.backward);
                j = after.next_unknown as usize;
            }
            self.nodes[i].backward = best;
        }
    }

    /// The unknown word from `i` to `j`, scored as in the forward pass.
    fn unknown_arc(&self, run: Scorer<'_>, i: usize, j: usize) -> Arc {
        let before = self.nodes[i].forward + self.nodes[i].joint;
        let score = self.nodes[j].inside + run.last_letter(self.nodes[j].letters) - before;
        run.unknown_word(i, j, score)
    }
}

impl Scorer<'_> {
    /// Pushes the known words, numbers and units that start at `i`.
    fn words(&self, bytes: &[u8], i: usize, nodes: &[Node], arcs: &mut Vec<Arc>) {
        if self.block.class[self.start + i] == Class::Digit {
            self.numbers(bytes, i, arcs);
            return;
        }
        self.codes(bytes, i, arcs);
        // A quotation that opens in the middle of a run: `of'wilful`.
        let (from, quote) = if bytes[i] == b'\'' {
            (i + 1, self.weights.quote)
        } else {
            (i, 0.0)
        };
        let mut push = |j: usize, word, local| {
            if nodes[j].joint > NEVER {
                arcs.push(self.known(i, j, word, local));
            }
        };
        // A word that may take an `s` which the model does not list: `Raffertys`.
        let mut taker = None;
        self.model.prefixes(&bytes[from..], |length, word| {
            let j = from + length;
            if let Some((end, word)) = taker.take()
                && end != j
            {
                push(end, word, self.weights.possessive);
            }
            push(j, word, quote);
            match bytes.get(j) {
                Some(b's') if length > 2 => taker = Some((j + 1, word)),
                Some(b'\'') => endings(bytes, j, self.weights.quote, |stop, cost| {
                    push(stop, word, quote + cost)
                }),
                _ => {}
            }
        });
        if let Some((end, word)) = taker {
            push(end, word, self.weights.possessive);
        }
        for &(form, word) in self.contractions.starting_with(bytes[i]) {
            if bytes[i..].starts_with(form) {
                push(i + form.len(), word, self.weights.contraction);
            }
        }
    }

    /// Up to three letters and a number: `E17`, `sx40`.
    fn codes(&self, bytes: &[u8], i: usize, arcs: &mut Vec<Arc>) {
        let letters = bytes[i..]
            .iter()
            .take(4)
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        let digits = bytes[i + letters..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        if letters < 4 && digits > 0 && !self.is_common(&bytes[i..i + letters]) {
            let local = self.weights.alphanumeric
                + (letters + digits) as f32 * self.weights.alphanumeric_letter;
            arcs.push(self.unknown_word(i, i + letters + digits, local));
        }
    }

    /// The word with this key.
    pub(super) fn id(&self, key: &[u8]) -> Option<WordId> {
        self.model.id(std::str::from_utf8(key).ok()?)
    }

    /// Whether this is one of the hundred or so commonest words.
    pub(super) fn is_common(&self, key: &[u8]) -> bool {
        self.id(key)
            .is_some_and(|id| self.model.unigram(id) > COMMON)
    }

    /// Whether the run is a few capitals in text that has small letters too.
    pub(super) fn is_acronym(&self) -> bool {
        let class = &self.block.class[self.start..self.end];
        class.len() <= ACRONYM && self.block.has_small && class.iter().all(|&c| c == Class::Upper)
    }

    fn known(&self, i: usize, j: usize, word: WordId, mut local: f32) -> Arc {
        let w = self.weights;
        local += w.word + self.case(i, j);
        if !self.model.flags(word).contains(WordFlags::DICTIONARY) {
            local += if j - i < 4 { w.rare_short } else { w.rare };
        }
        if self.prose
            && i == 0
            && j == self.end - self.start
            && self.model.flags(word).contains(WordFlags::DICTIONARY)
        {
            local += w.whole;
        }
        if j - i == 1 && !matches!(self.block.bytes[self.start + i], b'a' | b'i') {
            local += w.single;
        }
        self.arc(i, j, word, local, self.model.unigram(word))
    }

    fn arc(&self, i: usize, j: usize, word: WordId, local: f32, unigram: f32) -> Arc {
        Arc {
            start: (self.start + i) as u32,
            end: (self.start + j) as u32,
            word,
            local,
            alone: local + self.weights.model * unigram,
            joint: 0.0,
        }
    }

    /// Capitals inside a word.
    fn case(&self, i: usize, j: usize) -> f32 {
        if self.care == Care::Cautious {
            return 0.0;
        }
        let class = &self.block.class[self.start + i..self.start + j];
        let capitals = class
            .windows(2)
            .filter(|pair| {
                matches!(pair[0], Class::Lower | Class::Inner) && pair[1] == Class::Upper
            })
            .count();
        capitals as f32 * self.weights.inner_capital
    }

    /// A number, alone and with each unit that follows it.
    fn numbers(&self, bytes: &[u8], i: usize, arcs: &mut Vec<Arc>) {
        let digits = bytes[i..].iter().take_while(|b| b.is_ascii_digit()).count();
        let number = Model::number();
        let rate = self.model.unigram(number);
        for day in 1..digits.min(3) {
            if is_date(bytes, i + day) {
                arcs.push(self.arc(i, i + day, number, self.weights.number, rate));
            }
        }
        arcs.push(self.arc(i, i + digits, number, self.weights.number, rate));
        let j = i + digits;
        let letters = bytes[j..]
            .iter()
            .take(5)
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        for length in 1..=letters {
            if UNITS.binary_search(&&bytes[j..j + length]).is_ok() {
                let unit = if length == 1 {
                    self.weights.unit_letter
                } else {
                    self.weights.unit
                };
                arcs.push(self.arc(i, j + length, number, self.weights.number + unit, rate));
            }
        }
    }

    fn unknown_start(&self, i: usize) -> f32 {
        let name = self.block.class[self.start + i] == Class::Upper;
        self.weights.unknown + if name { self.weights.name } else { 0.0 }
    }

    /// The letter at `i` of an unknown word.
    fn letter(&self, i: usize, context: LetterContext) -> (f32, LetterContext) {
        let (ln_p, next) = self
            .model
            .letter(context, letters::symbol(self.block.bytes[self.start + i]));
        (
            self.weights.letters * ln_p + self.weights.unknown_letter,
            next,
        )
    }

    /// The end of an unknown word.
    fn last_letter(&self, context: LetterContext) -> f32 {
        self.weights.letters * self.model.letter(context, letters::EDGE).0
    }

    /// The character at `i` as a capital inside an unknown word.
    fn inner_capital(&self, i: usize) -> f32 {
        let at = self.start + i;
        if i > 0
            && self.care == Care::Eager
            && matches!(
                (self.block.class[at - 1], self.block.class[at]),
                (Class::Lower | Class::Inner, Class::Upper)
            )
        {
            self.weights.inner_capital
        } else {
            0.0
        }
    }

    fn unknown_word(&self, i: usize, j: usize, score: f32) -> Arc {
        Arc {
            start: (self.start + i) as u32,
            end: (self.start + j) as u32,
            word: Model::unknown(),
            local: score,
            alone: score,
            joint: 0.0,
        }
    }

    /// The run as one word, where nothing else comes into question.
    pub(super) fn certain(&self, word: WordId) -> Arc {
        Arc {
            start: self.start as u32,
            end: self.end as u32,
            word,
            local: 0.0,
            alone: 0.0,
            joint: 0.0,
        }
    }

    /// The run as one unknown word: a name, a foreign word, or letters and digits such as `h264`.
    fn whole(&self) -> Arc {
        let n = self.end - self.start;
        let class = &self.block.class[self.start..self.end];
        let score = if class.contains(&Class::Digit) {
            self.weights.alphanumeric + n as f32 * self.weights.alphanumeric_letter
        } else if self.is_acronym() {
            self.weights.acronym
        } else {
            let (mut sum, mut context) = (
                self.unknown_start(0) + self.case(0, n),
                LetterContext::default(),
            );
            for i in 0..n {
                let (ln_p, next) = self.letter(i, context);
                sum += ln_p;
                context = next;
            }
            sum + self.last_letter(context)
        };
        self.unknown_word(0, n, score)
    }
}

/// Whether a day ends and a year begins at `at`, behind the name of a month: `april301955`.
fn is_date(bytes: &[u8], at: usize) -> bool {
    const MONTHS: [&[u8]; 12] = [
        b"january",
        b"february",
        b"march",
        b"april",
        b"may",
        b"june",
        b"july",
        b"august",
        b"september",
        b"october",
        b"november",
        b"december",
    ];
    let month = bytes[..at]
        .iter()
        .rposition(|b| !b.is_ascii_digit())
        .map_or(0, |last| last + 1);
    let year = bytes[at..]
        .iter()
        .take_while(|b| b.is_ascii_digit())
        .count();
    let day = &bytes[month..at];
    year == 4
        && matches!(bytes[at], b'1' | b'2')
        && matches!(day, [b'1'..=b'9'] | [b'1' | b'2', _] | [b'3', b'0' | b'1'])
        && MONTHS.iter().any(|name| bytes[..month].ends_with(name))
}

/// Endings with an apostrophe that any word may take, with what they cost.
fn endings(bytes: &[u8], at: usize, quote: f32, mut found: impl FnMut(usize, f32)) {
    const ENDINGS: [(&[u8], f32); 7] = [
        (b"'s", -2.5),
        (b"'ll", -5.0),
        (b"'ve", -5.5),
        (b"'re", -5.5),
        (b"'d", -5.0),
        (b"'m", -6.0),
        (b"n't", -3.0),
    ];
    for (ending, cost) in ENDINGS {
        if bytes[at..].starts_with(ending) {
            found(at + ending.len(), cost);
        }
    }
    found(
        at + 1,
        if bytes[at - 1] == b's' {
            quote.max(-5.0)
        } else {
            quote
        },
    );
}

/// What may follow a number without a space, sorted.
const UNITS: [&[u8]; 50] = [
    b"am", b"b", b"bit", b"bn", b"c", b"cm", b"d", b"f", b"fps", b"ft", b"g", b"gb", b"ghz", b"h",
    b"hp", b"hrs", b"hz", b"k", b"kb", b"kg", b"khz", b"km", b"kw", b"l", b"lb", b"lbs", b"m",
    b"mb", b"mg", b"mhz", b"min", b"mins", b"ml", b"mm", b"mph", b"ms", b"nd", b"oz", b"p", b"pm",
    b"px", b"rd", b"s", b"st", b"tb", b"th", b"v", b"w", b"x", b"yr",
];
