//! Which parts of two texts differ: from the edits that were recorded where they lead from one text to the other, else
//! word by word, by comparing the texts (Myers' algorithm, crate `similar`).

use std::time::{Duration, Instant};

use db::Edit;
use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices_deadline};

/// Comparing two long texts that have little in common stops looking for the smallest difference
/// after this time.
const COMPARISON_TIMEOUT: Duration = Duration::from_millis(250);

/// A stretch of the two texts: the same in both, or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment<'a> {
    /// What stands in the original.
    pub from: &'a str,
    /// What stands in the result.
    pub to: &'a str,
}

impl<'a> Segment<'a> {
    /// A stretch that is the same in both.
    pub const fn same(text: &'a str) -> Self {
        Self {
            from: text,
            to: text,
        }
    }

    /// Whether the two texts differ here.
    pub fn changed(&self) -> bool {
        self.from != self.to
    }
}

/// The segments of a text (or its beginning) according to edits in ascending order. What lies beyond
/// the text, or overlaps what came before, is left out.
pub fn from_edits<'a>(original: &'a str, edits: &'a [Edit]) -> Vec<Segment<'a>> {
    let mut segments = Vec::with_capacity(2 * edits.len() + 1);
    let (mut rest, mut at) = (original, 0);
    for edit in edits {
        let Some(skipped) = edit.offset.checked_sub(at) else {
            continue;
        };
        let Some((kept, tail)) = split(rest, skipped) else {
            break;
        };
        let Some((from, tail)) = split(tail, edit.length) else {
            break;
        };
        if !kept.is_empty() {
            segments.push(Segment::same(kept));
        }
        if from != edit.to {
            segments.push(Segment { from, to: &edit.to });
        } else if !from.is_empty() {
            segments.push(Segment::same(from));
        }
        (rest, at) = (tail, edit.offset + edit.length);
    }
    if !rest.is_empty() {
        segments.push(Segment::same(rest));
    }
    segments
}

/// Whether these segments lead to this result.
pub fn lead_to(segments: &[Segment<'_>], processed: &str) -> bool {
    let mut rest = processed;
    let matches = segments
        .iter()
        .all(|segment| match rest.strip_prefix(segment.to) {
            Some(tail) => {
                rest = tail;
                true
            }
            None => false,
        });
    matches && rest.is_empty()
}

/// The segments of two texts by comparing their words.
pub fn from_words<'a>(original: &'a str, processed: &'a str) -> Vec<Segment<'a>> {
    let (old, new) = (words(original), words(processed));
    let deadline = Some(Instant::now() + COMPARISON_TIMEOUT);
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &old, &new, deadline);
    let mut segments = Vec::new();
    let (mut old_rest, mut new_rest) = (original, processed);
    // A deletion and the insertion after it are one change.
    let mut open = (0, 0);
    for (index, op) in ops.iter().enumerate() {
        let from = bytes(&old[op.old_range()]);
        let to = bytes(&new[op.new_range()]);
        if op.tag() == DiffTag::Equal && !is_within_change(&ops, index, &old_rest[open.0..][..from])
        {
            // The blank after a change is not part of it.
            let blank = common_blank_end(&old_rest[..open.0], &new_rest[..open.1]);
            take(
                &mut segments,
                (&mut old_rest, &mut new_rest),
                (open.0 - blank, open.1 - blank),
            );
            take(
                &mut segments,
                (&mut old_rest, &mut new_rest),
                (from + blank, to + blank),
            );
            open = (0, 0);
        } else {
            open = (open.0 + from, open.1 + to);
        }
    }
    take(&mut segments, (&mut old_rest, &mut new_rest), open);
    segments
}

/// Whether a stretch that is the same in both is only white space next to an insertion or a deletion: `Thankyou` that
/// became `Thank you` is one change, not two.
fn is_within_change(ops: &[DiffOp], index: usize, text: &str) -> bool {
    let one_sided = |op: Option<&DiffOp>| {
        op.is_some_and(|op| matches!(op.tag(), DiffTag::Insert | DiffTag::Delete))
    };
    let next = ops.get(index + 1);
    text.trim().is_empty()
        && index > 0
        && next.is_some()
        && (one_sided(ops.get(index - 1)) || one_sided(next))
}

/// How many bytes of white space end both.
fn common_blank_end(old: &str, new: &str) -> usize {
    let pairs = old.chars().rev().zip(new.chars().rev());
    pairs
        .take_while(|(old, new)| old == new && old.is_whitespace())
        .map(|(blank, _)| blank.len_utf8())
        .sum()
}

/// Moves so many bytes from the front of each text into a segment.
fn take<'a>(
    segments: &mut Vec<Segment<'a>>,
    (old, new): (&mut &'a str, &mut &'a str),
    (from, to): (usize, usize),
) {
    if from + to > 0 {
        let (head, tail) = old.split_at(from);
        let (new_head, new_tail) = new.split_at(to);
        (*old, *new) = (tail, new_tail);
        segments.push(Segment {
            from: head,
            to: new_head,
        });
    }
}

fn bytes(words: &[&str]) -> usize {
    words.iter().map(|word| word.len()).sum()
}

/// Words, blanks and single signs; together they are the text. Where a script writes no spaces,
/// each character stands for itself.
fn words(text: &str) -> Vec<&str> {
    #[derive(PartialEq, Eq, Clone, Copy)]
    enum Kind {
        Word,
        Blank,
        Sign,
    }
    let kind = |c: char| match c {
        _ if c.is_whitespace() => Kind::Blank,
        // Thai to Khmer, and CJK: scripts without spaces between words.
        '\u{E00}'..='\u{EFF}'
        | '\u{1000}'..='\u{109F}'
        | '\u{1780}'..='\u{17FF}'
        | '\u{2E80}'..='\u{9FFF}'
        | '\u{20000}'..='\u{3FFFF}' => Kind::Sign,
        _ if c.is_alphanumeric() || c == '\'' || c == '’' => Kind::Word,
        _ => Kind::Sign,
    };
    let mut words = Vec::new();
    let (mut start, mut last) = (0, None);
    for (at, c) in text.char_indices() {
        let kind = kind(c);
        if last.is_some_and(|last| last != kind || kind == Kind::Sign) {
            words.push(&text[start..at]);
            start = at;
        }
        last = Some(kind);
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

/// Splits after so many scalar values; none if there are fewer.
pub fn split(text: &str, chars: usize) -> Option<(&str, &str)> {
    let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    ends.nth(chars).map(|at| text.split_at(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::{tests::shown, whole};

    #[test]
    fn edits_mark_both_texts_and_lead_from_one_to_the_other() {
        let original = "😀 I havv twowords";
        let edits = [Edit::sure(4, "havv", "have"), Edit::sure(12, "", " ")];
        let segments = from_edits(original, &edits);
        let (old, new) = whole(&segments);
        assert_eq!(shown(&old), "😀 I [havv] twowords");
        assert_eq!(shown(&new), "😀 I [have] two[ ]words");
        assert!(lead_to(&segments, "😀 I have two words"));
        assert!(!lead_to(&segments, "😀 I have two words!"));
        assert!(new.pieces[3].is_gap() && !new.pieces[1].is_gap());
    }

    #[test]
    fn edits_that_do_not_fit_the_text_are_left_out() {
        let edits = [
            Edit::sure(1, "b", "X"),
            Edit::sure(0, "a", "Y"),
            Edit::sure(90, "zzzz", "Z"),
        ];
        assert_eq!(shown(&whole(&from_edits("abc", &edits)).1), "a[X]c");
    }

    #[test]
    fn words_are_compared_without_losing_a_character() {
        for (old, new, expected_old, expected_new) in [
            (
                "the cat sat",
                "the dog sat",
                "the [cat] sat",
                "the [dog] sat",
            ),
            ("a  b\r\nc", "a  b\r\nd", "a  b\r\n[c]", "a  b\r\n[d]"),
            ("", "neu", "", "[neu]"),
            ("same", "same", "same", "same"),
            (
                "An eror, sir.",
                "An error, sir.",
                "An [eror], sir.",
                "An [error], sir.",
            ),
            ("今日は雨", "今日は雪", "今日は[雨]", "今日は[雪]"),
            ("שלום עולם", "שלום לכם", "שלום [עולם]", "שלום [לכם]"),
        ] {
            let segments = from_words(old, new);
            assert_eq!(segments.iter().map(|s| s.from).collect::<String>(), old);
            assert!(lead_to(&segments, new), "{old} → {new}");
            let (from, to) = whole(&segments);
            assert_eq!(
                (shown(&from).as_str(), shown(&to).as_str()),
                (expected_old, expected_new)
            );
        }
    }

    #[test]
    fn a_word_that_was_split_is_one_change() {
        let segments = from_words("We say Thankyou for it", "We say Thank you for it");
        let (old, new) = whole(&segments);
        assert_eq!(
            (shown(&old).as_str(), shown(&new).as_str()),
            ("We say [Thankyou] for it", "We say [Thank you] for it")
        );
        let segments = from_words("teh cat", "the dog");
        assert_eq!(shown(&whole(&segments).1), "[the] [dog]");
    }
}
