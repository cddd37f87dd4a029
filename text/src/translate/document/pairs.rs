//! Pairs of marks that must not be parted.

use std::ops::Range;

use super::super::marks;
use super::sentences::Part;
use super::tags::MARK;

/// How often it is tried to cut only where pairs would be parted; each cut may part the pairs around it.
const ROUNDS: usize = 4;

/// Cuts the sentences of a paragraph, in which these pairs have marks, so that each has either both marks of a pair or neither. A pair around a whole sentence
/// stays outside it.
pub(super) fn kept_together(pairs: &[(usize, usize)], mut parts: Vec<Part>) -> Vec<Part> {
    for round in 0..=ROUNDS {
        let cuts = cuts(pairs, &parts, round == ROUNDS);
        if cuts.is_empty() {
            break;
        }
        parts = parts
            .into_iter()
            .flat_map(|part| split(part, &cuts))
            .collect();
    }
    parts.into_iter().map(without_outer).collect()
}

/// Places of marks to cut at, in order: those whose pair is parted, or all.
fn cuts(pairs: &[(usize, usize)], parts: &[Part], all: bool) -> Vec<usize> {
    let part_of = |place: usize| {
        let n = parts.partition_point(|part| part.end() <= place);
        parts
            .get(n)
            .is_some_and(|part| part.start <= place)
            .then_some(n)
    };
    let mut in_part = vec![0; parts.len()];
    let mut cuts = Vec::new();
    for (open, close) in pairs {
        let (opens_in, closes_in) = (part_of(*open), part_of(*close));
        let together = opens_in.is_some() && opens_in == closes_in;
        let fits = opens_in.is_some_and(|n| {
            in_part[n] += 1;
            in_part[n] <= marks::MOST
        });
        if all || !together || !fits {
            cuts.extend(opens_in.map(|_| *open));
            cuts.extend(closes_in.map(|_| *close));
        }
    }
    cuts.sort_unstable();
    cuts
}

/// The parts of a part between the marks to cut at.
fn split(part: Part, cuts: &[usize]) -> Vec<Part> {
    let first = cuts.partition_point(|cut| *cut < part.start);
    let last = cuts.partition_point(|cut| *cut < part.end());
    if first == last {
        return vec![part];
    }
    let mut out = Vec::new();
    let mut at = 0;
    for cut in cuts[first..last].iter().map(|cut| cut - part.start) {
        out.extend(slice(&part, at..cut));
        at = cut + MARK;
    }
    out.extend(slice(&part, at..part.sentence.text().len()));
    out
}

/// A part of a part, without white space at its edges.
fn slice(part: &Part, range: Range<usize>) -> Option<Part> {
    let text = &part.sentence.text()[range.clone()];
    let start = range.start + text.len() - text.trim_start().len();
    let end = start + text.trim().len();
    (start < end).then(|| Part {
        start: part.start + start,
        sentence: part.sentence.slice(start..end),
    })
}

/// The part inside the pairs that are around all of it.
fn without_outer(part: Part) -> Part {
    let mut range = 0..part.sentence.text().len();
    loop {
        let text = &part.sentence.text()[range.clone()];
        let mut chars = text.chars();
        let (first, last) = (chars.next(), chars.next_back());
        let pair = first
            .and_then(marks::Mark::of)
            .zip(last.and_then(marks::Mark::of));
        let Some((marks::Mark::Open(open), marks::Mark::Close(close))) = pair else {
            break;
        };
        // Two pairs with the same number modulo the most are never in one part.
        if open != close {
            break;
        }
        range = range.start + MARK..range.end - MARK;
    }
    match slice(&part, range) {
        Some(inner) => inner,
        None => part,
    }
}
