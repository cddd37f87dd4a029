//! One sentence on its way through the engine: what in it is protected, and how it is cut in two.

use std::ops::Range;

use super::marks;

/// The engine found no translation: every try was degenerate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Failed;

/// A sentence, with the spans that must come back as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    pub(super) text: String,
    /// Byte ranges of `text`, in order, disjoint, not empty.
    pub(super) protected: Vec<Range<usize>>,
    /// Written in capitals: the engine knows few capitalised words, so it is given small letters.
    pub(super) shouted: bool,
}

impl Sentence {
    pub fn new(text: impl Into<String>, protected: Vec<Range<usize>>) -> Self {
        let text = text.into();
        let shouted = is_shouted(&text, &protected);
        Self {
            text,
            protected,
            shouted,
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its share of the engine's time: about the number of tokens that the engine reads.
    pub fn cost(&self) -> u64 {
        (self.text.len() / 4 + 4) as u64
    }

    /// How many letters it has.
    pub fn letters(&self) -> usize {
        self.text.chars().filter(|c| c.is_alphabetic()).count()
    }

    /// Byte ranges of the text that stay as they are.
    pub fn protected(&self) -> &[Range<usize>] {
        &self.protected
    }

    pub fn has_protected(&self) -> bool {
        !self.protected.is_empty()
    }

    /// Whether it has marks of tags.
    pub fn has_marks(&self) -> bool {
        marks::any(&self.text)
    }

    /// The sentence with its marks protected, so that it is translated around them.
    pub fn protecting_marks(&self) -> Self {
        let marks = self.text.char_indices().filter(|(_, c)| marks::is(*c));
        self.with(marks.map(|(at, c)| at..at + c.len_utf8()))
    }

    /// The sentence with more protected spans; those that overlap one that it has are left out.
    pub fn protecting_also(&self, spans: impl Iterator<Item = Range<usize>>) -> Self {
        let is_free = |new: &Range<usize>| {
            let overlaps = |span: &Range<usize>| span.start < new.end && new.start < span.end;
            !self.protected.iter().any(overlaps)
        };
        self.with(spans.filter(is_free))
    }

    /// The sentence with more protected spans, which overlap none that it has.
    fn with(&self, spans: impl Iterator<Item = Range<usize>>) -> Self {
        let mut protected: Vec<Range<usize>> =
            self.protected.iter().cloned().chain(spans).collect();
        protected.sort_by_key(|span| span.start);
        Self {
            text: self.text.clone(),
            protected,
            shouted: self.shouted,
        }
    }

    /// The sentence with more of it protected: signs, and words with letters, that `lost` says an engine
    /// loses, such as `€` and `Łódź`.
    pub fn protecting(&self, lost: impl Fn(char) -> bool) -> Self {
        // Of a text in capitals the engine gets the small letters, which it may well know.
        let lost = |c: char| {
            if self.shouted {
                c.to_lowercase().any(&lost)
            } else {
                lost(c)
            }
        };
        let mut protected = Vec::with_capacity(self.protected.len());
        let mut at = 0;
        let end = self.text.len()..self.text.len();
        for span in self.protected.iter().chain([&end]) {
            lost_runs(&self.text, at..span.start, &lost, &mut protected);
            if !span.is_empty() {
                protected.push(span.clone());
            }
            at = span.end;
        }
        Self {
            text: self.text.clone(),
            protected,
            shouted: self.shouted,
        }
    }

    /// The text between protected spans, and the spans, in order.
    pub fn parts(&self) -> Vec<Part<'_>> {
        let mut parts = Vec::new();
        let mut at = 0;
        for span in &self.protected {
            if at < span.start {
                parts.push(Part::Prose(&self.text[at..span.start]));
            }
            parts.push(Part::Protected(&self.text[span.clone()]));
            at = span.end;
        }
        if at < self.text.len() {
            parts.push(Part::Prose(&self.text[at..]));
        }
        parts
    }

    /// A translation of this sentence as the input of another model, with the same spans protected: each
    /// is looked for behind the one before. One that is not found is not protected any more.
    pub fn carried_over(&self, translation: String) -> Self {
        let mut protected: Vec<Range<usize>> = self
            .protected
            .iter()
            .filter_map(|span| {
                let span = &self.text[span.clone()];
                translation.find(span).map(|at| at..at + span.len())
            })
            .collect();
        protected.sort_by_key(|span| span.start);
        protected.dedup_by(|next, last| next.start < last.end);
        Self::new(translation, protected)
    }

    /// Whether there is anything to translate.
    pub fn has_prose(&self) -> bool {
        self.parts()
            .iter()
            .any(|part| matches!(part, Part::Prose(text) if text.chars().any(char::is_alphabetic)))
    }

    /// Cuts the sentence in two near its middle, and the space between them: behind punctuation if
    /// possible, else between words, else (in scripts without spaces) between letters. `None` where it
    /// can't be cut.
    pub fn halves(&self) -> Option<(Self, &str, Self)> {
        let (end, start) = self.cut()?;
        let left = self.slice(0..end);
        let right = self.slice(start..self.text.len());
        Some((left, &self.text[end..start], right))
    }

    /// Where the left half ends and where the right half starts.
    fn cut(&self) -> Option<(usize, usize)> {
        let middle = self.text.len() / 2;
        let free = |at: usize| {
            !self
                .protected
                .iter()
                .any(|span| span.start < at && at < span.end)
        };
        let mut best: Option<(usize, (usize, usize))> = None;
        let mut previous = ' ';
        for (at, c) in self.text.char_indices().skip(1) {
            let strong = matches!(
                previous,
                ',' | ';' | ':' | '.' | '!' | '?' | ')' | '،' | '؛' | '—' | '–'
            );
            let (cost, cut) = if c.is_whitespace() && !previous.is_whitespace() {
                let rest = self.text[at..].trim_start();
                (
                    if strong { 0 } else { 2 },
                    (at, self.text.len() - rest.len()),
                )
            } else if matches!(previous, '、' | '，' | '；' | '：' | '。' | '！' | '？') {
                (0, (at, at))
            } else if is_unspaced(previous) && is_unspaced(c) {
                (6, (at, at))
            } else {
                previous = c;
                continue;
            };
            previous = c;
            if cut.0 == 0 || cut.1 >= self.text.len() || !free(cut.0) || !free(cut.1) {
                continue;
            }
            // A better kind of place may lie further from the middle.
            let cost = cut.0.abs_diff(middle) + cost * self.text.len() / 8;
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, cut));
            }
        }
        best.map(|(_, cut)| cut)
    }

    /// A part of the sentence; a span that is not wholly in it is not protected any more.
    pub fn slice(&self, range: Range<usize>) -> Self {
        Self {
            text: self.text[range.clone()].to_owned(),
            protected: self
                .protected
                .iter()
                .filter(|span| span.start >= range.start && span.end <= range.end)
                .map(|span| span.start - range.start..span.end - range.start)
                .collect(),
            shouted: self.shouted,
        }
    }
}

/// Runs of letters and digits, or of signs, that hold a character which is lost. White space and plain
/// signs are never lost; a script without spaces has no runs to speak of.
fn lost_runs(
    text: &str,
    range: Range<usize>,
    lost: &impl Fn(char) -> bool,
    out: &mut Vec<Range<usize>>,
) {
    let kind = |c: char| match c {
        c if is_unspaced(c) || marks::is(c) => 0,
        c if c.is_alphanumeric() => 1,
        c if c.is_ascii() || c.is_whitespace() => 0,
        _ => 2,
    };
    let mut run = range.start..range.start;
    let mut run_kind = 0;
    let mut is_lost = false;
    let mut close = |run: Range<usize>, is_lost: bool| {
        if is_lost {
            out.push(run);
        }
    };
    for (n, c) in text[range.clone()].char_indices() {
        let at = range.start + n;
        let this = kind(c);
        if this == 0 || this != run_kind {
            close(run.clone(), is_lost);
            run = at..at;
            is_lost = false;
        }
        run_kind = this;
        if this > 0 {
            run.end = at + c.len_utf8();
            is_lost = is_lost || (!c.is_ascii() && lost(c));
        }
    }
    close(run, is_lost);
}

/// A stretch of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Prose(&'a str),
    Protected(&'a str),
}

/// Whether the prose is in capitals, and long enough not to be an abbreviation.
fn is_shouted(text: &str, protected: &[Range<usize>]) -> bool {
    let (mut upper, mut lower) = (0, 0);
    for (at, c) in text.char_indices() {
        if protected.iter().any(|span| span.contains(&at)) {
            continue;
        }
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
    }
    upper >= 5 && lower * 8 <= upper
}

/// Letters of scripts that put no spaces between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::super::stand_in::StandIn;
    use super::*;

    fn sentence(text: &str, spans: &[&str]) -> Sentence {
        let protected = spans
            .iter()
            .map(|span| {
                let at = text.find(span).unwrap();
                at..at + span.len()
            })
            .collect();
        Sentence::new(text, protected)
    }

    #[test]
    fn what_is_protected_comes_back_exactly_once() {
        let s = sentence("Veja http://a.b/c e {nome}.", &["http://a.b/c", "{nome}"]);
        let form = StandIn::Letter;
        assert_eq!(s.masked(form).unwrap(), "Veja X1 e X2.");
        assert_eq!(
            s.restored("See X2 and X1.", form).unwrap(),
            "See {nome} and http://a.b/c."
        );
        for lost in [
            "See X1.",
            "See X1 and X1 and X2",
            "See X1 and X22.",
            "See X1 and aX2.",
        ] {
            assert_eq!(s.restored(lost, form), None, "{lost}");
        }
    }

    #[test]
    fn spans_that_touch_words_touch_them_again() {
        let s = sentence("custa R${valor}reais já", &["${valor}"]);
        let form = StandIn::Letter;
        assert_eq!(s.masked(form).unwrap(), "custa R X1 reais já");
        assert_eq!(
            s.restored("costs R X1 reais now", form).unwrap(),
            "costs R${valor}reais now"
        );
    }

    #[test]
    fn a_text_with_stand_ins_of_its_own_needs_another_form() {
        let s = sentence("O X1 fica em {casa}", &["{casa}"]);
        assert_eq!(s.masked(StandIn::Letter), None);
        assert_eq!(s.masked(StandIn::Letters).unwrap(), "O X1 fica em QZ1");
        let many = "{a} ".repeat(12);
        let spans = (0..12).map(|n| n * 4..n * 4 + 3).collect();
        assert!(Sentence::new(many, spans).masked(StandIn::Letter).is_some());
    }

    #[test]
    fn shouting_is_lowered_and_raised_again_but_not_in_what_is_protected() {
        let s = sentence("ABRA O SITE a.example AGORA", &["a.example"]);
        assert_eq!(s.masked(StandIn::Letter).unwrap(), "Abra o site X1 agora");
        let restored = s.restored("Open the site X1 now", StandIn::Letter).unwrap();
        assert_eq!(restored, "OPEN THE SITE a.example NOW");
        assert!(!sentence("A NASA e a ONU", &[]).shouted);
        assert!(!sentence("NASA", &[]).shouted);
    }

    #[test]
    fn what_an_engine_loses_is_protected_word_by_word() {
        let s = sentence("O Łukasz pagou 12 € em {casa}™ aqui", &["{casa}"]);
        let s = s.protecting(|c| matches!(c, 'Ł' | '€' | '™'));
        assert_eq!(
            s.masked(StandIn::Letter).unwrap(),
            "O X1 pagou 12 X2 em X3 X4 aqui"
        );
        assert_eq!(
            s.restored("X1 paid 12 X2 in X3 X4 here", StandIn::Letter)
                .unwrap(),
            "Łukasz paid 12 € in {casa}™ here"
        );
    }

    #[test]
    fn halves_are_cut_at_punctuation_and_never_in_what_is_protected() {
        let s = sentence("uma frase com vírgula, e mais palavras", &[]);
        let (left, gap, right) = s.halves().unwrap();
        assert_eq!(
            (left.text(), gap, right.text()),
            ("uma frase com vírgula,", " ", "e mais palavras")
        );
        let s = sentence("`a b c d e f g`", &["`a b c d e f g`"]);
        assert!(s.halves().is_none());
        let (left, gap, right) = sentence("私は学生です", &[])
            .halves()
            .map(|(a, b, c)| (a, b.to_owned(), c))
            .unwrap();
        assert_eq!(
            format!("{}{gap}{}", left.text(), right.text()),
            "私は学生です"
        );
        assert!(sentence("abcdefgh", &[]).halves().is_none());
        assert!(sentence("", &[]).halves().is_none());
    }
}
