//! `textmend spell|space|translate|clean`: a Unix filter. Documents in, documents out.

mod answer;
mod args;
mod diff;
mod document;
mod doubts;
mod in_order;
mod json;
mod parts;
mod progress;
mod records;
mod replacement;

use std::{
    cell::Cell,
    collections::HashSet,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use api_service::{
    Limits,
    answer::record_of,
    engine::{Engines, Outcome},
    input::{Fields, Input, Tag, Task},
    pool::Deadline,
};
use serde_json::{Map, Value};
use web_common::config;

use self::{
    args::{Filter, FilterArgs},
    diff::Differences,
    document::{Document, Part, name},
    in_order::in_order,
    parts::{Cut, Documents, Event},
    records::Records,
    replacement::clear_up_on_signals,
};
use crate::terminal::closed;

pub use args::{CleanArgs, SpaceArgs, SpellArgs, TranslateArgs};

/// Nobody waits for the answer of a service here, so a document may take its time.
const DOCUMENT_TIMEOUT: Duration = Duration::from_hours(24);

/// Processes every document; one that cannot be processed is named, and the others follow. Exit code 1 where
/// `--check` found something, 2 for a failure.
pub fn run<F: Filter>(args: &F) -> ExitCode {
    process(args).unwrap_or_else(|line| config::stop(&line))
}

fn process<F: Filter>(args: &F) -> Result<ExitCode, String> {
    let filter = args.filter();
    let mut paths = filter.files.clone();
    if paths.is_empty() {
        paths.push(PathBuf::from("-"));
    }
    if filter.in_place.is_some() {
        if paths.iter().any(|path| path == Path::new("-")) {
            return Err("--in-place needs files".into());
        }
        each_once(&mut paths);
        clear_up_on_signals().map_err(|error| error.to_string())?;
    }
    let input = options(args)?;
    let engines = Engines::load(&filter.engines).map_err(|error| error.to_string())?;
    let records = filter.save.then(|| Records::open(&filter.database));
    let worker = Worker {
        engines: &engines,
        task: &input.task,
        diff: filter.diff,
    };
    let cut = if filter.save {
        // A record has a whole document, and no more than the services take.
        Cut::Whole {
            most: Limits::from(&filter.engines).text_bytes,
        }
    } else {
        Cut::Parts {
            format: input.task.format(),
            lines: filter.diff,
        }
    };
    let dropped = Cell::new(0);
    let mut results = Results {
        filter,
        task: &input.task,
        tag: input.tag.map(Tag::into_string),
        records: records.transpose()?,
        current: None,
        begun: 0,
        dropped: &dropped,
        changed: false,
        failed: false,
    };
    in_order(
        Documents::new(&paths, cut, &dropped),
        |event| worker.work(event),
        |event| results.take(event),
    );
    Ok(if results.failed {
        ExitCode::from(2)
    } else if filter.check && results.changed {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

/// Leaves each file once, under its first name: processing it twice would overwrite its backup with the first result.
fn each_once(paths: &mut Vec<PathBuf>) {
    let mut seen = HashSet::new();
    paths.retain(|path| {
        let file = path.canonicalize().ok();
        file.is_none_or(|file| seen.insert(file))
    });
}

/// What the options ask for, as the API reads them; the text is only a stand-in.
fn options<F: Filter>(args: &F) -> Result<Input, String> {
    let options = args
        .options()
        .into_iter()
        .filter_map(|options| match options {
            Value::Object(options) => Some(options),
            _ => None,
        });
    let mut fields: Map<String, Value> = options.flatten().collect();
    fields.retain(|_, value| !value.is_null());
    fields.insert("text".into(), Value::String("-".into()));
    if let Some(id) = &args.filter().id {
        fields.insert("id".into(), Value::String(id.clone()));
    }
    // The limits protect a service; this machine is the user's own.
    let limits = Limits {
        text_bytes: usize::MAX,
        body_bytes: usize::MAX,
    };
    Input::parse(F::OPERATION, &Fields::from_json(fields), limits).map_err(|problem| {
        let wrong = problem.errors().iter();
        let wrong = wrong.map(|error| format!("{} {}", error.field, error.detail));
        let wrong: Vec<_> = wrong.collect();
        if wrong.is_empty() {
            problem.detail().to_owned()
        } else {
            wrong.join("; ")
        }
    })
}

/// What each core does.
struct Worker<'a> {
    engines: &'a Engines,
    task: &'a Task,
    /// Whether differences are shown.
    diff: bool,
}

impl Worker<'_> {
    fn work(&self, event: Event<String>) -> Event<Part> {
        match event {
            Event::Begin { path, bytes } => Event::Begin { path, bytes },
            Event::End => Event::End,
            Event::Failed(line) => Event::Failed(line),
            Event::Part(original) => match self.processed(&original) {
                Err(line) => Event::Failed(line),
                Ok(outcome) => Event::Part(Part {
                    differences: self
                        .diff
                        .then(|| Differences::new(&original, &outcome.processed)),
                    original,
                    outcome,
                }),
            },
        }
    }

    fn processed(&self, text: &str) -> Result<Outcome, String> {
        let (deadline, _caller) = Deadline::after(DOCUMENT_TIMEOUT);
        // White space stays, an empty file is an empty file afterwards.
        let blank = text.trim().is_empty();
        let asked = if blank { "" } else { text };
        let outcome = self.engines.run(self.task, asked, &deadline);
        let mut outcome = outcome.map_err(|error| error.to_string())?;
        if blank {
            text.clone_into(&mut outcome.processed);
            for step in outcome.detail.steps.iter_mut().flatten() {
                text.clone_into(&mut step.processed);
            }
        }
        Ok(outcome)
    }
}

/// Takes what the cores made, in order.
struct Results<'a> {
    filter: &'a FilterArgs,
    task: &'a Task,
    tag: Option<String>,
    /// Where records are kept, if they are.
    records: Option<Records>,
    /// None where it failed.
    current: Option<Document>,
    /// How many documents have begun.
    begun: usize,
    /// The number of the last one that failed: nothing more of it is wanted.
    dropped: &'a Cell<usize>,
    changed: bool,
    failed: bool,
}

impl Results<'_> {
    /// Takes what comes next; whether anything more is wanted.
    fn take(&mut self, event: Event<Part>) -> bool {
        let done = match event {
            Event::Begin { path, bytes } => {
                self.begun += 1;
                let shown = name(&path);
                match Document::begin(path, bytes, self.filter, self.task.operation()) {
                    Ok(document) => self.current = Some(document),
                    Err(error) => self.fail(&shown, &error.to_string()),
                }
                return true;
            }
            Event::Part(part) => self.part(part),
            Event::End => return self.end(),
            Event::Failed(line) => Err(line),
        };
        match done {
            Ok(wanted) => wanted,
            Err(line) => {
                let Some(document) = self.current.take() else {
                    return true;
                };
                let name = document.name();
                self.fail(&name, &line);
                match closed(document.fail(self.tag.as_deref(), &line)) {
                    Ok(closed) => !closed,
                    Err(line) => {
                        self.fail(&name, &line);
                        true
                    }
                }
            }
        }
    }

    fn fail(&mut self, name: &str, line: &str) {
        self.failed = true;
        self.dropped.set(self.begun);
        eprintln!("error: {name}: {line}");
    }

    /// Keeps the record, and only then hands the result out.
    fn part(&mut self, part: Part) -> Result<bool, String> {
        let Some(document) = &mut self.current else {
            return Ok(true);
        };
        let mut record = None;
        if let Some(records) = &self.records
            && !part.original.trim().is_empty()
        {
            let (original, tag) = (part.original.clone(), self.tag.clone());
            let kept =
                record_of(&part.outcome, original, tag).map_err(|error| error.to_string())?;
            records.keep(&kept)?;
            record = Some(kept);
        }
        closed(document.add(part, record.as_ref())).map(|closed| !closed)
    }

    fn end(&mut self) -> bool {
        let Some(document) = self.current.take() else {
            return true;
        };
        let name = document.name();
        let mut changed = false;
        let ended = document
            .end(self.tag.as_deref())
            .map(|found| changed = found);
        match closed(ended) {
            Ok(true) => return false,
            Ok(false) => {}
            Err(line) => self.fail(&name, &line),
        }
        self.changed |= changed;
        if changed && self.filter.check {
            eprintln!("{name} would change");
        }
        true
    }
}
