//! The `home` binary: the history and the monitor as a service of its own.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use db::RecordStore;
use home_service::{HomeState, routes};
use web_common::{
    Lifecycle,
    access::{Access, AccessArgs},
    config::{self, DatabaseArgs, HttpArgs},
    healthcheck,
    page::Site,
    server::Server,
    telemetry::{self, TelemetryArgs},
};

const DEFAULT_PORT: u16 = 8080;

/// The history of all processed text, and the live monitor.
#[derive(Parser)]
#[command(name = "home", version)]
struct Args {
    #[command(flatten)]
    http: HttpArgs,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    telemetry: TelemetryArgs,
    #[command(flatten)]
    access: AccessArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Ask the running process whether it is alive; exit code 0 or 1
    Healthcheck,
}

#[actix_web::main]
async fn main() -> ExitCode {
    let args: Args = config::parse();
    if let Some(Command::Healthcheck) = args.command {
        let port = args.http.port.unwrap_or(DEFAULT_PORT);
        return healthcheck::run(args.http.host, port, "/livez");
    }
    telemetry::init("home", &args.telemetry);
    let settings = args
        .database
        .settings(None)
        .unwrap_or_else(|line| config::stop(&line));
    let store = match RecordStore::connect(&settings).await {
        Ok(store) => store,
        Err(error) => config::stop(&error.to_string()),
    };
    let server =
        Server::bind("home", &args.http, DEFAULT_PORT).unwrap_or_else(|line| config::stop(&line));
    let access =
        Access::new(&args.access, store.clone()).unwrap_or_else(|line| config::stop(&line));
    let lifecycle = Lifecycle::default();
    let state = HomeState::start(store.clone(), lifecycle.clone());
    let site = Site::new(&args.http).with_home(state.assets());
    match server
        .run(lifecycle, store, access, site, routes(state))
        .await
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => config::stop(&error.to_string()),
    }
}
