//! Records as rows: what is bound, and how many rows go into a statement.

use std::mem;
use std::ops::Range;

use crate::error::{Error, Result};
use crate::json::Json;
use crate::pool::{Arg, Tx, placeholders};
use crate::record::{MAX_TAG_CHARS, NewRecord};
use crate::search::stored_words;

/// The most rows of one statement. Rows go out in powers of two, which keeps the number of different
/// statements small, each of which the server parses and keeps for each connection. SQLite takes
/// 32,766 parameters a statement, MySQL 65,535.
const MAX_ROWS: usize = 64;

/// The most bytes of one statement; a single record may be larger, up to what the server takes.
const MAX_STATEMENT_BYTES: usize = 4 << 20;

/// The longest language code; RFC 5646, section 4.4.1, has 35 for the longest that need be expected.
const MAX_LANGUAGE_BYTES: usize = 35;

/// What a row takes besides its texts, at most, and a statement besides its rows.
const OVERHEAD_BYTES: usize = 1 << 10;

const RECORD_COLUMNS: [&str; 10] = [
    "id",
    "created_at",
    "operation",
    "tag",
    "language",
    "language_confidence",
    "original",
    "processed",
    "edits",
    "detail",
];

/// What is stored of a record besides its fields. To make it takes longer than to store it.
#[derive(Debug)]
pub(crate) struct Stored {
    edits: String,
    detail: String,
    words: String,
}

impl Stored {
    /// Checks a record, and makes what is stored of it; takes its edits and its detail.
    pub(crate) fn of(record: &mut NewRecord) -> Result<Self> {
        check(record)?;
        let tag = record.tag.as_deref().unwrap_or_default();
        Ok(Self {
            words: stored_words(&[&record.original, &record.processed, tag]),
            edits: mem::replace(&mut record.edits, Json::plain("")).into_stored(),
            detail: mem::replace(&mut record.detail, Json::plain("")).into_stored(),
        })
    }

    pub(crate) fn bytes(&self) -> usize {
        self.edits.len() + self.detail.len() + self.words.len()
    }
}

/// A record with what is stored besides its fields.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    record: &'a NewRecord,
    stored: &'a Stored,
}

impl<'a> Row<'a> {
    /// The rows of records, each of which was made what is stored with it.
    pub(crate) fn all(
        records: &'a [NewRecord],
        stored: &'a [Stored],
    ) -> impl Iterator<Item = Self> {
        let pairs = records.iter().zip(stored);
        pairs.map(|(record, stored)| Self { record, stored })
    }

    /// The size in the database, in bytes, nearly.
    pub(crate) fn bytes(&self) -> usize {
        self.record_bytes() + self.word_bytes()
    }

    fn record_bytes(&self) -> usize {
        let record = self.record;
        let texts = record.original.len() + record.processed.len();
        texts + self.stored.edits.len() + self.stored.detail.len() + OVERHEAD_BYTES
    }

    fn word_bytes(&self) -> usize {
        self.stored.words.len() + OVERHEAD_BYTES
    }

    fn record_args(&self) -> [Arg<'_>; RECORD_COLUMNS.len()] {
        let record = self.record;
        let language = record.language.as_ref();
        [
            Arg::Id(record.id),
            Arg::Time(record.created_at()),
            Arg::Text(record.operation.as_str()),
            Arg::OptText(record.tag.as_deref()),
            Arg::OptText(language.map(|language| language.code.as_str())),
            Arg::OptReal(language.map(|language| language.confidence)),
            Arg::Text(&record.original),
            Arg::Text(&record.processed),
            Arg::Text(&self.stored.edits),
            Arg::Text(&self.stored.detail),
        ]
    }

    fn word_args(&self) -> [Arg<'_>; 2] {
        [Arg::Id(self.record.id), Arg::Text(&self.stored.words)]
    }
}

/// The limits of the columns, which SQLite does not have by itself.
fn check(record: &NewRecord) -> Result<()> {
    if record
        .tag
        .as_ref()
        .is_some_and(|tag| tag.chars().count() > MAX_TAG_CHARS)
    {
        return Err(Error::TooLarge(format!(
            "a tag of more than {MAX_TAG_CHARS} characters"
        )));
    }
    let code = record
        .language
        .as_ref()
        .map_or("", |language| &language.code);
    if code.len() > MAX_LANGUAGE_BYTES || !code.is_ascii() {
        return Err(Error::TooLarge(format!(
            "a language code of more than {MAX_LANGUAGE_BYTES} ASCII characters"
        )));
    }
    Ok(())
}

/// Inserts the rows in as few statements as the server's largest message, in bytes, allows.
pub(crate) async fn insert(tx: &mut Tx, rows: &[Row<'_>], max_packet: usize) -> Result<()> {
    for chunk in chunks(rows, Row::record_bytes, max_packet)? {
        let args: Vec<_> = rows[chunk.clone()]
            .iter()
            .flat_map(Row::record_args)
            .collect();
        tx.execute(insert_sql("records", &RECORD_COLUMNS, chunk.len()), &args)
            .await?;
    }
    for chunk in chunks(rows, Row::word_bytes, max_packet)? {
        let args: Vec<_> = rows[chunk.clone()]
            .iter()
            .flat_map(Row::word_args)
            .collect();
        tx.execute(
            insert_sql("record_words", &["id", "words"], chunk.len()),
            &args,
        )
        .await?;
    }
    Ok(())
}

fn insert_sql(table: &str, columns: &[&str], rows: usize) -> String {
    let row = format!("({})", placeholders(columns.len()));
    format!(
        "INSERT INTO {table} ({}) VALUES {}",
        columns.join(", "),
        vec![row; rows].join(", ")
    )
}

/// Cuts the rows into runs whose lengths are powers of two and whose sizes fit into a statement.
fn chunks<T>(
    rows: &[T],
    size: impl Fn(&T) -> usize,
    max_packet: usize,
) -> Result<Vec<Range<usize>>> {
    let largest = max_packet.saturating_sub(OVERHEAD_BYTES);
    let usual = MAX_STATEMENT_BYTES.min(largest);
    let mut chunks = Vec::new();
    let mut start = 0;
    while start < rows.len() {
        let first = size(&rows[start]);
        if first > largest {
            return Err(Error::TooLarge(format!(
                "a record of {first} bytes; the server takes {largest}"
            )));
        }
        let (mut fitting, mut bytes) = (1_usize, first);
        for row in rows[start..].iter().take(MAX_ROWS).skip(1) {
            bytes += size(row);
            if bytes > usual {
                break;
            }
            fitting += 1;
        }
        // The largest power of two that is not larger.
        let length = 1 << fitting.ilog2();
        chunks.push(start..start + length);
        start += length;
    }
    Ok(chunks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_cover_every_row_in_order_and_fit() {
        let sizes: Vec<usize> = (0..1000).map(|i| (i * 7919) % 900_000).collect();
        let chunks = chunks(&sizes, |size| *size, 16 << 20).unwrap();
        let mut next = 0;
        for chunk in chunks {
            assert_eq!(chunk.start, next);
            assert!(chunk.len().is_power_of_two() && chunk.len() <= MAX_ROWS);
            assert!(
                chunk.len() == 1 || sizes[chunk.clone()].iter().sum::<usize>() <= 4 << 20,
                "{chunk:?}"
            );
            next = chunk.end;
        }
        assert_eq!(next, sizes.len());
    }

    #[test]
    fn a_row_that_no_message_holds_is_refused() {
        let refused = chunks(&[10, 2 << 20], |size| *size, 1 << 20);
        assert!(matches!(refused, Err(Error::TooLarge(_))));
    }
}
