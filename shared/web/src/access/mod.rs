//! Who may do what, and how often: API keys, rate limits, sign-in, and other sites' pages.
//!
//! Each route is added with the [`Right`] that it requires ([`Routes`](crate::routes::Routes)) and answers behind a guard
//! ([`guard`]), the one place where a request is allowed or refused. Handlers check nothing themselves, except for
//! keys that clients of other products send in the body ([`check_key_in_body`]). This file has the rules that the
//! guard applies.

mod alb;
mod client;
pub mod cors;
mod guard;
pub mod keys;
mod limit;
pub mod login;
mod right;
mod session;

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    num::NonZeroU32,
};

use actix_web::{
    HttpRequest,
    http::{
        header::{self, HeaderMap},
        uri::Authority,
    },
    web,
};
use db::{ApiKey, RecordStore};
use secrecy::SecretString;

pub use alb::Arn;
pub use client::Networks;
pub use cors::Origins;
pub use guard::{caller_name, check_key_in_body, tell_standing};
pub use limit::Standing;
pub use right::{Right, Scope};
pub use session::Users;
pub(crate) use {guard::guarded, login::logout_beside};

use self::{
    alb::Balancer,
    keys::KeyRing,
    limit::{Client, Limits},
    session::Sessions,
};
use crate::{
    Code, Problem,
    config::{Setting, secret, switch},
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

/// The access rules of this process, with their caches and counters.
pub struct Access {
    keys_required: bool,
    keys: KeyRing,
    limits: Limits,
    proxies: Networks,
    origins: Origins,
    sessions: Option<Sessions>,
    balancer: Option<Balancer>,
}

/// Who sent a request, as far as they have proved it.
enum Caller {
    Key(Box<ApiKey>),
    User(String),
    Nobody,
}

/// Who is signed in, if anybody.
pub(crate) fn signed_in(request: &HttpRequest) -> Option<String> {
    request.app_data::<web::Data<Access>>()?.signed_in(request)
}

/// Whether a request carries credentials that a browser adds by itself: the session cookie, or the token that
/// a load balancer adds for a cookie of its own.
pub(crate) fn carries_session(request: &HttpRequest) -> bool {
    request.cookie(COOKIE).is_some() || request.headers().contains_key(alb::HEADER)
}

/// The address of this site as the client knows it, such as `https://texts.example`.
pub fn site_address(request: &HttpRequest) -> String {
    let scheme = if is_https(request) { "https" } else { "http" };
    let forwarded = forwarded(request, "x-forwarded-host");
    let host = forwarded
        .filter(|host| host.parse::<Authority>().is_ok())
        .or_else(|| request.headers().get(header::HOST)?.to_str().ok())
        .unwrap_or(request.app_config().host());
    format!("{scheme}://{host}")
}

/// Whether the client reaches this site by https, which ends at a proxy before it.
pub(crate) fn is_https(request: &HttpRequest) -> bool {
    let scheme = forwarded(request, "x-forwarded-proto");
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"))
}

/// What a trusted proxy says of the request in this header. The framework's `connection_info` believes
/// anyone, and `Forwarded` before all, which balancers pass on as the client wrote it.
fn forwarded<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    let access = request.app_data::<web::Data<Access>>()?;
    if !access.is_forwarded(request.peer_addr()) {
        return None;
    }
    client::nearest(request.headers(), name)
}

/// Whether the API is for those with a key or a session only.
pub fn is_private(request: &HttpRequest) -> bool {
    let access = request.app_data::<web::Data<Access>>();
    access.is_some_and(|access| access.is_private())
}

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

    /// Drops the counters of clients that have not been seen for a while; call it periodically.
    pub fn sweep(&self) {
        self.limits.sweep();
    }

    /// Whether the API is for those with a key or a session only.
    pub fn is_private(&self) -> bool {
        self.keys_required || self.signs_in()
    }

    /// Whether pages require signing in, here or at the balancer.
    fn signs_in(&self) -> bool {
        self.sessions.is_some() || self.balancer.is_some()
    }

    /// Whether a request comes from a trusted proxy, so that its `X-Forwarded-*` headers count.
    fn is_forwarded(&self, peer: Option<SocketAddr>) -> bool {
        peer.is_some_and(|peer| self.proxies.contains(peer.ip().to_canonical()))
    }

    /// The client's address, as far as it is known.
    fn address(&self, request: &HttpRequest) -> IpAddr {
        self.proxies.client(peer(request), request.headers())
    }

    /// The user whom the session cookie names.
    fn signed_in(&self, request: &HttpRequest) -> Option<String> {
        let sessions = self.sessions.as_ref()?;
        sessions.user(request.cookie(COOKIE)?.value())
    }

    async fn caller(&self, request: &HttpRequest) -> Result<Caller, Problem> {
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
        let user = self.signed_in(request);
        Ok(user.map_or(Caller::Nobody, Caller::User))
    }

    /// The caller, and their standing against the rate limit with this request.
    ///
    /// # Errors
    /// The caller is over the limit.
    async fn counted(
        &self,
        request: &HttpRequest,
    ) -> Result<(Result<Caller, Problem>, Option<Standing>), Standing> {
        let address = self.address(request);
        if let Some(sent) = key_in(request.headers()) {
            self.count_look_up(request, sent)?;
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

    /// Counts a key that has to be looked up, before the database is asked: a limit applied afterwards would not
    /// protect the database.
    ///
    /// # Errors
    /// Too many look-ups from this address.
    fn count_look_up(&self, request: &HttpRequest, sent: &str) -> Result<(), Standing> {
        if self.keys.is_strange(sent) {
            self.limits.count_look_up(self.address(request))?;
        }
        Ok(())
    }

    /// Whether a caller has this right.
    fn allows(&self, right: Right, caller: &Caller) -> Result<(), Refusal> {
        let (scope, is_open) = match right {
            Right::Uncounted | Right::Open => return Ok(()),
            Right::Page(scope) => (scope, !self.signs_in()),
            Right::Api(scope) | Right::ApiWithKeyInBody(scope) => (scope, !self.is_private()),
            // Nobody has a right that has not been looked up.
            Right::By(_) => return Err(Refusal::Unknown),
        };
        if is_open {
            return Ok(());
        }
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

fn peer(request: &HttpRequest) -> IpAddr {
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
