//! Who may do what, and how often: API keys, rate limits, sign-in, and other sites' pages.
//!
//! [`guard`] is the one place where a request is let through or refused. Which right an address needs is
//! in [`need`]; a handler asks no more, but for keys that clients of other products send in the body
//! ([`check_key_in_body`]).

mod alb;
mod client;
pub mod cors;
pub mod keys;
mod limit;
pub mod login;
mod need;
mod session;

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    num::NonZeroU32,
};

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    web,
};
use db::{ApiKey, RecordStore};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::SecretString;

pub use alb::Arn;
pub use client::Networks;
pub use cors::Origins;
pub use limit::Standing;
pub(crate) use login::logout_beside;
pub use session::Users;

use self::{
    alb::Balancer,
    keys::KeyRing,
    limit::{Client, Limits},
    need::{Need, Scope, need},
    session::Sessions,
};
use crate::{
    Code, Problem,
    config::{Setting, secret, switch},
    headers, problem,
};

const X_API_KEY: &str = "x-api-key";
const COOKIE: &str = "textmend_session";

/// Who may use the service.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Access")]
pub struct AccessArgs {
    /// Whether the API refuses requests without a key (`textmend keys add` makes one)
    #[arg(long, env, num_args = 0..=1, default_value = "off", default_missing_value = "on",
        value_parser = switch, action = clap::ArgAction::Set)]
    pub api_keys_required: bool,
    /// Requests a minute for each key, or for each client address; or off
    #[arg(long, env, default_value = "off")]
    pub rate_limit_per_minute: Setting<NonZeroU32>,
    /// Addresses and networks of the proxies whose X-Forwarded-For counts, with commas
    #[arg(long, env, default_value = "")]
    pub trusted_proxies: Networks,
    /// Origins whose pages may call the API, with commas, such as `https://app.example.org`; or *
    #[arg(long, env, default_value = "")]
    pub cors_origins: Origins,
    /// Who may sign in: name:hash with spaces between, the hashes made by argon2. Without any, the
    /// pages are open
    #[arg(
        long,
        env,
        hide_env_values = true,
        default_value = "",
        hide_default_value = true
    )]
    pub auth_users: Users,
    /// What sessions are signed with, the same for all instances, at least 32 characters
    #[arg(long, env, hide_env_values = true, value_parser = secret)]
    pub session_secret: Option<SecretString>,
    /// The load balancer of AWS that signs people in, by its ARN; it must be one of `TRUSTED_PROXIES`
    #[arg(long, env)]
    pub auth_alb_arn: Option<Arn>,
    /// Where its public keys are, if not where AWS has those of its region
    #[arg(long, env)]
    pub auth_alb_keys_url: Option<String>,
}

/// The rules of this process, and what they remember.
pub struct Access {
    keys_required: bool,
    keys: KeyRing,
    limits: Limits,
    proxies: Networks,
    origins: Origins,
    sessions: Option<Sessions>,
    balancer: Option<Balancer>,
}

/// Who sent a request, as far as it says and proves.
enum Caller {
    Key(Box<ApiKey>),
    User(String),
    Nobody,
}

/// The name of whoever is asking, as the log has it.
#[derive(Debug, Clone)]
struct CallerName(String);

/// Who is signed in, if anybody.
pub(crate) fn signed_in(request: &HttpRequest) -> Option<String> {
    request.app_data::<web::Data<Access>>()?.signed_in(request)
}

/// The address of this site as the client knows it, such as `https://texts.example`. What
/// `X-Forwarded-Proto` and `X-Forwarded-Host` say counts from trusted proxies only.
pub fn site_address(request: &HttpRequest) -> String {
    let access = request.app_data::<web::Data<Access>>();
    if access.is_some_and(|access| access.is_forwarded(request.peer_addr())) {
        let connection = request.connection_info();
        return format!("{}://{}", connection.scheme(), connection.host());
    }
    let host = request.headers().get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok());
    format!("http://{}", host.unwrap_or(request.app_config().host()))
}

/// Whether the API is for those with a key or a session only.
pub fn is_private(request: &HttpRequest) -> bool {
    let access = request.app_data::<web::Data<Access>>();
    access.is_some_and(|access| access.is_private())
}

/// Marks a request that may still prove itself by a key in its body.
#[derive(Debug, Clone, Copy)]
struct KeyInBody;

impl Access {
    /// The rules of this configuration; the keys are in `store`.
    ///
    /// # Errors
    /// A sentence that names the variable to change.
    pub fn new(args: &AccessArgs, store: RecordStore) -> Result<Self, String> {
        let users = &args.auth_users;
        let sessions = (!users.is_empty())
            .then(|| Sessions::new(users.clone(), args.session_secret.as_ref()))
            .transpose()?;
        if args.auth_alb_arn.is_some() && args.trusted_proxies == Networks::default() {
            return Err(
                "TRUSTED_PROXIES must name the load balancer where AUTH_ALB_ARN is set".into(),
            );
        }
        let balancer = args
            .auth_alb_arn
            .clone()
            .map(|arn| Balancer::new(arn, args.auth_alb_keys_url.as_deref()))
            .transpose()?;
        Ok(Self {
            keys_required: args.api_keys_required,
            keys: KeyRing::new(store),
            limits: Limits::new(args.rate_limit_per_minute.0),
            proxies: args.trusted_proxies.clone(),
            origins: args.cors_origins.clone(),
            sessions,
            balancer,
        })
    }

    /// Forgets whom it has not seen for a while; to be called now and then.
    pub fn sweep(&self) {
        self.limits.sweep();
    }

    /// Whether the API is for those with a key or a session only.
    pub fn is_private(&self) -> bool {
        self.keys_required || self.signs_in()
    }

    /// Whether pages are for those who have signed in, here or at the balancer.
    fn signs_in(&self) -> bool {
        self.sessions.is_some() || self.balancer.is_some()
    }

    /// Whether what a request says of its client comes from a proxy that is trusted.
    fn is_forwarded(&self, peer: Option<SocketAddr>) -> bool {
        peer.is_some_and(|peer| self.proxies.contains(peer.ip().to_canonical()))
    }

    /// The address of the client, as far as it can be known.
    fn address(&self, request: &ServiceRequest) -> IpAddr {
        self.proxies.client(peer(request), request.headers())
    }

    /// Whom the cookie names.
    fn signed_in(&self, request: &HttpRequest) -> Option<String> {
        let sessions = self.sessions.as_ref()?;
        sessions.user(request.cookie(COOKIE)?.value())
    }

    async fn caller(&self, request: &ServiceRequest) -> Result<Caller, Problem> {
        if let Some(sent) = key_in(request.headers()) {
            if let Some(key) = self.keys.find(sent).await? {
                return Ok(Caller::Key(Box::new(key)));
            }
            if self.is_private() {
                return Err(unknown_key());
            }
        }
        if let Some(balancer) = &self.balancer
            && self.is_forwarded(request.peer_addr())
            && let Some(user) = balancer.user(request.headers()).await?
        {
            return Ok(Caller::User(user));
        }
        let user = self.signed_in(request.request());
        Ok(user.map_or(Caller::Nobody, Caller::User))
    }

    /// Who is asking, and where they stand with this request.
    ///
    /// # Errors
    /// They ask too often.
    async fn counted(
        &self,
        request: &ServiceRequest,
    ) -> Result<(Result<Caller, Problem>, Option<Standing>), Standing> {
        let address = self.address(request);
        let sent = key_in(request.headers());
        // Before the database is asked: a limit that held only after that would not spare it.
        if sent.is_some_and(|sent| self.keys.is_strange(sent)) {
            self.limits.count_look_up(address)?;
        }
        let caller = self.caller(request).await;
        let (client, own) = match &caller {
            Ok(Caller::Key(key)) => (
                Client::Key(key.id),
                key.per_minute.and_then(NonZeroU32::new),
            ),
            _ => (Client::at(address), None),
        };
        let standing = self.limits.count(client, own)?;
        Ok((caller, standing))
    }

    /// Whether a caller may do what needs this.
    fn allows(&self, need: Need, caller: &Caller) -> Result<(), Refusal> {
        let scope = match need {
            Need::Nothing => return Ok(()),
            Need::Page(_) if !self.signs_in() => return Ok(()),
            Need::Scope(_) if !self.is_private() => return Ok(()),
            Need::Page(scope) | Need::Scope(scope) => scope,
        };
        match caller {
            Caller::User(_) => Ok(()),
            Caller::Key(key) if scope.is_in(key.scopes) => Ok(()),
            Caller::Key(_) => Err(Refusal::Forbidden(scope)),
            Caller::Nobody => Err(Refusal::Unknown),
        }
    }
}

/// Why a caller may not do something.
enum Refusal {
    Unknown,
    Forbidden(Scope),
}

impl Refusal {
    fn problem(&self) -> Problem {
        match self {
            Self::Unknown => Problem::new(
                Code::Unauthorized,
                "Send an API key in the header Authorization: Bearer KEY, or in X-Api-Key. \
                 `textmend keys add` makes one.",
            ),
            Self::Forbidden(scope) => Problem::new(
                Code::Forbidden,
                format!("This key lacks the scope \u{201c}{}\u{201d}.", scope.name()),
            ),
        }
    }
}

fn unknown_key() -> Problem {
    Problem::new(
        Code::Unauthorized,
        "This API key is not known, or has been revoked.",
    )
}

fn peer(request: &ServiceRequest) -> IpAddr {
    let peer = request.peer_addr();
    peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip())
}

/// The key that a request carries in a header.
fn key_in(headers: &HeaderMap) -> Option<&str> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let bearer = text(header::AUTHORIZATION.as_str()).and_then(|value| {
        let (scheme, key) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
    });
    bearer
        .or_else(|| text(X_API_KEY))
        .filter(|key| !key.is_empty())
}

/// Middleware: counts the request and lets it through, or refuses it.
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
    let (caller, standing) = match access.counted(&request).await {
        Ok(counted) => counted,
        Err(standing) => {
            let problem = Problem::new(
                Code::RateLimited,
                format!(
                    "No more than {} requests a minute are answered.",
                    standing.limit
                ),
            );
            let problem = problem.retry_after(standing.seconds);
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

/// Notes who is asking, for the request's log lines and for its handler.
fn note(request: &HttpRequest, caller: String) {
    tracing::Span::current().record("caller", &caller);
    request.extensions_mut().insert(CallerName(caller));
}

/// Who is asking: one name for each key and each user, none for whoever has neither.
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

/// An answer that tells the client where it stands
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

/// Lets a request go on that carried no key in a header, if `sent`, from its body, is one that may
/// write. To be called by every handler whose address [`guard`] leaves this open for; all other requests
/// pass.
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
    use actix_web::{App, test};
    use clap::Parser;
    use db::DatabaseSettings;

    #[derive(Parser)]
    struct Arguments {
        #[command(flatten)]
        access: AccessArgs,
    }

    #[actix_rt::test]
    async fn whoever_is_over_the_limit_costs_no_query_more() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/a.db", folder.path().display());
        let store = RecordStore::connect(&DatabaseSettings::from_url(&url).unwrap())
            .await
            .unwrap();
        store.migrate().await.unwrap();
        let arguments = ["x", "--rate-limit-per-minute=2", "--api-keys-required=on"];
        let arguments =
            Arguments::try_parse_from(arguments).unwrap_or_else(|error| panic!("{error}"));
        let access = web::Data::new(Access::new(&arguments.access, store).unwrap());
        let app = App::new()
            .app_data(access.clone())
            .wrap(actix_web::middleware::from_fn(guard))
            .route("/api/records", web::get().to(HttpResponse::Ok));
        let app = test::init_service(app).await;
        for (n, status) in [401, 401, 429, 429].into_iter().enumerate() {
            let key = format!("tm_made-up-{n}");
            let request = test::TestRequest::get().uri("/api/records");
            let request = request.insert_header((X_API_KEY, key.clone())).to_request();
            let answer = test::call_service(&app, request).await;
            assert_eq!(answer.status().as_u16(), status);
            assert_eq!(access.keys.is_strange(&key), status == 429, "{n}");
        }
    }
}
