//! One record as a row of the history; the page and the live feed show the same row.

use askama::Template;
use db::{Detail, Edit, Operation, Record, Terms};
use uuid::Uuid;

use crate::{
    hits,
    marks::{self, Side},
    query::Query,
    segments,
};

/// How much of each text is read for a row, in characters. A first change further on is not shown.
pub const EXCERPT: u32 = 1200;
/// How much of each text a row shows, in characters.
const ROW_CHARS: usize = 220;
/// How much of it stands before the first change.
const LEAD_CHARS: usize = 60;

/// A row of the history.
#[derive(Debug, Template)]
#[template(path = "row.html")]
pub struct Row {
    /// Key of the record.
    pub record: Uuid,
    /// The user's own id.
    pub tag: Option<String>,
    /// What was done.
    pub operation: Operation,
    /// The original around the first change.
    pub original: Side,
    /// The result around the first change.
    pub processed: Side,
    /// How many edits were recorded.
    pub edits: usize,
    /// Code of the language found.
    pub language: Option<String>,
    /// When, as `2026-11-22T09:15:02.318Z`.
    pub datetime: String,
    /// The date, in UTC, for people.
    pub date: String,
    /// The time of day, in UTC, for people.
    pub time: String,
}

impl From<&Record> for Row {
    fn from(record: &Record) -> Self {
        let edits = record.read_edits();
        let (original, processed) = sides(record, &edits);
        Self {
            record: record.id,
            tag: record.tag.clone(),
            operation: record.operation,
            original,
            processed,
            edits: edits.len(),
            language: record
                .language
                .as_ref()
                .map(|language| language.code.clone()),
            datetime: db::timestamp(record.created_at),
            date: record.created_at.format("%-d %b %Y").to_string(),
            time: record.created_at.format("%H:%M:%S").to_string(),
        }
    }
}

impl Row {
    /// The same row with what a search has found marked in it.
    #[must_use]
    pub fn found(self, terms: &Terms) -> Self {
        Self {
            original: hits::marked(terms, self.original),
            processed: hits::marked(terms, self.processed),
            ..self
        }
    }

    /// What was done, for people.
    pub fn label(&self) -> &'static str {
        label(self.operation)
    }

    /// The history of everything with the same tag.
    pub fn same_tag(&self) -> String {
        let id = self.tag.clone().unwrap_or_default();
        Query {
            id,
            ..Query::default()
        }
        .href("/")
    }
}

/// What an operation is called on pages.
pub fn label(operation: Operation) -> &'static str {
    match operation {
        Operation::Spell => "Spelling",
        Operation::Space => "Spacing",
        Operation::Translate => "Translation",
        Operation::Clean => "Clean-up",
    }
}

/// Whether the result is in another language, so that marking words would mark them all.
pub fn translated(operation: Operation, detail: &Detail) -> bool {
    match operation {
        Operation::Translate => true,
        Operation::Clean => detail.steps.iter().flatten().any(|step| {
            step.operation == Operation::Translate
                && step.translation.provider.as_deref() != Some("none")
        }),
        Operation::Spell | Operation::Space => false,
    }
}

fn sides(record: &Record, edits: &[Edit]) -> (Side, Side) {
    let (original, processed) = (record.original.as_str(), record.processed.as_str());
    if translated(record.operation, &record.read_detail()) {
        return (
            marks::beginning(original, ROW_CHARS),
            marks::beginning(processed, ROW_CHARS),
        );
    }
    let segments = if edits.is_empty() && original != processed {
        segments::from_words(original, processed)
    } else {
        segments::from_edits(original, edits)
    };
    let (mut old, mut new) = marks::clipped(&segments, LEAD_CHARS, ROW_CHARS);
    // The texts themselves may be the beginnings of longer ones.
    old.after |= original.chars().nth(EXCERPT as usize - 1).is_some();
    new.after |= processed.chars().nth(EXCERPT as usize - 1).is_some();
    (old, new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use db::{Json, NewRecord};

    fn html(change: impl FnOnce(&mut NewRecord), original: &str, processed: &str) -> String {
        let mut record = NewRecord::new(Operation::Spell, original, processed);
        change(&mut record);
        Row::from(&record.to_record()).render().unwrap()
    }

    #[test]
    fn changed_words_are_marked_and_everything_is_escaped() {
        let edits = vec![Edit::sure(9, "eror", "error")];
        let html = html(
            |record| {
                record.edits = Json::of(&edits).unwrap();
                record.tag = Some("\"><img src=x onerror=alert(1)>".into());
            },
            "<script> eror",
            "<script> error",
        );
        assert!(html.contains(r#"<mark class="del">eror</mark>"#), "{html}");
        assert!(html.contains(r#"<mark class="ins">error</mark>"#), "{html}");
        assert!(
            !html.contains("<script>") && !html.contains("<img"),
            "{html}"
        );
    }

    #[test]
    fn an_inserted_space_has_its_own_mark() {
        let edits = vec![Edit::sure(3, "", " ")];
        let html = html(
            |record| record.edits = Json::of(&edits).unwrap(),
            "twowords",
            "two words",
        );
        assert!(
            html.contains(r#"two<mark class="ins gap"> </mark>words"#),
            "{html}"
        );
    }

    #[test]
    fn a_translation_is_not_marked_word_by_word() {
        let html = html(
            |record| record.operation = Operation::Translate,
            "Olá mundo",
            "Hello world",
        );
        assert!(!html.contains("<mark"), "{html}");
        assert!(html.contains("Translation"));
    }

    #[test]
    fn a_megabyte_in_one_word_makes_a_short_row() {
        let word = "x".repeat(1 << 20);
        assert!(html(|_| {}, &word, &word).len() < 4000);
    }
}
