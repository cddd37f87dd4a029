//! Where the results for one document go.

use std::{
    io::{self, BufWriter, IsTerminal, Write},
    path::{Path, PathBuf},
};

use api_service::engine::Outcome;
use db::{NewRecord, Operation};

use super::{
    answer::Answer,
    args::FilterArgs,
    diff::{Differences, UnifiedDiff},
    doubts::Lines,
    progress::Progress,
    replacement::Replacement,
};

/// A part of a document, and what was made of it.
pub struct Part {
    pub original: String,
    pub outcome: Outcome,
    /// Where they are to be shown.
    pub differences: Option<Differences>,
}

/// A document that is worked through.
pub struct Document {
    path: PathBuf,
    output: Output,
    progress: Progress,
    /// Where its next part begins, for telling where a word in doubt stands.
    lines: Lines,
    changed: bool,
}

enum Output {
    /// The results themselves.
    Plain,
    /// Nothing.
    Check,
    Diff(UnifiedDiff),
    Json(Box<Answer>),
    /// The file itself, and the suffix of what it was.
    InPlace(Replacement, String),
}

impl Document {
    /// Begins the one at a path; `bytes` is how long it is, where that is known.
    ///
    /// # Errors
    /// A file that is to be changed cannot be.
    pub fn begin(
        path: PathBuf,
        bytes: Option<u64>,
        filter: &FilterArgs,
        operation: Operation,
    ) -> io::Result<Self> {
        let output = if let Some(suffix) = &filter.in_place {
            Output::InPlace(Replacement::new(&path)?, suffix.clone())
        } else if filter.diff {
            Output::Diff(UnifiedDiff::new(name(&path), io::stdout().is_terminal()))
        } else if filter.json {
            Output::Json(Box::new(Answer::new(operation)))
        } else if filter.check {
            Output::Check
        } else {
            Output::Plain
        };
        Ok(Self {
            progress: Progress::new(&name(&path), bytes),
            lines: Lines::of(&path),
            path,
            output,
            changed: false,
        })
    }

    /// Its path, as messages name it.
    pub fn name(&self) -> String {
        name(&self.path)
    }

    /// Takes its next part, and the record that keeps it, if one does.
    ///
    /// # Errors
    /// The result cannot be written.
    pub fn add(&mut self, part: Part, record: Option<&NewRecord>) -> io::Result<()> {
        let processed = &part.outcome.processed;
        self.changed |= *processed != part.original;
        self.progress.more(part.original.len());
        if let Some(doubts) = &part.outcome.detail.doubts
            && !matches!(self.output, Output::Json(_))
        {
            self.lines.tell(processed, doubts, io::stderr().lock())?;
        }
        match &mut self.output {
            Output::Plain => print(processed),
            Output::Check => Ok(()),
            Output::Diff(diff) => print(
                &part
                    .differences
                    .map_or_else(String::new, |found| diff.next(&found)),
            ),
            Output::Json(answer) => {
                if let Some(record) = record {
                    answer.saved_as(record);
                }
                answer.add(&part.original, part.outcome)
            }
            Output::InPlace(replacement, _) => replacement.file.write_all(processed.as_bytes()),
        }
    }

    /// Ends it where it could not be read or processed.
    ///
    /// # Errors
    /// That cannot be written.
    pub fn fail(self, tag: Option<&str>, error: &str) -> io::Result<()> {
        let Output::Json(answer) = self.output else {
            return Ok(());
        };
        let mut line = Vec::new();
        answer.write_failure(&self.path, tag, error, &mut line)?;
        let mut out = io::stdout().lock();
        out.write_all(&line)?;
        out.flush()
    }

    /// Ends it, under the user's tag; whether anything in it changed.
    ///
    /// # Errors
    /// The result cannot be written.
    pub fn end(self, tag: Option<&str>) -> io::Result<bool> {
        match self.output {
            Output::Json(answer) => {
                let mut out = BufWriter::new(io::stdout().lock());
                answer.write(&self.path, tag, &mut out)?;
                out.flush()?;
            }
            Output::InPlace(replacement, suffix) if self.changed => replacement.finish(&suffix)?,
            _ => {}
        }
        Ok(self.changed)
    }
}

/// A path, as messages name it.
pub fn name(path: &Path) -> String {
    if path == Path::new("-") {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    }
}

/// Writes to standard output at once.
fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
