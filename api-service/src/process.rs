//! The way that every text takes: checked, processed on the compute threads, saved, answered.

use std::sync::Arc;

use actix_web::{HttpMessage, HttpRequest};
use db::{Batch, Inserted, Operation, Ready, Record};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::{Map, Value};
use tracing::{Instrument, Span, info_span};
use web_common::{Code, Problem, access, timing};

use crate::{
    answer::{Answer, record_of},
    asked::{self, Asked},
    engine::{Engines, Outcome},
    input::{Fields, Input, Task, Text},
    jobs::{ENGINES_TIMEOUT, convert, pool_problem, until_last_call},
    pool::Deadline,
    problem,
    state::ApiState,
    turn::Turns,
};

/// Texts of one request go through the pool in slices of about this many bytes, so that a large
/// request lets small ones pass in between.
const SLICE_BYTES: usize = 16 << 10;

/// What came of a request.
#[derive(Debug)]
pub struct Processed<T> {
    /// What was kept of the answer for each text, in their order.
    pub answers: Vec<T>,
    /// Whether the request was an array.
    pub many: bool,
    /// Whether there are records of them.
    pub saved: bool,
}

/// What is kept of an answer until all of a request is done. Full answers are large: the edits of a megabyte of misspelt
/// text take seventy.
pub type Keep<T> = fn(Answer) -> db::Result<T>;

/// Does what the fields of a request ask for. When this returns, the records are committed.
///
/// # Errors
/// Everything that contract and engines can object to; nothing is saved then.
pub async fn process<T: Send + 'static>(
    state: &ApiState,
    operation: Operation,
    fields: &Arc<Fields>,
    request: &HttpRequest,
    keep: Keep<T>,
) -> Result<Processed<T>, Problem> {
    let (bytes, limits) = (fields.bytes(), state.limits);
    let fields = fields.clone();
    let key = asked::key(request.headers()).map(|key| key.map(str::to_owned));
    let caller = access::caller_name(request);
    let read = move || Asked::of(operation, &fields, limits, key, &caller);
    let Asked {
        input,
        idempotency,
        options,
    } = convert(state, bytes, read).await??;
    let Input {
        texts,
        many,
        tag,
        save,
        task,
        ..
    } = input;
    let count = texts.len();
    if let Some(idempotency) = &idempotency
        && let Some(records) = state.store.replay(idempotency).await?
    {
        return replayed(state, records, count, many, keep).await;
    }
    // Until the request is over: till then what was made of its texts takes memory.
    let reserved = state.reserve(texts.iter().map(Text::len).sum())?;
    request.extensions_mut().insert(reserved);
    let job = Arc::new(TextJob {
        task,
        tag: tag.map(crate::input::Tag::into_string),
        options,
        save,
        keep,
    });
    let work = timing::part(request, "engine", run(state, &job, texts));
    let done = until_last_call(&state.lifecycle, work).await?;
    let (records, answers): (Vec<_>, Vec<_>) = done.into_iter().unzip();
    let records: Vec<Ready> = records.into_iter().flatten().collect();
    let saved = !records.is_empty();
    if saved {
        let saving = state
            .writer
            .save(Batch::of(records, idempotency))
            .instrument(info_span!("save", records = count));
        let inserted = timing::part(request, "save", saving).await;
        if let Inserted::Replayed(records) = inserted.map_err(problem::unsaved)? {
            return replayed(state, records, count, many, keep).await;
        }
    }
    Ok(Processed {
        answers,
        many,
        saved,
    })
}

/// What is to be done with each text of a request.
struct TextJob<T> {
    task: Task,
    tag: Option<String>,
    options: Map<String, Value>,
    save: bool,
    keep: Keep<T>,
}

/// A record, if there is to be one, and what is kept of the answer.
type Done<T> = (Option<Ready>, T);

impl<T: Send + 'static> TextJob<T> {
    fn done(&self, original: String, mut outcome: Outcome) -> Result<Done<T>, db::Error> {
        let tag = self.tag.clone();
        if !self.save {
            let answer = Answer::of(outcome, original, tag);
            return Ok((None, (self.keep)(answer)?));
        }
        outcome.detail.options.clone_from(&self.options);
        let record = record_of(&outcome, original.clone(), tag.clone())?;
        let answer = Answer::of(outcome, original, tag).saved_as(&record);
        Ok((Some(Ready::new(record)?), (self.keep)(answer)?))
    }

    /// Works on some texts. `first` is the number of the first of them, where there are several in the request.
    fn slice(
        &self,
        engines: &Engines,
        slice: Vec<Text>,
        first: Option<usize>,
        deadline: &Deadline,
        request: &Span,
    ) -> Result<Vec<Done<T>>, Problem> {
        // From when its turn has come: what lies before is the queue.
        let _engine = info_span!(parent: request, "engine", texts = slice.len()).entered();
        let texts: Vec<&str> = slice.iter().map(Text::as_str).collect();
        let outcomes = engines.run_all(&self.task, &texts, deadline);
        let outcomes = outcomes.map_err(|error| match first {
            Some(first) => problem::of_text(&error, &self.task, first),
            None => problem::of_engine(&error),
        })?;
        let originals = slice.into_iter().map(Text::into_string);
        let done = originals
            .zip(outcomes)
            .map(|(original, outcome)| self.done(original, outcome));
        done.collect::<Result<Vec<_>, _>>().map_err(Problem::from)
    }
}

/// Works on all texts; what came of them is in their order.
///
/// # Errors
/// The first that any text meets: overloaded, late, or the engine's own.
async fn run<T: Send + 'static>(
    state: &ApiState,
    job: &Arc<TextJob<T>>,
    texts: Vec<Text>,
) -> Result<Vec<Done<T>>, Problem> {
    // Dropped with the request's future: what runs then stops at its next look.
    let (deadline, _caller) = Deadline::after(ENGINES_TIMEOUT);
    let many = texts.len() > 1;
    let mut passed = 0;
    let slices = slices(texts).into_iter().map(|slice| {
        let first = many.then_some(passed);
        passed += slice.len();
        run_slice(state, job.clone(), slice, first, deadline.clone())
    });
    let done: Vec<Vec<Done<T>>> = stream::iter(slices)
        .buffered(state.pool.threads())
        .try_collect()
        .await?;
    Ok(done.into_iter().flatten().collect())
}

/// Works on some texts of a request, on the threads that compute, or on those that wait for the translator.
async fn run_slice<T: Send + 'static>(
    state: &ApiState,
    job: Arc<TextJob<T>>,
    slice: Vec<Text>,
    first: Option<usize>,
    deadline: Deadline,
) -> Result<Vec<Done<T>>, Problem> {
    let bytes: usize = slice.iter().map(Text::len).sum();
    let request = Span::current();
    let engines = state.engines.clone();
    let slice = if let Task::Translate(_) = job.task {
        slice
    } else {
        // Whether a clean-up translates is seen from its texts, and takes time to see.
        let (engines, job, request) = (engines.clone(), job.clone(), request.clone());
        let work = move |deadline: &Deadline| {
            if engines.wait_for(&job.task, slice.iter().map(Text::as_str)) {
                return Err(slice);
            }
            Ok(job.slice(&engines, slice, first, deadline, &request))
        };
        let done = state.computing(bytes).run(&deadline, bytes, work).await;
        match done.map_err(pool_problem)? {
            Ok(done) => return done,
            Err(slice) => slice,
        }
    };
    // What such a clean-up does besides takes as much memory and time as any other.
    let deadline = deadline.with_turns(Turns::of(state.computing(bytes).clone(), bytes));
    let work = move |deadline: &Deadline| job.slice(&engines, slice, first, deadline, &request);
    let done = state.translating.run(&deadline, bytes, work).await;
    done.map_err(pool_problem)?
}

fn slices(texts: Vec<Text>) -> Vec<Vec<Text>> {
    let mut slices: Vec<Vec<Text>> = Vec::new();
    let mut bytes = 0;
    for text in texts {
        let size = text.len();
        match slices.last_mut() {
            Some(slice) if bytes + size <= SLICE_BYTES => {
                bytes += size;
                slice.push(text);
            }
            _ => {
                bytes = size;
                slices.push(vec![text]);
            }
        }
    }
    slices
}

async fn replayed<T: Send + 'static>(
    state: &ApiState,
    records: Vec<Record>,
    expected: usize,
    many: bool,
    keep: Keep<T>,
) -> Result<Processed<T>, Problem> {
    if records.len() != expected {
        return Err(Problem::new(
            Code::NotFound,
            "This Idempotency-Key was used before, and what it made has been deleted since.",
        ));
    }
    let bytes = records.iter().map(Record::text_bytes).sum();
    let answers = convert(state, bytes, move || {
        let answers = records.into_iter().map(Answer::from);
        answers.map(keep).collect::<Result<Vec<_>, _>>()
    });
    Ok(Processed {
        answers: answers.await??,
        many,
        saved: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_keep_every_text_in_its_place() {
        let text = |bytes: usize| Text::parse(&"a".repeat(bytes), usize::MAX).unwrap();
        let sizes = [1, SLICE_BYTES, SLICE_BYTES, 5, 6, SLICE_BYTES + 1, 1];
        let slices = slices(sizes.map(text).into());
        let lengths: Vec<Vec<_>> = slices
            .iter()
            .map(|s| s.iter().map(|t| t.as_str().len()).collect())
            .collect();
        let (full, over) = (SLICE_BYTES, SLICE_BYTES + 1);
        assert_eq!(
            lengths,
            [
                vec![1],
                vec![full],
                vec![full],
                vec![5, 6],
                vec![over],
                vec![1]
            ]
        );
    }
}
