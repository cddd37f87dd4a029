//! `GET /api/records`.

#![expect(unused_qualifications, reason = "in what the macro makes of `params`")]

use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, NaiveDate, Utc};
use db::{Filter, Json, Operation, Page, Record};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web_common::{Code, Problem, moment};

use crate::{
    accept::JsonOnly,
    answer::Answer,
    body,
    input::{Fields, pairs},
    jobs::convert,
    openapi::OperationName,
    routes::operation::json_body,
    state::ApiState,
};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 1000;

/// Which records to list.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query that `filter` reads")]
pub struct ListQuery {
    /// Only records of this operation.
    #[param(inline)]
    operation: Option<OperationName>,
    /// Only records with this tag, to the letter.
    #[param(example = "note-7")]
    id: Option<String>,
    /// Only records that have, for each word of this, a word that begins so, in the original, the
    /// result or the tag; case and accents do not count. At most 48 different words.
    #[param(example = "spelling")]
    q: Option<String>,
    /// Only records made then or later: a time as in RFC 3339, or a date (its beginning, in UTC).
    #[param(inline, example = "2026-11-22")]
    from: Option<When>,
    /// Only records made before: a time as in RFC 3339, or a date (its end, in UTC).
    #[param(inline, example = "2026-11-22T12:00:00Z")]
    to: Option<When>,
    /// How many records; a page of long texts is shorter: about 4 MiB, with edits and details, but always one record.
    #[param(minimum = 1, maximum = 1000, default = 50)]
    limit: Option<u32>,
    /// Where to go on: `next` of the page before.
    #[param(pattern = "^([0-9a-f]{32})?$")]
    after: Option<String>,
}

/// A date or a time.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes what `moment` reads")]
enum When {
    /// A date.
    Date(NaiveDate),
    /// A time.
    Time(DateTime<Utc>),
    /// Left blank.
    Blank(Blank),
}

/// Nothing.
#[derive(Debug, ToSchema)]
#[schema(max_length = 0)]
#[expect(dead_code, reason = "describes what `moment` reads")]
pub struct Blank(String);

/// A page of records.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes what `get` writes")]
pub struct RecordList {
    /// The records, newest first.
    records: Vec<Answer>,
    /// Give this as `after` to get the next page; null on the last.
    #[schema(example = "0193f3a27c1e7b649c1d3f6a8c2b1e55")]
    next: Option<String>,
}

/// List records
///
/// Newest first, in pages that have each record exactly once, whatever is added meanwhile.
#[utoipa::path(
    get, path = "/api/records", operation_id = "list_records", tag = "Records",
    params(ListQuery),
    responses((status = 200, description = "A page of records", body = RecordList, example = json!({"records": [{"record": "0193f3a2-7c1e-7b64-9c1d-3f6a8c2b1e58", "id": "note-7", "operation": "spell", "original": "I havv it", "processed": "I have it", "edits": [{"offset": 2, "length": 4, "from": "havv", "to": "have", "confidence": 0.99, "suggestions": []}], "language": {"code": "en", "confidence": 0.97}, "created_at": "2026-11-22T09:15:02.318Z", "took_ms": 0.4}], "next": null})))
)]
pub async fn get(
    state: Data<ApiState>,
    request: HttpRequest,
    _: JsonOnly,
) -> Result<HttpResponse, Problem> {
    let pairs = pairs(request.query_string().as_bytes())
        .map_err(|_| Problem::new(Code::Malformed, "The query is not UTF-8."))?;
    let (filter, page) = filter(&Fields::from_pairs(pairs))?;
    let found = state.store.list(&filter, &page).await?;
    let bytes = found.records.iter().map(Record::text_bytes).sum();
    let write = move || {
        let answers = found.records.into_iter().map(Answer::from);
        answers.map(|answer| Json::of(&answer)).collect()
    };
    let answers: Result<Vec<_>, _> = convert(&state, bytes, write).await?;
    let next = found
        .next
        .map_or_else(|| "null".to_owned(), |id| format!("\"{}\"", id.simple()));
    let list = body::json_list("{\"records\":[", answers?, format!("],\"next\":{next}}}"));
    Ok(json_body(list?))
}

fn filter(fields: &Fields) -> Result<(Filter, Page), Problem> {
    let mut reader = fields.reader();
    let operations = Operation::ALL.map(|operation| (operation.as_str(), operation));
    let filter = Filter {
        operation: reader.choice("operation", &operations),
        tag: reader.string("id").map(str::to_owned),
        q: reader.string("q").map(str::to_owned),
        from: reader.parsed("from", |text| given(moment::start(text))),
        to: reader.parsed("to", |text| given(moment::end(text))),
    };
    let page = Page {
        limit: reader
            .number("limit", 1..=MAX_LIMIT)
            .unwrap_or(DEFAULT_LIMIT),
        after: reader.parsed("after", |text| {
            Uuid::parse_str(text).map_err(|_| "must be the \"next\" of an earlier page")
        }),
        ..Page::default()
    };
    reader.finish()?;
    Ok((filter, page))
}

fn given(moment: Option<DateTime<Utc>>) -> Result<DateTime<Utc>, &'static str> {
    moment.ok_or("must be a date such as 2026-11-22, or a time such as 2026-11-22T09:15:00Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<(Filter, Page), Problem> {
        filter(&Fields::from_pairs(pairs(query.as_bytes()).unwrap()))
    }

    #[test]
    fn a_date_means_the_whole_day() {
        let (filter, _) = read("from=2026-11-22&to=2026-11-22").unwrap();
        let length = filter.to.unwrap() - filter.from.unwrap();
        assert_eq!(length.num_hours(), 24);
        let (filter, _) = read("to=2026-11-22T10:00:00%2B01:00").unwrap();
        assert_eq!(filter.to.unwrap().to_rfc3339(), "2026-11-22T09:00:00+00:00");
        assert_eq!(read("to=2026-11-22T10:00:00+01:00").unwrap().0, filter);
    }

    #[test]
    fn wrong_filters_are_all_named() {
        let problem = read("operation=sing&from=yesterday&to=2026-13-01&limit=0&after=x&id=a&id=b")
            .unwrap_err();
        let named: Vec<_> = problem
            .errors()
            .iter()
            .map(|error| error.field.as_str())
            .collect();
        assert_eq!(named, ["operation", "id", "from", "to", "limit", "after"]);
    }

    #[test]
    fn a_blank_filter_is_none() {
        let (filter, page) = read("operation=&id=&q=&from=&limit=&unknown=1").unwrap();
        assert_eq!(filter, Filter::default());
        assert_eq!(page.limit, DEFAULT_LIMIT);
    }
}
