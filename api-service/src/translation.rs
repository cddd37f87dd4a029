//! Who translates: the providers of `TRANSLATE_PROVIDERS`, one after the other, the models in this process
//! among them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Instant,
};

use db::Translation;
use models::{ModelStore, SharedStore, StoreError};
use text::{
    lang::Detected,
    translate::{
        Provider, TranslateError, TranslateOptions, Translator, TranslatorSettings, Unavailable,
    },
};

use crate::{
    args::ApiArgs,
    engine::{LoadError, milliseconds},
    input::TranslateTask,
    pool::Deadline,
    providers::{Failure, Fault, Link, RemoteError, Threads},
};

/// For each language, those that it can be translated into.
pub type Reached = BTreeMap<String, BTreeSet<String>>;

/// The models in this process and everybody else who may be asked.
pub struct Translations {
    translator: Translator,
    store: SharedStore,
    pulls: bool,
    chain: Vec<Link>,
    // Dropped last: the links run on it.
    _threads: Option<Threads>,
}

/// A translated text, and how it was translated.
#[derive(Debug, Clone)]
pub struct Done {
    /// The text in the target language.
    pub processed: String,
    /// The language of the original.
    pub language: Option<Detected>,
    /// Who translated, and with what.
    pub how: Translation,
    /// Milliseconds that it took; for texts that were sent together, what all of them took.
    pub took_ms: f64,
}

/// Why a text was not translated: what each provider of the chain had to say.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.sentences())]
pub struct TranslationError {
    /// In their order; at least one.
    pub reasons: Vec<Reason>,
    /// Which of the texts that were given.
    pub text: usize,
}

/// Why one provider did not translate.
#[derive(Debug, thiserror::Error)]
pub enum Reason {
    /// The models in this process.
    #[error(transparent)]
    Local(#[from] TranslateError),
    /// Somebody else.
    #[error(transparent)]
    Remote(#[from] Failure),
}

impl TranslationError {
    /// The reason that tells most: why a provider failed rather than that the next one lacks the language.
    pub fn main(&self) -> Option<&Reason> {
        let lacks = |reason: &&Reason| {
            !matches!(
                reason,
                Reason::Local(TranslateError::NoModel { .. })
                    | Reason::Remote(Failure {
                        fault: Fault::Language,
                        ..
                    })
            )
        };
        self.reasons.iter().find(lacks).or(self.reasons.first())
    }

    /// Whether nobody could translate the text, rather than that somebody failed.
    pub fn is_inability(&self) -> bool {
        self.reasons.iter().all(|reason| {
            matches!(
                reason,
                Reason::Local(
                    TranslateError::NoModel { .. }
                        | TranslateError::Degenerate { .. }
                        | TranslateError::Model(Unavailable::NotOffered(_))
                ) | Reason::Remote(Failure {
                    fault: Fault::Language,
                    ..
                })
            )
        })
    }

    fn sentences(&self) -> String {
        let reasons: Vec<String> = self.reasons.iter().map(Reason::to_string).collect();
        reasons.join("; ")
    }
}

impl From<TranslateError> for TranslationError {
    fn from(error: TranslateError) -> Self {
        Self {
            reasons: vec![error.into()],
            text: 0,
        }
    }
}

impl From<StoreError> for TranslationError {
    fn from(error: StoreError) -> Self {
        TranslateError::from(Unavailable::from(error)).into()
    }
}

impl Translations {
    /// The providers that the configuration names.
    ///
    /// # Errors
    /// See [`LoadError`].
    pub fn load(args: &ApiArgs) -> Result<Self, LoadError> {
        let store = ModelStore::new(&args.models_dir, args.models_url.as_deref())?;
        let store = SharedStore::new(store);
        let settings = TranslatorSettings {
            memory_bytes: args.models_memory.0,
            pull_missing: args.models_url.is_some(),
            ..TranslatorSettings::default()
        };
        let translator = Translator::new(Arc::new(store.clone()), &settings);
        let (chain, threads) = args.providers.chain(translator.cache())?;
        Ok(Self {
            translator,
            store,
            pulls: settings.pull_missing,
            chain,
            _threads: threads,
        })
    }

    /// The models in this process.
    pub fn translator(&self) -> &Translator {
        &self.translator
    }

    /// The folder of models.
    pub fn models(&self) -> &ModelStore {
        self.store.store()
    }

    /// Translates texts; what the first provider can't do is left to the next. Blocks its thread.
    ///
    /// # Errors
    /// See [`TranslationError`]: the reasons for the first text that nobody translated.
    pub fn run(
        &self,
        task: &TranslateTask,
        texts: &[&str],
        deadline: &Deadline,
    ) -> Result<Vec<Done>, TranslationError> {
        let mut done: Vec<Option<Done>> = texts.iter().map(|_| None).collect();
        let mut reasons: BTreeMap<usize, Vec<Reason>> = BTreeMap::new();
        for link in &self.chain {
            let open: Vec<usize> = (0..texts.len()).filter(|n| done[*n].is_none()).collect();
            if open.is_empty() {
                break;
            }
            match link {
                Link::Local => {
                    for n in open {
                        match self.local(task, texts[n], deadline) {
                            Ok(one) => done[n] = Some(one),
                            Err(error) if is_final(&error) => {
                                return Err(TranslationError {
                                    text: n,
                                    ..error.into()
                                });
                            }
                            Err(error) => reasons.entry(n).or_default().push(error.into()),
                        }
                        // With nobody left to ask, the other texts are in vain.
                        if done[n].is_none() && self.is_last(link) {
                            break;
                        }
                    }
                }
                Link::Remote(remote) => {
                    let asked: Vec<&str> = open.iter().map(|n| texts[*n]).collect();
                    let started = Instant::now();
                    match remote.translate(task, &asked, deadline) {
                        Ok(replies) => {
                            for (n, reply) in open.into_iter().zip(replies) {
                                let provider = remote.provider();
                                done[n] = Some(Done {
                                    processed: reply.processed,
                                    language: reply.language,
                                    how: how(
                                        task,
                                        reply.translated.then(|| provider.name()),
                                        Some(provider.model().to_owned()),
                                        Some(provider.quality()),
                                    ),
                                    took_ms: milliseconds(started),
                                });
                            }
                        }
                        Err(RemoteError::Text(error)) => return Err(error.into()),
                        Err(RemoteError::Failure(failure)) => {
                            for n in open {
                                reasons.entry(n).or_default().push(failure.into());
                            }
                        }
                    }
                }
            }
        }
        let mut translated = Vec::with_capacity(texts.len());
        for (n, one) in done.into_iter().enumerate() {
            match one {
                Some(one) => translated.push(one),
                None => {
                    return Err(TranslationError {
                        reasons: reasons.remove(&n).unwrap_or_default(),
                        text: n,
                    });
                }
            }
        }
        Ok(translated)
    }

    fn is_last(&self, link: &Link) -> bool {
        self.chain
            .last()
            .is_some_and(|last| std::ptr::eq(last, link))
    }

    fn local(
        &self,
        task: &TranslateTask,
        text: &str,
        deadline: &Deadline,
    ) -> Result<Done, TranslateError> {
        let options = TranslateOptions {
            source: task.source.clone(),
            target: task.target.clone(),
            format: task.format,
            deadline: Some(deadline.at()),
            cancel: deadline.cancel().clone(),
        };
        let started = Instant::now();
        let one = self.translator.translate(text, &options)?;
        let provider = match one.provider {
            Provider::None => None,
            Provider::Local => Some("local"),
        };
        let mut how = how(task, provider, one.model, one.quality);
        how.untranslated = one.untranslated;
        Ok(Done {
            processed: one.processed,
            language: one.language,
            how,
            took_ms: milliseconds(started),
        })
    }

    /// Which languages can be translated into which now, directly or through English. May ask providers:
    /// blocks its thread.
    ///
    /// # Errors
    /// The folder of models cannot be read.
    pub fn languages(&self, deadline: &Deadline) -> Result<Reached, StoreError> {
        let mut reached = Reached::default();
        add(&mut reached, "en", "en");
        for link in &self.chain {
            match link {
                Link::Local => {
                    let mut models = Reached::default();
                    let listed = self.models().list()?.into_iter();
                    for model in listed.filter(|model| model.here || self.pulls) {
                        add(&mut models, &model.pair.source, &model.pair.target);
                    }
                    through_english(&mut models);
                    for (source, targets) in models {
                        reached.entry(source).or_default().extend(targets);
                    }
                }
                Link::Remote(remote) => {
                    for (source, targets) in remote.languages(deadline) {
                        for target in targets {
                            add(&mut reached, &source, &target);
                        }
                    }
                }
            }
        }
        Ok(reached)
    }
}

/// Adds a language, and what it can be translated into: itself, and another.
fn add(reached: &mut Reached, source: &str, target: &str) {
    let targets = reached.entry(source.to_owned()).or_default();
    targets.insert(source.to_owned());
    targets.insert(target.to_owned());
}

/// Adds what is reached in two steps that meet in English.
fn through_english(reached: &mut Reached) {
    let from_english = reached.get("en").cloned().unwrap_or_default();
    for targets in reached
        .values_mut()
        .filter(|targets| targets.contains("en"))
    {
        targets.extend(from_english.iter().cloned());
    }
}

/// Whether nobody else needs to be asked.
fn is_final(error: &TranslateError) -> bool {
    matches!(
        error,
        TranslateError::UnknownLanguage(_) | TranslateError::Deadline | TranslateError::Cancelled
    )
}

fn how(
    task: &TranslateTask,
    provider: Option<&str>,
    model: Option<String>,
    quality: Option<&str>,
) -> Translation {
    Translation {
        provider: Some(provider.unwrap_or("none").to_owned()),
        model: model.filter(|_| provider.is_some()),
        quality: quality.filter(|_| provider.is_some()).map(str::to_owned),
        target: Some(task.target.clone()),
        untranslated: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_meet_in_english() {
        let pairs = [
            ("pt", "en"),
            ("de", "en"),
            ("en", "fr"),
            ("en", "en"),
            ("eu", "es"),
        ];
        let mut reached = Reached::default();
        for (source, target) in pairs {
            reached
                .entry(source.into())
                .or_default()
                .insert(target.into());
        }
        through_english(&mut reached);
        let shown: Vec<String> = reached
            .iter()
            .map(|(source, targets)| {
                let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
                format!("{source}: {}", targets.join(" "))
            })
            .collect();
        assert_eq!(shown, ["de: en fr", "en: en fr", "eu: es", "pt: en fr"]);
    }

    #[test]
    fn a_failure_tells_more_than_a_lack() {
        let lacks = Failure {
            provider: "deepl",
            fault: Fault::Language,
        };
        let fails = Failure {
            provider: "google",
            fault: Fault::Quota,
        };
        let error = TranslationError {
            reasons: vec![lacks.into(), fails.into()],
            text: 0,
        };
        assert_eq!(
            error.main().map(Reason::to_string).as_deref(),
            Some("the provider google has no quota left")
        );
        assert!(error.to_string().contains("deepl"), "{error}");
    }
}
