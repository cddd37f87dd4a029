//! The command line of each operation, and its options under the names that the API gives them.

use std::path::PathBuf;

use api_service::ApiArgs;
use clap::Args;
use db::Operation;
use serde_json::{Value, json};
use web_common::config::DatabaseArgs;

/// What every operation takes on the command line.
///
/// A document is one file, or the whole of standard input. One of any size is worked through in parts, on
/// all cores, in memory that does not grow with it.
#[derive(Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub struct FilterArgs {
    /// Files to process; without any, and for `-`, standard input. Each file is one document
    pub files: Vec<PathBuf>,
    /// Write the full answer as the API gives it: JSON, one line for each document; `error` tells why one failed
    #[arg(long, conflicts_with_all = ["diff", "in_place"])]
    pub json: bool,
    /// Write what would change, line by line, in place of the result
    #[arg(long, conflicts_with = "in_place")]
    pub diff: bool,
    /// Write no result; exit code 1 if any document would change
    #[arg(long, conflicts_with = "in_place")]
    pub check: bool,
    /// Change the files themselves; with a suffix, keep each as it was under its name and the suffix
    #[arg(long, value_name = "SUFFIX", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub in_place: Option<String>,
    /// Keep a record of each document in the database; each at most `--max-text-bytes` long
    #[arg(long)]
    pub save: bool,
    /// Your own id for the documents, shown in JSON and kept with the records
    #[arg(long)]
    pub id: Option<String>,
    #[command(flatten)]
    pub engines: ApiArgs,
    #[command(flatten)]
    pub database: DatabaseArgs,
}

#[derive(Args)]
pub struct SpellArgs {
    #[command(flatten)]
    spelling: SpellingArgs,
    #[command(flatten)]
    format: FormatArg,
    #[command(flatten)]
    filter: FilterArgs,
}

#[derive(Args)]
pub struct SpaceArgs {
    #[command(flatten)]
    spacing: SpacingArgs,
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
    spacing: SpacingArgs,
    #[command(flatten)]
    spelling: SpellingArgs,
    #[command(flatten)]
    format: FormatArg,
    #[command(flatten)]
    filter: FilterArgs,
}

#[derive(Args)]
struct SpellingArgs {
    /// Which English: en, en-US, en-GB or auto
    #[arg(long)]
    language: Option<String>,
    /// Words that are left alone, separated by commas
    #[arg(long, value_delimiter = ',')]
    ignore: Vec<String>,
    /// How many readings to tell of each changed or doubted word, 0 to 10
    #[arg(long)]
    suggestions: Option<u32>,
    /// Tell the words that may be wrong and are not surely so: in JSON, or a line each on standard error
    #[arg(long)]
    doubts: bool,
}

impl SpellingArgs {
    fn options(&self) -> Value {
        json!({
            "language": self.language,
            "ignore": list(&self.ignore),
            "suggestions": self.suggestions,
            "doubts": self.doubts,
        })
    }
}

#[derive(Args)]
struct SpacingArgs {
    /// What to split in running text, too: hashtags, identifiers
    #[arg(long, value_delimiter = ',')]
    split: Vec<String>,
}

impl SpacingArgs {
    fn options(&self) -> Value {
        json!({"split": list(&self.split)})
    }
}

#[derive(Args)]
struct FormatArg {
    /// What in the text is syntax: text, html, markdown or srt (subtitles)
    #[arg(long)]
    format: Option<String>,
}

impl FormatArg {
    fn options(&self) -> Value {
        json!({"format": self.format})
    }
}

/// An operation's options under the names that the API gives them, and the rest.
pub trait Filter {
    /// Which operation.
    const OPERATION: Operation;
    /// The options: objects, null where one was not given.
    fn options(&self) -> Vec<Value>;
    /// What every operation takes.
    fn filter(&self) -> &FilterArgs;
}

impl Filter for SpellArgs {
    const OPERATION: Operation = Operation::Spell;

    fn options(&self) -> Vec<Value> {
        vec![self.spelling.options(), self.format.options()]
    }

    fn filter(&self) -> &FilterArgs {
        &self.filter
    }
}

impl Filter for SpaceArgs {
    const OPERATION: Operation = Operation::Space;

    fn options(&self) -> Vec<Value> {
        vec![self.spacing.options(), self.format.options()]
    }

    fn filter(&self) -> &FilterArgs {
        &self.filter
    }
}

impl Filter for TranslateArgs {
    const OPERATION: Operation = Operation::Translate;

    fn options(&self) -> Vec<Value> {
        let own = json!({"source": self.source, "target": self.target});
        vec![own, self.format.options()]
    }

    fn filter(&self) -> &FilterArgs {
        &self.filter
    }
}

impl Filter for CleanArgs {
    const OPERATION: Operation = Operation::Clean;

    fn options(&self) -> Vec<Value> {
        let own = json!({"steps": list(&self.steps)});
        vec![
            own,
            self.spacing.options(),
            self.spelling.options(),
            self.format.options(),
        ]
    }

    fn filter(&self) -> &FilterArgs {
        &self.filter
    }
}

fn list(values: &[String]) -> Option<&[String]> {
    Some(values).filter(|values| !values.is_empty())
}
