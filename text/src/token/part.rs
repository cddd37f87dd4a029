//! Where a document that is too large to be held whole may be cut.

use super::Kind::Protected;
use super::Protected::Markup;
use super::{Format, Token, html, mask};

/// Where a first part of a document may end, in bytes, given the beginning of it; `None` where more of it has to be seen.
///
/// The part ends with the first paragraph (in HTML: the first block) that goes beyond `usual`; where there is none with a line, else, unless parts are
/// to be of whole `lines`, with a word, else with a character. It never ends in what the format protects, so that
/// the parts of a document have the same protected spans as the whole (plain text has none, but for code between backticks, of
/// which the end has to be in sight).
///
/// Time and memory are linear in the length of the text.
pub fn part_end(text: &str, format: Format, usual: usize, lines: bool) -> Option<usize> {
    let masks = mask::spans(text, format);
    let is_free = |at: &usize| {
        let next = masks.partition_point(|mask| mask.end <= *at);
        (1..text.len()).contains(at) && masks.get(next).is_none_or(|mask| *at <= mask.start)
    };
    let after = |found: &dyn Fn(char) -> bool| {
        let mut places = text.rmatch_indices(found);
        places.find_map(|(at, found)| Some(at + found.len()).filter(is_free))
    };
    let block = match format {
        Format::Html => blocks(text, &masks)
            .find(|at| *at >= usual && is_free(at) && (!lines || text[..*at].ends_with('\n'))),
        Format::Text | Format::Markdown | Format::Subtitles => paragraphs(text, usual)
            .find(|at| is_free(at) && (format != Format::Markdown || begins_block(&text[*at..]))),
    };
    block
        .or_else(|| after(&|c| c == '\n'))
        .or_else(|| after(&|c| c == ' ' || c == '\t').filter(|_| !lines))
        .or_else(|| {
            // The last character is left over: what follows may belong to it.
            let last = text.char_indices().next_back().map(|(at, _)| at);
            last.filter(|at| !lines && is_free(at))
        })
}

/// Where paragraphs begin from a place on: behind an empty line.
fn paragraphs(text: &str, from: usize) -> impl Iterator<Item = usize> {
    let from = text.ceil_char_boundary(from);
    let ends = text[from..].match_indices('\n');
    ends.filter_map(move |(n, _)| {
        let at = from + n + 1;
        let line = text[at..].split_inclusive('\n').next()?;
        (line.ends_with('\n') && line.trim().is_empty()).then_some(at + line.len())
    })
}

/// Whether a line of Markdown behind an empty one begins a block of its own, in whatever it stands: one that is indented may
/// go on with a list, and dashes at the beginning of a text are no rule but open its front matter.
fn begins_block(text: &str) -> bool {
    !text.starts_with([' ', '\t', '\r', '\n'])
        && !["---", "+++"].iter().any(|mark| text.starts_with(mark))
}

/// Where blocks of HTML end, and the line, where nothing else stands on it.
fn blocks<'a>(text: &'a str, masks: &'a [Token]) -> impl Iterator<Item = usize> + 'a {
    let tags = masks.iter().filter(|mask| mask.kind == Protected(Markup));
    tags.filter_map(|mask| {
        let tag = mask.text(text);
        (tag.starts_with("</") && !html::is_inline(tag)).then(|| {
            let rest = text[mask.end..].trim_start_matches([' ', '\t', '\r']);
            text.len()
                - rest
                    .strip_prefix('\n')
                    .map_or(text.len() - mask.end, str::len)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::tokenize;
    use super::*;

    /// The parts of a document, and that together they are it and protect what it does.
    #[track_caller]
    fn parts(text: &str, format: Format, usual: usize, lines: bool) -> Vec<&str> {
        let (mut parts, mut rest, mut seen) = (Vec::new(), text, 2 * usual);
        while rest.len() > seen {
            let part = part_end(
                &rest[..rest.floor_char_boundary(seen)],
                format,
                usual,
                lines,
            );
            match part {
                None => seen *= 2,
                Some(end) => {
                    let (part, after) = rest.split_at(end);
                    parts.push(part);
                    (rest, seen) = (after, 2 * usual);
                }
            }
        }
        parts.push(rest);
        assert_eq!(parts.concat(), text);
        let is_protected = |token: &Token| matches!(token.kind, Protected(_));
        let protected = |text| {
            let tokens = tokenize(text, format).into_iter().filter(is_protected);
            let texts = tokens.map(|token| (token.kind, token.text(text)));
            texts.collect::<Vec<_>>()
        };
        let of_parts: Vec<_> = parts.iter().copied().flat_map(protected).collect();
        assert_eq!(of_parts, protected(text));
        parts
    }

    #[test]
    fn a_text_is_cut_where_paragraphs_end() {
        let text = "Some words, a line.\nAnother line.\n\n".repeat(40);
        for text in [text.clone(), text.replace('\n', "\r\n")] {
            let parts = parts(&text, Format::Text, 100, false);
            assert!(parts.len() > 10);
            assert!(
                parts
                    .iter()
                    .all(|part| part.ends_with("line.\n\n") || part.ends_with("line.\r\n\r\n"))
            );
        }
    }

    #[test]
    fn what_has_no_paragraphs_is_cut_after_lines_words_or_characters() {
        for (text, end) in [
            ("a line\n".repeat(200), "line\n"),
            ("word ".repeat(200), "word "),
            ("x\u{e9}".repeat(200), ""),
        ] {
            let parts = parts(&text, Format::Text, 100, false);
            assert!(
                parts.len() > 3 && parts.iter().all(|part| part.ends_with(end)),
                "{end}"
            );
        }
    }

    #[test]
    fn lines_stay_whole_where_they_have_to() {
        let text = format!("{}\nshort\n\n{}", "word ".repeat(200), "x ".repeat(300));
        for format in [
            Format::Text,
            Format::Markdown,
            Format::Subtitles,
            Format::Html,
        ] {
            let parts = parts(&text, format, 100, true);
            assert!(parts.len() > 1 && parts.iter().rev().skip(1).all(|part| part.ends_with('\n')));
        }
    }

    #[test]
    fn markdown_keeps_its_blocks() {
        let document = "# A heading\n\nWords with `code`, and [a link](https://example.org/a_b).\n\n\
            ```rust\nlet a = 1;\n\nlet b = 2;\n```\n\n- an item\n\n      code in the item\n\n  goes on\n\n\
            ---\n\nWords between rules.\n\n---\n\n    indented code\n\n    goes on\n\nSee [the text][label].\n\n";
        let whole = format!("---\ntitle: x\n---\n\n{}", document.repeat(20));
        for usual in [50, 90, 130, 400] {
            assert!(parts(&whole, Format::Markdown, usual, false).len() > 5);
        }
        let parts = parts(&whole, Format::Markdown, 100, false);
        assert!(parts.iter().all(|part| part.ends_with("\n\n")));
    }

    #[test]
    fn html_keeps_its_elements() {
        let document = "<div class=\"a b\"><p>Some <b>bold words</b> &amp; others,\nlines.</p>\n<p>More</p>\
            <pre>code\n\n</p> in it</pre><script>if (a < b) { \"</p>\" }</script><!-- a </p> comment --></div>\n";
        let whole = format!("<html><body>{}</body></html>", document.repeat(20));
        for usual in [20, 60, 130, 400] {
            for lines in [false, true] {
                assert!(parts(&whole, Format::Html, usual, lines).len() > 5);
            }
        }
        let parts = parts(&whole, Format::Html, 60, false);
        assert!(parts.iter().all(|part| part.trim_end().ends_with('>')));
    }

    #[test]
    fn subtitles_keep_their_times_with_their_lines() {
        let shown = |n: usize| {
            let times = format!("00:00:{n:02},000 --> 00:00:{n:02},900");
            format!("{n}\r\n{times}\r\nSome words,\r\n<i>more</i>\r\n\r\n")
        };
        let whole = (1..60).map(shown).collect::<Vec<_>>().concat();
        let parts = parts(&whole, Format::Subtitles, 200, false);
        assert!(parts.len() > 10 && parts.iter().all(|part| part.ends_with("</i>\r\n\r\n")));
    }
}
