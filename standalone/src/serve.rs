//! `textmend serve`: both services on one port.

use std::process::ExitCode;

use api_service::{ApiArgs, ApiState};
use db::RecordStore;
use home_service::HomeState;
use web_common::{
    Lifecycle,
    access::{Access, AccessArgs},
    config::{self, DatabaseArgs, HttpArgs},
    page::Site,
    server::Server,
    telemetry::{self, TelemetryArgs},
};

use crate::{DEFAULT_DATABASE, DEFAULT_PORT};

#[derive(clap::Args)]
pub struct ServeArgs {
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
}

/// Serves until it is told to stop.
pub async fn run(args: ServeArgs) -> ExitCode {
    telemetry::init("textmend", &args.telemetry);
    match serve(args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(line) => config::stop(&line),
    }
}

async fn serve(args: ServeArgs) -> Result<(), String> {
    let settings = args.database.settings(Some(DEFAULT_DATABASE))?;
    let store = RecordStore::connect(&settings)
        .await
        .map_err(|error| error.to_string())?;
    let server = Server::bind("textmend", &args.http, DEFAULT_PORT)?;
    let access = Access::new(&args.access, store.clone())?;
    let lifecycle = Lifecycle::default();
    let home = HomeState::start(store.clone(), lifecycle.clone());
    let api = ApiState::build(&args.api, store.clone()).map_err(|error| error.to_string())?;
    server.instance().tell(api.work());
    let site = Site::new(&args.http)
        .with_home(home.assets())
        .with_api(api.assets.clone());
    let home_routes = home_service::routes(home);
    let api_routes = api_service::routes(api);
    eprintln!(
        "textmend {}: open http://{}",
        env!("CARGO_PKG_VERSION"),
        server.address()
    );
    server
        .run(lifecycle, store, access, site, move |config| {
            // The home service's `/api` comes first: it leads to the same page.
            home_routes(config);
            api_routes(config);
        })
        .await
        .map_err(|error| error.to_string())
}
