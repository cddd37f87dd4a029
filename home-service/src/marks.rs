//! The differences of two texts as they are shown, in little space.

use crate::segments::{Segment, split};

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
pub mod tests {
    use super::*;
    use crate::segments::{from_edits, from_words};
    use db::Edit;

    /// A text with brackets around what is marked.
    pub fn shown(side: &Side) -> String {
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
    fn a_clip_shows_the_first_change_with_some_words_before_it() {
        let text = format!(
            "{}here is an eror that {}",
            "word ".repeat(100),
            "matters ".repeat(100)
        );
        let offset = text.find("eror").unwrap();
        let edits = [Edit::sure(offset, "eror", "error")];
        let (old, new) = clipped(&from_edits(&text, &edits), 20, 60);
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
    fn one_endless_word_is_clipped_too() {
        let word = "é".repeat(1 << 20);
        assert_eq!(shown(&beginning(&word, 5)), "ééééé…");
        let (old, new) = clipped(&from_words(&word, "x"), 40, 10);
        assert_eq!(
            (shown(&old).as_str(), shown(&new).as_str()),
            ("[éééééééééé]…", "[x]…")
        );
        assert_eq!(
            shown(&clipped(&from_edits("short", &[]), 40, 10).0),
            "short"
        );
    }
}
