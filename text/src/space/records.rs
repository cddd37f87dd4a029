//! Records such as those of a CSV file: `Name;First name;City`. Their separators need no space.

use std::ops::Range;

/// What separates fields, and how often at least in a line that is to be a record.
const SEPARATORS: [(char, usize); 3] = [(';', 2), ('|', 2), (',', 3)];
/// What is longer, in bytes, and has no space is no field but text that lacks its spaces.
const FIELD: usize = 16;

/// Adds the lines that are records to the ranges of a text that are never broken.
pub(super) fn hide(text: &str, opaque: &mut Vec<Range<usize>>) {
    let Some((separator, count)) = text.split('\n').find_map(kind) else {
        return;
    };
    let is_record = |line: &&str| line.matches(separator).count() == count;
    // One line of names with commas between them is a sentence.
    if separator == ',' && text.split('\n').filter(is_record).nth(1).is_none() {
        return;
    }
    let mut start = 0;
    for line in text.split('\n') {
        // Once there is one record, those with spaces in their fields are known by their separators.
        if is_record(&line) {
            opaque.push(start..start + line.len());
        }
        start += line.len() + 1;
    }
    opaque.sort_by_key(|range| range.start);
    opaque.dedup_by(|next, range| {
        let overlaps = next.start < range.end;
        if overlaps {
            range.end = range.end.max(next.end);
        }
        overlaps
    });
}

/// What separates the fields of a record without any space, and how often; nothing where the line is none.
fn kind(line: &str) -> Option<(char, usize)> {
    let line = line.trim_end_matches('\r');
    if line.contains(' ') {
        return None;
    }
    SEPARATORS.into_iter().find_map(|(separator, least)| {
        let is_field = |field: &str| {
            field.len() <= FIELD
                && field
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | '"'))
        };
        let count = line.matches(separator).count();
        let is_record =
            count >= least && line.split(separator).all(is_field) && !line.ends_with('.');
        is_record.then_some((separator, count))
    })
}
