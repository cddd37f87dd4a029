//! Two rounds of edits as one, so that a text cleaned up in steps can be shown against what was given.

use db::Edit;
use text::edit::split_at_char;

use super::marks::pieces;

/// The edits that do in one go what `first`, and then `second` on its result, do to `original`.
///
/// Edits of both rounds that touch the same letters become one; each other keeps its confidence and its
/// other readings. All lists are sorted by offset and do not overlap.
pub fn compose(original: &str, first: &[Edit], second: &[Edit]) -> Vec<Edit> {
    let mut composed = Vec::with_capacity(first.len() + second.len());
    let (mut first, mut second) = (first, second);
    let mut given = Reader::new(original);
    // How much longer the text between the rounds is than the original, so far.
    let mut longer: isize = 0;
    while !first.is_empty() || !second.is_empty() {
        let start = place(first, longer).min(place(second, 0));
        let (mut end, mut grown) = (start, longer);
        let (mut firsts, mut seconds) = (0, 0);
        loop {
            let begins_here = |at: usize| at < end || (firsts + seconds == 0 && at == start);
            if begins_here(place(&first[firsts..], grown)) {
                let edit = &first[firsts];
                end = end.max(shift(edit.offset, grown) + edit.to.chars().count());
                grown += edit.to.chars().count() as isize - edit.length as isize;
                firsts += 1;
            } else if begins_here(place(&second[seconds..], 0)) {
                let edit = &second[seconds];
                end = end.max(edit.offset + edit.length);
                seconds += 1;
            } else {
                break;
            }
        }
        let (here, later) = first.split_at(firsts);
        let (then, after) = second.split_at(seconds);
        let from_offset = shift(start, -longer);
        let from = given.take(from_offset, shift(end, -grown));
        let between = applied(from, from_offset, here);
        let to = applied(&between, start, then);
        if from != to {
            composed.push(Edit {
                offset: from_offset,
                length: from.chars().count(),
                from: from.to_owned(),
                to,
                confidence: here
                    .iter()
                    .chain(then)
                    .fold(1.0, |all, edit| edit.confidence.min(all)),
                suggestions: match (here, then) {
                    ([edit], []) | ([], [edit]) => edit.suggestions.clone(),
                    _ => Vec::new(),
                },
            });
        }
        (first, second, longer) = (later, after, grown);
    }
    composed
}

/// Where the next edit begins in the text between the rounds.
fn place(edits: &[Edit], longer: isize) -> usize {
    edits
        .first()
        .map_or(usize::MAX, |edit| shift(edit.offset, longer))
}

fn shift(offset: usize, by: isize) -> usize {
    offset.saturating_add_signed(by)
}

/// `text`, which begins at `start`, after some edits.
fn applied(text: &str, start: usize, edits: &[Edit]) -> String {
    let pieces = pieces(text, start, edits);
    pieces.iter().map(|piece| piece.text).collect()
}

/// Reads a text from its beginning by places in characters, in one pass.
struct Reader<'a> {
    rest: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text, at: 0 }
    }

    /// What stands from `start` (not before what was taken) to `end`.
    fn take(&mut self, start: usize, end: usize) -> &'a str {
        self.skip(start.saturating_sub(self.at));
        self.skip(end.saturating_sub(self.at))
    }

    fn skip(&mut self, chars: usize) -> &'a str {
        let (taken, rest) = split_at_char(self.rest, chars);
        self.rest = rest;
        self.at += chars;
        taken
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_space_before_a_word_stays_apart_and_one_within_it_is_part_of_it() {
        let spaces = [Edit::sure(6, "", " "), Edit::sure(18, "", " ")];
        let words = [
            Edit::sure(7, "cal", "call"),
            Edit::sure(17, "er or", "error"),
        ];
        let both = compose("Pleasecal me an eror", &spaces, &words);
        let joined = Edit {
            suggestions: vec![],
            ..Edit::sure(16, "eror", "error")
        };
        assert_eq!(
            both,
            [Edit::sure(6, "", " "), Edit::sure(6, "cal", "call"), joined]
        );
    }

    /// Edits of a text: some of its characters replaced, taken out, or put before.
    fn edits_of(text: &str, choices: &[(usize, u8)]) -> Vec<Edit> {
        let letters: Vec<char> = text.chars().collect();
        let mut edits = Vec::new();
        let mut at = 0;
        for &(skip, kind) in choices {
            at += skip;
            let length = usize::from(kind % 3);
            if at + length > letters.len() {
                break;
            }
            let from: String = letters[at..at + length].iter().collect();
            let to = ["", " ", "é", "xyz"][usize::from(kind / 3 % 4)];
            edits.push(Edit::sure(at, &from, to));
            at += length + 1;
        }
        edits
    }

    proptest! {
        #[test]
        fn one_round_does_what_both_do(
            text in "[a-cé ]{0,24}",
            first in proptest::collection::vec((0..5_usize, any::<u8>()), 0..6),
            second in proptest::collection::vec((0..5_usize, any::<u8>()), 0..6),
        ) {
            let first = edits_of(&text, &first);
            let between = applied(&text, 0, &first);
            let second = edits_of(&between, &second);
            let end = applied(&between, 0, &second);
            let both = compose(&text, &first, &second);
            prop_assert_eq!(applied(&text, 0, &both), end);
            for pair in both.windows(2) {
                prop_assert!(pair[0].offset + pair[0].length <= pair[1].offset);
            }
        }
    }
}
