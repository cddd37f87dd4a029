//! What the address of the history asks for: filters, order and place, so that a view can be shared.

use chrono::{DateTime, Utc};
use db::{Filter, MAX_TAG_CHARS, Operation, Order};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web_common::{Code, Problem, moment, problem::FieldError};

/// Records on a page where the address does not say.
pub const DEFAULT_LIMIT: u32 = 50;
/// The page sizes on offer.
pub const LIMITS: [u32; 4] = [25, 50, 100, 200];
/// The longest search, in characters.
const MAX_SEARCH_CHARS: usize = 500;

/// The query as it stands in the address; a form sends empty fields, which mean nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct Query {
    /// Words to search for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// Only this operation.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub operation: String,
    /// Only this tag.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// A date, or an RFC 3339 time: nothing earlier.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// A date (that day included), or an RFC 3339 time: nothing later.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub to: String,
    /// `newest` or `oldest` first.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub order: String,
    /// Records on a page.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub limit: String,
    /// The record that the page begins after.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub after: String,
    /// The record that the page ends before.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub before: String,
}

/// Where in the history a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At its beginning.
    Start,
    /// After this record.
    After(Uuid),
    /// Before this record.
    Before(Uuid),
}

/// A query that makes sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Which records.
    pub filter: Filter,
    /// In which order.
    pub order: Order,
    /// How many on a page.
    pub limit: u32,
    /// Which page.
    pub place: Place,
}

impl Query {
    /// Reads every field, or tells which ones cannot be used and what would be.
    ///
    /// # Errors
    /// A problem that names each field.
    pub fn view(&self) -> Result<View, Problem> {
        let mut wrong = Vec::new();
        let mut check = |field: &str, detail: String| {
            wrong.push(FieldError {
                field: field.into(),
                detail,
            });
        };
        let operation = parse(&self.operation, |text| {
            text.parse::<Operation>()
                .map_err(|error| check("operation", error.to_string()))
        });
        let mut time = |field, text: &str, read: fn(&str) -> Option<DateTime<Utc>>| {
            let advice = "Send a date such as 2026-11-22, or a time such as 2026-11-22T09:15:00Z.";
            parse(text, |text| {
                read(text).ok_or_else(|| check(field, advice.into()))
            })
        };
        let from = time("from", &self.from, moment::start);
        let to = time("to", &self.to, moment::end);
        let order = match self.order.as_str() {
            "" | "newest" => Order::Newest,
            "oldest" => Order::Oldest,
            _ => {
                check("order", "Send newest or oldest.".into());
                Order::Newest
            }
        };
        let largest = LIMITS[LIMITS.len() - 1];
        let limit = parse(&self.limit, |text| {
            let limit = text
                .parse()
                .ok()
                .filter(|limit| (1..=largest).contains(limit));
            limit.ok_or_else(|| check("limit", format!("Send a number from 1 to {largest}.")))
        });
        let mut record = |field, text: &str| {
            parse(text, |text| {
                Uuid::parse_str(text).map_err(|_| check(field, "Send the id of a record.".into()))
            })
        };
        let place = match (record("after", &self.after), record("before", &self.before)) {
            (Some(after), _) => Place::After(after),
            (None, Some(before)) => Place::Before(before),
            (None, None) => Place::Start,
        };
        if self.q.chars().count() > MAX_SEARCH_CHARS {
            check("q", format!("Send at most {MAX_SEARCH_CHARS} characters."));
        }
        if self.id.chars().count() > MAX_TAG_CHARS {
            check("id", format!("Send at most {MAX_TAG_CHARS} characters."));
        }
        if !wrong.is_empty() {
            let problem = Problem::new(
                Code::InvalidField,
                "This view of the history does not exist.",
            );
            return Err(problem.with_errors(wrong));
        }
        let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.trim().is_empty());
        Ok(View {
            filter: Filter {
                operation,
                tag: filled(&self.id),
                q: filled(&self.q),
                from,
                to,
            },
            order,
            limit: limit.unwrap_or(DEFAULT_LIMIT),
            place,
        })
    }

    /// Whether any filter is set.
    pub fn filtered(&self) -> bool {
        [&self.q, &self.operation, &self.id, &self.from, &self.to]
            .iter()
            .any(|text| !text.trim().is_empty())
    }

    /// Whether a filter beside search and operation is set.
    pub fn refined(&self) -> bool {
        let more = [&self.id, &self.from, &self.to, &self.limit, &self.order];
        more.iter().any(|text| !text.trim().is_empty())
    }

    /// The same view from its beginning.
    #[must_use]
    pub fn start(&self) -> Self {
        Self {
            after: String::new(),
            before: String::new(),
            ..self.clone()
        }
    }

    /// The same filters for another address, such as an export's.
    pub fn href(&self, path: &str) -> String {
        // A struct of strings always serialises.
        match serde_urlencoded::to_string(self) {
            Ok(query) if !query.is_empty() => format!("{path}?{query}"),
            _ => path.to_owned(),
        }
    }

    /// The page after this record.
    pub fn after(&self, record: Uuid) -> String {
        Self {
            after: record.to_string(),
            ..self.start()
        }
        .href("/")
    }

    /// The page before this record.
    pub fn before(&self, record: Uuid) -> String {
        Self {
            before: record.to_string(),
            ..self.start()
        }
        .href("/")
    }

    /// The same view with only this operation; all of them with an empty name.
    pub fn only(&self, operation: &str) -> String {
        Self {
            operation: operation.to_owned(),
            ..self.start()
        }
        .href("/")
    }
}

/// What a field means; nothing if it is blank or wrong.
fn parse<T>(text: &str, read: impl FnOnce(&str) -> Result<T, ()>) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        None
    } else {
        read(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Query {
        serde_urlencoded::from_str(text).unwrap()
    }

    #[test]
    fn an_empty_form_is_the_whole_history() {
        let view = query("q=&operation=&id=&from=&to=&order=&limit=")
            .view()
            .unwrap();
        assert_eq!(view.filter, Filter::default());
        assert_eq!(
            (view.limit, view.place, view.order),
            (50, Place::Start, Order::Newest)
        );
    }

    #[test]
    fn the_last_day_of_a_range_belongs_to_it() {
        let view = query("from=2026-11-22&to=2026-11-22").view().unwrap();
        let (from, to) = (view.filter.from.unwrap(), view.filter.to.unwrap());
        assert_eq!(from.to_rfc3339(), "2026-11-22T00:00:00+00:00");
        assert_eq!(to - from, chrono::TimeDelta::days(1));
        // Typed into the address, a plus sign becomes a space.
        for zone in ["%2B01%3A00", "+01:00"] {
            let view = query(&format!("to=2026-11-22T10:00:00{zone}"))
                .view()
                .unwrap();
            assert_eq!(
                view.filter.to.unwrap().to_rfc3339(),
                "2026-11-22T09:00:00+00:00"
            );
        }
    }

    #[test]
    fn every_wrong_field_is_named() {
        let wrong = query("operation=sing&from=yesterday&to=x&order=up&limit=0&after=7")
            .view()
            .unwrap_err();
        let fields: Vec<_> = wrong
            .errors()
            .iter()
            .map(|error| error.field.as_str())
            .collect();
        assert_eq!(
            fields,
            ["operation", "from", "to", "order", "limit", "after"]
        );
        assert!(query("limit=201").view().is_err() && query("limit=200").view().is_ok());
    }

    #[test]
    fn links_keep_the_filters_and_leave_the_page() {
        let query = query("q=a+b%26c&operation=spell&after=0193a000-0000-7000-8000-000000000000");
        assert_eq!(query.only("space"), "/?q=a+b%26c&operation=space");
        assert_eq!(
            query.start().href("/records.csv"),
            "/records.csv?q=a+b%26c&operation=spell"
        );
        let other = Uuid::from_u128(5);
        assert_eq!(
            query.before(other),
            format!("/?q=a+b%26c&operation=spell&before={other}")
        );
    }
}
