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
use web_common::{
    Lifecycle,
    access::{Right, Scope, login},
    assets::Assets,
    health,
    page::Site,
    routes::{Routes, at, at_each},
};

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
pub fn routes(state: HomeState) -> impl Fn(&mut Routes<'_>) + Clone + Send + 'static {
    const READ: Right = Right::Page(Scope::Read);
    const DELETE: Right = Right::Page(Scope::Delete);
    move |routes| {
        routes
            .data(web::Data::new(state.clone()))
            .add(at("/").get(READ, history::page))
            .add(at("/records.csv").get(READ, export::csv))
            .add(at("/records.ndjson").get(READ, export::ndjson))
            .add(at("/records/events").get(READ, live::events))
            .add(at("/records/delete").post(DELETE, remove::delete_selected))
            .add(at("/records/restore").post(DELETE, remove::restore_selected))
            .add(at("/records/{record}").get(READ, record::page))
            .add(at("/records/{record}/delete").post(DELETE, remove::delete))
            .add(at("/records/{record}/restore").post(DELETE, remove::restore))
            .add(at("/monitor").get(READ, monitor::page))
            .add(at("/monitor.json").get(READ, monitor::json))
            .add(at("/monitor/events").get(READ, monitor::events))
            .add(at_each(["/api", "/api/"]).get(Right::Open, to_api_docs))
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
