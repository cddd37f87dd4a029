//! Where requests are counted, allowed or refused, and where their answers get the rate-limit headers.

use std::num::NonZeroU32;

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse, Route,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderName, HeaderValue},
    middleware::{Next, from_fn},
    web,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{
    Access, Caller, Refusal, Right, Scope,
    limit::{Client, Standing},
    login, unknown_key,
};
use crate::{Code, Problem, headers};

/// The caller's name, as it is logged.
#[derive(Debug, Clone)]
struct CallerName(String);

/// Marks a request that a key in its body must authorise for this.
#[derive(Debug, Clone, Copy)]
struct KeyInBody(Scope);

/// A route that answers only whoever has this right. Its address has been found by then, so that no other spelling of
/// it can lead around the guard.
pub(crate) fn guarded(route: Route, right: Right) -> Route {
    route.wrap(from_fn(move |request, next| guard(right, request, next)))
}

/// Middleware of a route: counts the request and allows or refuses it.
async fn guard(
    right: Right,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse, actix_web::Error> {
    let right = right.of(request.request());
    if matches!(right, Right::Uncounted) {
        return next.call(request).await;
    }
    let Some(access) = request.app_data::<web::Data<Access>>().cloned() else {
        let problem = Problem::new(Code::Internal, "This service has no rules of access.");
        return Ok(request.error_response(problem));
    };
    let (caller, standing) = match access.counted(request.request()).await {
        Ok(counted) => counted,
        Err(standing) => (Err(too_many(standing)), Some(standing)),
    };
    if let Some(standing) = standing {
        request.extensions_mut().insert(standing);
    }
    let caller = match caller {
        Ok(caller) => caller,
        Err(problem) => return Ok(request.error_response(problem)),
    };
    match &caller {
        Caller::Key(key) => note(request.request(), format!("key {}", key.id)),
        Caller::User(name) => note(request.request(), format!("user {name}")),
        Caller::Nobody => {}
    }
    match (access.allows(right, &caller), right) {
        (Ok(()), _) => {}
        (Err(Refusal::Unknown), Right::ApiWithKeyInBody(scope)) => {
            request.extensions_mut().insert(KeyInBody(scope));
        }
        (Err(Refusal::Unknown), _)
            if access.sessions.is_some() && headers::wants_html(request.headers()) =>
        {
            let answer = to_sign_in(request.request());
            return Ok(request.into_response(answer));
        }
        (Err(refusal), _) => return Ok(request.error_response(refusal.problem())),
    }
    next.call(request).await
}

/// Middleware: adds the rate-limit headers to the answer of a request that was counted
/// (<https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-07>).
///
/// # Errors
/// Passes on what the inner service could not turn into an answer.
pub async fn tell_standing<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let mut answer = next.call(request).await?;
    let standing = answer.request().extensions().get::<Standing>().copied();
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
    Ok(answer)
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

/// Checks the key that was `sent` in the body of a request without one in a header. Every handler whose route takes
/// keys so ([`Right::ApiWithKeyInBody`]) must call it; it lets all other requests pass.
///
/// # Errors
/// 401 or 403, or 503 while the database is away.
pub async fn check_key_in_body(request: &HttpRequest, sent: &str) -> Result<(), Problem> {
    let Some(KeyInBody(scope)) = request.extensions().get().copied() else {
        return Ok(());
    };
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
        .allows(Right::Api(scope), &Caller::Key(Box::new(key)))
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
        let app = App::new().app_data(access.clone()).route(
            "/api/records",
            guarded(web::get().to(HttpResponse::Ok), Right::Api(Scope::Read)),
        );
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

    #[actix_rt::test]
    async fn without_rules_nobody_is_let_in() {
        let route = || web::get().to(HttpResponse::Ok);
        let app = App::new()
            .route("/checked", guarded(route(), Right::Api(Scope::Read)))
            .route("/livez", guarded(route(), Right::Uncounted));
        let app = test::init_service(app).await;
        for (address, status) in [("/checked", 500), ("/livez", 200)] {
            let request = test::TestRequest::get().uri(address).to_request();
            let answer = test::call_service(&app, request).await;
            assert_eq!(answer.status().as_u16(), status, "{address}");
        }
    }
}
