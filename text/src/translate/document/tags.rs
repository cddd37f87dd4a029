//! Tags that stand in a line of text, `<b>…</b>` and `[…](…)`, and travel with their words; entities, which are read as
//! the characters that they stand for.
//!
//! Each tag is replaced by one character, its mark, so that sentences are found, cached and translated as if
//! there were no tags. A sentence that has both marks of a pair keeps them and the engine says where in
//! the translation they belong; where the two would part, the sentence is cut at them instead.

use std::borrow::Cow;
use std::ops::Range;

use super::super::marks::{self, Mark};
use super::Tags;
use super::protect::{self, Span};
use crate::token::{Format, Kind, Protected, Token, is_inline, tag_name};

/// Bytes of a mark.
pub(super) const MARK: usize = 4;

/// More tags than this may not be open at a time; deeper ones end the sentence.
const DEEPEST: usize = 64;

/// A text with marks in the place of its tags, and with its entities as the characters that they stand for.
#[derive(Debug)]
pub(super) struct Marked<'a> {
    pub text: Cow<'a, str>,
    /// What is protected in `text`.
    pub spans: Vec<Span>,
    /// Where the marks of each pair are in `text`, in the order of those that open.
    pub pairs: Vec<(usize, usize)>,
    /// The same the other way round, in the order of those that close.
    closing: Vec<(usize, usize)>,
    /// What stands for something else, in the order of their places.
    replaced: Vec<Replaced<'a>>,
}

/// One character of the marked text that is written otherwise.
#[derive(Debug)]
struct Replaced<'a> {
    place: usize,
    /// Bytes of the character.
    length: usize,
    source: &'a str,
}

/// What a stretch of the text is replaced by.
enum New {
    Mark(Mark),
    Char(char),
}

impl<'a> Marked<'a> {
    /// Puts marks in the place of the tags that come in pairs, where those are wanted, and characters in that of entities.
    pub fn new(text: &'a str, format: Format, tokens: &[Token], tags: Tags) -> Self {
        let mut found = if tags != Tags::Mark || format == Format::Text || marks::any(text) {
            Vec::new()
        } else {
            pairs(text, format, tokens)
        };
        found.sort_by_key(|(open, _)| open.start);
        let mut new = if format == Format::Text {
            Vec::new()
        } else {
            characters(text, tokens)
        };
        let mut pairs = vec![(0, 0); found.len()];
        for (number, (open, close)) in found.into_iter().enumerate() {
            new.push((open, New::Mark(Mark::Open(number))));
            new.push((close, New::Mark(Mark::Close(number))));
        }
        new.sort_by_key(|(range, _)| range.start);
        let mut spans = protect::spans(text, tokens, tags, |token| {
            let n = new.partition_point(|(range, _)| range.end <= token.start);
            new.get(n).is_some_and(|(range, _)| range.start < token.end)
                || tags == Tags::Keep && is_inline(token.text(text))
        });
        if new.is_empty() {
            return Self {
                text: Cow::Borrowed(text),
                spans,
                pairs,
                closing: Vec::new(),
                replaced: Vec::new(),
            };
        }
        let (marked, replaced) = rewritten(text, new, &mut spans, &mut pairs);
        let mut closing: Vec<_> = pairs.iter().map(|(open, close)| (*close, *open)).collect();
        closing.sort_unstable();
        Self {
            text: Cow::Owned(marked),
            spans,
            pairs,
            closing,
            replaced,
        }
    }

    /// The pairs that have a mark in a stretch of the text.
    pub fn pairs_in(&self, range: &Range<usize>) -> Vec<(usize, usize)> {
        let first = self.pairs.partition_point(|(open, _)| *open < range.start);
        let last = self.pairs.partition_point(|(open, _)| *open < range.end);
        let before = self
            .closing
            .partition_point(|(close, _)| *close < range.start);
        let from_before = self.closing[before..].iter();
        let from_before = from_before.take_while(|(close, _)| *close < range.end);
        let from_before = from_before.filter(|(_, open)| *open < range.start);
        from_before
            .map(|(close, open)| (*open, *close))
            .chain(self.pairs[first..last].iter().copied())
            .collect()
    }

    /// Appends a stretch of the marked text as it was.
    pub fn write_original(&self, range: Range<usize>, out: &mut String) {
        let first = self.replaced.partition_point(|one| one.place < range.start);
        let mut at = range.start;
        for one in self.replaced[first..]
            .iter()
            .take_while(|one| one.place < range.end)
        {
            out.push_str(&self.text[at..one.place]);
            out.push_str(one.source);
            at = one.place + one.length;
        }
        out.push_str(&self.text[at..range.end]);
    }

    /// Appends the translation of a stretch that starts at `start`: both tags of each pair are in it.
    pub fn write_translated(&self, start: usize, translation: &str, out: &mut String) {
        if self.pairs.is_empty() {
            out.push_str(translation);
            return;
        }
        let first = self.pairs.partition_point(|(open, _)| *open < start);
        let tag = |pair: usize, opens: bool| {
            let number = first + (pair + marks::MOST - first % marks::MOST) % marks::MOST;
            let (open, close) = self.pairs.get(number)?;
            let place = if opens { open } else { close };
            let found = self.replaced.binary_search_by_key(place, |one| one.place);
            found.ok().map(|n| self.replaced[n].source)
        };
        for c in translation.chars() {
            let source = match Mark::of(c) {
                Some(Mark::Open(pair)) => tag(pair, true),
                Some(Mark::Close(pair)) => tag(pair, false),
                None => None,
            };
            match source {
                Some(source) => out.push_str(source),
                None => out.push(c),
            }
        }
    }
}

/// The text with the new in its places, and what that replaces. `spans` move along, `pairs` learn where their marks are.
fn rewritten<'a>(
    text: &'a str,
    new: Vec<(Range<usize>, New)>,
    spans: &mut [Span],
    pairs: &mut [(usize, usize)],
) -> (String, Vec<Replaced<'a>>) {
    let mut marked = String::with_capacity(text.len());
    let mut replaced = Vec::with_capacity(new.len());
    let mut at = 0;
    let mut later = spans.iter_mut().peekable();
    for (range, new) in new {
        marked.push_str(&text[at..range.start]);
        // What stands before has moved as far as the text before it.
        while let Some(span) = later.next_if(|span| span.range.start < range.start) {
            let moved = |at: usize| at + marked.len() - range.start;
            span.range = moved(span.range.start)..moved(span.range.end);
        }
        let place = marked.len();
        let c = match new {
            New::Mark(mark) => {
                match mark {
                    Mark::Open(number) => pairs[number].0 = place,
                    Mark::Close(number) => pairs[number].1 = place,
                }
                mark.char()
            }
            New::Char(c) => c,
        };
        marked.push(c);
        at = range.end;
        replaced.push(Replaced {
            place,
            length: c.len_utf8(),
            source: &text[range],
        });
    }
    marked.push_str(&text[at..]);
    for span in later {
        let moved = |at: usize| at + marked.len() - text.len();
        span.range = moved(span.range.start)..moved(span.range.end);
    }
    (marked, replaced)
}

/// Where entities are and what they stand for, but for those that would be syntax.
fn characters(text: &str, tokens: &[Token]) -> Vec<(Range<usize>, New)> {
    let entities = tokens
        .iter()
        .filter(|token| token.kind == Kind::Protected(Protected::Entity));
    let characters = entities.filter_map(|token| {
        let found = crate::token::characters(token.text(text))?;
        let moved = |range: Range<usize>| range.start + token.start..range.end + token.start;
        Some(
            found
                .into_iter()
                .map(move |(range, c)| (moved(range), New::Char(c))),
        )
    });
    characters.flatten().collect()
}

/// Where a tag and its partner are, properly nested, with nothing between them that ends a paragraph.
fn pairs(text: &str, format: Format, tokens: &[Token]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut pairs = Vec::new();
    let mut open: Vec<(Range<usize>, &str)> = Vec::new();
    let mut n = 0;
    while n < tokens.len() {
        let (range, side) = match format {
            Format::Markdown => markdown(text, tokens, n),
            _ => (tokens[n].range(), Side::of_html(text, &tokens[n])),
        };
        n += tokens[n..]
            .iter()
            .take_while(|token| token.start < range.end)
            .count()
            .max(1);
        match side {
            Side::Ends => open.clear(),
            Side::Open(name) if open.len() < DEEPEST => open.push((range, name)),
            Side::Neither | Side::Open(_) => {}
            Side::Close(name) => close(&mut open, range, name, &mut pairs),
            Side::Either(name) if open.iter().any(|(_, known)| *known == name) => {
                close(&mut open, range, name, &mut pairs);
            }
            Side::Either(name) => open.push((range, name)),
        }
    }
    pairs
}

/// Closes the innermost of the open tags with this name; those inside it have no partner.
fn close(
    open: &mut Vec<(Range<usize>, &str)>,
    range: Range<usize>,
    name: &str,
    pairs: &mut Vec<(Range<usize>, Range<usize>)>,
) {
    let found = open
        .iter()
        .rposition(|(_, known)| known.eq_ignore_ascii_case(name));
    if let Some(n) = found {
        open.truncate(n + 1);
        pairs.extend(open.pop().map(|(opening, _)| (opening, range)));
    }
}

/// What a token is to the tags around it.
enum Side<'t> {
    Neither,
    /// Ends the paragraph.
    Ends,
    Open(&'t str),
    Close(&'t str),
    /// Closes what is open, else opens.
    Either(&'t str),
}

impl<'t> Side<'t> {
    fn of_html(text: &'t str, token: &Token) -> Self {
        let Kind::Protected(Protected::Markup) = token.kind else {
            return Self::Neither;
        };
        let tag = token.text(text);
        if protect::is_code(tag) || protect::is_a_sign(tag) {
            Self::Neither
        } else if !is_inline(tag) {
            Self::Ends
        } else if tag.starts_with("</") {
            Self::Close(tag_name(tag))
        } else if tag.ends_with("/>") {
            // `<a id="x"/>` opens in HTML, and is meant not to: it has no partner either way.
            Self::Neither
        } else {
            Self::Open(tag_name(tag))
        }
    }
}

/// Brackets of links and pictures, and signs of emphasis.
fn markdown<'t>(text: &'t str, tokens: &[Token], n: usize) -> (Range<usize>, Side<'t>) {
    let token = &tokens[n];
    let here = token.text(text);
    let next = tokens.get(n + 1);
    match token.kind {
        Kind::Space if here.matches('\n').count() > 1 => (token.range(), Side::Ends),
        Kind::Protected(Protected::Markup) if here == "![" => (token.range(), Side::Open("[")),
        Kind::Punctuation if here == "[" => (token.range(), Side::Open("[")),
        Kind::Punctuation if here == "]" => match next {
            Some(target)
                if target.kind == Kind::Protected(Protected::Markup)
                    && target.text(text).starts_with(['(', '[']) =>
            {
                (token.start..target.end, Side::Close("["))
            }
            // Brackets that are no link.
            _ => (token.range(), Side::Neither),
        },
        Kind::Punctuation if matches!(here, "*" | "_" | "~") => emphasis(text, token, here),
        _ => (token.range(), Side::of_html(text, token)),
    }
}

/// A run of signs of emphasis, and whether it may open or close
/// (<https://spec.commonmark.org/0.31.2/#delimiter-run>).
fn emphasis<'t>(text: &'t str, token: &Token, sign: &str) -> (Range<usize>, Side<'t>) {
    let rest = &text[token.start..];
    let length = rest.len() - rest.trim_start_matches(sign).len();
    let range = token.start..token.start + length;
    let run = &text[range.clone()];
    let before = text[..range.start].chars().next_back().unwrap_or(' ');
    let after = text[range.end..].chars().next().unwrap_or(' ');
    let (opens, closes) = (!after.is_whitespace(), !before.is_whitespace());
    let side = match (opens, closes) {
        _ if length > 2 => Side::Neither,
        (true, true) => Side::Either(run),
        (true, false) => Side::Open(run),
        (false, true) => Side::Close(run),
        (false, false) => Side::Neither,
    };
    (range, side)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokenize;

    /// The text with `⟨` and `⟩` for the tags of pairs.
    fn shown(text: &str, format: Format) -> String {
        let marked = Marked::new(text, format, &tokenize(text, format), Tags::Mark);
        let mut back = String::new();
        marked.write_original(0..marked.text.len(), &mut back);
        assert_eq!(back, text);
        back.clear();
        marked.write_translated(0, &marked.text, &mut back);
        assert_eq!(back, text);
        for span in &marked.spans {
            assert!(!marks::any(&marked.text[span.range.clone()]));
        }
        let show = |c| match Mark::of(c) {
            Some(Mark::Open(_)) => '⟨',
            Some(Mark::Close(_)) => '⟩',
            None => c,
        };
        marked.text.chars().map(show).collect()
    }

    #[test]
    fn pairs_of_html_are_found_and_nested() {
        let html = |text| shown(text, Format::Html);
        assert_eq!(html("Olá <b>mundo <i>meu</i></b>."), "Olá ⟨mundo ⟨meu⟩⟩.");
        assert_eq!(html("<p>a <a href='x'>b</a></p>"), "<p>a ⟨b⟩</p>");
        assert_eq!(html("<b>a<p>b</b>"), "<b>a<p>b</b>");
        assert_eq!(html("<b>a <i>b</b> c</i>"), "⟨a <i>b⟩ c</i>");
        assert_eq!(html("a <br> b <img src=x> c"), "a <br> b <img src=x> c");
        assert_eq!(html("use <code>x</code> já"), "use <code>x</code> já");
        assert_eq!(html("1 < 2 <b>"), "1 < 2 <b>");
    }

    #[test]
    fn pairs_of_markdown_are_found() {
        let markdown = |text| shown(text, Format::Markdown);
        assert_eq!(markdown("Veja [isto](http://a.b) já"), "Veja ⟨isto⟩ já");
        assert_eq!(markdown("Veja ![uma *foto*](a.png)"), "Veja ⟨uma ⟨foto⟩⟩");
        assert_eq!(markdown("**um** _dois_ ~~três~~"), "⟨um⟩ ⟨dois⟩ ⟨três⟩");
        assert_eq!(markdown("* um\n* dois"), "* um\n* dois");
        assert_eq!(markdown("2 * 3 * 4 [x] `*a*`"), "2 * 3 * 4 [x] `*a*`");
        assert_eq!(markdown("*um\n\ndois*"), "*um\n\ndois*");
        assert_eq!(markdown("[isto][nota] <b>aqui</b>"), "⟨isto⟩ ⟨aqui⟩");
    }

    #[test]
    fn a_text_with_such_characters_of_its_own_keeps_its_tags() {
        let text = "<b>Olá \u{1F3F4}\u{E0067}\u{E0062}\u{E007F}</b>";
        let marked = Marked::new(
            text,
            Format::Html,
            &tokenize(text, Format::Html),
            Tags::Mark,
        );
        assert!(marked.pairs.is_empty());
        assert_eq!(marked.text, text);
    }
}
