//! What the four operations have in common over HTTP: one text or many in, JSON or a page out.

use std::sync::Arc;

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    http::header,
    web::{Data, Query},
};
use db::Operation;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web_common::{Problem, origin};

use crate::{
    accept::Wants,
    answer::Answer,
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
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Answers {
    /// For one text.
    One(Box<Answer>),
    /// For an array of texts, in its order.
    Many(Vec<Answer>),
}

impl From<Processed> for Answers {
    fn from(mut processed: Processed) -> Self {
        match processed.answers.pop() {
            Some(only) if !processed.many => Self::One(Box::new(only)),
            last => {
                processed.answers.extend(last);
                Self::Many(processed.answers)
            }
        }
    }
}

/// What a form page may be opened with.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FormQuery {
    /// A record of this operation: the form is filled with it and shows its result.
    pub record: Option<String>,
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
        origin::check(&request)?;
    }
    let fields = Arc::new(page::form::meant(fields));
    let processed = process(&state, operation, &fields, &request).await;
    if wants == Wants::Json {
        return answer_all(&state, processed?).await;
    }
    match processed {
        Ok(processed) if processed.many => answer_all(&state, processed).await,
        Ok(Processed { answers, saved, .. }) => {
            let answer = answers.into_iter().next();
            match answer
                .as_ref()
                .and_then(|answer| answer.record)
                .filter(|_| saved)
            {
                Some(record) => Ok(see(operation, record)),
                None => {
                    page::form::answer(&request, &state, &Form::done(operation, &fields, answer))
                        .await
                }
            }
        }
        Err(problem) => {
            page::form::answer(
                &request,
                &state,
                &Form::refused(operation, &fields, &problem),
            )
            .await
        }
    }
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
            long_json_answer(&state, record.text_bytes(), || Answer::from(record)).await
        }
        (Wants::Json, None) => Ok(json_answer(&json!({
            "operation": operation,
            "method": "POST",
            "example": { "text": example(operation) },
            "description": format!("/api/docs#{operation}"),
        }))),
        (Wants::Page, None) => page::form::answer(&request, &state, &Form::empty(operation)).await,
        (Wants::Page, Some(record)) => {
            let fields = page::form::fields_of(&record);
            let answer = Some(Answer::from(record));
            page::form::answer(&request, &state, &Form::done(operation, &fields, answer)).await
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

async fn answer_all(state: &ApiState, processed: Processed) -> Result<HttpResponse, Problem> {
    written(state, processed, Answers::from).await
}

/// The answer that is made of what came of a request, and may be saved already.
///
/// # Errors
/// Overloaded; where it is saved, a problem that says so.
pub async fn written<T: Serialize>(
    state: &ApiState,
    processed: Processed,
    make: impl FnOnce(Processed) -> T + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let (saved, bytes) = (processed.saved, processed.text_bytes());
    let answer = long_json_answer(state, bytes, || make(processed)).await;
    answer.map_err(|problem| {
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

/// The same of what is made of so many bytes of text, which for long ones is not done on the async threads.
///
/// # Errors
/// Overloaded.
pub async fn long_json_answer<T: Serialize>(
    state: &ApiState,
    bytes: usize,
    make: impl FnOnce() -> T + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let body = convert(state, bytes, || serde_json::to_vec(&make())).await?;
    let body = body.map_err(|error| Problem::internal(&error))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type(header::ContentType::json())
        .body(body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        answer::Detail,
        args::ApiArgs,
        engine::Outcome,
        pool::{CpuPool, Deadline},
    };
    use clap::Parser;
    use db::{DatabaseSettings, RecordStore};
    use std::{sync::mpsc, time::Duration};
    use web_common::Code;

    #[derive(Parser)]
    struct Arguments {
        #[command(flatten)]
        api: ApiArgs,
    }

    fn processed(saved: bool) -> Processed {
        let outcome = Outcome {
            operation: Operation::Spell,
            processed: "a ".repeat(10_000),
            edits: Vec::new(),
            language: None,
            detail: Detail::default(),
        };
        Processed {
            answers: vec![Answer::of(outcome, "a ".repeat(10_000), None)],
            many: false,
            saved,
        }
    }

    #[actix_rt::test]
    async fn what_is_saved_and_cannot_be_answered_is_not_called_lost() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/a.db", folder.path().display());
        let settings = DatabaseSettings::from_url(&url).unwrap();
        let store = RecordStore::connect(&settings).await.unwrap();
        let arguments =
            Arguments::try_parse_from(["api"]).unwrap_or_else(|error| panic!("{error}"));
        let mut state = ApiState::build(&arguments.api, store).unwrap();
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

        let refused = written(&state, processed(true), Answers::from).await;
        let refused = refused.unwrap_err();
        assert_eq!(refused.code(), Code::Internal);
        assert!(refused.detail().contains("is saved"), "{refused}");
        let refused = written(&state, processed(false), Answers::from).await;
        let refused = refused.unwrap_err();
        assert_eq!(refused.code(), Code::Overloaded);
        assert!(!refused.detail().contains("saved"), "{refused}");

        // Either may hold the gate.
        for _ in &busy {
            release.send(()).unwrap();
        }
        for job in busy {
            assert_eq!(job.await.unwrap(), Ok(true));
        }
        assert!(
            written(&state, processed(true), Answers::from)
                .await
                .is_ok()
        );
    }
}
