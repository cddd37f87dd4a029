//! `GET /records/{record}`: one record, with every change.

use actix_web::{HttpResponse, web};
use askama::Template;
use db::{Detail, Doubt, Edit, Operation, Record};
use uuid::Uuid;
use web_common::{
    Code, Problem,
    page::{Frame, Site},
};

use crate::{
    HomeState,
    history::rendered,
    marks::{self, Side},
    row::{Row, label, translated},
    segments,
};

/// More edits, or words to check, than this are left to the JSON.
const MAX_SHOWN: usize = 500;

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
    edits: Vec<Change>,
    more_edits: usize,
    /// The words to check, where they were asked for.
    doubts: Vec<Doubt>,
    more_doubts: usize,
    steps: Vec<Step>,
}

/// Why a text came back as it was.
enum Unchanged {
    /// Nothing was wrong with it, as far as can be told.
    Right,
    /// Words may be wrong, but none is surely so.
    InDoubt,
    /// It was in the wanted language already.
    Translated,
    /// It was taken for a text in this language, and only English is corrected.
    Foreign(String),
    /// It is in a language that nothing here translates.
    Untranslated(String),
}

/// How sure the identification of a language is at the least where a text was left alone for it, from 0 to 1.
const MIN_FOREIGN_CONFIDENCE: f64 = 0.5;

impl Unchanged {
    fn of(record: &Record, detail: &Detail) -> Option<Self> {
        if record.original != record.processed {
            return None;
        }
        let steps = detail.steps.iter().flatten().map(|step| &step.translation);
        let mut untranslated = steps
            .chain([&detail.translation])
            .flat_map(|how| &how.untranslated);
        if let Some(code) = untranslated.next() {
            return Some(Self::Untranslated(code.clone()));
        }
        if record.operation == Operation::Translate {
            return Some(Self::Translated);
        }
        let language = record.language.as_ref();
        let foreign = language
            .filter(|found| found.code != "en" && found.confidence >= MIN_FOREIGN_CONFIDENCE);
        if detail.doubts.iter().flatten().next().is_some() {
            return Some(Self::InDoubt);
        }
        Some(foreign.map_or(Self::Right, |found| Self::Foreign(found.code.clone())))
    }
}

/// A change as it is listed.
struct Change {
    offset: usize,
    from: String,
    to: String,
    /// Other readings than the one chosen.
    others: String,
    confidence: String,
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
    let frame = site.frame("/records/", title);
    let render = move |record| {
        let shown = Shown::from(record);
        RecordPage { frame, shown }.render()
    };
    let page = state.unpacking.run_soon(record, render).await?;
    page.map(rendered)
        .map_err(|error| Problem::internal(&error))
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
        let (edits, mut detail) = (record.read_edits(), record.read_detail());
        let unchanged = Unchanged::of(&record, &detail);
        let mut doubts = detail.doubts.take().unwrap_or_default();
        let more_doubts = doubts.len().saturating_sub(MAX_SHOWN);
        doubts.truncate(MAX_SHOWN);
        let (original, processed) = sides(&record, &edits, &detail);
        Self {
            row: Row::from(&record),
            unchanged,
            original_chars: record.original.chars().count(),
            processed_chars: record.processed.chars().count(),
            confidence: record
                .language
                .as_ref()
                .map(|language| percent(language.confidence)),
            facts: facts(&detail),
            more_edits: edits.len().saturating_sub(MAX_SHOWN),
            edits: edits
                .into_iter()
                .take(MAX_SHOWN)
                .map(Change::from)
                .collect(),
            doubts,
            more_doubts,
            steps: steps(&record.original, detail),
            original,
            processed,
        }
    }
}

impl From<Edit> for Change {
    fn from(edit: Edit) -> Self {
        let others = edit.suggestions.iter().filter(|other| **other != edit.to);
        Self {
            others: others.map(String::as_str).collect::<Vec<_>>().join(", "),
            confidence: percent(edit.confidence),
            offset: edit.offset,
            from: edit.from,
            to: edit.to,
        }
    }
}

impl Change {
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

fn sides(record: &Record, edits: &[Edit], detail: &Detail) -> (Side, Side) {
    let (original, processed) = (record.original.as_str(), record.processed.as_str());
    if translated(record.operation, detail) {
        let all = |text| marks::beginning(text, usize::MAX);
        return (all(original), all(processed));
    }
    let recorded = segments::from_edits(original, edits);
    // Edits are for reading; the two texts themselves are what was stored.
    if segments::lead_to(&recorded, processed) {
        marks::whole(&recorded)
    } else {
        marks::whole(&segments::from_words(original, processed))
    }
}

fn steps(original: &str, detail: Detail) -> Vec<Step> {
    let mut before = original.to_owned();
    let mut shown = Vec::new();
    for step in detail.steps.into_iter().flatten() {
        let after = step.processed;
        let processed = if step.operation == Operation::Translate {
            marks::beginning(&after, usize::MAX)
        } else {
            marks::whole(&segments::from_words(&before, &after)).1
        };
        shown.push(Step {
            label: label(step.operation),
            processed,
            changed: before != after,
        });
        before = after;
    }
    shown
}

/// What else was recorded about the processing, as far as it is a plain value.
fn facts(detail: &Detail) -> Vec<(&'static str, String)> {
    let how = &detail.translation;
    let told = [
        ("Provider", &how.provider),
        ("Model", &how.model),
        ("Quality", &how.quality),
        ("Into", &how.target),
    ];
    let facts = told
        .into_iter()
        .filter_map(|(label, text)| Some((label, text.clone()?)));
    let took = match detail.took_ms {
        // Left out, or not measured.
        0.0 => None,
        took if took < 10.0 => Some(format!("{took:.1} ms")),
        took => Some(format!("{took:.0} ms")),
    };
    facts.chain(took.map(|took| ("Took", took))).collect()
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}
