//! The `api` binary: spelling, spacing and translation as a service of its own.

use std::process::ExitCode;

use api_service::{ApiArgs, ApiState, routes};
use clap::{Parser, Subcommand};
use web_common::{
    config, healthcheck,
    service::{self, Service, ServiceArgs},
};

const DEFAULT_PORT: u16 = 8081;

/// Corrects spelling, puts missing spaces back, translates into English.
#[derive(Parser)]
#[command(name = "api", version)]
struct Args {
    #[command(flatten)]
    service: ServiceArgs,
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
    match args.command {
        None => service::exit(serve(&args).await),
        Some(Command::Healthcheck) => {
            healthcheck::run(&args.service.http, DEFAULT_PORT, "/api/livez")
        }
    }
}

async fn serve(args: &Args) -> Result<(), String> {
    let mut service = Service::prepare("api", &args.service, DEFAULT_PORT, None).await?;
    let (store, lifecycle) = (service.store.clone(), service.lifecycle.clone());
    let state = ApiState::build(&args.api, store, lifecycle).map_err(|e| e.to_string())?;
    service.server.instance().tell(state.work());
    service.site = service.site.with_api(state.assets.clone());
    service.run(routes(state)).await
}
