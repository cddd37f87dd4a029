//! The `home` binary: the history and the monitor as a service of its own.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use home_service::{HomeState, routes};
use web_common::{
    config, healthcheck,
    service::{self, Service, ServiceArgs},
};

const DEFAULT_PORT: u16 = 8080;

/// The history of all processed text, and the live monitor.
#[derive(Parser)]
#[command(name = "home", version)]
struct Args {
    #[command(flatten)]
    service: ServiceArgs,
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
    match args.command {
        None => service::exit(serve(&args.service).await),
        Some(Command::Healthcheck) => healthcheck::run(&args.service.http, DEFAULT_PORT, "/livez"),
    }
}

async fn serve(args: &ServiceArgs) -> Result<(), String> {
    let mut service = Service::prepare("home", args, DEFAULT_PORT, None).await?;
    let state = HomeState::start(service.store.clone(), service.lifecycle.clone());
    service.site = service.site.with_home(state.assets());
    service.run(routes(state)).await
}
