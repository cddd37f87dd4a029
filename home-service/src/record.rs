//! `GET /records/{record}`: one record, with every change.

use actix_web::{HttpResponse, web};
use askama::Template;
use db::{Operation, Record};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;
use web_common::{
    Code, Problem,
    page::{Frame, Site},
};

use crate::{
    HomeState,
    history::html,
    marks::{self, Side},
    row::{Row, label, translated},
};

/// More edits than this are left to the JSON.
const MOST_EDITS: usize = 500;

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage {
    frame: Frame,
    shown: Shown,
}

/// A record prepared for people.
struct Shown {
    row: Row,
    original: Side,
    processed: Side,
    unchanged: Option<Unchanged>,
    original_chars: usize,
    processed_chars: usize,
    confidence: Option<String>,
    facts: Vec<(&'static str, String)>,
    edits: Vec<Edit>,
    more_edits: usize,
    steps: Vec<Step>,
}

/// Why a text came back as it was.
enum Unchanged {
    /// Nothing was wrong with it, as far as can be told.
    Right,
    /// It was in the wanted language already.
    Translated,
    /// It was taken for a text in this language, and only English is corrected.
    Foreign(String),
    /// It is in a language that nothing here translates.
    Untranslated(String),
}

/// How sure the identification of a language is at the least where a text was left alone for it, from 0 to 1.
const FOREIGN: f64 = 0.5;

impl Unchanged {
    fn of(record: &Record) -> Option<Self> {
        if record.original != record.processed {
            return None;
        }
        let steps = record.detail.get("steps").and_then(Value::as_array);
        let parts = steps.into_iter().flatten().chain([&record.detail]);
        let mut untranslated = parts.filter_map(|part| part.pointer("/untranslated/0")?.as_str());
        if let Some(code) = untranslated.next() {
            return Some(Self::Untranslated(code.to_owned()));
        }
        if record.operation == Operation::Translate {
            return Some(Self::Translated);
        }
        let language = record.language.as_ref();
        let foreign = language.filter(|found| found.code != "en" && found.confidence >= FOREIGN);
        Some(foreign.map_or(Self::Right, |found| Self::Foreign(found.code.clone())))
    }
}

/// A recorded edit; what an engine does not tell stays empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Edit {
    offset: usize,
    from: String,
    to: String,
    confidence: Option<f64>,
    suggestions: Vec<String>,
}

/// One step of a clean-up.
struct Step {
    label: &'static str,
    processed: Side,
    changed: bool,
}

/// The page of the record that the address names.
pub async fn page(
    path: web::Path<String>,
    state: web::Data<HomeState>,
    site: Site,
) -> Result<HttpResponse, Problem> {
    let record = state.store.get(id(&path)?).await?.ok_or_else(none)?;
    let title = record
        .tag
        .clone()
        .unwrap_or_else(|| label(record.operation).to_owned());
    // Comparing long texts takes longer than other requests should wait.
    let shown = web::block(move || Shown::from(record))
        .await
        .map_err(|error| Problem::internal(&error))?;
    let frame = site.frame("/records/", title);
    html(&RecordPage { frame, shown })
}

/// The record that an address names.
///
/// # Errors
/// 404: what is not an id names nothing.
pub fn id(text: &str) -> Result<Uuid, Problem> {
    Uuid::parse_str(text).map_err(|_| none())
}

/// The answer where there is no such record.
pub fn none() -> Problem {
    Problem::new(
        Code::NotFound,
        "There is no such record. It may have been deleted.",
    )
}

impl From<Record> for Shown {
    fn from(record: Record) -> Self {
        let (original, processed) = sides(&record);
        let edits = Vec::<Edit>::deserialize(&record.edits).unwrap_or_else(|_| {
            // Why is not logged: it may repeat the text.
            tracing::warn!(record = %record.id, "the edits of a record cannot be read, and are left out");
            Vec::new()
        });
        Self {
            row: Row::from(&record),
            unchanged: Unchanged::of(&record),
            original_chars: record.original.chars().count(),
            processed_chars: record.processed.chars().count(),
            confidence: record
                .language
                .as_ref()
                .map(|language| percent(language.confidence)),
            facts: facts(&record.detail),
            more_edits: edits.len().saturating_sub(MOST_EDITS),
            edits: edits.into_iter().take(MOST_EDITS).collect(),
            steps: steps(&record),
            original,
            processed,
        }
    }
}

impl Edit {
    fn confidence(&self) -> String {
        self.confidence.map(percent).unwrap_or_default()
    }

    /// Other readings than the one chosen.
    fn others(&self) -> String {
        let others = self.suggestions.iter().filter(|other| **other != self.to);
        others.map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    /// A text of which white space alone would not be seen.
    fn visible(text: &str) -> String {
        match text {
            "" => "nothing".into(),
            " " => "a space".into(),
            "\n" | "\r\n" => "a line break".into(),
            "\t" => "a tab".into(),
            _ if text.trim().is_empty() => format!("{} blanks", text.chars().count()),
            _ => text.into(),
        }
    }

    fn is_word(text: &str) -> bool {
        !text.trim().is_empty()
    }
}

fn sides(record: &Record) -> (Side, Side) {
    let (original, processed) = (record.original.as_str(), record.processed.as_str());
    if translated(record) {
        let all = |text| marks::beginning(text, usize::MAX);
        return (all(original), all(processed));
    }
    let changes = marks::changes(&record.edits);
    let recorded = marks::from_changes(original, &changes);
    // Edits are for reading; the two texts themselves are what was stored.
    if marks::lead_to(&recorded, processed) {
        marks::whole(&recorded)
    } else {
        marks::whole(&marks::from_words(original, processed))
    }
}

fn steps(record: &Record) -> Vec<Step> {
    let Some(steps) = record.detail.get("steps").and_then(Value::as_array) else {
        return Vec::new();
    };
    let mut before = record.original.as_str();
    let mut shown = Vec::new();
    for step in steps {
        let name = step
            .get("operation")
            .or_else(|| step.get("step"))
            .and_then(Value::as_str);
        let Some(operation) = name.and_then(|name| name.parse().ok()) else {
            continue;
        };
        let Some(after) = step.get("processed").and_then(Value::as_str) else {
            continue;
        };
        let processed = if operation == Operation::Translate {
            marks::beginning(after, usize::MAX)
        } else {
            marks::whole(&marks::from_words(before, after)).1
        };
        shown.push(Step {
            label: label(operation),
            processed,
            changed: before != after,
        });
        before = after;
    }
    shown
}

/// What else was recorded about the processing, as far as it is a plain value.
fn facts(detail: &Value) -> Vec<(&'static str, String)> {
    let known = [
        ("provider", "Provider"),
        ("model", "Model"),
        ("quality", "Quality"),
        ("target", "Into"),
    ];
    let text = |key| detail.get(key).and_then(Value::as_str).map(str::to_owned);
    let mut facts: Vec<_> = known
        .iter()
        .filter_map(|&(key, label)| Some((label, text(key)?)))
        .collect();
    if let Some(took) = detail.get("took_ms").and_then(Value::as_f64) {
        let took = if took < 10.0 {
            format!("{took:.1} ms")
        } else {
            format!("{took:.0} ms")
        };
        facts.push(("Took", took));
    }
    facts
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}
