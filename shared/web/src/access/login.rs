//! `/login` and `/logout` of home, `/api/login` and `/api/logout` of api: the same session for both.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
    http::{StatusCode, header},
    web,
};
use askama::Template;
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::{Access, COOKIE, Right, is_https, session::LIFETIME_SECONDS};
use crate::{
    Code, Problem, Unpacked, origin,
    page::{Frame, Site},
    routes::{Routes, at},
};

/// How many passwords are checked at a time; each takes a core for some 10 ms.
static CHECKS: Semaphore = Semaphore::const_new(2);

#[derive(Deserialize)]
struct SignIn {
    #[serde(default)]
    user: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct Query {
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "login.html")]
struct Page<'a> {
    frame: Frame,
    path: &'a str,
    user: &'a str,
    next: &'a str,
    wrong: bool,
}

/// The sign-in page of the service that serves `path`.
pub(super) fn path_beside(path: &str) -> &'static str {
    if path == "/api" || path.starts_with("/api/") {
        "/api/login"
    } else {
        "/login"
    }
}

/// Where one signs out of the service that serves `path`.
pub(crate) fn logout_beside(path: &str) -> &'static str {
    match path_beside(path) {
        "/api/login" => "/api/logout",
        _ => "/logout",
    }
}

/// Adds `{prefix}/login` and `{prefix}/logout`.
pub fn routes(prefix: &str) -> impl FnOnce(&mut Routes<'_>) {
    move |routes| {
        let login = at(format!("{prefix}/login"));
        routes
            .add(login.get(Right::Open, page).post(Right::Open, sign_in))
            .add(at(format!("{prefix}/logout")).post(Right::Open, sign_out));
    }
}

fn sessions(access: &Access) -> Result<&super::Sessions, Problem> {
    access
        .sessions
        .as_ref()
        .ok_or_else(|| Problem::new(Code::NotFound, "Nobody needs to sign in here."))
}

async fn page(
    access: web::Data<Access>,
    request: HttpRequest,
    query: web::Query<Query>,
) -> Result<HttpResponse, Problem> {
    sessions(&access)?;
    show(&request, StatusCode::OK, "", &query.next, false)
}

fn show(
    request: &HttpRequest,
    status: StatusCode,
    user: &str,
    next: &str,
    wrong: bool,
) -> Result<HttpResponse, Problem> {
    let path = path_beside(request.path());
    let page = Page {
        frame: Site::of(request).frame(path, "Sign in"),
        path,
        user,
        next,
        wrong,
    };
    let html = page.render().map_err(|error| Problem::internal(&error))?;
    Ok(HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/html; charset=utf-8")
        .body(html))
}

async fn sign_in(
    access: web::Data<Access>,
    request: HttpRequest,
    Unpacked(form): Unpacked<web::Form<SignIn>>,
) -> Result<HttpResponse, Problem> {
    origin::check(&request)?;
    let users = sessions(&access)?.users().clone();
    let peer = request.peer_addr().map(|peer| peer.ip());
    let peer = peer.unwrap_or(std::net::Ipv4Addr::UNSPECIFIED.into());
    let address = access.proxies.client(peer, request.headers());
    if let Err(standing) = access.limits.count_sign_in(address) {
        let problem = Problem::new(Code::RateLimited, "Too many tries to sign in.");
        return Err(problem.retry_after(standing.seconds));
    }
    let SignIn {
        user,
        password,
        next,
    } = form.into_inner();
    let name = user.trim().to_owned();
    let _turn = CHECKS.acquire().await;
    let checked = name.clone();
    let right = web::block(move || users.verify(&checked, &password)).await;
    if !right.map_err(|error| Problem::internal(&error))? {
        tracing::info!("sign-in refused");
        return show(&request, StatusCode::FORBIDDEN, &name, &next, true);
    }
    tracing::info!(user = name, "signed in");
    let cookie = cookie(&request, sessions(&access)?.open(&name), LIFETIME_SECONDS);
    let home = Site::of(&request).frame("/", "").home;
    let to = if is_local(&next) { next } else { home };
    Ok(HttpResponse::SeeOther()
        .cookie(cookie)
        .insert_header((header::LOCATION, to))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish())
}

async fn sign_out(request: HttpRequest) -> Result<HttpResponse, Problem> {
    origin::check(&request)?;
    Ok(HttpResponse::SeeOther()
        .cookie(cookie(&request, String::new(), 0))
        .insert_header((header::LOCATION, path_beside(request.path())))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish())
}

fn cookie(request: &HttpRequest, value: String, seconds: i64) -> Cookie<'static> {
    Cookie::build(COOKIE, value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(is_https(request))
        .max_age(Duration::seconds(seconds))
        .finish()
}

/// Whether an address stays on this site: it is a path and nothing else.
fn is_local(next: &str) -> bool {
    next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(|c: char| c == '\\' || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for local in ["/", "/records/1?x=//y", "/api/spell"] {
            assert!(is_local(local), "{local}");
        }
        for other in ["", "//evil", "/\\evil", "https://evil", "evil", "/a\r\nb"] {
            assert!(!is_local(other), "{other}");
        }
    }
}
