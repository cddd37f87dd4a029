//! A sentence as the engine reads it, with stand-ins in the place of what is protected, and its translation with what is
//! protected in their place again.

use std::ops::Range;

use super::sentence::{Part, Sentence};

/// Stand-ins for protected spans that the engines copy. Tried in this order where one gets lost.
/// With the Portuguese model the first three came through in all of twelve sentences with one to three
/// stand-ins; `{1}`, `<1>` and `@1` in none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StandIn {
    /// `X1`
    Letter,
    /// `QZ1`
    Letters,
    /// `[1]`
    Bracket,
}

impl StandIn {
    pub const ALL: [Self; 3] = [Self::Letter, Self::Letters, Self::Bracket];

    fn write(self, number: usize) -> String {
        match self {
            Self::Letter => format!("X{number}"),
            Self::Letters => format!("QZ{number}"),
            Self::Bracket => format!("[{number}]"),
        }
    }
}

impl Sentence {
    /// The text for the engine, with stand-ins for what is protected. `None` where the text has such
    /// stand-ins of its own.
    pub fn masked(&self, form: StandIn) -> Option<String> {
        let mut out = String::with_capacity(self.text.len() + 8);
        let mut number = 0;
        let mut glued = false;
        for part in self.parts() {
            match part {
                Part::Prose(text) => {
                    if glued && text.starts_with(char::is_alphanumeric) {
                        out.push(' ');
                    }
                    self.push_prose(text, &mut out);
                    glued = false;
                }
                Part::Protected(_) => {
                    number += 1;
                    if glued || out.ends_with(char::is_alphanumeric) {
                        out.push(' ');
                    }
                    out.push_str(&form.write(number));
                    glued = true;
                }
            }
        }
        let unique = (1..=number)
            .all(|n| out.matches(form.write(n).as_str()).count() == occurrences(n, number));
        (number == 0 || unique).then_some(out)
    }

    fn push_prose(&self, text: &str, out: &mut String) {
        if !self.shouted {
            out.push_str(text);
        } else if out.is_empty() {
            let mut chars = text.chars();
            out.extend(chars.next());
            out.push_str(&chars.as_str().to_lowercase());
        } else {
            out.push_str(&text.to_lowercase());
        }
    }

    /// Puts the protected spans back in the place of their stand-ins, each exactly once; `None` where
    /// one is missing, doubled or damaged.
    pub fn restored(&self, output: &str, form: StandIn) -> Option<String> {
        let output = if self.shouted {
            output.to_uppercase()
        } else {
            output.to_owned()
        };
        let mut found: Vec<(Range<usize>, usize)> = Vec::new();
        for number in 1..=self.protected.len() {
            let mark = form.write(number);
            let mut places = output
                .match_indices(&mark)
                .map(|(at, _)| at..at + mark.len())
                .filter(|place| {
                    form == StandIn::Bracket
                        || !(output[..place.start].ends_with(char::is_alphanumeric)
                            || output[place.end..].starts_with(char::is_alphanumeric))
                });
            match (places.next(), places.next()) {
                (Some(place), None) => found.push((place, number - 1)),
                _ => return None,
            }
        }
        found.sort_by_key(|(place, _)| place.start);
        let mut out = String::with_capacity(output.len() + self.text.len());
        let mut at = 0;
        for (place, number) in found {
            let span = &self.protected[number];
            let mut before = &output[at..place.start];
            // A space that `masked` put between a span and the word beside it goes again.
            let touches = number > 0 && self.protected[number - 1].end == span.start;
            if touches || self.text[..span.start].ends_with(char::is_alphanumeric) {
                before = before.strip_suffix(' ').unwrap_or(before);
            }
            out.push_str(before);
            out.push_str(&self.text[span.clone()]);
            at = place.end;
            if self.text[span.end..].starts_with(char::is_alphanumeric)
                && output[at..].starts_with(' ')
            {
                at += 1;
            }
        }
        out.push_str(&output[at..]);
        Some(out)
    }
}

/// How often the digits of `X1` occur among `X1…Xn` as a prefix: `X1` is also in `X10`.
fn occurrences(number: usize, count: usize) -> usize {
    let prefix = number.to_string();
    (1..=count)
        .filter(|n| n.to_string().starts_with(&prefix))
        .count()
}
