//! Where requests are allowed or refused, and where their answers get the rate-limit headers.

use std::num::NonZeroU32;

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderName, HeaderValue},
    middleware::Next,
    web,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{
    Access, Caller, Refusal,
    limit::{Client, Standing},
    login,
    need::{self, Need, Scope, need},
    unknown_key,
};
use crate::{Code, Problem, headers, problem};

/// The caller's name, as it is logged.
#[derive(Debug, Clone)]
struct CallerName(String);

/// Marks a request that may still be authorised by a key in its body.
#[derive(Debug, Clone, Copy)]
struct KeyInBody;

/// Middleware: counts the request and allows or refuses it.
///
/// # Errors
/// Passes on what the inner service could not turn into an answer.
pub async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let Some(access) = request.app_data::<web::Data<Access>>().cloned() else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let Some(need) = need(&request) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let (caller, standing) = match access.counted(request.request()).await {
        Ok(counted) => counted,
        Err(standing) => {
            let problem = too_many(standing);
            return Ok(told(refuse(request, &problem), Some(standing)));
        }
    };
    let allowed = match &caller {
        Ok(caller) => access.allows(need, caller),
        Err(problem) => {
            let problem = problem.clone();
            return Ok(told(refuse(request, &problem), standing));
        }
    };
    match &caller {
        Ok(Caller::Key(key)) => note(request.request(), format!("key {}", key.id)),
        Ok(Caller::User(name)) => note(request.request(), format!("user {name}")),
        _ => {}
    }
    match allowed {
        Ok(()) => {}
        Err(Refusal::Unknown) if need::takes_key_in_body(&request) => {
            request.extensions_mut().insert(KeyInBody);
        }
        Err(Refusal::Unknown)
            if access.sessions.is_some() && headers::wants_html(request.headers()) =>
        {
            let answer = to_sign_in(request.request());
            return Ok(told(request.into_response(answer), standing));
        }
        Err(refusal) => return Ok(told(refuse(request, &refusal.problem()), standing)),
    }
    let answer = next.call(request).await?.map_into_boxed_body();
    Ok(told(answer, standing))
}

fn too_many(standing: Standing) -> Problem {
    let detail = format!(
        "No more than {} requests a minute are answered.",
        standing.limit
    );
    Problem::new(Code::RateLimited, detail).retry_after(standing.seconds)
}

/// Records the caller for the request's log lines and for its handler.
fn note(request: &HttpRequest, caller: String) {
    tracing::Span::current().record("caller", &caller);
    request.extensions_mut().insert(CallerName(caller));
}

/// The caller's name: one for each key and each user, empty for anyone else.
pub fn caller_name(request: &HttpRequest) -> String {
    let extensions = request.extensions();
    let name = extensions.get::<CallerName>();
    name.map(|name| name.0.clone()).unwrap_or_default()
}

fn refuse(request: ServiceRequest, problem: &Problem) -> ServiceResponse {
    let answer = problem::rendered(request.request(), problem);
    request.into_response(answer)
}

fn to_sign_in(request: &HttpRequest) -> HttpResponse {
    let asked = request.uri().path_and_query();
    // A form that was sent cannot be sent again from the sign-in page.
    let asked = asked
        .filter(|_| request.method().is_safe())
        .map_or("/", |asked| asked.as_str());
    let next = utf8_percent_encode(asked, NON_ALPHANUMERIC);
    HttpResponse::SeeOther()
        .insert_header((
            header::LOCATION,
            format!("{}?next={next}", login::path_beside(request.path())),
        ))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// Adds the rate-limit headers to an answer
/// (<https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-07>).
fn told(mut answer: ServiceResponse, standing: Option<Standing>) -> ServiceResponse {
    if let Some(standing) = standing {
        for (name, number) in [
            ("ratelimit-limit", standing.limit),
            ("ratelimit-remaining", standing.remaining),
            ("ratelimit-reset", standing.seconds),
        ] {
            answer
                .headers_mut()
                .insert(HeaderName::from_static(name), HeaderValue::from(number));
        }
    }
    answer
}

/// Checks the key that was `sent` in the body of a request without one in a header: it must have the scope
/// `write`. Every handler for whose address [`guard`] leaves this check open must call it; it lets all other
/// requests pass.
///
/// # Errors
/// 401 or 403, or 503 while the database is away.
pub async fn check_key_in_body(request: &HttpRequest, sent: &str) -> Result<(), Problem> {
    if request.extensions().get::<KeyInBody>().is_none() {
        return Ok(());
    }
    let access = request.app_data::<web::Data<Access>>().cloned();
    let Some(access) = access.filter(|_| !sent.is_empty()) else {
        return Err(Refusal::Unknown.problem());
    };
    access.count_look_up(request, sent).map_err(too_many)?;
    let key = access.keys.find(sent).await?.ok_or_else(unknown_key)?;
    note(request, format!("key {}", key.id));
    let own = key.per_minute.and_then(NonZeroU32::new);
    if let Some(own) = own
        && let Err(standing) = access.limits.count(Client::Key(key.id), Some(own))
    {
        let problem = Problem::new(Code::RateLimited, "Too many requests with this key.");
        return Err(problem.retry_after(standing.seconds));
    }
    access
        .allows(Need::Scope(Scope::Write), &Caller::Key(Box::new(key)))
        .map_err(|refusal| refusal.problem())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{AccessArgs, X_API_KEY, limit::MAX_LOOK_UPS};
    use actix_web::{App, test};
    use clap::Parser;
    use db::{DatabaseSettings, RecordStore};

    #[derive(Parser)]
    struct Arguments {
        #[command(flatten)]
        access: AccessArgs,
    }

    /// What each of the statuses is answered to one more made-up key, and whether the database was asked for it.
    async fn made_up_keys_meet(arguments: &[&str], statuses: impl IntoIterator<Item = u16>) {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/a.db", folder.path().display());
        let store = RecordStore::connect(&DatabaseSettings::from_url(&url).unwrap())
            .await
            .unwrap();
        store.migrate().await.unwrap();
        let arguments = [&["x", "--api-keys-required=on"], arguments].concat();
        let arguments =
            Arguments::try_parse_from(arguments).unwrap_or_else(|error| panic!("{error}"));
        let access = web::Data::new(Access::new(&arguments.access, store).unwrap());
        let app = App::new()
            .app_data(access.clone())
            .wrap(actix_web::middleware::from_fn(guard))
            .route("/api/records", web::get().to(HttpResponse::Ok));
        let app = test::init_service(app).await;
        for (n, status) in statuses.into_iter().enumerate() {
            let key = format!("tm_made-up-{n}");
            let request = test::TestRequest::get().uri("/api/records");
            let request = request.insert_header((X_API_KEY, key.clone())).to_request();
            let answer = test::call_service(&app, request).await;
            assert_eq!(answer.status().as_u16(), status);
            assert_eq!(access.keys.is_strange(&key), status == 429, "{n}");
        }
    }

    #[actix_rt::test]
    async fn whoever_is_over_the_limit_costs_no_query_more() {
        made_up_keys_meet(&["--rate-limit-per-minute=2"], [401, 401, 429, 429]).await;
        // Without a limit of requests there is one of keys all the same.
        let answered = std::iter::repeat_n(401, MAX_LOOK_UPS.get() as usize);
        made_up_keys_meet(&[], answered.chain([429])).await;
    }
}
