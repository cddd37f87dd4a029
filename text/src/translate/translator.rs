//! From a text to its translation.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cache::Cache;
use super::document::{Block, Document, Tags};
use super::error::is_into;
use super::languages;
use super::models::{Models, Unavailable};
use super::pair::Pair;
use super::pool::{Patience, Pool, PoolStats};
use super::sentence::{Failed, Sentence};
use super::{Provider, TranslateError, TranslateOptions, Translation, TranslatorSettings};
use crate::lang::{self, Detected, Identifier};

/// Sentences that may stay without a translation, as a share of all letters.
const BEARABLE: f64 = 0.2;

/// Translates texts with models. Made once and shared: a call blocks its thread until
/// the translation is done, while the work is done by the translator's own threads.
#[derive(Debug)]
pub struct Translator {
    models: Arc<dyn Models>,
    pool: Pool,
    cache: Arc<Cache>,
    pull_missing: bool,
}

/// What became of the sentences of a block; `None` for one that stays.
type Translated = Vec<Option<String>>;

impl Translator {
    /// A translator with these models. None is loaded until it is needed.
    pub fn new(models: Arc<dyn Models>, settings: &TranslatorSettings) -> Self {
        Self {
            models,
            pool: Pool::new(settings.threads, settings.memory_bytes),
            cache: Arc::new(Cache::new(settings.cache_bytes)),
            pull_missing: settings.pull_missing,
        }
    }

    /// What is loaded and waiting.
    pub fn pool_stats(&self) -> PoolStats {
        self.pool.stats()
    }

    /// What was translated lately, for others who translate to share.
    pub fn cache(&self) -> &Arc<Cache> {
        &self.cache
    }

    /// Translates a text. Paragraphs that are in the target language already stay byte for byte.
    ///
    /// # Errors
    ///
    /// [`TranslateError::NoModel`] where nothing here translates the text's language; the error knows
    /// the command that would help. See [`TranslateError`] for the rest.
    pub fn translate(
        &self,
        text: &str,
        options: &TranslateOptions,
    ) -> Result<Translation, TranslateError> {
        let target = known(&options.target)?;
        let patience = Patience {
            deadline: options.deadline,
            cancel: options.cancel.clone(),
        };
        let document = Document::new(text, options.format, Tags::Mark);
        let reaches = |code: &str| self.reaches(code, &target);
        let (language, codes) = languages::of(&document, &options.source, reaches)?.unzip();
        let mut codes = codes.unwrap_or_else(|| vec![target.clone(); document.blocks().len()]);
        for (block, code) in document.blocks().iter().zip(&mut codes) {
            if is_no_word(block.prose(document.text())) {
                code.clone_from(&target);
            }
        }
        let letters = document.blocks().iter().flat_map(Block::sentences);
        let letters: usize = letters.map(Sentence::letters).sum();
        let mut run = Run {
            translator: self,
            bearable: (letters as f64 * BEARABLE) as usize,
            document: &document,
            patience: &patience,
            translated: document.blocks().iter().map(|_| Vec::new()).collect(),
            models: Vec::new(),
            untranslated: BTreeMap::new(),
        };
        let mut by_language: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (n, code) in codes
            .iter()
            .enumerate()
            .filter(|(_, code)| !same(code, &target))
        {
            by_language.entry(code).or_default().push(n);
        }
        for (code, blocks) in by_language {
            let main = language
                .as_ref()
                .is_some_and(|language| language.code == code);
            run.blocks(code, &target, &blocks, main)?;
        }
        run.finish(language)
    }

    /// The models that lead from one language to another, the missing ones fetched if that is wanted.
    pub(super) fn route(
        &self,
        source: &str,
        target: &str,
        patience: &Patience,
    ) -> Result<Vec<Pair>, TranslateError> {
        let routes = candidates(source, target);
        if let Some(route) = routes
            .iter()
            .find(|route| route.iter().all(|pair| self.models.has(pair)))
        {
            return Ok(route.clone());
        }
        let has = |pair: &Pair| self.models.has(pair);
        let is_offered = |pair: &Pair| has(pair) || self.models.is_offered(pair);
        let offered = routes.iter().find(|route| route.iter().all(is_offered));
        if let Some(route) = offered.filter(|_| self.pull_missing) {
            for pair in route.iter().filter(|pair| !has(pair)) {
                self.fetch(pair, patience)?;
            }
            return Ok(route.clone());
        }
        // A language has its model into English sooner than one into another language.
        let likely = offered.or_else(|| routes.iter().rev().max_by_key(|route| route.len()));
        let pullable = offered.is_some();
        let lacks = |pair: &&Pair| {
            if pullable {
                !has(pair)
            } else {
                !is_offered(pair)
            }
        };
        let missing: Vec<Pair> = likely
            .into_iter()
            .flatten()
            .filter(lacks)
            .cloned()
            .collect();
        let unreachable = if is_into(&missing) { target } else { source };
        Err(TranslateError::NoModel {
            language: lang::name(unreachable).unwrap_or(unreachable).to_owned(),
            pullable,
            missing,
        })
    }

    /// Fetches a model, and waits for it as long as the caller does.
    fn fetch(&self, pair: &Pair, patience: &Patience) -> Result<(), TranslateError> {
        if self.models.fetch(pair, &|| patience.check().is_ok())? {
            return Ok(());
        }
        match patience.check() {
            Err(TranslateError::Cancelled) => Err(TranslateError::Cancelled),
            _ => Err(TranslateError::Fetching { pair: pair.clone() }),
        }
    }

    /// Whether a text in this language can be handled: with what is here, or what may be fetched.
    fn reaches(&self, source: &str, target: &str) -> bool {
        let usable = |pair: &Pair| {
            self.models.has(pair) || (self.pull_missing && self.models.is_offered(pair))
        };
        same(source, target)
            || candidates(source, target)
                .iter()
                .any(|route| route.iter().all(usable))
    }

    /// Translates sentences with one model, through the cache. `None` for one that it has no translation for.
    fn sentences(
        &self,
        pair: &Pair,
        sentences: &[Sentence],
        patience: &Patience,
        bearable: usize,
    ) -> Result<(Vec<Option<String>>, String), TranslateError> {
        let label = self.models.open(pair)?.label;
        let keys: Vec<String> = sentences
            .iter()
            .map(|s| format!("{label}\n{:?}\n{}", s.protected(), s.text()))
            .collect();
        let answers = self.cache.complete(&keys, |places| {
            let missing = places.iter().map(|place| sentences[*place].clone());
            let (fresh, _) = self.run(pair, missing.collect(), patience, bearable)?;
            Ok::<_, TranslateError>(fresh.into_iter().map(Result::ok).collect())
        })?;
        Ok((answers, label))
    }

    /// Runs sentences in the pool; a damaged model is fetched again where missing ones are.
    fn run(
        &self,
        pair: &Pair,
        sentences: Vec<Sentence>,
        patience: &Patience,
        bearable: usize,
    ) -> Result<(Vec<Result<String, Failed>>, String), TranslateError> {
        if !self.pull_missing {
            return self
                .pool
                .run(&self.models, pair, sentences, patience, bearable);
        }
        match self
            .pool
            .run(&self.models, pair, sentences.clone(), patience, bearable)
        {
            Err(TranslateError::Model(Unavailable::Damaged(_))) => {
                self.fetch(pair, patience)?;
                self.pool
                    .run(&self.models, pair, sentences, patience, bearable)
            }
            result => result,
        }
    }
}

/// One translation in progress.
struct Run<'a> {
    translator: &'a Translator,
    /// Letters that may stay without a translation.
    bearable: usize,
    document: &'a Document<'a>,
    patience: &'a Patience,
    translated: Vec<Translated>,
    models: Vec<String>,
    /// Letters that stay, by language.
    untranslated: BTreeMap<String, usize>,
}

impl Run<'_> {
    /// Translates the blocks of one language. Where that can't be done for the main language of the text,
    /// the translation fails; blocks of another stay.
    fn blocks(
        &mut self,
        source: &str,
        target: &str,
        blocks: &[usize],
        main: bool,
    ) -> Result<(), TranslateError> {
        let route = match self.translator.route(source, target, self.patience) {
            Ok(route) => route,
            Err(TranslateError::NoModel { .. }) if !main => {
                let letters: usize = blocks
                    .iter()
                    .flat_map(|n| self.document.blocks()[*n].sentences())
                    .map(Sentence::letters)
                    .sum();
                *self.untranslated.entry(source.to_owned()).or_default() += letters;
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let mut sentences: Vec<Option<Sentence>> = blocks
            .iter()
            .flat_map(|n| self.document.blocks()[*n].sentences().cloned())
            .map(Some)
            .collect();
        for pair in &route {
            let (places, given): (Vec<usize>, Vec<Sentence>) = sentences
                .iter()
                .enumerate()
                .filter_map(|(n, s)| Some((n, s.clone()?)))
                .unzip();
            let (answers, label) =
                self.translator
                    .sentences(pair, &given, self.patience, self.bearable)?;
            for (place, answer) in places.into_iter().zip(answers) {
                sentences[place] = match (answer, &sentences[place]) {
                    (Some(text), Some(before)) => Some(before.carried_over(text)),
                    _ => None,
                };
            }
            if !self.models.contains(&label) {
                self.models.push(label);
            }
        }
        let mut done = sentences.into_iter();
        for n in blocks {
            for original in self.document.blocks()[*n].sentences() {
                let sentence = done.next().flatten();
                if sentence.is_none() {
                    *self.untranslated.entry(source.to_owned()).or_default() += original.letters();
                }
                self.translated[*n].push(sentence.map(|s| s.text().to_owned()));
            }
        }
        Ok(())
    }

    fn finish(self, language: Option<Detected>) -> Result<Translation, TranslateError> {
        if self.untranslated.values().sum::<usize>() > self.bearable {
            return Err(self.degenerate());
        }
        let any = self.translated.iter().flatten().any(Option::is_some);
        Ok(Translation {
            processed: self.document.render(&self.translated),
            language,
            provider: if any { Provider::Local } else { Provider::None },
            model: any.then(|| self.models.join(" + ")),
            quality: any.then_some("neural"),
            untranslated: self.untranslated.into_keys().collect(),
        })
    }

    /// The error for a text most of which stays: the first sentence without a translation.
    fn degenerate(&self) -> TranslateError {
        let first = self
            .document
            .blocks()
            .iter()
            .zip(&self.translated)
            .flat_map(|(block, translated)| block.sentences().zip(translated))
            .find(|(_, translated)| translated.is_none())
            .map_or(self.document.text(), |(sentence, _)| sentence.text());
        let found = Identifier::shared().identify(first);
        let other = found.filter(|found| {
            found.confidence >= 0.5 && !self.untranslated.keys().any(|code| same(code, &found.code))
        });
        TranslateError::Degenerate {
            excerpt: first.chars().take(60).collect(),
            looks_like: other.and_then(|found| lang::name(&found.code)),
        }
    }
}

/// Whether a text has no other letter than one, once or over and over: there is nothing to translate. A
/// single ideograph is a word.
fn is_no_word(prose: &str) -> bool {
    let mut letters = prose.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else {
        return false;
    };
    let same = |c: char| c.to_lowercase().eq(first.to_lowercase());
    first < '\u{E00}' && letters.all(same)
}

pub(super) fn known(code: &str) -> Result<String, TranslateError> {
    lang::canonical(code).ok_or_else(|| TranslateError::UnknownLanguage(code.to_owned()))
}

/// Whether two codes are one language for a reader: Chinese is Chinese in either script's code.
pub(super) fn same(a: &str, b: &str) -> bool {
    a == b || (a.starts_with("zh") && b == "zh")
}

/// Ways from one language to another, best first: directly, then through English. A language whose own
/// model is missing may be close enough to another's.
fn candidates(source: &str, target: &str) -> Vec<Vec<Pair>> {
    let pair = |source: &str, target: &str| Pair {
        source: source.to_owned(),
        target: target.to_owned(),
    };
    let mut routes = Vec::new();
    for source in [source]
        .into_iter()
        .chain(relatives(source).iter().copied())
    {
        for target in [target]
            .into_iter()
            .chain(relatives(target).iter().copied())
        {
            routes.push(vec![pair(source, target)]);
        }
    }
    if source != "en" && target != "en" {
        for source in [source]
            .into_iter()
            .chain(relatives(source).iter().copied())
        {
            for target in [target]
                .into_iter()
                .chain(relatives(target).iter().copied())
            {
                routes.push(vec![pair(source, "en"), pair("en", target)]);
            }
        }
    }
    routes
}

/// Languages whose models read this one well enough.
fn relatives(code: &str) -> &'static [&'static str] {
    match code {
        "zh" => &["zh-Hans"],
        "zh-Hans" | "zh-Hant" | "wuu" | "yue" => &["zh"],
        "arz" => &["ar"],
        "als" | "bar" => &["de"],
        "sh" | "bs" => &["hr"],
        "hr" => &["bs"],
        "nn" => &["nb"],
        "nb" => &["nn"],
        _ => &[],
    }
}
