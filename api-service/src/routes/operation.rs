//! What the four operations have in common over HTTP: one text or many in, JSON or a page out.

use std::sync::Arc;

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    body::MessageBody,
    http::header,
    web::{Data, Query},
};
use db::{Json, Operation};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web_common::{
    Problem,
    access::{Right, Scope},
    origin,
};

use crate::{
    accept::Wants,
    answer::Answer,
    body,
    input::Fields,
    jobs::convert,
    page::{self, form::Form},
    problem,
    process::{Processed, process},
    routes::records,
    state::ApiState,
};

/// One text, or up to 1,000 of them.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
#[expect(
    dead_code,
    reason = "describes the field `text` in the API's description"
)]
pub enum Texts {
    /// One text.
    One(OneText),
    /// Many texts.
    Many(ManyTexts),
}

/// A text: not blank, without NUL.
#[derive(Debug, ToSchema)]
#[schema(
    pattern = r"^[^\u0000]*[^\s\u0000][^\u0000]*$",
    example = "I havv a speling eror"
)]
#[expect(dead_code, reason = "describes what `input` reads")]
pub struct OneText(String);

/// Up to 1,000 texts: the answer is an array in the same order, and all are saved or none.
#[derive(Debug, ToSchema)]
#[schema(min_items = 1, max_items = 1000)]
#[expect(dead_code, reason = "describes what `input` reads")]
pub struct ManyTexts(Vec<OneText>);

/// One answer for one text, an array for an array.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes what `answer_all` writes")]
pub enum Answers {
    /// For one text.
    One(Box<Answer>),
    /// For an array of texts, in its order.
    Many(Vec<Answer>),
}

/// What a form page may be opened with.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FormQuery {
    /// A record of this operation: the form is filled with it and shows its result.
    pub record: Option<String>,
}

/// What a form page requires: to read records where it may show one, for its query names one or cannot be parsed. It is
/// parsed here as [`get`] parses it.
pub fn form_right(request: &HttpRequest) -> Right {
    let pairs = Query::<Vec<(String, String)>>::from_query(request.query_string());
    if pairs.map_or(true, |pairs| pairs.iter().any(|(name, _)| name == "record")) {
        Right::Api(Scope::Read)
    } else {
        Right::Page(Scope::Read)
    }
}

/// Answers a `POST`: processes, saves, answers.
pub async fn post(
    operation: Operation,
    state: Data<ApiState>,
    request: HttpRequest,
    wants: Wants,
    fields: Fields,
) -> Result<HttpResponse, Problem> {
    // A page of another site can send a form without asking first, but no JSON.
    if !request.content_type().ends_with("json") {
        origin::check_call(&request)?;
    }
    let fields = Arc::new(page::form::meant(fields));
    let refused = async |problem| {
        let form = Form::refused(operation, &fields, &problem);
        page::form::answer(&request, &state, &form).await
    };
    if wants == Wants::Json || several(&fields) {
        let keep = |answer| Json::of(&answer);
        return match process(&state, operation, &fields, &request, keep).await {
            Ok(processed) => answer_all(processed),
            Err(problem) if wants == Wants::Page => refused(problem).await,
            Err(problem) => Err(problem),
        };
    }
    match process(&state, operation, &fields, &request, Ok).await {
        Ok(Processed { answers, saved, .. }) => {
            let answer = answers.into_iter().next();
            let record = answer.as_ref().and_then(|answer| answer.record);
            if let Some(record) = record.filter(|_| saved) {
                return Ok(see(operation, record));
            }
            let form = Form::done(operation, &fields, answer);
            page::form::answer(&request, &state, &form).await
        }
        Err(problem) => refused(problem).await,
    }
}

/// Whether these are texts that no form shows.
fn several(fields: &Fields) -> bool {
    let texts = fields.raw("text").or_else(|| fields.raw("q"));
    texts.is_some_and(Value::is_array)
}

/// Answers a `GET`: the form, filled with a record where one is named; to a program, the record or a
/// word on how to use the address.
pub async fn get(
    operation: Operation,
    state: Data<ApiState>,
    request: HttpRequest,
    wants: Wants,
    query: Query<FormQuery>,
) -> Result<HttpResponse, Problem> {
    let record = match &query.record {
        None => None,
        Some(id) => Some(recorded(&state, operation, id).await?),
    };
    match (wants, record) {
        (Wants::Json, Some(record)) => {
            let bytes = record.text_bytes();
            let answer = convert(&state, bytes, || Json::of(&Answer::from(record))).await??;
            Ok(json_body(body::json(answer)?))
        }
        (Wants::Json, None) => Ok(json_answer(&json!({
            "operation": operation,
            "method": "POST",
            "example": { "text": example(operation) },
            "description": format!("/api/docs#{operation}"),
        }))),
        (Wants::Page, None) => page::form::answer(&request, &state, &Form::empty(operation)).await,
        (Wants::Page, Some(record)) => {
            let bytes = record.text_bytes();
            // Until the page is written: what is shown of a text takes a hundred times its memory.
            let _reserved = state.reserve(bytes)?;
            let read = move || (page::form::fields_of(&record), Answer::from(record));
            let (fields, answer) = convert(&state, bytes, read).await?;
            let form = Form::done(operation, &fields, Some(answer));
            page::form::answer(&request, &state, &form).await
        }
    }
}

/// A text that shows what an operation does.
pub fn example(operation: Operation) -> &'static str {
    match operation {
        Operation::Spell => "I havv a speling eror",
        Operation::Space => "thequickbrownfox jumpsover thelazydog",
        Operation::Translate => "Onde fica a biblioteca?",
        Operation::Clean => "Thereis a speling erorin thistext",
    }
}

async fn recorded(state: &ApiState, operation: Operation, id: &str) -> Result<db::Record, Problem> {
    let record = state.store.get(records::id(id)?).await?;
    record
        .filter(|record| record.operation == operation)
        .ok_or_else(records::missing)
}

fn see(operation: Operation, record: Uuid) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((
            header::LOCATION,
            format!("/api/{operation}?record={record}"),
        ))
        .finish()
}

fn answer_all(processed: Processed<Json<Answer>>) -> Result<HttpResponse, Problem> {
    let (before, after) = if processed.many { ("[", "]") } else { ("", "") };
    let body = body::json_list(before, processed.answers, after)?;
    Ok(json_body(body))
}

/// The answer that is made of so many bytes of text, which may be saved already.
///
/// # Errors
/// Overloaded; where it is saved, a problem that says so.
pub async fn written<T: Serialize + 'static>(
    state: &ApiState,
    saved: bool,
    bytes: usize,
    make: impl FnOnce() -> T + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let json = convert(state, bytes, || Json::of(&make()))
        .await
        .and_then(|json| Ok(json_body(body::json(json?)?)));
    json.map_err(|problem| {
        if saved {
            problem::unanswered(&problem)
        } else {
            problem
        }
    })
}

/// A JSON answer that no cache keeps: it may be deleted the next moment.
pub fn json_answer(body: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(body)
}

/// The same of JSON that is written already.
pub fn json_body(body: impl MessageBody + 'static) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type(header::ContentType::json())
        .body(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        args::ApiArgs,
        pool::{CpuPool, Deadline},
    };
    use clap::Parser;
    use db::{DatabaseSettings, RecordStore};
    use std::{sync::mpsc, time::Duration};
    use web_common::{Code, Lifecycle};

    #[derive(Parser)]
    struct Arguments {
        #[command(flatten)]
        api: ApiArgs,
    }

    async fn answered(state: &ApiState, saved: bool) -> Result<HttpResponse, Problem> {
        written(state, saved, 20_000, || "a ".repeat(10_000)).await
    }

    #[actix_rt::test]
    async fn what_is_saved_and_cannot_be_answered_is_not_called_lost() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/a.db", folder.path().display());
        let settings = DatabaseSettings::from_url(&url).unwrap();
        let store = RecordStore::connect(&settings).await.unwrap();
        let arguments =
            Arguments::try_parse_from(["api"]).unwrap_or_else(|error| panic!("{error}"));
        let mut state = ApiState::build(&arguments.api, store, Lifecycle::default()).unwrap();
        state.converting = Arc::new(CpuPool::new(1, 0).unwrap());
        let (release, gate) = mpsc::channel::<()>();
        let gate = Arc::new(std::sync::Mutex::new(gate));
        let busy = [(); 2].map(|()| {
            let (pool, gate) = (state.converting.clone(), gate.clone());
            tokio::task::spawn_local(async move {
                let (deadline, _caller) = Deadline::after(Duration::from_mins(1));
                let wait = move |_: &Deadline| gate.lock().unwrap().recv().is_ok();
                pool.run(&deadline, 0, wait).await
            })
        });
        tokio::time::sleep(Duration::from_millis(20)).await;

        let refused = answered(&state, true).await.unwrap_err();
        assert_eq!(refused.code(), Code::Internal);
        assert!(refused.detail().contains("is saved"), "{refused}");
        let refused = answered(&state, false).await.unwrap_err();
        assert_eq!(refused.code(), Code::Overloaded);
        assert!(!refused.detail().contains("saved"), "{refused}");

        // Either may hold the gate.
        for _ in &busy {
            release.send(()).unwrap();
        }
        for job in busy {
            assert_eq!(job.await.unwrap(), Ok(true));
        }
        assert!(answered(&state, true).await.is_ok());
    }
}
