//! Which parts of two texts differ, and how to show that in little space.
//!
//! A change is told word by word: from the edits that were recorded where they lead from one text to
//! the other, else by comparing the texts (Myers' algorithm, crate `similar`).

use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::Value;
use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices_deadline};

/// Comparing two long texts that have little in common stops looking for the smallest difference
/// after this time.
const PATIENCE: Duration = Duration::from_millis(250);

/// A stretch of the two texts: the same in both, or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment<'a> {
    /// What stands in the original.
    pub from: &'a str,
    /// What stands in the result.
    pub to: &'a str,
}

/// A stretch of one text as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The characters.
    pub text: String,
    /// Whether the other text has something else here.
    pub changed: bool,
    /// Whether the search has found it.
    pub hit: bool,
    /// Whether it goes on from the piece before it, from which the search has split it.
    pub joined: bool,
}

impl Piece {
    /// Whether it is nothing but white space, which is marked by a sign of its own.
    pub fn is_gap(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }
}

/// One text, or the part of it that is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Side {
    /// What is shown.
    pub pieces: Vec<Piece>,
    /// Whether there is more before it.
    pub before: bool,
    /// Whether there is more after it.
    pub after: bool,
}

/// A recorded edit, as far as it matters here. Counts scalar values of the original.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Change {
    /// Where it begins.
    pub offset: usize,
    /// How much it replaces.
    pub length: usize,
    /// What it puts there.
    pub to: String,
}

impl<'a> Segment<'a> {
    const fn same(text: &'a str) -> Self {
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

/// The edits of a record; none where they are of another kind or were left out.
pub fn changes(edits: &Value) -> Vec<Change> {
    Vec::deserialize(edits).unwrap_or_default()
}

/// The segments of a text (or its beginning) according to edits in ascending order. What lies beyond
/// the text, or overlaps what came before, is left out.
pub fn from_changes<'a>(original: &'a str, changes: &'a [Change]) -> Vec<Segment<'a>> {
    let mut segments = Vec::with_capacity(2 * changes.len() + 1);
    let (mut rest, mut at) = (original, 0);
    for change in changes {
        let Some(skipped) = change.offset.checked_sub(at) else {
            continue;
        };
        let Some((kept, tail)) = split(rest, skipped) else {
            break;
        };
        let Some((from, tail)) = split(tail, change.length) else {
            break;
        };
        if !kept.is_empty() {
            segments.push(Segment::same(kept));
        }
        if from != change.to {
            segments.push(Segment {
                from,
                to: &change.to,
            });
        } else if !from.is_empty() {
            segments.push(Segment::same(from));
        }
        (rest, at) = (tail, change.offset + change.length);
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
    let deadline = Some(Instant::now() + PATIENCE);
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

/// Whether a stretch that is the same in both is but a blank beside words that were put in or taken out:
/// `Thankyou` that became `Thank you` is one change, of whose blanks no one is an old one.
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

/// The two texts in full.
pub fn whole(segments: &[Segment<'_>]) -> (Side, Side) {
    (
        side(segments, |segment| segment.from),
        side(segments, |segment| segment.to),
    )
}

/// Both texts around the first change: from at most `lead` characters before it, at most `chars` in
/// all. Without a change, their beginnings.
pub fn clipped(segments: &[Segment<'_>], lead: usize, chars: usize) -> (Side, Side) {
    let first = segments.iter().position(Segment::changed).unwrap_or(0);
    let mut shown = Vec::new();
    let mut before = first > 1;
    let mut room = chars;
    if let Some(context) = first.checked_sub(1).and_then(|index| segments.get(index)) {
        let tail = tail(context.from, lead);
        before |= tail.len() < context.from.len();
        shown.push(Segment::same(tail));
        room = room.saturating_sub(tail.chars().count());
    }
    let mut after = false;
    for segment in &segments[first..] {
        if room == 0 {
            after = true;
            break;
        }
        let (from, to) = (head(segment.from, room), head(segment.to, room));
        shown.push(Segment { from, to });
        if from.len() < segment.from.len() || to.len() < segment.to.len() {
            after = true;
            break;
        }
        room = room.saturating_sub(from.chars().count().max(to.chars().count()));
    }
    let (mut original, mut processed) = whole(&shown);
    for side in [&mut original, &mut processed] {
        (side.before, side.after) = (before, after);
    }
    (original, processed)
}

/// The beginning of a text that is shown by itself, without marks.
pub fn beginning(text: &str, chars: usize) -> Side {
    let shown = head(text, chars);
    Side {
        pieces: vec![Piece {
            text: shown.to_owned(),
            changed: false,
            hit: false,
            joined: false,
        }],
        before: false,
        after: shown.len() < text.len(),
    }
}

fn side<'a>(segments: &[Segment<'a>], text: impl Fn(&Segment<'a>) -> &'a str) -> Side {
    let pieces = segments
        .iter()
        .map(|segment| Piece {
            text: text(segment).to_owned(),
            changed: segment.changed(),
            hit: false,
            joined: false,
        })
        .filter(|piece| !piece.text.is_empty())
        .collect();
    Side {
        pieces,
        before: false,
        after: false,
    }
}

/// Splits after so many scalar values; none if there are fewer.
fn split(text: &str, chars: usize) -> Option<(&str, &str)> {
    let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    ends.nth(chars).map(|at| text.split_at(at))
}

fn head(text: &str, chars: usize) -> &str {
    split(text, chars).map_or(text, |(head, _)| head)
}

/// The last `chars` characters at most, from the beginning of a word if there is one in them.
fn tail(text: &str, chars: usize) -> &str {
    let count = text.chars().count();
    let Some((_, tail)) = split(text, count.saturating_sub(chars)) else {
        return text;
    };
    if tail.len() == text.len() {
        return text;
    }
    match tail.split_once(char::is_whitespace) {
        Some((_, words)) if !words.trim().is_empty() => words,
        _ => tail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shown(side: &Side) -> String {
        let pieces = side.pieces.iter().map(|piece| {
            if piece.changed {
                format!("[{}]", piece.text)
            } else {
                piece.text.clone()
            }
        });
        let (before, after) = (
            ["", "…"][side.before as usize],
            ["", "…"][side.after as usize],
        );
        format!("{before}{}{after}", pieces.collect::<String>())
    }

    #[test]
    fn edits_mark_both_texts_and_lead_from_one_to_the_other() {
        let original = "😀 I havv twowords";
        let edits = changes(&json!([
            {"offset": 4, "length": 4, "from": "havv", "to": "have", "confidence": 0.9},
            {"offset": 12, "length": 0, "from": "", "to": " "},
        ]));
        let segments = from_changes(original, &edits);
        let (old, new) = whole(&segments);
        assert_eq!(shown(&old), "😀 I [havv] twowords");
        assert_eq!(shown(&new), "😀 I [have] two[ ]words");
        assert!(lead_to(&segments, "😀 I have two words"));
        assert!(!lead_to(&segments, "😀 I have two words!"));
        assert!(new.pieces[3].is_gap() && !new.pieces[1].is_gap());
    }

    #[test]
    fn edits_that_do_not_fit_the_text_are_left_out() {
        let edits = changes(&json!([
            {"offset": 1, "length": 1, "to": "X"},
            {"offset": 0, "length": 1, "to": "Y"},
            {"offset": 90, "length": 4, "to": "Z"},
        ]));
        assert_eq!(shown(&whole(&from_changes("abc", &edits)).1), "a[X]c");
        assert!(changes(&json!(null)).is_empty());
        assert!(changes(&json!([{"step": "spell"}])).is_empty());
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
    fn a_clip_shows_the_first_change_with_some_words_before_it() {
        let text = format!(
            "{}here is an eror that {}",
            "word ".repeat(100),
            "matters ".repeat(100)
        );
        let offset = text.find("eror").unwrap();
        let edits = changes(&json!([{"offset": offset, "length": 4, "to": "error"}]));
        let (old, new) = clipped(&from_changes(&text, &edits), 20, 60);
        assert_eq!(
            shown(&old),
            "…word here is an [eror] that matters matters matters matters m…"
        );
        assert!(shown(&new).starts_with("…word here is an [error] that"));
        assert!(
            new.pieces
                .iter()
                .map(|piece| piece.text.chars().count())
                .sum::<usize>()
                <= 60
        );
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

    #[test]
    fn one_endless_word_is_clipped_too() {
        let word = "é".repeat(1 << 20);
        assert_eq!(shown(&beginning(&word, 5)), "ééééé…");
        let (old, new) = clipped(&from_words(&word, "x"), 40, 10);
        assert_eq!(
            (shown(&old).as_str(), shown(&new).as_str()),
            ("[éééééééééé]…", "[x]…")
        );
        assert_eq!(
            shown(&clipped(&from_changes("short", &[]), 40, 10).0),
            "short"
        );
    }
}
