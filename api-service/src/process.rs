//! The way that every text takes: checked, processed on the compute threads, saved, answered.

use std::sync::Arc;

use actix_web::{HttpMessage, HttpRequest, http::header::HeaderMap, web::Data};
use db::{Batch, Idempotency, Inserted, Operation, Ready, Record};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::Value;
use tracing::{Instrument, Span, info_span};
use web_common::{Code, Lifecycle, Problem, access, timing};

use crate::{
    answer::{Answer, record_of},
    engine::Outcome,
    input::{Fields, Input, Task, Text},
    jobs::{TIME, convert, pool_problem},
    pool::Deadline,
    problem,
    state::ApiState,
};

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

impl Processed {
    /// The bytes of the texts, to which all the rest is proportional.
    pub fn text_bytes(&self) -> usize {
        let answers = self.answers.iter();
        answers
            .map(|answer| answer.original.len() + answer.processed.len())
            .sum()
    }
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
        idempotency(&input, fields, request.headers(), &caller)?.filter(|_| input.save);
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
        return replayed(state, records, count, many).await;
    }
    // Until the request is over: till then what was made of its texts takes memory.
    let room = state.room(texts.iter().map(Text::len).sum())?;
    request.extensions_mut().insert(room);
    let making = Arc::new(Making {
        task,
        tag: tag.map(crate::input::Tag::into_string),
        options: options(fields),
        save,
    });
    let lifecycle = request.app_data::<Data<Lifecycle>>();
    let work = timing::part(request, "engine", run(state, &making, texts));
    let made = tokio::select! {
        made = work => made?,
        () = last_call(lifecycle) => return Err(problem::stopping()),
    };
    let (records, answers): (Vec<_>, Vec<_>) = made.into_iter().unzip();
    let records: Vec<Ready> = records.into_iter().flatten().collect();
    let saved = !records.is_empty();
    if saved {
        let saving = state
            .writer
            .save(Batch::of(records, idempotency))
            .instrument(info_span!("save", records = count));
        let inserted = timing::part(request, "save", saving).await;
        if let Inserted::Replayed(records) = inserted.map_err(problem::unsaved)? {
            return replayed(state, records, count, many).await;
        }
    }
    Ok(Processed {
        answers,
        many,
        saved,
    })
}

/// What is to be made of each text of a request.
struct Making {
    task: Task,
    tag: Option<String>,
    options: Value,
    save: bool,
}

/// A record, if there is to be one, and the answer.
type Made = (Option<Ready>, Answer);

impl Making {
    fn of(&self, original: String, outcome: Outcome) -> Result<Made, db::Error> {
        let tag = self.tag.clone();
        if !self.save {
            return Ok((None, Answer::of(outcome, original, tag)));
        }
        let record = record_of(&outcome, original.clone(), tag.clone(), &self.options);
        let answer = Answer::of(outcome, original, tag).saved_as(&record);
        Ok((Some(Ready::new(record)?), answer))
    }
}

/// Returns when what still runs must come to its end, because the process does.
async fn last_call(lifecycle: Option<&Data<Lifecycle>>) {
    match lifecycle {
        Some(lifecycle) => lifecycle.last_call().await,
        None => std::future::pending().await,
    }
}

/// Makes something of each text, in their order.
///
/// # Errors
/// The first that any text meets: overloaded, late, or the engine's own.
async fn run(
    state: &ApiState,
    making: &Arc<Making>,
    texts: Vec<Text>,
) -> Result<Vec<Made>, Problem> {
    // Dropped with the request's future: what runs then stops at its next look.
    let (deadline, _caller) = Deadline::after(TIME);
    let many = texts.len() > 1;
    let mut passed = 0;
    let slices = slices(texts).into_iter().map(|slice| {
        let first = many.then_some(passed);
        passed += slice.len();
        run_slice(state, making.clone(), slice, first, deadline.clone())
    });
    let made: Vec<Vec<Made>> = stream::iter(slices)
        .buffered(state.pool.threads())
        .try_collect()
        .await?;
    Ok(made.into_iter().flatten().collect())
}

/// Makes something of some texts of a request, all that takes long for a long one on the threads that compute. `first` is
/// the number of the first of them, where there are several in the request.
async fn run_slice(
    state: &ApiState,
    making: Arc<Making>,
    slice: Vec<Text>,
    first: Option<usize>,
    deadline: Deadline,
) -> Result<Vec<Made>, Problem> {
    let bytes: usize = slice.iter().map(Text::len).sum();
    let (engines, asked) = (state.engines.clone(), making.clone());
    let waits = move |slice: &[Text]| {
        let mut texts = slice.iter();
        texts.any(|text| engines.waits(&asked.task, text.as_str()))
    };
    let (waits, slice) = if bytes <= SLICE_BYTES {
        (waits(&slice), slice)
    } else {
        let look = move |_: &Deadline| (waits(&slice), slice);
        let looked = state.pool.run(&deadline, bytes, look).await;
        looked.map_err(pool_problem)?
    };
    let pool = if waits {
        &state.translating
    } else {
        &state.pool
    };
    // From when its turn has come: what lies before is the queue.
    let request = Span::current();
    let engines = state.engines.clone();
    let job = move |deadline: &Deadline| {
        let _engine = info_span!(parent: &request, "engine", texts = slice.len()).entered();
        let texts: Vec<&str> = slice.iter().map(Text::as_str).collect();
        let outcomes = engines.run_all(&making.task, &texts, deadline);
        let outcomes = outcomes.map_err(|error| match first {
            Some(first) => problem::of_text(&error, &making.task, first),
            None => problem::of_engine(&error),
        })?;
        let originals = slice.into_iter().map(Text::into_string);
        let made = originals
            .zip(outcomes)
            .map(|(original, outcome)| making.of(original, outcome));
        made.collect::<Result<Vec<_>, _>>().map_err(Problem::from)
    };
    pool.run(&deadline, bytes, job)
        .await
        .map_err(pool_problem)?
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

/// The `Idempotency-Key` of a request, bound to who asked and to what was asked.
///
/// What is compared is what the request means, read and with its defaults: how it is written may change from one try to
/// the next.
fn idempotency(
    input: &Input,
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
    let request = input.meaning(fields);
    Ok(Some(Idempotency::new(caller, key, &request)))
}

async fn replayed(
    state: &ApiState,
    records: Vec<Record>,
    expected: usize,
    many: bool,
) -> Result<Processed, Problem> {
    if records.len() != expected {
        return Err(Problem::new(
            Code::NotFound,
            "This Idempotency-Key was used before, and what it made has been deleted since.",
        ));
    }
    let bytes = records.iter().map(Record::text_bytes).sum();
    let answers = convert(state, bytes, move || {
        records.into_iter().map(Answer::from).collect()
    });
    Ok(Processed {
        answers: answers.await?,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Limits;
    use actix_web::http::header::{HeaderName, HeaderValue};
    use serde_json::json;

    fn json_fields(value: Value) -> Fields {
        let Value::Object(map) = value else {
            panic!("an object")
        };
        Fields::from_json(map)
    }

    fn keyed(operation: Operation, body: Value) -> Option<Idempotency> {
        keyed_fields(operation, &json_fields(body))
    }

    fn keyed_fields(operation: Operation, fields: &Fields) -> Option<Idempotency> {
        let mut headers = HeaderMap::new();
        let name = HeaderName::from_static("idempotency-key");
        headers.insert(name, HeaderValue::from_static("k"));
        let limits = Limits {
            text_bytes: 100,
            body_bytes: 1000,
        };
        let input = Input::parse(operation, fields, limits).unwrap();
        idempotency(&input, fields, &headers, "").unwrap()
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
    fn a_key_belongs_to_what_a_request_means() {
        let plain = keyed(Operation::Spell, json!({"text": "a"}));
        let spelt_out = json!({
            "text": "a", "save": true, "language": "auto", "suggestions": 5, "format": "text", "ignore": [], "id": null,
            "unknown": 1,
        });
        assert_eq!(plain, keyed(Operation::Spell, spelt_out));
        let form = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter().map(|(n, v)| ((*n).into(), (*v).into()));
            keyed_fields(Operation::Spell, &Fields::from_pairs(pairs))
        };
        assert_eq!(plain, form(&[("text", "a"), ("save", "true"), ("id", "")]));
        let ignoring = json!({"text": "a", "ignore": ["c", "b"]});
        let ignoring = keyed(Operation::Spell, ignoring);
        assert_eq!(ignoring, form(&[("text", "a"), ("ignore", "b, c")]));
        for other in [
            json!({"text": ["a"]}),
            json!({"text": "a", "suggestions": 4}),
            json!({"text": "a", "language": "en-GB"}),
            json!({"text": "a", "ignore": ["b"]}),
        ] {
            assert_ne!(plain, keyed(Operation::Spell, other.clone()), "{other}");
        }
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
