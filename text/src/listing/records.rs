//! Records such as those of a CSV file: `Name;First name;City`. Their separators need no space.

use std::ops::Range;

/// What separates fields, and how often at least in a line that is to be a record.
const SEPARATORS: [(char, usize); 3] = [(';', 2), ('|', 2), (',', 2)];
/// What is longer, in bytes, and has no space is no field but text that lacks its spaces.
const FIELD: usize = 16;

/// Adds the lines of a text that are records to `spans`.
pub(super) fn add(text: &str, spans: &mut Vec<Range<usize>>) {
    let Some((separator, count)) = text.split('\n').find_map(kind) else {
        return;
    };
    let is_record = |line: &&str| {
        let mut fields = fields(line, separator).skip(1);
        fields.clone().count() == count && !fields.any(|field| field.starts_with(' '))
    };
    // One line of names with commas between them is a sentence.
    let mut records = text.split('\n').filter(is_record);
    let first = records.next();
    if separator == ',' && records.next().is_none() && !first.is_some_and(is_data) {
        return;
    }
    let mut start = 0;
    for line in text.split('\n') {
        // Once there is one record, those with spaces in their fields are known by their separators.
        if is_record(&line) {
            spans.push(start..start + line.len());
        }
        start += line.len() + 1;
    }
}

/// What separates the fields of a record without any space, and how often; nothing where the line is none.
fn kind(line: &str) -> Option<(char, usize)> {
    let line = line.trim_end_matches('\r');
    SEPARATORS.into_iter().find_map(|(separator, least)| {
        let found = line.bytes().filter(|&byte| char::from(byte) == separator);
        if found.count() < least {
            return None;
        }
        let is_field = |field: &str| {
            is_quoted(field)
                || field.len() <= FIELD
                    && field.chars().all(|c| {
                        c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | '@' | '+')
                    })
        };
        let mut fields = fields(line, separator);
        let count = fields.clone().count() - 1;
        let is_record = count >= least && fields.all(is_field) && !line.ends_with('.');
        is_record.then_some((separator, count))
    })
}

/// Whether a record is none of a list of words: it has a field in quotation marks or without anything in it, a name with
/// underscores or an address, or begins with a number.
fn is_data(line: &str) -> bool {
    let line = line.trim_end_matches('\r');
    let is_number = |field: &str| !field.is_empty() && field.bytes().all(|b| b.is_ascii_digit());
    fields(line, ',').next().is_some_and(is_number)
        || fields(line, ',')
            .any(|field| field.is_empty() || is_quoted(field) || field.contains(['_', '@']))
}

/// `"came late, left early"`
fn is_quoted(field: &str) -> bool {
    field.len() > 1 && field.starts_with('"') && field.ends_with('"')
}

/// The fields of a line. A separator inside a field in quotation marks is part of it.
fn fields(line: &str, separator: char) -> impl Iterator<Item = &str> + Clone {
    let mut is_inside = false;
    line.split(move |c| {
        is_inside ^= c == '"';
        c == separator && !is_inside
    })
}
