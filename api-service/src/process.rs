//! The way that every text takes: checked, processed on the compute threads, saved, answered.

use std::{sync::Arc, time::Duration};

use actix_web::{HttpRequest, http::header::HeaderMap};
use db::{Batch, Idempotency, Inserted, NewRecord, Operation, Record};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::Value;
use tracing::{Instrument, Span, info_span};
use web_common::{Code, Problem, access, timing};

use crate::{
    answer::Answer,
    engine::Outcome,
    input::{Fields, Input, Task, Text},
    pool::{Deadline, PoolError},
    problem,
    state::ApiState,
};

/// How long the engines may take for one request; below a balancer's idle time-out of 60 s.
pub const TIME: Duration = Duration::from_secs(30);
/// Texts of one request go through the pool in slices of about this many bytes, so that a large
/// request lets small ones pass in between.
const SLICE_BYTES: usize = 16 << 10;
/// The longest `Idempotency-Key`, in bytes.
const LONGEST_KEY: usize = 255;

/// What came of a request.
#[derive(Debug)]
pub struct Processed {
    /// One for each text, in their order.
    pub answers: Vec<Answer>,
    /// Whether the request was an array.
    pub many: bool,
    /// Whether there are records of them.
    pub saved: bool,
}

/// Does what the fields of a request ask for. When this returns, the records are committed.
///
/// # Errors
/// Everything that contract and engines can object to; nothing is saved then.
pub async fn process(
    state: &ApiState,
    operation: Operation,
    fields: &Fields,
    request: &HttpRequest,
) -> Result<Processed, Problem> {
    let input = Input::parse(operation, fields, state.limits)?;
    let caller = access::caller_name(request);
    let idempotency =
        idempotency(operation, fields, request.headers(), &caller)?.filter(|_| input.save);
    let Input {
        texts,
        many,
        tag,
        save,
        task,
    } = input;
    let count = texts.len();
    if let Some(idempotency) = &idempotency
        && let Some(records) = state.store.replay(idempotency).await?
    {
        return replayed(records, count, many);
    }
    let outcomes = timing::part(request, "engine", run(state, task, texts)).await?;
    let tag = tag.map(crate::input::Tag::into_string);
    let options = options(fields);
    let (mut records, mut answers) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for (original, outcome) in outcomes {
        let (mut record, answer) = Answer::of(outcome, original, tag.clone());
        remember(&mut record, &options);
        records.push(record);
        answers.push(answer);
    }
    if !save || records.is_empty() {
        let answers = answers.into_iter().map(Answer::unsaved).collect();
        return Ok(Processed {
            answers,
            many,
            saved: false,
        });
    }
    let batch = Batch {
        records,
        idempotency,
    };
    let saving = state
        .writer
        .save(batch)
        .instrument(info_span!("save", records = count));
    match timing::part(request, "save", saving).await? {
        Inserted::New => Ok(Processed {
            answers,
            many,
            saved: true,
        }),
        Inserted::Replayed(records) => replayed(records, count, many),
    }
}

/// Runs a task over texts; gives each back with its outcome, in their order.
///
/// # Errors
/// The first that any text meets: overloaded, late, or the engine's own.
pub async fn run(
    state: &ApiState,
    task: Task,
    texts: Vec<Text>,
) -> Result<Vec<(String, Outcome)>, Problem> {
    // Dropped with the request's future: what runs then stops at its next look.
    let (deadline, _caller) = Deadline::after(TIME);
    let task = Arc::new(task);
    let many = texts.len() > 1;
    let mut passed = 0;
    let slices = slices(texts).into_iter().map(|slice| {
        let first = passed;
        passed += slice.len();
        let (engines, task, deadline) = (state.engines.clone(), task.clone(), deadline.clone());
        let named = task.clone();
        let waits = slice.iter().any(|text| engines.waits(&task, text.as_str()));
        let pool = if waits {
            &state.translating
        } else {
            &state.pool
        };
        async move {
            // From when its turn has come: what lies before is the queue.
            let request = Span::current();
            let job = move |deadline: &Deadline| {
                let _engine = info_span!(parent: &request, "engine", texts = slice.len()).entered();
                let texts: Vec<&str> = slice.iter().map(Text::as_str).collect();
                let outcomes = engines.run_all(&task, &texts, deadline)?;
                let originals = slice.into_iter().map(Text::into_string);
                Ok(originals.zip(outcomes).collect::<Vec<_>>())
            };
            let done = pool.run(&deadline, job).await.map_err(pool_problem)?;
            done.map_err(|error| {
                if many {
                    problem::of_text(&error, &named, first)
                } else {
                    problem::of_engine(&error)
                }
            })
        }
    });
    let done: Vec<Vec<_>> = stream::iter(slices)
        .buffered(state.pool.threads())
        .try_collect()
        .await?;
    Ok(done.into_iter().flatten().collect())
}

/// Runs a short job on the threads that compute.
///
/// # Errors
/// Overloaded, or a panic of the job.
pub async fn compute<T: Send + 'static>(
    state: &ApiState,
    job: impl FnOnce(&Deadline) -> T + Send + 'static,
) -> Result<T, Problem> {
    let (deadline, _caller) = Deadline::after(TIME);
    state.pool.run(&deadline, job).await.map_err(pool_problem)
}

/// Runs a job that may wait for a disk or a network.
///
/// # Errors
/// Overloaded, or a panic of the job.
pub async fn wait<T: Send + 'static>(
    state: &ApiState,
    job: impl FnOnce(&Deadline) -> T + Send + 'static,
) -> Result<T, Problem> {
    let (deadline, _caller) = Deadline::after(TIME);
    state
        .translating
        .run(&deadline, job)
        .await
        .map_err(pool_problem)
}

fn slices(texts: Vec<Text>) -> Vec<Vec<Text>> {
    let mut slices: Vec<Vec<Text>> = Vec::new();
    let mut bytes = 0;
    for text in texts {
        let size = text.as_str().len();
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

fn pool_problem(error: PoolError) -> Problem {
    match error {
        PoolError::Full => Problem::new(
            Code::Overloaded,
            "Too much work waits already. Nothing was saved.",
        )
        .retry_after(1),
        PoolError::Late => problem::late(),
        PoolError::Panicked => Problem::internal(&error),
    }
}

/// The `Idempotency-Key` of a request, bound to who asked and to what was asked.
///
/// What is compared is what the fields say: the boundary of a multipart form or the order of JSON
/// members may change from one try to the next.
fn idempotency(
    operation: Operation,
    fields: &Fields,
    headers: &HeaderMap,
    caller: &str,
) -> Result<Option<Idempotency>, Problem> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = value.to_str().unwrap_or_default().trim();
    let printable = key.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if key.is_empty() || key.len() > LONGEST_KEY || !printable {
        let detail =
            format!("The Idempotency-Key must have 1 to {LONGEST_KEY} printable ASCII characters.");
        return Err(Problem::new(Code::Malformed, detail).with_field("Idempotency-Key"));
    }
    let mut request = operation.as_str().as_bytes().to_vec();
    request.extend(fields.canonical());
    Ok(Some(Idempotency::new(caller, key, &request)))
}

fn replayed(records: Vec<Record>, expected: usize, many: bool) -> Result<Processed, Problem> {
    if records.len() != expected {
        return Err(Problem::new(
            Code::NotFound,
            "This Idempotency-Key was used before, and what it made has been deleted since.",
        ));
    }
    let answers = records.into_iter().map(Answer::from).collect();
    Ok(Processed {
        answers,
        many,
        saved: true,
    })
}

/// The options as they were asked for, so that a form can be shown again as it was filled in.
fn options(fields: &Fields) -> Value {
    const NAMES: [&str; 8] = [
        "language",
        "ignore",
        "suggestions",
        "format",
        "split",
        "source",
        "target",
        "steps",
    ];
    fields.only(&NAMES)
}

fn remember(record: &mut NewRecord, options: &Value) {
    let some = options
        .as_object()
        .is_some_and(|options| !options.is_empty());
    if let Some(detail) = record.detail.as_object_mut().filter(|_| some) {
        detail.insert("options".to_owned(), options.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};
    use serde_json::json;

    fn fields(value: Value) -> Fields {
        let Value::Object(map) = value else {
            panic!("an object")
        };
        Fields::from_json(map)
    }

    fn keyed(operation: Operation, body: Value) -> Option<Idempotency> {
        let mut headers = HeaderMap::new();
        let name = HeaderName::from_static("idempotency-key");
        headers.insert(name, HeaderValue::from_static("k"));
        idempotency(operation, &fields(body), &headers, "").unwrap()
    }

    #[test]
    fn a_key_belongs_to_one_request_whatever_the_order_of_its_members() {
        let one = keyed(Operation::Spell, json!({"text": "a", "id": "x"}));
        assert_eq!(
            one,
            keyed(Operation::Spell, json!({"id": "x", "text": "a"}))
        );
        assert_ne!(
            one,
            keyed(Operation::Spell, json!({"id": "y", "text": "a"}))
        );
        assert_ne!(
            one,
            keyed(Operation::Space, json!({"text": "a", "id": "x"}))
        );
    }

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
