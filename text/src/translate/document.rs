//! A text taken apart into sentences, and put together again around them.
//!
//! Only the sentences change. Line breaks, indentation, list markers, the spaces between sentences and
//! everything protected stay where and what they were.

use std::ops::Range;

use fxtranslate::segment::{IcuSegmenter, Segmenter};

use super::sentence::Sentence;
use crate::token::{Format, Kind, Protected, Token, tokenize};

/// A longer sentence is cut before it is scheduled, so that no request holds a thread for long. About
/// as many bytes as the engines' window of tokens.
const LONGEST: usize = 600;

/// A longer word is no word: it is left as it is, because the engines would spell it letter by letter.
const LONGEST_WORD: usize = 64;

/// A line at least this long may have been broken by an editor, its sentence going on in the next.
const WRAPPED: usize = 45;

/// A text and its blocks.
#[derive(Debug)]
pub(super) struct Document<'a> {
    text: &'a str,
    blocks: Vec<Block>,
}

/// A paragraph, a line or a list item: what is in one language.
#[derive(Debug)]
pub(super) struct Block {
    range: Range<usize>,
    pieces: Vec<Piece>,
}

/// A sentence, or a part of one that is too long.
#[derive(Debug)]
struct Piece {
    range: Range<usize>,
    sentence: Sentence,
    /// Line breaks inside it: where, as a share of its length, and what they are.
    breaks: Vec<(f64, String)>,
}

/// A span that must come back as it is.
#[derive(Debug, Clone)]
struct Span {
    range: Range<usize>,
    /// May be moved out of the sentence where it stands at its edge.
    loose: bool,
    /// Ends the sentence: a tag.
    splits: bool,
}

impl<'a> Document<'a> {
    /// Takes a text apart. Time is linear in its length.
    pub fn new(text: &'a str, format: Format) -> Self {
        let spans = spans(text, format);
        let mut blocks = Vec::new();
        for range in paragraphs(text, format, &spans) {
            let pieces = pieces(text, range.clone(), &spans);
            if !pieces.is_empty() {
                blocks.push(Block { range, pieces });
            }
        }
        Self { text, blocks }
    }

    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The prose of all blocks, to tell the language by: at most some kilobytes of it.
    pub fn sample(&self) -> String {
        let mut out = String::new();
        for block in &self.blocks {
            if out.len() > 4_000 {
                break;
            }
            out.push_str(block.prose(self.text));
            out.push('\n');
        }
        out
    }

    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Puts the text together from the translations of each block's sentences: an empty list for a
    /// block that stays, `None` for a sentence that stays.
    pub fn render(&self, translations: &[Vec<Option<String>>]) -> String {
        let mut out = String::with_capacity(self.text.len() + self.text.len() / 4);
        let mut at = 0;
        for (block, translated) in self.blocks.iter().zip(translations) {
            for (piece, sentence) in block.pieces.iter().zip(translated) {
                let Some(sentence) = sentence else { continue };
                out.push_str(&self.text[at..piece.range.start]);
                piece.render(sentence, &mut out);
                at = piece.range.end;
            }
        }
        out.push_str(&self.text[at..]);
        out
    }
}

impl Block {
    /// The sentences for the engine.
    pub fn sentences(&self) -> impl Iterator<Item = &Sentence> {
        self.pieces.iter().map(|piece| &piece.sentence)
    }

    /// The block as written.
    pub fn prose<'a>(&self, text: &'a str) -> &'a str {
        &text[self.range.clone()]
    }
}

impl Piece {
    fn render(&self, sentence: &str, out: &mut String) {
        if self.breaks.is_empty() {
            out.push_str(sentence);
            return;
        }
        // Each line break goes to the space that is nearest to where it was.
        let spaces: Vec<usize> = sentence.match_indices(' ').map(|(at, _)| at).collect();
        let mut at = 0;
        for (share, text) in &self.breaks {
            let wanted = (share * sentence.len() as f64) as usize;
            let nearest = spaces
                .iter()
                .copied()
                .filter(|space| *space >= at)
                .min_by_key(|space| space.abs_diff(wanted));
            if let Some(space) = nearest {
                out.push_str(&sentence[at..space]);
                at = space + 1;
            }
            out.push_str(text);
        }
        out.push_str(&sentence[at..]);
    }
}

/// What is protected, in order; neighbours that touch are one.
fn spans(text: &str, format: Format) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for token in tokenize(text, format) {
        let Some((loose, splits)) = protection(text, &token) else {
            continue;
        };
        let touching = spans
            .last_mut()
            .filter(|last| last.range.end == token.start && last.splits == splits);
        match touching {
            Some(last) => {
                last.range.end = token.end;
                last.loose &= loose;
            }
            None => spans.push(Span {
                range: token.range(),
                loose,
                splits,
            }),
        }
    }
    spans
}

/// Whether a token is kept from the engine, and how. Numbers, units, times and abbreviations are words
/// of the language, which the engines translate well.
fn protection(text: &str, token: &Token) -> Option<(bool, bool)> {
    match token.kind {
        Kind::Protected(Protected::Markup) => Some((true, true)),
        Kind::Protected(Protected::Code) if token.text(text).contains('\n') => Some((true, true)),
        Kind::Protected(Protected::Emoji | Protected::Hashtag | Protected::Mention) => {
            Some((true, false))
        }
        Kind::Protected(
            Protected::Url
            | Protected::Domain
            | Protected::Email
            | Protected::Code
            | Protected::Path
            | Protected::Version
            | Protected::Placeholder
            | Protected::Entity
            | Protected::Identifier
            | Protected::Flag,
        ) => Some((false, false)),
        Kind::Word if token.end - token.start > LONGEST_WORD => {
            let word = token.text(text);
            (word.is_ascii() || word.chars().count() > LONGEST_WORD && !word.chars().any(is_dense))
                .then_some((true, false))
        }
        Kind::Punctuation => token
            .text(text)
            .chars()
            .all(is_pictograph)
            .then_some((false, false)),
        _ => None,
    }
}

/// Letters of scripts whose sentences have no spaces, so that a whole one looks like a word.
fn is_dense(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Symbols that are not in the engines' vocabularies and would be lost: currency signs, arrows,
/// mathematics, boxes.
fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{20A0}'..='\u{20CF}' | '\u{2190}'..='\u{23FF}' | '\u{2460}'..='\u{2BFF}' | '¢' | '£' | '¥' | '¤' | '§' | '¶' | '©' | '®' | '°' | '±' | '×' | '÷' | '†' | '‡' | '™' | '{' | '}' | '<' | '>' | '|' | '^' | '~' | '`' | '\\' | '=' | '+' | '_' | '*' | '#' | '@')
}

/// Ranges of prose that are in one language and have no structure inside.
fn paragraphs(text: &str, format: Format, spans: &[Span]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut spans = spans.iter().peekable();
    let mut start = 0;
    let mut add = |range: Range<usize>, wrapped: bool| {
        let line = prose_of(text, range);
        if line.is_empty() {
            return;
        }
        match out.last_mut() {
            Some(last) if wrapped && goes_on(text, last, &line) => last.end = line.end,
            _ => out.push(line),
        }
    };
    let mut at = 0;
    while at < text.len() {
        while spans
            .next_if(|span| span.range.end <= at && !span.splits)
            .is_some()
        {}
        let stop = spans.peek().map_or(text.len(), |span| span.range.start);
        if stop <= at {
            let Some(span) = spans.next() else { break };
            if span.splits {
                add(start..span.range.start.max(start), format != Format::Html);
                start = span.range.end;
            }
            at = span.range.end.max(at);
            continue;
        }
        let here = &text[at..stop];
        match here.find('\n').filter(|_| format != Format::Html) {
            Some(n) => {
                add(start..at + n, true);
                at += n + 1;
                start = at;
            }
            None => at = stop,
        }
    }
    add(start..text.len(), format != Format::Html);
    out
}

/// A line without its indentation and its list markers.
fn prose_of(text: &str, range: Range<usize>) -> Range<usize> {
    let mut start = range.start;
    loop {
        let rest = &text[start..range.end];
        start += rest.len() - rest.trim_start().len();
        match marker(&text[start..range.end]) {
            0 => break,
            n => start += n,
        }
    }
    start..start + text[start..range.end].trim_end().len()
}

/// The length of a list marker, heading sign or quotation sign, its space included; 0 for none.
fn marker(line: &str) -> usize {
    let sign = line.trim_start_matches([
        '-', '*', '+', '#', '>', '•', '◦', '▪', '·', '–', '—', '|', '=',
    ]);
    let body = if sign.len() < line.len() {
        sign
    } else {
        let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = line.len() - number.len();
        let letter = usize::from(digits == 0 && line.starts_with(|c: char| c.is_ascii_lowercase()));
        let rest = &line[digits + letter..];
        match rest
            .strip_prefix(')')
            .or_else(|| rest.strip_prefix('.').filter(|_| letter == 0))
        {
            Some(body) if (1..=3).contains(&digits) || letter == 1 => body,
            _ => match line
                .strip_prefix("[ ]")
                .or_else(|| line.strip_prefix("[x]"))
            {
                Some(body) => body,
                None => return 0,
            },
        }
    };
    if body.starts_with([' ', '\t']) {
        line.len() - body.len() + 1
    } else {
        0
    }
}

/// Whether a line goes on with the sentence of the one before: that one is long and its sentence open,
/// only the line break and spaces are between them, and this one begins small.
fn goes_on(text: &str, last: &Range<usize>, line: &Range<usize>) -> bool {
    let gap = &text[last.end..line.start];
    let before = &text[last.clone()];
    let tail = before.rsplit('\n').next().unwrap_or(before);
    gap.matches('\n').count() == 1
        && gap.trim().is_empty()
        && tail.len() >= WRAPPED
        && !before.ends_with(['.', '!', '?', ':', ';', '|'])
        && text[line.clone()].starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
}

/// The sentences of a paragraph that hold anything to translate.
fn pieces(text: &str, range: Range<usize>, spans: &[Span]) -> Vec<Piece> {
    let first = spans.partition_point(|span| span.range.end <= range.start);
    let spans = &spans[first..];
    let last = spans.partition_point(|span| span.range.start < range.end);
    let spans = &spans[..last];
    let mut out = Vec::new();
    for sentence in sentences(text, &range, spans) {
        let range = without_loose_edges(text, sentence, spans);
        let first = spans.partition_point(|span| span.range.end <= range.start);
        let inside: Vec<Range<usize>> = spans[first..]
            .iter()
            .take_while(|span| span.range.start < range.end)
            .map(|span| span.range.start.max(range.start)..span.range.end.min(range.end))
            .map(|span| span.start - range.start..span.end - range.start)
            .collect();
        cut(
            range.start,
            Sentence::new(&text[range.clone()], inside),
            &mut out,
        );
    }
    out
}

/// Sentence boundaries (UAX #29), but for those inside something protected or behind an abbreviation.
fn sentences(text: &str, range: &Range<usize>, spans: &[Span]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for found in IcuSegmenter::new().sentences(&text[range.clone()]) {
        let found = range.start + found.start..range.start + found.end;
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

/// Cuts a sentence until every part is short enough, and keeps the parts with anything to translate.
fn cut(start: usize, sentence: Sentence, out: &mut Vec<Piece>) {
    if sentence.text().len() > LONGEST
        && let Some((left, gap, right)) = sentence.halves()
    {
        let middle = start + left.text().len() + gap.len();
        cut(start, left, out);
        cut(middle, right, out);
    } else if sentence.has_prose() {
        let range = start..start + sentence.text().len();
        let (sentence, breaks) = unwrap_lines(sentence);
        out.push(Piece {
            range,
            sentence,
            breaks,
        });
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn taken_apart(text: &str, format: Format) -> Vec<Vec<String>> {
        let document = Document::new(text, format);
        document
            .blocks()
            .iter()
            .map(|block| block.sentences().map(|s| s.text().to_owned()).collect())
            .collect()
    }

    /// Every sentence replaced by itself in capitals.
    fn shouted(text: &str, format: Format) -> String {
        let document = Document::new(text, format);
        let translations: Vec<Vec<Option<String>>> = document
            .blocks()
            .iter()
            .map(|block| {
                block
                    .sentences()
                    .map(|s| Some(s.text().to_uppercase()))
                    .collect()
            })
            .collect();
        document.render(&translations)
    }

    #[test]
    fn only_sentences_change() {
        let text = "  Olá.  Tudo bem?\r\n\r\n\t- um item 🙂\n2) outro item\n\n> — citado\n";
        assert_eq!(
            shouted(text, Format::Text),
            "  OLÁ.  TUDO BEM?\r\n\r\n\t- UM ITEM 🙂\n2) OUTRO ITEM\n\n> — CITADO\n"
        );
        for same in [
            "",
            " \n\t",
            "🙂🙂 🙂",
            "https://a.example/x",
            "12,5% — 3/4\n",
            "a".repeat(5000).as_str(),
        ] {
            assert_eq!(shouted(same, Format::Text), same);
        }
    }

    #[test]
    fn sentences_are_found_across_line_breaks_that_an_editor_made() {
        let text = "Esta é uma linha comprida que continua na linha\nseguinte até ao ponto final. E outra.\nNova linha.";
        assert_eq!(
            taken_apart(text, Format::Text),
            [
                vec![
                    "Esta é uma linha comprida que continua na linha seguinte até ao ponto final."
                        .to_owned(),
                    "E outra.".to_owned()
                ],
                vec!["Nova linha.".to_owned()]
            ]
        );
        assert_eq!(
            shouted(text, Format::Text),
            "ESTA É UMA LINHA COMPRIDA QUE CONTINUA NA LINHA\nSEGUINTE ATÉ AO PONTO FINAL. E OUTRA.\nNOVA LINHA."
        );
    }

    #[test]
    fn abbreviations_and_addresses_do_not_end_a_sentence() {
        assert_eq!(
            taken_apart("O Sr. Silva leu a.b.example/c?d=1. Gostou.", Format::Text),
            [["O Sr. Silva leu a.b.example/c?d=1.", "Gostou."]]
        );
    }

    #[test]
    fn tags_and_code_stay() {
        let html = "<p class=\"a\">Olá <b>mundo</b>.</p>\n<pre>x = 1</pre><script>var a</script>";
        assert_eq!(
            shouted(html, Format::Html),
            "<p class=\"a\">OLÁ <b>MUNDO</b>.</p>\n<pre>x = 1</pre><script>var a</script>"
        );
        let markdown = "# Título\n\nVeja [isto](http://a.example/b \"c\") e `código`.\n\n```\nfn x\n```\n\n| a | bom dia |\n";
        assert_eq!(
            shouted(markdown, Format::Markdown),
            "# TÍTULO\n\nVEJA [ISTO](http://a.example/b \"c\") E `CÓDIGO`.\n\n```\nfn x\n```\n\n| A | BOM DIA |\n"
        );
    }

    #[test]
    fn a_long_sentence_is_cut() {
        let long = "palavra, ".repeat(2000);
        let parts = taken_apart(&long, Format::Text);
        assert!(parts[0].iter().all(|part| part.len() <= LONGEST));
        assert_eq!(shouted(&long, Format::Text), long.to_uppercase());
    }
}
