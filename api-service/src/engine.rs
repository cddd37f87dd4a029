//! The engines of this process, and how each operation uses them.

use std::{cell::OnceCell, fs, time::Instant};

use db::{Detail, Doubt, Edit, Language, Operation, Step};
use models::{ModelStore, StoreError};
use text::{
    Cleaned, Revision,
    lang::{Detected, Foreign, Identifier},
    model::Model,
    space::Spacer,
    spell::{Dictionary, SpellOptions, Speller},
    translate::{CacheStats, SourceLanguage, TranslateError},
};

use crate::{
    answer::{self, rounded},
    args::ApiArgs,
    input::{CleanTask, SpellTask, Task, TranslateTask},
    metrics,
    pool::Deadline,
    providers::ConfigError,
    translation::{Done, Reached, TranslationError, Translations},
    turn::Turn,
};

/// Spelling, spacing, language identification and translation, loaded once and shared.
pub struct Engines {
    speller: Speller,
    spacer: Spacer,
    identifier: &'static Identifier,
    translations: Translations,
}

/// What an engine made of one text.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What was done.
    pub operation: Operation,
    /// The text as processed.
    pub processed: String,
    /// What was changed, where one list of edits tells it.
    pub edits: Vec<Edit>,
    /// The language found.
    pub language: Option<Language>,
    /// Everything else.
    pub detail: Detail,
}

/// Why the engines cannot start. Each message names the variable to change.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The user's dictionary cannot be read.
    #[error(
        "TEXTMEND_DICTIONARY cannot be \"{path}\": {cause}; accepted: a text file in UTF-8, one word a line"
    )]
    Dictionary {
        /// Where it was looked for.
        path: String,
        /// What went wrong.
        cause: std::io::Error,
    },
    /// The models' address cannot be used.
    #[error("MODELS_URL cannot be used: {0}")]
    Models(#[from] StoreError),
    /// A provider cannot be used.
    #[error(transparent)]
    Providers(#[from] ConfigError),
    /// The system refuses what threads need.
    #[error("cannot prepare the engines' threads: {0}")]
    Threads(#[from] std::io::Error),
}

impl Engines {
    /// Loads what is shipped with the program and what the configuration names.
    ///
    /// # Errors
    /// See [`LoadError`].
    pub fn load(args: &ApiArgs) -> Result<Self, LoadError> {
        let dictionary = match &args.textmend_dictionary {
            None => Dictionary::default(),
            Some(path) => {
                let words = fs::read_to_string(path).map_err(|cause| LoadError::Dictionary {
                    path: path.display().to_string(),
                    cause,
                })?;
                Dictionary::parse(&words)
            }
        };
        let model = Model::english();
        Ok(Self {
            spacer: Spacer::new(model).with_dictionary(dictionary.clone()),
            speller: Speller::new(model, dictionary),
            identifier: Identifier::shared(),
            translations: Translations::load(args)?,
        })
    }

    /// Processes one text. Blocks its thread; a long text takes seconds.
    ///
    /// # Errors
    /// See [`TranslationError`]; spelling and spacing do not fail.
    pub fn run(
        &self,
        task: &Task,
        text: &str,
        deadline: &Deadline,
    ) -> Result<Outcome, TranslationError> {
        let started = Instant::now();
        let mut outcome = match task {
            Task::Spell(task) => self.spell(task, text),
            Task::Space(options) => self.in_english(Operation::Space, &Draft::new(text), |text| {
                self.spacer.space(text, options)
            }),
            Task::Translate(task) => self.translate(task, text, deadline)?,
            Task::Clean(task) => self.clean(task, text, deadline)?,
        };
        outcome.detail.took_ms = milliseconds(started);
        metrics::processed(outcome.operation, outcome.detail.took_ms);
        Ok(outcome)
    }

    /// Processes texts, those to be translated by somebody else together.
    ///
    /// # Errors
    /// As [`Engines::run`], for the first text that fails.
    pub fn run_all(
        &self,
        task: &Task,
        texts: &[&str],
        deadline: &Deadline,
    ) -> Result<Vec<Outcome>, TranslationError> {
        let Task::Translate(task) = task else {
            let numbered = texts.iter().enumerate();
            let outcomes = numbered.map(|(number, text)| {
                let outcome = if deadline.is_over() {
                    Err(TranslateError::Deadline.into())
                } else {
                    self.run(task, text, deadline)
                };
                outcome.map_err(|error| TranslationError {
                    text: number,
                    ..error
                })
            });
            return outcomes.collect();
        };
        let done = self.translations.run(task, texts, deadline)?;
        let outcomes: Vec<Outcome> = done.into_iter().map(translated).collect();
        for outcome in &outcomes {
            metrics::processed(outcome.operation, outcome.detail.took_ms);
        }
        Ok(outcomes)
    }

    /// Whether a task waits for the translator's threads instead of computing on its own. Takes about as long as a
    /// clean-up does where that depends on the texts.
    pub fn wait_for<'t>(&self, task: &Task, mut texts: impl Iterator<Item = &'t str>) -> bool {
        match task {
            Task::Translate(_) => true,
            Task::Clean(task) if task.steps.contains(&Operation::Translate) => {
                texts.any(|text| self.foreign(text) != Foreign::No)
            }
            Task::Clean(_) | Task::Spell(_) | Task::Space(_) => false,
        }
    }

    /// The most likely languages of a text, best first.
    pub fn detect(&self, text: &str) -> Vec<Detected> {
        self.identifier.top(text, 5)
    }

    /// The translation models: what is offered and what is here.
    pub fn models(&self) -> &ModelStore {
        self.translations.models()
    }

    /// How the cache of translated sentences does.
    pub fn cache_stats(&self) -> CacheStats {
        self.translations.translator().cache().stats()
    }

    /// How many translation models are in memory.
    pub fn models_loaded(&self) -> usize {
        self.translations.translator().pool_stats().models
    }

    /// Which languages can be translated into which now. May wait for a network.
    ///
    /// # Errors
    /// The folder of models cannot be read.
    pub fn languages(&self, deadline: &Deadline) -> Result<Reached, StoreError> {
        self.translations.languages(deadline)
    }

    fn foreign(&self, text: &str) -> Foreign {
        text::foreign(&self.spacer, &self.speller, self.identifier, text)
    }

    fn spell(&self, task: &SpellTask, text: &str) -> Outcome {
        let draft = Draft::new(text);
        let mut outcome = self.in_english(Operation::Spell, &draft, |text| {
            self.speller.correct(text, &task.options)
        });
        let is_foreign = draft.foreign(self) >= Foreign::Likely;
        outcome.detail.doubts = task
            .doubts
            .then(|| self.doubts(&task.options, &outcome.processed, is_foreign));
        outcome
    }

    /// The words of a text that was corrected which may be wrong all the same. There are none to tell in another language.
    fn doubts(&self, options: &SpellOptions, processed: &str, is_foreign: bool) -> Vec<Doubt> {
        if is_foreign {
            return Vec::new();
        }
        let found = self.speller.doubts(processed, options).into_iter();
        found.map(answer::doubt).collect()
    }

    /// An English text revised; one in another language as it was.
    fn in_english(
        &self,
        operation: Operation,
        draft: &Draft,
        revise: impl FnOnce(&str) -> Revision,
    ) -> Outcome {
        let revision = if draft.foreign(self) >= Foreign::Likely {
            unchanged(&draft.text)
        } else {
            revise(&draft.text)
        };
        self.revised(operation, revision)
    }

    fn revised(&self, operation: Operation, revision: Revision) -> Outcome {
        // Words run together or misspelt say little of their language; put right they do.
        let language = self.identifier.identify(&revision.processed).map(stored);
        Outcome {
            operation,
            processed: revision.processed,
            edits: revision.edits.into_iter().map(answer::edit).collect(),
            language,
            detail: Detail::default(),
        }
    }

    fn translate(
        &self,
        task: &TranslateTask,
        text: &str,
        deadline: &Deadline,
    ) -> Result<Outcome, TranslationError> {
        let done = self.translations.run(task, &[text], deadline)?;
        // One text gives one translation.
        let only = done.into_iter().next();
        only.map(translated)
            .ok_or_else(|| TranslateError::Cancelled.into())
    }

    /// Takes the steps one after the other, each on what the one before left; spacing and spelling next to
    /// each other are decided together. The language is that of
    /// the text as it came.
    fn clean(
        &self,
        task: &CleanTask,
        text: &str,
        deadline: &Deadline,
    ) -> Result<Outcome, TranslationError> {
        let mut turn = Turn::of(deadline);
        let mut current = Draft::new(text);
        let mut language = None;
        let mut steps: Vec<Step> = Vec::with_capacity(task.steps.len());
        while let Some(operation) = task.steps.get(steps.len()) {
            if deadline.is_over() {
                return Err(TranslateError::Deadline.into());
            }
            let outcomes = match (operation, task.steps.get(steps.len() + 1)) {
                (Operation::Space, Some(Operation::Spell)) => self.space_and_spell(task, &current),
                _ => vec![self.step(*operation, task, &current, deadline, &mut turn)?],
            };
            for outcome in outcomes {
                let spelt = outcome.operation == Operation::Spell;
                if language.is_none() || spelt && !was_translated(&steps) {
                    language = outcome.language.or(language);
                }
                if current.text != outcome.processed {
                    current = Draft::new(&outcome.processed);
                }
                steps.push(Step {
                    operation: outcome.operation,
                    processed: outcome.processed,
                    edits: outcome.edits,
                    translation: outcome.detail.translation,
                });
            }
        }
        let spell = &task.spell;
        let doubts = (spell.doubts && task.steps.contains(&Operation::Spell)).then(|| {
            let is_foreign = current.foreign(self) >= Foreign::Likely;
            self.doubts(&spell.options, &current.text, is_foreign)
        });
        Ok(Outcome {
            operation: Operation::Clean,
            processed: current.text,
            edits: Vec::new(),
            language,
            detail: Detail {
                steps: Some(steps),
                doubts,
                ..Detail::default()
            },
        })
    }

    /// The two steps that are decided together, each with its own result.
    fn space_and_spell(&self, task: &CleanTask, draft: &Draft) -> Vec<Outcome> {
        let text = draft.text.as_str();
        let cleaned = if draft.foreign(self) >= Foreign::Likely {
            Cleaned {
                spaced: unchanged(text),
                spelled: unchanged(text),
            }
        } else {
            let (space, spell) = (&task.space, &task.spell.options);
            text::clean(&self.spacer, &self.speller, text, space, spell)
        };
        vec![
            self.revised(Operation::Space, cleaned.spaced),
            self.revised(Operation::Spell, cleaned.spelled),
        ]
    }

    fn step(
        &self,
        operation: Operation,
        task: &CleanTask,
        draft: &Draft,
        deadline: &Deadline,
        turn: &mut Turn<'_>,
    ) -> Result<Outcome, TranslationError> {
        match operation {
            Operation::Translate => self.to_english(task, draft, deadline, turn),
            Operation::Space => Ok(self.in_english(operation, draft, |text| {
                self.spacer.space(text, &task.space)
            })),
            Operation::Spell | Operation::Clean => Ok(self.in_english(operation, draft, |text| {
                self.speller.correct(text, &task.spell.options)
            })),
        }
    }

    /// Translates what is in another language. English with words run together or misspelt, and names, are
    /// easily taken for something else: where that is possible, a text that nobody can translate stays as
    /// it is for the next steps, and the answer names the language.
    fn to_english(
        &self,
        task: &CleanTask,
        draft: &Draft,
        deadline: &Deadline,
        turn: &mut Turn<'_>,
    ) -> Result<Outcome, TranslationError> {
        let foreign = draft.foreign(self);
        let text = draft.text.as_str();
        let is_slip = || {
            let (space, spell) = (&task.space, &task.spell.options);
            let cleaned = text::clean(&self.spacer, &self.speller, text, space, spell);
            cleaned.spelled.processed != text
        };
        if foreign == Foreign::No || foreign == Foreign::Maybe && is_slip() {
            return Ok(self.untranslated(text, false));
        }
        let into_english = TranslateTask {
            source: SourceLanguage::Auto,
            target: "en".to_owned(),
            format: task.spell.options.format,
        };
        match turn.aside(|| self.translate(&into_english, text, deadline)) {
            Err(error) if foreign < Foreign::Surely && error.is_inability() => {
                Ok(self.untranslated(text, true))
            }
            result => result,
        }
    }

    /// A text that stays as it is: in English already, or in a language that is named.
    fn untranslated(&self, text: &str, named: bool) -> Outcome {
        let mut outcome = self.revised(Operation::Translate, unchanged(text));
        let translation = &mut outcome.detail.translation;
        translation.provider = Some("none".to_owned());
        let language = outcome.language.as_ref().filter(|_| named);
        translation.untranslated = language
            .map(|found| found.code.clone())
            .into_iter()
            .collect();
        outcome
    }
}

/// A text on its way through the steps. Whether it is in another language each step asks, and of a short one
/// that takes as long as a clean-up: it is judged put right, too.
struct Draft {
    text: String,
    foreign: OnceCell<Foreign>,
}

impl Draft {
    fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            foreign: OnceCell::new(),
        }
    }

    fn foreign(&self, engines: &Engines) -> Foreign {
        *self.foreign.get_or_init(|| engines.foreign(&self.text))
    }
}

fn was_translated(steps: &[Step]) -> bool {
    steps.iter().any(|step| step.translation.model.is_some())
}

fn translated(done: Done) -> Outcome {
    Outcome {
        operation: Operation::Translate,
        processed: done.processed,
        edits: Vec::new(),
        language: done.language.map(stored),
        detail: Detail {
            translation: done.how,
            took_ms: done.took_ms,
            ..Detail::default()
        },
    }
}

fn unchanged(text: &str) -> Revision {
    Revision {
        processed: text.to_owned(),
        edits: Vec::new(),
    }
}

fn stored(found: Detected) -> Language {
    Language {
        code: found.code,
        confidence: rounded(found.confidence),
    }
}

/// Milliseconds since then, to the microsecond.
pub fn milliseconds(started: Instant) -> f64 {
    (started.elapsed().as_secs_f64() * 1e6).round() / 1e3
}
