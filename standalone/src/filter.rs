//! `textmend spell|space|translate|clean`: a Unix filter. Documents in, documents out.

use std::{
    fs,
    io::{self, IsTerminal, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use api_service::{
    ApiArgs, Limits,
    answer::Answer,
    engine::Engines,
    input::{Fields, Input},
    pool::Deadline,
};
use clap::Args;
use db::{NewRecord, Operation, RecordStore};
use serde_json::{Map, Value, json};
use similar::TextDiff;
use web_common::config::{self, DatabaseArgs};

use crate::{DEFAULT_DATABASE, models::closed};

/// Nobody waits for the answer of a service here, so a document may take its time.
const PATIENCE: Duration = Duration::from_hours(24);

/// What every operation takes on the command line.
///
/// A document is one file, or the whole of standard input.
#[derive(Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub struct FilterArgs {
    /// Files to process; without any, and for `-`, standard input. Each file is one document
    files: Vec<PathBuf>,
    /// Write the full answer as the API gives it: JSON, one line for each document
    #[arg(long, conflicts_with_all = ["diff", "in_place"])]
    json: bool,
    /// Write what would change, line by line, in place of the result
    #[arg(long, conflicts_with = "in_place")]
    diff: bool,
    /// Write no result; exit code 1 if any document would change
    #[arg(long, conflicts_with = "in_place")]
    check: bool,
    /// Change the files themselves; with a suffix, keep each as it was under its name and the suffix
    #[arg(long, value_name = "SUFFIX", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    in_place: Option<String>,
    /// Keep a record of each document in the database
    #[arg(long)]
    save: bool,
    /// Your own id for the documents, shown in JSON and kept with the records
    #[arg(long)]
    id: Option<String>,
    #[command(flatten)]
    engines: ApiArgs,
    #[command(flatten)]
    database: DatabaseArgs,
}

#[derive(Args)]
pub struct SpellArgs {
    /// Which English: en, en-US, en-GB or auto
    #[arg(long)]
    language: Option<String>,
    /// Words that are left alone, separated by commas
    #[arg(long, value_delimiter = ',')]
    ignore: Vec<String>,
    /// How many readings to tell of each changed word, 0 to 10
    #[arg(long)]
    suggestions: Option<u32>,
    #[command(flatten)]
    format: FormatArg,
    #[command(flatten)]
    filter: FilterArgs,
}

#[derive(Args)]
pub struct SpaceArgs {
    /// What to split in running text, too: hashtags, identifiers
    #[arg(long, value_delimiter = ',')]
    split: Vec<String>,
    #[command(flatten)]
    format: FormatArg,
    #[command(flatten)]
    filter: FilterArgs,
}

#[derive(Args)]
pub struct TranslateArgs {
    /// Language of the text: auto, or an ISO 639 code
    #[arg(long)]
    source: Option<String>,
    /// Language wanted
    #[arg(long)]
    target: Option<String>,
    #[command(flatten)]
    format: FormatArg,
    #[command(flatten)]
    filter: FilterArgs,
}

#[derive(Args)]
pub struct CleanArgs {
    /// Steps in their order: translate, space, spell, or some of them
    #[arg(long, value_delimiter = ',')]
    steps: Vec<String>,
    #[command(flatten)]
    format: FormatArg,
    #[command(flatten)]
    filter: FilterArgs,
}

#[derive(Args)]
struct FormatArg {
    /// What in the text is syntax: text, html or markdown
    #[arg(long)]
    format: Option<String>,
}

/// An operation's options under the names that the API gives them, and the rest.
pub trait Filter {
    /// Which operation.
    const OPERATION: Operation;
    /// The options that were given.
    fn options(&self) -> Value;
    /// What every operation takes.
    fn filter(&self) -> &FilterArgs;
}

impl Filter for SpellArgs {
    const OPERATION: Operation = Operation::Spell;

    fn options(&self) -> Value {
        json!({
            "language": self.language, "ignore": list(&self.ignore), "suggestions": self.suggestions,
            "format": self.format.format,
        })
    }

    fn filter(&self) -> &FilterArgs {
        &self.filter
    }
}

impl Filter for SpaceArgs {
    const OPERATION: Operation = Operation::Space;

    fn options(&self) -> Value {
        json!({"split": list(&self.split), "format": self.format.format})
    }

    fn filter(&self) -> &FilterArgs {
        &self.filter
    }
}

impl Filter for TranslateArgs {
    const OPERATION: Operation = Operation::Translate;

    fn options(&self) -> Value {
        json!({"source": self.source, "target": self.target, "format": self.format.format})
    }

    fn filter(&self) -> &FilterArgs {
        &self.filter
    }
}

impl Filter for CleanArgs {
    const OPERATION: Operation = Operation::Clean;

    fn options(&self) -> Value {
        json!({"steps": list(&self.steps), "format": self.format.format})
    }

    fn filter(&self) -> &FilterArgs {
        &self.filter
    }
}

fn list(values: &[String]) -> Option<&[String]> {
    Some(values).filter(|values| !values.is_empty())
}

/// A text and where it came from.
struct Document {
    /// None for standard input.
    path: Option<PathBuf>,
    text: String,
}

impl Document {
    fn read(path: &Path) -> Result<Self, String> {
        let named = path != Path::new("-");
        let bytes = if named {
            fs::read(path)
        } else {
            if io::stdin().is_terminal() {
                eprintln!("Type or paste a text; end it with Ctrl+D on a line of its own.");
            }
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes).map(|_| bytes)
        };
        let name = path.display();
        let bytes = bytes.map_err(|error| format!("{name}: {error}"))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            format!(
                "{name}: not UTF-8 after {} bytes",
                error.utf8_error().valid_up_to()
            )
        })?;
        Ok(Self {
            path: named.then(|| path.to_owned()),
            text,
        })
    }

    fn name(&self) -> String {
        self.path.as_ref().map_or_else(
            || "standard input".to_owned(),
            |path| path.display().to_string(),
        )
    }
}

/// Processes every document. Exit code 1 where `--check` found something, 2 for a failure.
pub async fn run<F: Filter>(args: &F) -> ExitCode {
    process(args)
        .await
        .unwrap_or_else(|line| config::stop(&line))
}

async fn process<F: Filter>(args: &F) -> Result<ExitCode, String> {
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
    let engines = Engines::load(&filter.engines).map_err(|error| error.to_string())?;
    let mut records = Vec::new();
    let mut changed = false;
    for path in paths {
        let document = Document::read(path)?;
        let (record, answer) = answer(args, &engines, &document)?;
        changed |= answer.processed != document.text;
        records.extend(record);
        if let Some(code) = closed(write(filter, &document, &answer))? {
            return Ok(code);
        }
    }
    if filter.save {
        save(&filter.database, &records).await?;
    }
    Ok(if filter.check && changed {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

/// The answer for a document, and the record that would keep it.
fn answer<F: Filter>(
    args: &F,
    engines: &Engines,
    document: &Document,
) -> Result<(Option<NewRecord>, Answer), String> {
    let filter = args.filter();
    let mut fields = match args.options() {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    fields.retain(|_, value| !value.is_null());
    fields.insert("text".into(), Value::String(document.text.clone()));
    if let Some(id) = &filter.id {
        fields.insert("id".into(), Value::String(id.clone()));
    }
    // The limits protect a service; this machine is the user's own.
    let limits = Limits {
        text_bytes: usize::MAX,
        body_bytes: usize::MAX,
    };
    let blank = document.text.trim().is_empty();
    if blank {
        // An empty file is an empty file afterwards. The options are checked all the same.
        fields.insert("text".into(), Value::String("-".into()));
    }
    let problem = |problem: &web_common::Problem| {
        let wrong = problem
            .errors()
            .iter()
            .map(|error| format!("{} {}", error.field, error.detail));
        let wrong: Vec<_> = wrong.collect();
        if wrong.is_empty() {
            problem.detail().to_owned()
        } else {
            wrong.join("; ")
        }
    };
    let input = Input::parse(F::OPERATION, &Fields::from_json(fields), limits)
        .map_err(|error| format!("{}: {}", document.name(), problem(&error)))?;
    let tag = input.tag.map(api_service::input::Tag::into_string);
    let (deadline, _caller) = Deadline::after(PATIENCE);
    let mut outcome = engines
        .run(
            &input.task,
            if blank { "" } else { &document.text },
            &deadline,
        )
        .map_err(|error| format!("{}: {error}", document.name()))?;
    if blank {
        outcome.processed.clone_from(&document.text);
    }
    let (record, answer) = Answer::of(outcome, document.text.clone(), tag);
    if filter.save && !blank {
        Ok((Some(record), answer))
    } else {
        Ok((None, answer.unsaved()))
    }
}

fn write(filter: &FilterArgs, document: &Document, answer: &Answer) -> io::Result<()> {
    let changed = answer.processed != document.text;
    if let Some(suffix) = &filter.in_place {
        return match &document.path {
            Some(path) if changed => replace(path, suffix, &answer.processed),
            _ => Ok(()),
        };
    }
    let mut out = io::stdout().lock();
    if filter.check && changed {
        eprintln!("{} would change", document.name());
    }
    if filter.diff {
        let name = document.name();
        let diff = TextDiff::from_lines(&document.text, &answer.processed);
        write!(out, "{}", diff.unified_diff().header(&name, &name))?;
    } else if filter.json {
        serde_json::to_writer(&mut out, answer)?;
        out.write_all(b"\n")?;
    } else if !filter.check {
        out.write_all(answer.processed.as_bytes())?;
    }
    out.flush()
}

/// Puts a text in a file's place, in one step: whoever reads the file finds the old or the new one.
fn replace(path: &Path, suffix: &str, text: &str) -> io::Result<()> {
    // A link stays a link; what it leads to is changed.
    let path = &path.canonicalize()?;
    let beside = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    if !suffix.is_empty() {
        fs::copy(path, beside(suffix))?;
    }
    let new = beside(&format!(".textmend-{}", std::process::id()));
    let written = fs::write(&new, text)
        .and_then(|()| fs::set_permissions(&new, fs::metadata(path)?.permissions()))
        .and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        let _ = fs::remove_file(&new);
    }
    written
}

async fn save(args: &DatabaseArgs, records: &[NewRecord]) -> Result<(), String> {
    let settings = args.settings(Some(DEFAULT_DATABASE))?;
    let store = RecordStore::connect(&settings)
        .await
        .map_err(|error| error.to_string())?;
    store.migrate().await.map_err(|error| error.to_string())?;
    store
        .insert(records, None)
        .await
        .map_err(|error| format!("not saved: {error}"))?;
    store.close().await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_its_backup_is_what_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("note.txt");
        fs::write(&path, "old").unwrap();
        replace(&path, ".bak", "new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(
            fs::read_to_string(folder.path().join("note.txt.bak")).unwrap(),
            "old"
        );
        replace(&path, "", "newer").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "newer");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn what_is_not_utf_8_is_named_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("latin1.txt");
        fs::write(&path, b"abc\xe9").unwrap();
        let line = Document::read(&path).err().unwrap();
        assert!(
            line.contains("latin1.txt") && line.ends_with("not UTF-8 after 3 bytes"),
            "{line}"
        );
    }
}
