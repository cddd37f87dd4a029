//! `textmend serve`: both services on one port.

use std::process::ExitCode;

use api_service::{ApiArgs, ApiState};
use home_service::HomeState;
use web_common::service::{self, Service, ServiceArgs};

use crate::{DEFAULT_DATABASE, DEFAULT_PORT};

#[derive(clap::Args)]
pub struct ServeArgs {
    #[command(flatten)]
    service: ServiceArgs,
    #[command(flatten)]
    api: ApiArgs,
}

/// Serves until it is told to stop.
pub async fn run(args: ServeArgs) -> ExitCode {
    service::exit(serve(args).await)
}

async fn serve(args: ServeArgs) -> Result<(), String> {
    let database = Some(DEFAULT_DATABASE);
    let mut service = Service::prepare("textmend", &args.service, DEFAULT_PORT, database).await?;
    let home = HomeState::start(service.store.clone(), service.lifecycle.clone());
    let (store, lifecycle) = (service.store.clone(), service.lifecycle.clone());
    let api = ApiState::build(&args.api, store, lifecycle).map_err(|e| e.to_string())?;
    service.server.instance().tell(api.work());
    service.site = service
        .site
        .with_home(home.assets())
        .with_api(api.assets.clone());
    let home_routes = home_service::routes(home);
    let api_routes = api_service::routes(api);
    eprintln!(
        "textmend {}: open http://{}",
        env!("CARGO_PKG_VERSION"),
        service.server.address()
    );
    service
        .run(move |config| {
            // The home service's `/api` comes first: it leads to the same page.
            home_routes(config);
            api_routes(config);
        })
        .await
}
