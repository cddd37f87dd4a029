//! Which right each address requires.

use actix_web::{dev::ServiceRequest, http::Method, web::Query};
use db::Scopes;

/// The right that a request requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// None: it reveals no texts and costs nothing.
    Nothing,
    /// To use the pages for this; everyone may where there is no sign-in.
    Page(Scope),
    /// To use the API for this.
    Scope(Scope),
}

/// What a key may be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Reading records.
    Read,
    /// Processing texts.
    Write,
    /// Deleting records.
    Delete,
}

impl Scope {
    /// As `textmend keys add` names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Delete => "delete",
        }
    }

    /// Whether a key with these may do this.
    pub const fn is_in(self, scopes: Scopes) -> bool {
        match self {
            Self::Read => scopes.read,
            Self::Write => scopes.write,
            Self::Delete => scopes.delete,
        }
    }
}

/// The path that the router matches. It is percent-decoded, while `request.path()` is as it was sent:
/// `/ap%69/records` leads to the same handler as `/api/records`, so it must require the same right.
pub fn routed_path(request: &ServiceRequest) -> &str {
    request.match_info().as_str()
}

/// The right that a request requires; none for one that is not even counted.
pub fn need(request: &ServiceRequest) -> Option<Need> {
    of(
        request.method(),
        routed_path(request),
        request.query_string(),
    )
}

fn of(method: &Method, path: &str, query: &str) -> Option<Need> {
    let own = path.strip_prefix("/api").filter(|rest| {
        // As in the balancer's rules, where `/api` itself belongs to the other service.
        rest.is_empty() || rest.starts_with('/')
    });
    let inner = own.unwrap_or(path);
    if matches!(inner, "/livez" | "/readyz") || inner.starts_with("/assets/") {
        return None;
    }
    if *method == Method::OPTIONS || matches!(inner, "/login" | "/logout") {
        return Some(Need::Nothing);
    }
    let Some(inner) = own else {
        // The history's forms delete records and restore them.
        return Some(Need::Page(if method.is_safe() {
            Scope::Read
        } else {
            Scope::Delete
        }));
    };
    Some(match (method, inner) {
        (
            _,
            "" | "/" | "/docs" | "/openapi.json" | "/languages" | "/models" | "/frontend/settings"
            | "/v2/languages" | "/v2/v2/languages",
        ) => Need::Nothing,
        // The address itself is the proof: it contains a secret.
        (&Method::GET | &Method::HEAD, _) if inner.starts_with("/download_file/") => Need::Nothing,
        (&Method::DELETE, _) => Need::Scope(Scope::Delete),
        (&Method::GET | &Method::HEAD, "/v2/check" | "/v2/v2/check" | "/check") => {
            Need::Scope(Scope::Write)
        }
        (&Method::GET | &Method::HEAD, "/spell" | "/space" | "/translate" | "/clean") => {
            if may_show_record(query) {
                Need::Scope(Scope::Read)
            } else {
                Need::Page(Scope::Read)
            }
        }
        (&Method::GET | &Method::HEAD, _) => Need::Scope(Scope::Read),
        _ => Need::Scope(Scope::Write),
    })
}

/// Whether a form page may show a record: its query names one, or cannot be parsed. It is parsed here as the
/// page's handler parses it.
fn may_show_record(query: &str) -> bool {
    let pairs = Query::<Vec<(String, String)>>::from_query(query);
    pairs.map_or(true, |pairs| pairs.iter().any(|(name, _)| name == "record"))
}

/// Whether clients of other products send their key to this address in the body. The handlers of these
/// addresses call [`check_key_in_body`](super::check_key_in_body) once they have read it.
pub fn takes_key_in_body(request: &ServiceRequest) -> bool {
    let paths = [
        "/api/translate",
        "/api/translate_file",
        "/api/detect",
        "/api/v2/check",
        "/api/v2/v2/check",
        "/api/check",
    ];
    *request.method() == Method::POST && paths.contains(&routed_path(request))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_or_changes_texts_needs_a_right() {
        let get = |path: &str| {
            let (path, query) = path.split_once('?').unwrap_or((path, ""));
            of(&Method::GET, path, query)
        };
        for page in [
            "/",
            "/records/7",
            "/monitor.json",
            "/records.csv",
            "/apish",
            "/api/spell",
        ] {
            assert_eq!(get(page), Some(Need::Page(Scope::Read)), "{page}");
        }
        for read in [
            "/api/records",
            "/api/records/7",
            "/api/spell?a=b&record=7",
            "/api/spell?%72ecord=7",
            "/api/spell?record",
            "/api/new",
        ] {
            assert_eq!(get(read), Some(Need::Scope(Scope::Read)), "{read}");
        }
        for open in [
            "/api",
            "/api/docs",
            "/api/languages",
            "/api/download_file/7.abc.txt",
            "/login",
            "/api/login",
        ] {
            assert_eq!(get(open), Some(Need::Nothing), "{open}");
        }
        for free in [
            "/livez",
            "/api/readyz",
            "/assets/x/style.css",
            "/api/assets/x/y.js",
        ] {
            assert_eq!(get(free), None, "{free}");
        }
        let other = |method: Method, path: &str| of(&method, path, "");
        assert_eq!(
            other(Method::POST, "/api/spell"),
            Some(Need::Scope(Scope::Write))
        );
        assert_eq!(
            other(Method::POST, "/api/new"),
            Some(Need::Scope(Scope::Write))
        );
        assert_eq!(
            other(Method::DELETE, "/api/records/7"),
            Some(Need::Scope(Scope::Delete))
        );
        for form in ["/records/7/delete", "/records/delete", "/records/restore"] {
            assert_eq!(
                other(Method::POST, form),
                Some(Need::Page(Scope::Delete)),
                "{form}"
            );
        }
        assert_eq!(get("/api/v2/check"), Some(Need::Scope(Scope::Write)));
    }
}
