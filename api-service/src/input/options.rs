//! What each operation takes besides its text.

use std::collections::BTreeSet;

use db::Operation;
use serde_json::{Value, json};
use text::{
    lang,
    space::{SpaceOptions, Split},
    spell::{SpellOptions, Variety},
    token::Format,
    translate::SourceLanguage,
};

use super::Reader;

/// The steps of a clean-up where none are named: each works best on what the one before leaves.
pub const STEPS: [Operation; 3] = [Operation::Translate, Operation::Space, Operation::Spell];

/// The most words that may be named as right in one request.
const MAX_IGNORED: usize = 1000;
/// How many readings of a wrong word are told where the request does not say.
const SUGGESTIONS: u32 = 5;

/// An operation with its options.
#[derive(Debug, Clone)]
pub enum Task {
    /// Correct the spelling.
    Spell(SpellTask),
    /// Put missing spaces back.
    Space(SpaceOptions),
    /// Translate.
    Translate(TranslateTask),
    /// Several of these in this order.
    Clean(CleanTask),
}

/// How to correct the spelling, and what to tell of it.
#[derive(Debug, Clone)]
pub struct SpellTask {
    /// How to correct it.
    pub options: SpellOptions,
    /// Whether to tell which words may be wrong though they are left as they are.
    pub doubts: bool,
}

/// What to translate into what.
#[derive(Debug, Clone)]
pub struct TranslateTask {
    /// Language of the text.
    pub source: SourceLanguage,
    /// Language wanted.
    pub target: String,
    /// What in the text is syntax.
    pub format: Format,
}

/// Which steps a clean-up takes, and how; what in the text is syntax is the same for all.
#[derive(Debug, Clone)]
pub struct CleanTask {
    /// Translate, space and spell, or some of them, each once.
    pub steps: Vec<Operation>,
    /// How to put spaces back.
    pub space: SpaceOptions,
    /// How to correct the spelling.
    pub spell: SpellTask,
}

impl Task {
    /// What in the text is syntax.
    pub const fn format(&self) -> Format {
        match self {
            Self::Spell(task) => task.options.format,
            Self::Space(options) => options.format,
            Self::Translate(task) => task.format,
            Self::Clean(task) => task.spell.options.format,
        }
    }

    /// The operation that the record is kept under.
    pub fn operation(&self) -> Operation {
        match self {
            Self::Spell(_) => Operation::Spell,
            Self::Space(_) => Operation::Space,
            Self::Translate(_) => Operation::Translate,
            Self::Clean(_) => Operation::Clean,
        }
    }
}

/// Reads the options of an operation. Where something is wrong the reader knows, and what is returned
/// is of no use.
pub fn task(operation: Operation, reader: &mut Reader<'_>) -> Task {
    match operation {
        Operation::Spell => Task::Spell(spell(reader)),
        Operation::Space => Task::Space(space(reader)),
        Operation::Translate => Task::Translate(translate(reader)),
        Operation::Clean => Task::Clean(CleanTask {
            steps: steps(reader),
            space: space(reader),
            spell: spell(reader),
        }),
    }
}

/// The options of an operation as they are meant: in one writing, with their defaults. Taken apart without `..`, so that an
/// option that is added is not forgotten here: two requests that differ in it alone would be taken for one.
pub fn meaning(task: &Task, reader: &mut Reader<'_>) -> Value {
    match task {
        Task::Spell(spell) => spelling(spell, reader),
        Task::Space(space) => spacing(*space),
        Task::Translate(TranslateTask {
            source,
            target,
            format,
        }) => {
            let source = match source {
                SourceLanguage::Auto => None,
                SourceLanguage::Code(code) => Some(code),
            };
            json!([source, target, format!("{format:?}")])
        }
        Task::Clean(CleanTask {
            steps,
            space,
            spell,
        }) => json!([steps, spacing(*space), spelling(spell, reader)]),
    }
}

fn spelling(task: &SpellTask, reader: &mut Reader<'_>) -> Value {
    let SpellTask {
        options:
            SpellOptions {
                variety,
                ignore: _,
                suggestions,
                format,
            },
        doubts,
    } = task;
    // As they were sent: a dictionary does not tell its words.
    let ignored: BTreeSet<&str> = reader.strings("ignore").into_iter().flatten().collect();
    let mut meaning = vec![
        json!(format!("{variety:?}")),
        json!(ignored),
        json!(suggestions),
        json!(format!("{format:?}")),
    ];
    // Only where they are wanted: without them a request means what it meant to a version that knew nothing of them.
    if *doubts {
        meaning.push("doubts".into());
    }
    Value::Array(meaning)
}

fn spacing(options: SpaceOptions) -> Value {
    let SpaceOptions { split, format } = options;
    let Split {
        hashtags,
        identifiers,
    } = split;
    json!([hashtags, identifiers, format!("{format:?}")])
}

fn spell(reader: &mut Reader<'_>) -> SpellTask {
    let languages = [
        ("en", Variety::Any),
        ("en-US", Variety::American),
        ("en-GB", Variety::British),
        ("auto", Variety::Any),
    ];
    let ignore = reader.strings("ignore").unwrap_or_default();
    if ignore.len() > MAX_IGNORED {
        reader.reject("ignore", format!("must hold at most {MAX_IGNORED} words"));
    }
    SpellTask {
        options: SpellOptions {
            variety: reader.choice("language", &languages).unwrap_or_default(),
            ignore: ignore.into_iter().collect(),
            suggestions: reader.number("suggestions", 0..=10).unwrap_or(SUGGESTIONS) as usize,
            format: format(reader),
        },
        doubts: reader.flag("doubts", false),
    }
}

fn space(reader: &mut Reader<'_>) -> SpaceOptions {
    let mut split = Split::default();
    for name in reader.strings("split").unwrap_or_default() {
        match name {
            "hashtags" => split.hashtags = true,
            "identifiers" => split.identifiers = true,
            _ => reader.reject("split", "must name \"hashtags\", \"identifiers\" or both"),
        }
    }
    SpaceOptions {
        split,
        format: format(reader),
    }
}

fn translate(reader: &mut Reader<'_>) -> TranslateTask {
    let source = reader.parsed("source", |code| match code {
        "auto" => Ok(SourceLanguage::Auto),
        code => language(code).map(SourceLanguage::Code),
    });
    TranslateTask {
        source: source.unwrap_or_default(),
        target: reader
            .parsed("target", language)
            .unwrap_or_else(|| "en".to_owned()),
        format: format(reader),
    }
}

fn steps(reader: &mut Reader<'_>) -> Vec<Operation> {
    let Some(names) = reader.strings("steps") else {
        return STEPS.to_vec();
    };
    let mut steps = Vec::new();
    for name in &names {
        let known = STEPS.into_iter().find(|step| step.as_str() == *name);
        match known {
            Some(step) if !steps.contains(&step) => steps.push(step),
            _ => {}
        }
    }
    if steps.is_empty() || steps.len() != names.len() {
        reader.reject(
            "steps",
            "must name \"translate\", \"space\" and \"spell\", or some of them, each once",
        );
    }
    steps
}

fn format(reader: &mut Reader<'_>) -> Format {
    let formats = [
        ("text", Format::Text),
        ("html", Format::Html),
        ("markdown", Format::Markdown),
        ("srt", Format::Subtitles),
    ];
    reader.choice("format", &formats).unwrap_or_default()
}

/// A language by its code.
fn language(code: &str) -> Result<String, String> {
    lang::canonical(code).ok_or_else(|| {
        format!(
            "must be an ISO 639 code such as \"pt\"; \"{}\" is none",
            code.escape_debug()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Fields;
    use web_common::Problem;

    fn read(operation: Operation, value: Value) -> Result<Task, Problem> {
        let fields = Fields::of_object(value);
        let mut reader = fields.reader();
        let task = task(operation, &mut reader);
        reader.finish().map(|()| task)
    }

    #[test]
    fn languages_are_known_by_any_of_their_codes() {
        let task = read(
            Operation::Translate,
            json!({"source": "pt-BR", "target": "deu"}),
        )
        .unwrap();
        let Task::Translate(task) = task else {
            panic!("{task:?}")
        };
        assert_eq!(
            (task.source, task.target.as_str()),
            (SourceLanguage::Code("pt".into()), "de")
        );
        let task = read(Operation::Translate, json!({"source": "auto"})).unwrap();
        let Task::Translate(task) = task else {
            panic!("{task:?}")
        };
        assert_eq!(
            (task.source, task.target.as_str()),
            (SourceLanguage::Auto, "en")
        );
        let problem = read(Operation::Translate, json!({"source": "x\u{0}"})).unwrap_err();
        assert!(problem.detail().contains("ISO 639"));
    }

    #[test]
    fn a_clean_up_takes_the_options_of_its_steps() {
        let task = read(Operation::Clean, json!({"steps": ["spell", "space"]})).unwrap();
        let Task::Clean(clean) = task else {
            panic!("{task:?}")
        };
        assert_eq!(clean.steps, [Operation::Spell, Operation::Space]);
        let options = json!({"ignore": ["havv"], "language": "en-GB", "suggestions": 2, "split": ["hashtags"], "format": "html", "doubts": true});
        let Task::Clean(clean) = read(Operation::Clean, options).unwrap() else {
            panic!("a clean-up")
        };
        assert!(clean.space.split.hashtags && !clean.spell.options.ignore.is_empty());
        assert_eq!(clean.spell.options.suggestions, 2);
        assert!(clean.spell.doubts);
        assert_eq!(clean.spell.options.variety, Variety::British);
        assert_eq!(
            (clean.space.format, clean.spell.options.format),
            (Format::Html, Format::Html)
        );
        let twice = read(Operation::Clean, json!({"format": "pdf"})).unwrap_err();
        assert_eq!(twice.errors().len(), 1);
        for wrong in [
            json!([]),
            json!(["clean"]),
            json!(["spell", "spell"]),
            json!("spell"),
            json!([1]),
        ] {
            assert!(
                read(Operation::Clean, json!({"steps": wrong})).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn what_to_split_is_named() {
        let task = read(Operation::Space, json!({"split": ["hashtags"]})).unwrap();
        let Task::Space(space) = task else {
            panic!("{task:?}")
        };
        assert!(space.split.hashtags && !space.split.identifiers);
        assert!(read(Operation::Space, json!({"split": ["words"]})).is_err());
    }
}
