//! The `api` binary: spelling, spacing and translation as a service of its own.

use std::process::ExitCode;

use api_service::{ApiArgs, ApiState, routes};
use clap::{Parser, Subcommand};
use db::RecordStore;
use web_common::{
    Lifecycle,
    access::{Access, AccessArgs},
    config::{self, DatabaseArgs, HttpArgs},
    healthcheck,
    page::Site,
    server::Server,
    telemetry::{self, TelemetryArgs},
};

const DEFAULT_PORT: u16 = 8081;

/// Corrects spelling, puts missing spaces back, translates into English.
#[derive(Parser)]
#[command(name = "api", version)]
struct Args {
    #[command(flatten)]
    http: HttpArgs,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    telemetry: TelemetryArgs,
    #[command(flatten)]
    access: AccessArgs,
    #[command(flatten)]
    api: ApiArgs,
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
        return healthcheck::run(args.http.host, port, "/api/livez");
    }
    telemetry::init("api", &args.telemetry);
    let settings = args
        .database
        .settings(None)
        .unwrap_or_else(|line| config::stop(&line));
    let store = match RecordStore::connect(&settings).await {
        Ok(store) => store,
        Err(error) => config::stop(&error.to_string()),
    };
    let state = match ApiState::build(&args.api, store.clone()) {
        Ok(state) => state,
        Err(error) => config::stop(&error.to_string()),
    };
    let server =
        Server::bind("api", &args.http, DEFAULT_PORT).unwrap_or_else(|line| config::stop(&line));
    server.instance().tell(state.work());
    let access =
        Access::new(&args.access, store.clone()).unwrap_or_else(|line| config::stop(&line));
    let site = Site::new(&args.http).with_api(state.assets.clone());
    match server
        .run(Lifecycle::default(), store, access, site, routes(state))
        .await
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => config::stop(&error.to_string()),
    }
}
