//! `textmend spell|space|translate|clean`: a Unix filter. Documents in, documents out.

mod args;
mod diff;
mod pieces;
mod progress;

use std::{
    borrow::Cow,
    fs,
    io::{self, BufWriter, IsTerminal, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use api_service::{
    Limits,
    answer::Answer,
    engine::Engines,
    input::{Fields, Input, Tag, Task},
    pool::Deadline,
};
use db::{NewRecord, RecordStore};
use serde::Serialize;
use serde_json::{Map, Value};
use tokio::runtime::{Builder, Runtime};
use web_common::config::{self, DatabaseArgs};

use self::{
    args::{Filter, FilterArgs},
    diff::{Differences, UnifiedDiff},
    pieces::{Pieces, in_order},
    progress::Progress,
};
use crate::{DEFAULT_DATABASE, terminal::closed};

pub use args::{CleanArgs, SpaceArgs, SpellArgs, TranslateArgs};

/// Nobody waits for the answer of a service here, so a document may take its time.
const PATIENCE: Duration = Duration::from_hours(24);

/// What became of a document.
enum Done {
    Same,
    Changed,
    /// Whoever reads the results has seen enough.
    Closed,
}

/// What to do with each document.
struct Job<'a> {
    filter: &'a FilterArgs,
    engines: &'a Engines,
    task: Task,
    tag: Option<String>,
    /// Where records are kept, if they are.
    records: Option<Records>,
}

/// Processes every document; one that cannot be processed is named, and the others follow. Exit code 1 where
/// `--check` found something, 2 for a failure.
pub fn run<F: Filter>(args: &F) -> ExitCode {
    process(args).unwrap_or_else(|line| config::stop(&line))
}

fn process<F: Filter>(args: &F) -> Result<ExitCode, String> {
    let filter = args.filter();
    let stdin = [PathBuf::from("-")];
    let paths = if filter.files.is_empty() {
        &stdin[..]
    } else {
        &filter.files[..]
    };
    if filter.in_place.is_some() && paths.iter().any(|path| path == Path::new("-")) {
        return Err("--in-place needs files".into());
    }
    let input = options(args)?;
    let engines = Engines::load(&filter.engines).map_err(|error| error.to_string())?;
    let records = filter.save.then(|| Records::open(&filter.database));
    let job = Job {
        filter,
        engines: &engines,
        task: input.task,
        tag: input.tag.map(Tag::into_string),
        records: records.transpose()?,
    };
    let mut tally = Tally::default();
    if args.is_whole() {
        let work = |path: PathBuf| Ok((job.answer(&path), path));
        in_order(paths.iter().cloned().map(Ok), work, |(answered, path)| {
            let done = answered.and_then(|(record, answer)| job.finish(&path, record, &answer));
            Ok(tally.count(&path, done, filter.check))
        })?;
    } else {
        for path in paths {
            if !tally.count(path, job.in_pieces(path), filter.check) {
                break;
            }
        }
    }
    Ok(if tally.failed {
        ExitCode::from(2)
    } else if filter.check && tally.changed {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

/// What became of all documents.
#[derive(Default)]
struct Tally {
    changed: bool,
    failed: bool,
}

impl Tally {
    /// Counts a document; whether the next one is wanted.
    fn count(&mut self, path: &Path, done: Result<Done, String>, check: bool) -> bool {
        match done {
            Ok(Done::Closed) => return false,
            Ok(Done::Same) => {}
            Ok(Done::Changed) => {
                self.changed = true;
                if check {
                    eprintln!("{} would change", name(path));
                }
            }
            Err(line) => {
                self.failed = true;
                eprintln!("error: {}: {line}", name(path));
            }
        }
        true
    }
}

fn name(path: &Path) -> String {
    if path == Path::new("-") {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    }
}

/// What the options ask for, as the API reads them; the text is only a stand-in.
fn options<F: Filter>(args: &F) -> Result<Input, String> {
    let mut fields = match args.options() {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
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

/// What is at a path, and how many bytes that is where it is known.
fn open(path: &Path) -> io::Result<(Box<dyn Read>, Option<u64>)> {
    if path == Path::new("-") {
        if io::stdin().is_terminal() {
            eprintln!("Type or paste a text; end it with Ctrl+D on a line of its own.");
        }
        return Ok((Box::new(io::stdin()), None));
    }
    let file = fs::File::open(path)?;
    let bytes = file.metadata()?.len();
    Ok((Box::new(file), Some(bytes)))
}

impl Job<'_> {
    /// Works through a document of any size.
    fn in_pieces(&self, path: &Path) -> Result<Done, String> {
        let (reader, bytes) = open(path).map_err(|error| error.to_string())?;
        let mut progress = Progress::new(&name(path), bytes);
        let replacement = self
            .filter
            .in_place
            .as_ref()
            .map(|_| Replacement::new(path));
        let mut replacement = replacement.transpose().map_err(|error| error.to_string())?;
        let mut diff = self.diff(path);
        let (mut changed, mut is_closed) = (false, false);
        let pieces = if diff.is_some() {
            Pieces::of_lines(reader)
        } else {
            Pieces::new(reader)
        };
        let work = |piece: String| {
            let processed = self.processed(&piece)?;
            let differences = self
                .filter
                .diff
                .then(|| Differences::new(&piece, &processed));
            Ok((piece, processed, differences))
        };
        in_order(pieces, work, |(piece, processed, differences)| {
            changed |= processed != piece;
            progress.more(piece.len());
            let written = match (&mut replacement, &mut diff, &differences) {
                (Some(replacement), ..) => replacement.file.write_all(processed.as_bytes()),
                (None, Some(diff), Some(differences)) => print(&diff.next(differences)),
                _ if self.filter.check => Ok(()),
                _ => print(&processed),
            };
            is_closed = closed(written)?;
            Ok(!is_closed)
        })?;
        if is_closed {
            return Ok(Done::Closed);
        }
        if let (Some(replacement), Some(suffix), true) =
            (replacement, &self.filter.in_place, changed)
        {
            replacement
                .finish(suffix)
                .map_err(|error| error.to_string())?;
        }
        Ok(if changed { Done::Changed } else { Done::Same })
    }

    fn processed(&self, text: &str) -> Result<String, String> {
        // An empty file is an empty file afterwards.
        if text.trim().is_empty() {
            return Ok(text.to_owned());
        }
        let (deadline, _caller) = Deadline::after(PATIENCE);
        let outcome = self.engines.run(&self.task, text, &deadline);
        Ok(outcome.map_err(|error| error.to_string())?.processed)
    }

    /// The answer for a document as the API would give it, and its record where one is kept.
    fn answer(&self, path: &Path) -> Result<(Option<NewRecord>, Answer), String> {
        let (mut reader, _) = open(path).map_err(|error| error.to_string())?;
        let mut bytes = Vec::new();
        reader
            .read_to_end(&mut bytes)
            .map_err(|error| error.to_string())?;
        let text = pieces::text(bytes, 0)?;
        let blank = text.trim().is_empty();
        let (deadline, _caller) = Deadline::after(PATIENCE);
        let outcome = self
            .engines
            .run(&self.task, if blank { "" } else { &text }, &deadline);
        let mut outcome = outcome.map_err(|error| error.to_string())?;
        if blank {
            outcome.processed.clone_from(&text);
        }
        let (record, answer) = Answer::of(outcome, text, self.tag.clone());
        Ok(if self.records.is_some() && !blank {
            (Some(record), answer)
        } else {
            (None, answer.unsaved())
        })
    }

    /// Keeps the record, and only then hands the answer out.
    fn finish(
        &self,
        path: &Path,
        record: Option<NewRecord>,
        answer: &Answer,
    ) -> Result<Done, String> {
        if let (Some(records), Some(record)) = (&self.records, record) {
            records.keep(record)?;
        }
        Ok(if closed(self.write(path, answer))? {
            Done::Closed
        } else if answer.processed == answer.original {
            Done::Same
        } else {
            Done::Changed
        })
    }

    fn write(&self, path: &Path, answer: &Answer) -> io::Result<()> {
        let filter = self.filter;
        if let Some(suffix) = &filter.in_place {
            if answer.processed == answer.original {
                return Ok(());
            }
            let mut replacement = Replacement::new(path)?;
            replacement.file.write_all(answer.processed.as_bytes())?;
            return replacement.finish(suffix);
        }
        if let Some(mut diff) = self.diff(path) {
            print(&diff.next(&Differences::new(&answer.original, &answer.processed)))
        } else if filter.json {
            print(&format!(
                "{}\n",
                serde_json::to_string(&Line::new(path, answer))?
            ))
        } else if filter.check {
            Ok(())
        } else {
            print(&answer.processed)
        }
    }

    fn diff(&self, path: &Path) -> Option<UnifiedDiff> {
        let wanted = self.filter.diff;
        wanted.then(|| UnifiedDiff::new(name(path), io::stdout().is_terminal()))
    }
}

/// The answer of the API, and which file it is for where files are named.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<Cow<'a, str>>,
    #[serde(flatten)]
    answer: &'a Answer,
}

impl<'a> Line<'a> {
    fn new(path: &'a Path, answer: &'a Answer) -> Self {
        Self {
            file: (path != Path::new("-")).then(|| path.to_string_lossy()),
            answer,
        }
    }
}

/// Writes to standard output at once.
fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// A file that takes another's place, in one step: whoever reads that finds the old or the new one.
struct Replacement {
    path: PathBuf,
    new: PathBuf,
    file: BufWriter<fs::File>,
}

impl Replacement {
    fn new(path: &Path) -> io::Result<Self> {
        // A link stays a link; what it leads to is changed.
        let path = path.canonicalize()?;
        let new = beside(&path, &format!(".textmend-{}", std::process::id()));
        let file = BufWriter::new(fs::File::create(&new)?);
        Ok(Self { path, new, file })
    }

    /// Puts it there; with a suffix the old file is kept beside it.
    fn finish(mut self, suffix: &str) -> io::Result<()> {
        self.file.flush()?;
        fs::set_permissions(&self.new, fs::metadata(&self.path)?.permissions())?;
        if !suffix.is_empty() {
            fs::copy(&self.path, beside(&self.path, suffix))?;
        }
        fs::rename(&self.new, &self.path)
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        // Gone where it has been renamed.
        let _ = fs::remove_file(&self.new);
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The database, for a program that has nothing else to do while it waits.
struct Records {
    runtime: Runtime,
    store: RecordStore,
}

impl Records {
    fn open(args: &DatabaseArgs) -> Result<Self, String> {
        let settings = args.settings(Some(DEFAULT_DATABASE))?;
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        let opened = runtime.block_on(async {
            let store = RecordStore::connect(&settings).await?;
            store.migrate().await?;
            Ok(store)
        });
        let store = opened.map_err(|error: db::Error| error.to_string())?;
        Ok(Self { runtime, store })
    }

    fn keep(&self, record: NewRecord) -> Result<(), String> {
        let kept = self.runtime.block_on(self.store.insert(&[record], None));
        kept.map(drop)
            .map_err(|error| format!("not saved: {error}"))
    }
}

impl Drop for Records {
    fn drop(&mut self) {
        self.runtime.block_on(self.store.close());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_its_backup_is_what_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("note.txt");
        fs::write(&path, "old").unwrap();
        let replace = |suffix: &str, text: &str| {
            let mut replacement = Replacement::new(&path).unwrap();
            replacement.file.write_all(text.as_bytes()).unwrap();
            replacement.finish(suffix).unwrap();
        };
        replace(".bak", "new");
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        let kept = folder.path().join("note.txt.bak");
        assert_eq!(fs::read_to_string(kept).unwrap(), "old");
        replace("", "newer");
        drop(Replacement::new(&path).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "newer");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
