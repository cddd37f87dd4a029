//! The history of all processed text, and the live monitor.
//!
//! [`HomeState::start`] begins the background tasks, [`routes`] serves the pages. The `home` binary
//! runs them alone; `textmend` runs them beside the api service in one process.

mod export;
mod history;
mod hits;
mod live;
mod marks;
mod monitor;
mod query;
mod record;
mod remove;
mod row;
mod segments;
mod unpacking;

use std::sync::Arc;

use actix_web::{HttpResponse, http::header, web};
use db::RecordStore;
use rust_embed::RustEmbed;
use web_common::{Lifecycle, access::login, assets::Assets, health, methods, page::Site};

use crate::{live::Live, monitor::Monitor, unpacking::Unpacking};

/// The home service's own scripts.
#[derive(RustEmbed)]
#[folder = "assets"]
struct Files;

/// What the home service's handlers share.
#[derive(Clone)]
pub struct HomeState {
    /// The records.
    store: RecordStore,
    /// Streams end with it.
    lifecycle: Lifecycle,
    /// Style sheet and scripts.
    assets: Arc<Assets>,
    /// New records, as they come.
    live: Live,
    /// What the machine and the fleet are doing.
    monitor: Monitor,
    /// The thread for long records.
    unpacking: Unpacking,
}

impl HomeState {
    /// Begins what runs in the background: looking for new records, and reading the machine's counters.
    ///
    /// Must be called within a Tokio runtime; the tasks end when `lifecycle` drains.
    pub fn start(store: RecordStore, lifecycle: Lifecycle) -> Self {
        Self {
            live: Live::start(store.clone(), lifecycle.clone()),
            monitor: Monitor::start(store.clone(), lifecycle.clone()),
            assets: Arc::new(Assets::new::<Files>("")),
            unpacking: Unpacking::default(),
            store,
            lifecycle,
        }
    }

    /// The service's style sheet and scripts, for [`Site::with_home`].
    pub fn assets(&self) -> Arc<Assets> {
        Arc::clone(&self.assets)
    }
}

/// Adds every address of the home service. `/livez` and `/readyz` are among them; `/api` itself is
/// too, because a balancer's rule `/api/*` leaves it to this service.
pub fn routes(state: HomeState) -> impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static {
    move |config| {
        let read =
            |path: &str| web::resource(path.to_owned()).default_service(methods::only("GET, HEAD"));
        let write =
            |path: &str| web::resource(path.to_owned()).default_service(methods::only("POST"));
        config
            .app_data(web::Data::new(state.clone()))
            .service(read("/").route(methods::get().to(history::page)))
            .service(read("/records.csv").route(methods::get().to(export::csv)))
            .service(read("/records.ndjson").route(methods::get().to(export::ndjson)))
            .service(read("/records/events").route(methods::get().to(live::events)))
            .service(write("/records/delete").route(web::post().to(remove::delete_selected)))
            .service(write("/records/restore").route(web::post().to(remove::restore_selected)))
            .service(read("/records/{record}").route(methods::get().to(record::page)))
            .service(write("/records/{record}/delete").route(web::post().to(remove::delete)))
            .service(write("/records/{record}/restore").route(web::post().to(remove::restore)))
            .service(read("/monitor").route(methods::get().to(monitor::page)))
            .service(read("/monitor.json").route(methods::get().to(monitor::json)))
            .service(read("/monitor/events").route(methods::get().to(monitor::events)))
            .service(read("/api").route(methods::get().to(to_api_docs)))
            .service(read("/api/").route(methods::get().to(to_api_docs)))
            .configure(health::routes(""))
            .configure(login::routes(""))
            .configure(Assets::routes(web::Data::from(state.assets())));
    }
}

async fn to_api_docs(site: Site) -> HttpResponse {
    let frame = site.frame("/api/docs", "");
    let to = format!("{}/api/docs", frame.api_url);
    HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, to))
        .finish()
}
