//! The door to the providers for threads that may wait: they run on a runtime of their own.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    time::{Duration, Instant},
};

use futures_util::{StreamExt, TryStreamExt, stream};
use text::{
    lang::{self, Detected, Identifier},
    token::Format,
    translate::{Cache, Passage, Passages, TranslateError, TranslateOptions, is_loop},
};
use tokio::runtime::{Builder, Handle, Runtime};
use tracing::Instrument;

use super::{Failure, Fault, Offered, Provider, Translated, batches};
use crate::{input::TranslateTask, pool::Deadline};

/// Requests of one translation that are under way at once.
const AT_ONCE: usize = 4;
/// How often a waiting thread looks whether its caller has gone away.
const GLANCE: Duration = Duration::from_millis(20);
/// How long a list of languages is good for; one that could not be had is asked for again sooner.
const LISTED: Duration = Duration::from_hours(1);
const UNLISTED: Duration = Duration::from_mins(1);

/// A provider, and what of it is known here.
pub struct Remote {
    provider: Arc<dyn Provider>,
    handle: Handle,
    cache: Arc<Cache>,
    languages: Arc<Mutex<Listed>>,
}

/// The languages that a provider told last.
#[derive(Default)]
struct Listed {
    languages: Vec<Offered>,
    /// When to ask again; none before it was ever asked.
    until: Option<Instant>,
}

/// A text as a provider translated it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The text in the target language.
    pub processed: String,
    /// The language of the original.
    pub language: Option<Detected>,
    /// Whether anything had to be translated.
    pub translated: bool,
}

/// The places of texts, and their translations.
type Placed = (Vec<usize>, Vec<Translated>);

/// Why a provider has no reply.
#[derive(Debug, thiserror::Error)]
pub enum RemoteError {
    /// It failed.
    #[error(transparent)]
    Failure(#[from] Failure),
    /// The request has no more time, or was given up.
    #[error(transparent)]
    Text(#[from] TranslateError),
}

/// The threads that talk to providers.
pub struct Threads(Option<Runtime>);

impl Threads {
    /// One thread: all it does is wait for answers.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start() -> std::io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("providers")
            .enable_all()
            .build()?;
        Ok(Self(Some(runtime)))
    }

    /// To run something on them; `None` once they are stopping.
    pub fn handle(&self) -> Option<&Handle> {
        self.0.as_ref().map(Runtime::handle)
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        // A runtime must not be waited for on a thread that belongs to another.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Remote {
    /// A provider that is reached through these threads, for what the cache does not have.
    pub fn new(provider: Arc<dyn Provider>, handle: Handle, cache: Arc<Cache>) -> Self {
        Self {
            provider,
            handle,
            cache,
            languages: Arc::default(),
        }
    }

    /// The provider itself.
    pub fn provider(&self) -> &dyn Provider {
        &*self.provider
    }

    /// Translates texts, as many as possible with each request. Blocks its thread.
    ///
    /// # Errors
    /// See [`RemoteError`]: nothing is translated then.
    pub fn translate(
        &self,
        task: &TranslateTask,
        texts: &[&str],
        deadline: &Deadline,
    ) -> Result<Vec<Reply>, RemoteError> {
        let limits = self.provider.limits();
        let native = self.provider.reads(task.format);
        let options = TranslateOptions {
            source: task.source.clone(),
            target: task.target.clone(),
            format: task.format,
            ..TranslateOptions::default()
        };
        let documents: Vec<Passages<'_>> = texts
            .iter()
            .map(|text| Passages::of(text, &options, native, limits.bytes))
            .collect::<Result<_, _>>()?;
        let passages: Vec<&Passage<'_>> = documents.iter().flat_map(Passages::passages).collect();
        // What stands between tags is plain text to a provider that does not know the tags.
        let task = TranslateTask {
            format: if native { task.format } else { Format::Text },
            ..task.clone()
        };
        let keys: Vec<String> = passages
            .iter()
            .map(|passage| self.key(&task, passage))
            .collect();
        let kept = self.cache.complete(&keys, |places| {
            let missing: Vec<&Passage<'_>> = places.iter().map(|place| passages[*place]).collect();
            let mut made: Vec<Option<String>> = vec![None; missing.len()];
            for (places, translated) in self.run(batches::of(&task, &missing, limits), deadline)? {
                for (place, one) in places.into_iter().zip(translated) {
                    if one.text.trim().is_empty() || is_loop(missing[place].text, &one.text) {
                        return Err(self.failure(Fault::Garbled).into());
                    }
                    made[place] = Some(kept(&one));
                }
            }
            Ok::<_, RemoteError>(made)
        })?;
        let mut done = kept.iter().flatten().map(|one| translated(one));
        let replies = documents.iter().map(|document| {
            let count = document.passages().len();
            let translated: Vec<Translated> = done.by_ref().take(count).collect();
            Reply {
                processed: document.render(translated.iter().map(|one| one.text.as_str())),
                language: language(document, &translated),
                translated: count > 0,
            }
        });
        Ok(replies.collect())
    }

    /// All that a translation depends on.
    fn key(&self, task: &TranslateTask, passage: &Passage<'_>) -> String {
        format!(
            "{}\n{}\n{:?}\n{:?}\n{}\n{}\n{}",
            self.provider.name(),
            self.provider.model(),
            task.format,
            task.source,
            task.target,
            passage.language,
            passage.text
        )
    }

    /// Runs batches on the providers' threads, and waits as long as the deadline allows.
    fn run(
        &self,
        batches: Vec<(super::Batch, Vec<usize>)>,
        deadline: &Deadline,
    ) -> Result<Vec<Placed>, RemoteError> {
        if batches.is_empty() {
            return Ok(Vec::new());
        }
        let provider = self.provider.clone();
        let (sender, receiver) = mpsc::channel();
        let asking = async move {
            let requests = batches.into_iter().map(|(batch, places)| {
                let provider = provider.clone();
                async move { Ok((places, provider.translate(&batch).await?)) }
            });
            let done: Result<Vec<_>, Fault> =
                stream::iter(requests).buffered(AT_ONCE).try_collect().await;
            // The one who waited may have gone.
            let _ = sender.send(done);
        };
        // What is logged there belongs to this request.
        let running = self.handle.spawn(asking.in_current_span());
        loop {
            match receiver.recv_timeout(GLANCE) {
                Ok(done) => return Ok(done.map_err(|fault| self.failure(fault))?),
                Err(mpsc::RecvTimeoutError::Timeout) if !deadline.is_over() => {}
                Err(mpsc::RecvTimeoutError::Timeout) if deadline.cancel().is_cancelled() => {
                    running.abort();
                    return Err(TranslateError::Cancelled.into());
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    running.abort();
                    return Err(self.failure(Fault::TimedOut).into());
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    return Err(self.failure(Fault::Unreachable).into());
                }
            }
        }
    }

    fn failure(&self, fault: Fault) -> Failure {
        let provider = self.provider.name();
        tracing::warn!(provider, %fault, "translation provider failed");
        Failure { provider, fault }
    }

    /// Which languages the provider translates into which, in our codes. Blocks its thread for the one who asks first of
    /// all; whoever comes before there is an answer gets what was told last, at first nothing.
    pub fn languages(&self, deadline: &Deadline) -> Vec<Offered> {
        let (is_first, last) = {
            let mut listed = lock(&self.languages);
            let now = Instant::now();
            if listed.until.is_some_and(|until| now < until) {
                return listed.languages.clone();
            }
            // Nobody else asks meanwhile.
            let before = listed.until.replace(now + UNLISTED);
            (before.is_none(), listed.languages.clone())
        };
        let (provider, languages) = (self.provider.clone(), self.languages.clone());
        let (sender, receiver) = mpsc::channel::<()>();
        self.handle.spawn(async move {
            // Dropped with the task, however it ends.
            let _sender = sender;
            match provider.languages().await {
                Ok(told) => {
                    let told = in_our_codes(told);
                    let until = Some(Instant::now() + LISTED);
                    *lock(&languages) = Listed {
                        languages: told,
                        until,
                    };
                }
                Err(fault) => {
                    let provider = provider.name();
                    tracing::warn!(provider, %fault, "translation provider tells no languages");
                }
            }
        });
        if !is_first {
            return last;
        }
        while !deadline.is_over()
            && receiver.recv_timeout(GLANCE) == Err(mpsc::RecvTimeoutError::Timeout)
        {}
        lock(&self.languages).languages.clone()
    }
}

fn lock(languages: &Mutex<Listed>) -> MutexGuard<'_, Listed> {
    languages.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A translation as the cache keeps it: behind the line of its language.
fn kept(one: &Translated) -> String {
    format!(
        "{}\n{}",
        one.language.as_deref().unwrap_or_default(),
        one.text
    )
}

fn translated(kept: &str) -> Translated {
    let (language, text) = kept.split_once('\n').unwrap_or_default();
    Translated {
        text: text.to_owned(),
        language: (!language.is_empty()).then(|| language.to_owned()),
    }
}

/// The language of a text: as found here, unless the provider found another for most of it.
fn language(document: &Passages<'_>, translated: &[Translated]) -> Option<Detected> {
    let ours = document.language()?.clone();
    let found: Vec<String> = translated
        .iter()
        .filter_map(|one| lang::canonical(one.language.as_deref()?))
        .collect();
    let agree = found.is_empty() || found.iter().any(|code| same(code, &ours.code));
    if agree {
        return Some(ours);
    }
    let code = found.into_iter().next()?;
    let text = document
        .passages()
        .first()
        .map_or("", |passage| passage.text);
    let candidates = Identifier::shared().top(text, 5);
    let confidence = candidates
        .iter()
        .find(|candidate| candidate.code == code)
        .map_or(0.0, |candidate| candidate.confidence);
    Some(Detected { code, confidence })
}

/// Whether two codes are one language, its script aside.
fn same(a: &str, b: &str) -> bool {
    a.split('-').next() == b.split('-').next()
}

fn in_our_codes(offered: Vec<Offered>) -> Vec<Offered> {
    let ours = |code: String| lang::canonical(&code);
    let languages = offered.into_iter().filter_map(|(source, targets)| {
        let targets: BTreeSet<String> = targets.into_iter().filter_map(ours).collect();
        Some((ours(source)?, targets.into_iter().collect()))
    });
    languages.collect()
}

/// Every source with every target.
pub fn every_pair(sources: &[String], targets: &[String]) -> Vec<Offered> {
    let sources = sources.iter();
    sources
        .map(|source| (source.clone(), targets.to_vec()))
        .collect()
}
