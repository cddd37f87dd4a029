//! The HTTP server of every binary: limits, middleware, start and graceful stop.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use actix_http::{HttpService, Protocol};
use actix_server::{ServerBuilder, ServerHandle};
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::{
    App,
    body::{BoxBody, MessageBody},
    dev::{AppConfig, ServiceRequest, ServiceResponse},
    http::{ConnectionType, header},
    middleware::{Compress, DefaultHeaders, Next, from_fn},
    web,
};
use db::RecordStore;
use tokio::{
    net::TcpStream,
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use crate::{
    Code, Instance, Lifecycle, Problem,
    access::{self, Access, Right, cors, guarded},
    body_time,
    config::HttpArgs,
    connection::{self, Connection},
    headers,
    health::Phase,
    housekeeping, management,
    page::Site,
    problem::{self, Chain},
    request_id,
    routes::Routes,
    telemetry,
};

/// Longer than a balancer's idle time-out (60 s for an AWS load balancer), so that it is never the
/// service that closes a connection which the balancer is about to use.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long a client may take to send its request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a client may take to close its side of a connection that was closed.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// How long new requests are still taken after SIGTERM, while liveness is red already: balancers need
/// that long to notice, and until then what they send must not meet a closed port.
const DRAIN_DELAY: Duration = Duration::from_secs(3);
/// How long requests in flight may go on after that; with the above below 10 s. What takes longer has been answered 503
/// by then: see [`Lifecycle::last_call`].
const SHUTDOWN_SECONDS: u64 = 6;
/// Between two tries to reach the database at start.
const CONNECT_RETRY_DELAY: Duration = Duration::from_secs(1);

const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

/// Between two clean-ups of what the rate limits remember.
const SWEEP_INTERVAL: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);

/// Bound listeners that are not serving yet, so that the real port is known.
pub struct Server {
    listener: TcpListener,
    management: Option<TcpListener>,
    address: SocketAddr,
    instance: Instance,
    retention: Option<Duration>,
}

impl Server {
    /// Binds a server of this service (`home`, `api`, `textmend`), on `default_port` unless the
    /// configuration names another; port 0 takes a free one.
    ///
    /// # Errors
    /// A sentence that names the address which is taken or not ours.
    pub fn bind(service: &'static str, args: &HttpArgs, default_port: u16) -> Result<Self, String> {
        let bind = |port| {
            TcpListener::bind((args.host, port))
                .map_err(|error| format!("cannot listen on {}:{port}: {error}", args.host))
        };
        let listener = bind(args.port.unwrap_or(default_port))?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let days = args.retention_days.0.map(std::num::NonZeroU32::get);
        let management = args.management_port.0.map(bind).transpose()?;
        if let Some(Ok(address)) = management.as_ref().map(TcpListener::local_addr) {
            tracing::info!(address = %format_args!("http://{address}"), "metrics");
        }
        Ok(Self {
            listener,
            management,
            address,
            instance: Instance::new(service),
            retention: days.map(|days| DAY * days),
        })
    }

    /// Where it listens; with port 0 the port that it was given.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// This process as the fleet knows it.
    pub const fn instance(&self) -> &Instance {
        &self.instance
    }

    /// Serves until SIGTERM or SIGINT, then finishes what is in flight. After SIGTERM new requests are
    /// still taken for a moment; SIGINT is a person at a keyboard, who has no balancer and does not wait.
    ///
    /// The listener answers from the first moment; requests get 503 until the migrations are in.
    /// An unreachable database is waited for, so that a fleet may start in any order.
    ///
    /// # Errors
    /// The server could not start, or a migration failed for good.
    pub async fn run<F>(
        self,
        lifecycle: Lifecycle,
        store: RecordStore,
        access: Access,
        site: Site,
        configure: F,
    ) -> io::Result<()>
    where
        F: Fn(&mut Routes<'_>) + Clone + Send + 'static,
    {
        let site = web::Data::new(site);
        let shared_store = web::Data::new(store.clone());
        let phase = web::Data::new(lifecycle.clone());
        let instance = web::Data::new(self.instance.clone());
        let access = web::Data::new(access);
        tokio::spawn(sweep(access.clone()));
        let management = self
            .management
            .map(|listener| management::server(listener, shared_store.clone(), phase.clone()))
            .transpose()?;
        let application = move || {
            let configure = configure.clone();
            App::new()
                .app_data(site.clone())
                .app_data(shared_store.clone())
                .app_data(phase.clone())
                .app_data(instance.clone())
                .app_data(access.clone())
                .configure(move |config| configure(&mut Routes::new(config)))
                .default_service(guarded(web::route(), Right::USUAL))
                .wrap(from_fn(follow_phase))
                .wrap(from_fn(body_time::limit))
                .wrap(from_fn(problem::render))
                .wrap(from_fn(access::tell_standing))
                .wrap(from_fn(cors::cors))
                .wrap(Compress::default())
                .wrap(from_fn(headers::any_coding))
                .wrap(from_fn(headers::vary))
                .wrap(security_headers())
                .wrap(from_fn(request_id::trace))
                .wrap(from_fn(connection::watch))
        };
        let (close, closing) = watch::channel(());
        let server = ServerBuilder::default()
            .shutdown_timeout(SHUTDOWN_SECONDS)
            .disable_signals()
            .listen("http", self.listener, move || {
                let closing = closing.clone();
                let application = application()
                    .into_factory()
                    .map_err(|error| error.error_response());
                let http = HttpService::build()
                    .keep_alive(KEEP_ALIVE)
                    .client_request_timeout(HEAD_TIMEOUT)
                    .client_disconnect_timeout(DISCONNECT_TIMEOUT)
                    .on_connect_ext(|connection: &Connection, data| {
                        data.insert(connection.answering());
                    })
                    .finish(map_config(application, |()| AppConfig::default()));
                fn_service(move |stream: TcpStream| {
                    let mut closing = closing.clone();
                    async move {
                        let peer = stream.peer_addr().ok();
                        let closing = Box::pin(async move {
                            // Dropped, not sent to.
                            let _ = closing.changed().await;
                        });
                        Ok((Connection::new(stream, closing), Protocol::Http1, peer))
                    }
                })
                .and_then(http)
            })?
            .run();
        tokio::spawn(leave_when_told(server.handle(), lifecycle.clone(), close)?);
        let failed = server.handle();
        let management = management.map(|server| {
            let handle = server.handle();
            tokio::spawn(server);
            handle
        });
        let start = tokio::spawn(async move {
            let started = start(&lifecycle, &store, self.address).await;
            if started.is_err() {
                failed.stop(false).await;
            } else {
                let holder = self.instance.id();
                let keeping =
                    housekeeping::run(store.clone(), holder, self.retention, lifecycle.clone());
                tokio::spawn(keeping);
                tokio::spawn(self.instance.beat(store, lifecycle));
            }
            started
        });
        server.await?;
        // Last: its readers see the draining to its end.
        if let Some(management) = management {
            management.stop(false).await;
        }
        telemetry::flush().await;
        if start.is_finished() {
            start.await.map_err(io::Error::other)??;
        }
        Ok(())
    }
}

/// Waits for SIGTERM or SIGINT, lets balancers notice, and stops the server; idle connections close with `close`.
fn leave_when_told(
    server: ServerHandle,
    lifecycle: Lifecycle,
    close: watch::Sender<()>,
) -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        let leaving = tokio::select! {
            _ = terminate.recv() => DRAIN_DELAY,
            _ = interrupt.recv() => Duration::ZERO,
        };
        tracing::info!("stopping: finishing what is in flight");
        lifecycle.enter(Phase::Draining);
        tokio::select! {
            () = tokio::time::sleep(leaving) => {}
            _ = interrupt.recv() => {}
        }
        drop(close);
        server.stop(true).await;
    })
}

async fn sweep(access: web::Data<Access>) {
    loop {
        tokio::time::sleep(SWEEP_INTERVAL).await;
        access.sweep();
    }
}

async fn start(lifecycle: &Lifecycle, store: &RecordStore, address: SocketAddr) -> io::Result<()> {
    loop {
        match store.migrate().await {
            Ok(()) => break,
            Err(error) if error.is_transient() => {
                tracing::warn!(error = %Chain(&error), "waiting for the database");
                tokio::time::sleep(CONNECT_RETRY_DELAY).await;
            }
            Err(error) => {
                tracing::error!(error = %Chain(&error), "the database cannot be used");
                return Err(io::Error::other(error));
            }
        }
    }
    // A signal may have come first; a draining process never goes back to serving.
    if lifecycle.phase() == Phase::Starting {
        lifecycle.enter(Phase::Serving);
        tracing::info!(address = %format_args!("http://{address}"), "listening");
    }
    Ok(())
}

/// Middleware: before the migrations are in, only health checks are answered; once the process drains,
/// each answer closes its connection, so that the next request finds another instance.
async fn follow_phase(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let lifecycle = request.app_data::<web::Data<Lifecycle>>().cloned();
    let is_in = |phase| {
        lifecycle
            .as_ref()
            .is_some_and(|lifecycle| lifecycle.phase() == phase)
    };
    let path = request.path();
    if is_in(Phase::Starting) && !path.ends_with("/livez") && !path.ends_with("/readyz") {
        let problem = Problem::new(
            Code::DatabaseUnavailable,
            "The service is starting. Try again in a moment.",
        )
        .retry_after(1);
        return Ok(request.error_response(problem));
    }
    let mut answer = next.call(request).await?.map_into_boxed_body();
    if is_in(Phase::Draining) {
        answer
            .response_mut()
            .head_mut()
            .set_connection_type(ConnectionType::Close);
    }
    Ok(answer)
}

fn security_headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::X_FRAME_OPTIONS, "DENY"))
        .add((header::REFERRER_POLICY, "same-origin"))
        .add(("cross-origin-opener-policy", "same-origin"))
        .add((
            "permissions-policy",
            "camera=(), geolocation=(), microphone=()",
        ))
}
