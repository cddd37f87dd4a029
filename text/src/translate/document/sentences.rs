//! The sentences of a paragraph.

use std::ops::Range;

use fxtranslate::segment::{IcuSegmenter, Segmenter};

use super::super::marks;
use super::super::sentence::Sentence;
use super::protect::Span;
use super::tags::Marked;
use super::{Piece, pairs};

/// A longer sentence is cut before it is scheduled, so that no request holds a thread for long. About
/// as many bytes as the engines' window of tokens.
pub(super) const LONGEST: usize = 600;

/// The sentences of a paragraph that hold anything to translate.
pub(super) fn pieces(marked: &Marked<'_>, range: Range<usize>) -> Vec<Piece> {
    let (text, spans) = (&*marked.text, &marked.spans);
    let first = spans.partition_point(|span| span.range.end <= range.start);
    let spans = &spans[first..];
    let last = spans.partition_point(|span| span.range.start < range.end);
    let spans = &spans[..last];
    let mut parts = Vec::new();
    for sentence in sentences(text, &range, spans) {
        let range = without_loose_edges(text, sentence, spans);
        let first = spans.partition_point(|span| span.range.end <= range.start);
        let inside: Vec<Range<usize>> = spans[first..]
            .iter()
            .take_while(|span| span.range.start < range.end)
            .map(|span| span.range.start.max(range.start)..span.range.end.min(range.end))
            .map(|span| span.start - range.start..span.end - range.start)
            .collect();
        let part = Part {
            start: range.start,
            sentence: Sentence::new(&text[range], inside),
        };
        part.cut(&mut parts);
    }
    if !marked.pairs.is_empty() {
        parts = pairs::kept_together(&marked.pairs_in(&range), parts);
    }
    parts
        .into_iter()
        .filter(|part| part.sentence.has_prose())
        .map(Part::into_piece)
        .collect()
}

/// A sentence and where it starts.
#[derive(Debug)]
pub(super) struct Part {
    pub start: usize,
    pub sentence: Sentence,
}

impl Part {
    pub fn end(&self) -> usize {
        self.start + self.sentence.text().len()
    }

    /// Cuts a sentence until every part is short enough.
    fn cut(self, out: &mut Vec<Self>) {
        if self.sentence.text().len() > LONGEST
            && let Some((left, gap, right)) = self.sentence.halves()
        {
            let start = self.start + left.text().len() + gap.len();
            Self {
                start: self.start,
                sentence: left,
            }
            .cut(out);
            Self {
                start,
                sentence: right,
            }
            .cut(out);
        } else {
            out.push(self);
        }
    }

    fn into_piece(self) -> Piece {
        let range = self.start..self.end();
        let (sentence, breaks) = unwrap_lines(self.sentence);
        Piece {
            range,
            sentence,
            breaks,
        }
    }
}

/// Sentence boundaries (UAX #29), but for those inside something protected or behind an abbreviation.
fn sentences(text: &str, range: &Range<usize>, spans: &[Span]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut carried = None;
    for found in IcuSegmenter::new().sentences(&text[range.clone()]) {
        let mut found = range.start + found.start..range.start + found.end;
        found.start = carried.take().unwrap_or(found.start);
        // A mark behind the space after a sentence belongs to the next.
        let behind = text[found.clone()].trim_end_matches(marks::is);
        if behind.len() < found.len() && behind.ends_with(char::is_whitespace) {
            carried = Some(found.start + behind.len());
            found.end = found.start + behind.trim_end().len();
        }
        if found.is_empty() {
            continue;
        }
        let joined = out.last_mut().filter(|last| {
            let n = spans.partition_point(|span| span.range.end <= last.end);
            let inside = spans.get(n).is_some_and(|span| span.range.start < last.end);
            // `a?b` and `Node.js!important` are no two sentences.
            let glued = last.end == found.start && text[..last.end].ends_with(['.', '?', '!']);
            // A line break ends a sentence for UAX #29; `paragraphs` has judged that it does not.
            let wrapped = text[last.end..found.start].contains('\n')
                && !ends_sentence(&text[(*last).clone()]);
            inside || glued || wrapped || ends_in_abbreviation(&text[(*last).clone()])
        });
        match joined {
            Some(last) => last.end = found.end,
            None => out.push(found),
        }
    }
    out
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '\'', ')', ']', '»', '”', '’'])
        .ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟'])
}

/// Titles and the like that are followed by a capital letter within a sentence, in the languages that
/// are translated most.
fn ends_in_abbreviation(text: &str) -> bool {
    let Some(text) = text.strip_suffix('.') else {
        return false;
    };
    let word = text
        .rsplit(|c: char| c.is_whitespace() || c == '(')
        .next()
        .unwrap_or(text);
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    initial
        || matches!(
            word.to_lowercase().as_str(),
            "sr" | "sra"
                | "srta"
                | "dr"
                | "dra"
                | "prof"
                | "profa"
                | "d"
                | "dna"
                | "eng"
                | "exmo"
                | "sto"
                | "sta"
                | "st"
                | "av"
                | "art"
                | "pág"
                | "núm"
                | "fig"
                | "vol"
                | "cap"
                | "mr"
                | "mrs"
                | "ms"
                | "mme"
                | "mlle"
                | "mm"
                | "hr"
                | "fr"
                | "bzw"
                | "z.b"
                | "u.a"
                | "d.h"
                | "ca"
                | "nr"
                | "no"
                | "n.º"
                | "ing"
                | "sig"
                | "dott"
                | "р"
                | "им"
        )
}

/// The sentence without emoji, tags and the like at its edges, and without the space beside them.
fn without_loose_edges(text: &str, range: Range<usize>, spans: &[Span]) -> Range<usize> {
    let mut range = range;
    for span in spans.iter().filter(|span| span.loose) {
        if span.range.start <= range.start && span.range.end > range.start {
            let end = span.range.end.min(range.end);
            let rest = &text[end..range.end];
            range.start = end + rest.len() - rest.trim_start().len();
        }
    }
    for span in spans.iter().rev().filter(|span| span.loose) {
        if span.range.end >= range.end
            && span.range.start < range.end
            && span.range.start >= range.start
        {
            range.end = range.start + text[range.start..span.range.start].trim_end().len();
        }
    }
    range
}

/// A sentence on one line, and where its line breaks were.
fn unwrap_lines(sentence: Sentence) -> (Sentence, Vec<(f64, String)>) {
    let text = sentence.text();
    if !text.contains('\n') {
        return (sentence, Vec::new());
    }
    let mut joined = String::with_capacity(text.len());
    let mut breaks = Vec::new();
    let mut protected = Vec::new();
    let mut spans = sentence.protected().iter().peekable();
    let mut at = 0;
    while at < text.len() {
        if let Some(span) = spans.next_if(|span| span.start == at) {
            let start = joined.len();
            joined.push_str(&text[span.clone()]);
            protected.push(start..joined.len());
            at = span.end;
            continue;
        }
        let rest = &text[at..];
        let space = rest.len() - rest.trim_start().len();
        if rest[..space].contains('\n') {
            breaks.push((joined.len(), rest[..space].to_owned()));
            joined.push(' ');
            at += space;
        } else {
            let c = rest.chars().next().unwrap_or(' ');
            joined.push(c);
            at += c.len_utf8();
        }
    }
    let length = joined.len() as f64;
    let breaks = breaks
        .into_iter()
        .map(|(at, text)| (at as f64 / length, text))
        .collect();
    (Sentence::new(joined, protected), breaks)
}
