//! `GET /records.csv` and `GET /records.ndjson`: all records that match the filters, streamed.
//!
//! Memory does not grow with the number of records. If the database fails half-way, the connection is
//! aborted, so that nobody mistakes a part for the whole.

use actix_web::{HttpResponse, http::header, web};
use chrono::Utc;
use db::{Detail, Edit, Record};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web_common::Problem;

use crate::{HomeState, query::Query};

const COLUMNS: [&str; 9] = [
    "record",
    "id",
    "operation",
    "original",
    "processed",
    "language",
    "confidence",
    "edits",
    "created_at",
];

#[derive(Deserialize)]
pub struct Options {
    /// `1` begins the file with a byte order mark, by which Excel knows UTF-8.
    bom: Option<String>,
}

/// A record as the API returns it.
#[derive(Serialize)]
struct Line<'a> {
    record: Uuid,
    id: Option<&'a str>,
    operation: &'static str,
    original: &'a str,
    processed: &'a str,
    /// Only where one list of edits leads from the original to the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    edits: Option<Vec<Edit>>,
    language: &'a Option<db::Language>,
    created_at: String,
    #[serde(flatten)]
    detail: Detail,
}

/// The records as a table for spreadsheets (RFC 4180).
pub async fn csv(
    query: web::Query<Query>,
    options: web::Query<Options>,
    state: web::Data<HomeState>,
) -> Result<HttpResponse, Problem> {
    let mark = options.bom.as_deref().is_some_and(|bom| bom == "1");
    let mut head = if mark {
        "\u{feff}".as_bytes().to_vec()
    } else {
        Vec::new()
    };
    head.extend(row(&COLUMNS.map(String::from))?);
    answer(
        &query,
        &state,
        "csv",
        "text/csv; charset=utf-8",
        head,
        |record| {
            let language = record.language.as_ref();
            row(&[
                record.id.to_string(),
                cell(record.tag.as_deref().unwrap_or_default()),
                record.operation.to_string(),
                cell(&record.original),
                cell(&record.processed),
                language
                    .map(|language| cell(&language.code))
                    .unwrap_or_default(),
                language
                    .map(|language| language.confidence.to_string())
                    .unwrap_or_default(),
                record.edits.text()?.into_owned(),
                db::timestamp(record.created_at),
            ])
        },
    )
    .await
}

/// The records as one JSON object per line, as the API returns them.
pub async fn ndjson(
    query: web::Query<Query>,
    state: web::Data<HomeState>,
) -> Result<HttpResponse, Problem> {
    answer(
        &query,
        &state,
        "ndjson",
        "application/x-ndjson",
        Vec::new(),
        |record| {
            let line = Line {
                record: record.id,
                id: record.tag.as_deref(),
                operation: record.operation.as_str(),
                original: &record.original,
                processed: &record.processed,
                edits: record.operation.has_edits().then(|| record.read_edits()),
                language: &record.language,
                created_at: db::timestamp(record.created_at),
                detail: record.read_detail().answered(),
            };
            let mut line = serde_json::to_vec(&line).map_err(|error| Problem::internal(&error))?;
            line.push(b'\n');
            Ok(line)
        },
    )
    .await
}

async fn answer(
    query: &Query,
    state: &HomeState,
    format: &str,
    media_type: &str,
    head: Vec<u8>,
    write: fn(&Record) -> Result<Vec<u8>, Problem>,
) -> Result<HttpResponse, Problem> {
    let view = query.view()?;
    let unpacking = state.unpacking.clone();
    let lines = state
        .store
        .export(view.filter, view.order)
        .map_err(Problem::from)
        .and_then(move |record| {
            let unpacking = unpacking.clone();
            async move { unpacking.run(record, move |record| write(&record)).await? }
        });
    let mut lines = Box::pin(lines);
    // An unavailable database is reported while the status can still be chosen: finding that out takes less time than the
    // first records may.
    state.store.ping().await?;
    let first = lines.try_next().await?;
    let body = stream::iter([Some(head), first].into_iter().flatten().map(Ok))
        .chain(lines)
        .map_ok(web::Bytes::from)
        .try_filter(|bytes| {
            let any = !bytes.is_empty();
            async move { any }
        });
    let name = format!("textmend-{}.{format}", Utc::now().format("%Y-%m-%d"));
    Ok(HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .streaming(body))
}

fn row<const N: usize>(cells: &[String; N]) -> Result<Vec<u8>, Problem> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer
        .write_record(cells)
        .map_err(|error| Problem::internal(&error))?;
    writer
        .into_inner()
        .map_err(|error| Problem::internal(error.error()))
}

/// A cell that no spreadsheet takes for a formula: an apostrophe precedes the signs that would start one
/// (<https://owasp.org/www-community/attacks/CSV_Injection>).
fn cell(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            format!("'{text}")
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_other_text_is_left_alone() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            assert_eq!(cell(formula), format!("'{formula}"));
        }
        for text in ["", "a=b", " =1", "'quoted", "über", "1-2"] {
            assert_eq!(cell(text), text);
        }
    }

    #[test]
    fn a_row_is_read_back_as_it_was() {
        let cells = ["a,b", "two\r\nlines", "\"quoted\"", "", "𝄞 שלום"].map(String::from);
        let bytes = row(&cells).unwrap();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(&*bytes);
        let read = reader.records().next().unwrap().unwrap();
        assert_eq!(read.iter().collect::<Vec<_>>(), cells);
    }
}
