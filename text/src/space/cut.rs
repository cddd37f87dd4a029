//! Where a text is cut into blocks.

use std::ops::Range;

/// Blocks end with the first paragraph that ends after this many bytes: of a text of which one part lacks spaces and the
/// rest has them, each is judged by itself.
const PARAGRAPH: usize = 400;
/// Without paragraphs, blocks end at the first white space after this many bytes.
const BLOCK: usize = 4096;
/// The same where a block begins with so many bytes without any: what is known about so many letters as may be broken
/// stays near the processor.
const RUN_BLOCK: usize = 2048;

/// The parts of `ranges` that lie between `start` and `end`, relative to `start`.
pub(super) fn within(ranges: &[Range<usize>], start: usize, end: usize) -> Vec<Range<usize>> {
    ranges[ranges.partition_point(|range| range.end <= start)..]
        .iter()
        .take_while(|range| range.start < end)
        .map(|range| range.start.max(start) - start..range.end.min(end) - start)
        .collect()
}

pub(super) fn breaks_a_run(text: &str, end: usize) -> bool {
    text[end..].starts_with(|c: char| !c.is_whitespace())
}

pub(super) fn block_end(text: &str, start: usize) -> usize {
    let after = |bytes: usize| text.ceil_char_boundary((start + bytes).min(text.len()));
    let is_run = is_unbroken(&text[start..after(RUN_BLOCK)]);
    let size = if is_run { RUN_BLOCK } else { BLOCK };
    if let Some(end) = paragraph_end(text, after(PARAGRAPH), after(size)) {
        return end;
    }
    if text.len() - start <= size {
        return text.len();
    }
    let (from, limit) = (after(size), after(2 * size));
    text[from..limit]
        .find(char::is_whitespace)
        .map_or(limit, |at| from + at)
}

/// Where the first blank line, or another end of a paragraph, begins between two places.
fn paragraph_end(text: &str, from: usize, to: usize) -> Option<usize> {
    let part = text.get(from..to)?;
    let ends = ["\n\n", "\r\n\r\n", "\u{2029}"].iter();
    ends.filter_map(|end| part.find(end))
        .min()
        .map(|at| from + at)
}

/// Whether a text has no white space.
pub(super) fn is_unbroken(text: &str) -> bool {
    // Most that has none is seen to have none many bytes at once.
    let is_printed = text
        .bytes()
        .fold(true, |all, byte| all & byte.is_ascii_graphic());
    is_printed || !text.contains(char::is_whitespace)
}
