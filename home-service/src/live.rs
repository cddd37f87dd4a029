//! `GET /records/events`: new records as Server-Sent Events.
//!
//! One task looks into the database once a second, however many viewers there are; each viewer's
//! stream begins with what its page has missed.

use std::{collections::HashSet, convert::Infallible, time::Duration};

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use askama::Template;
use db::{Record, RecordStore};
use futures_util::{Stream, StreamExt, future::ready, stream};
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;
use uuid::Uuid;
use web_common::{Lifecycle, Problem};

use crate::{
    HomeState,
    row::{EXCERPT, Row},
};

/// Between two looks into the database.
const PERIOD: Duration = Duration::from_secs(1);
/// Balancers close a connection on which nothing happens for a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// The most records that one look passes on, and that a viewer is given to catch up.
const MAX_ROWS: u32 = 200;
/// How far a slow viewer may fall behind before its stream ends, so that it connects again and catches up.
const BUFFER: usize = 1024;

/// The new records of this process's database, for any number of viewers.
#[derive(Clone)]
pub struct Live {
    events: broadcast::Sender<Told>,
}

/// A record in the form of a Server-Sent Event.
#[derive(Clone)]
struct Told {
    record: Uuid,
    event: web::Bytes,
}

/// What a viewer is told of a record.
#[derive(Serialize)]
struct Event<'a> {
    record: Uuid,
    id: Option<&'a str>,
    operation: &'static str,
    created_at: &'a str,
    /// The row of the table as HTML.
    row: String,
}

#[derive(Deserialize)]
pub struct Since {
    /// The newest record that the viewer has.
    after: Option<Uuid>,
}

impl Live {
    /// Begins to look for new records, until the process drains.
    pub fn start(store: RecordStore, lifecycle: Lifecycle) -> Self {
        let (events, _) = broadcast::channel(BUFFER);
        tokio::spawn(watch(store, lifecycle, events.clone()));
        Self { events }
    }
}

async fn watch(store: RecordStore, lifecycle: Lifecycle, events: broadcast::Sender<Told>) {
    let mut feed = store.feed();
    let mut failing = false;
    let draining = lifecycle.drained();
    tokio::pin!(draining);
    loop {
        match feed.poll(MAX_ROWS, Some(EXCERPT)).await {
            Ok(records) => {
                failing = false;
                for told in records.iter().filter_map(tell) {
                    // An error only says that nobody is listening.
                    let _ = events.send(told);
                }
            }
            // Once, not every second: readyz and the requests themselves tell the rest.
            Err(error) if !failing => {
                tracing::debug!(%error, "cannot look for new records");
                failing = true;
            }
            Err(_) => {}
        }
        tokio::select! {
            () = tokio::time::sleep(PERIOD) => {}
            () = &mut draining => return,
        }
    }
}

fn tell(record: &Record) -> Option<Told> {
    let row = Row::from(record);
    let event = Event {
        record: record.id,
        id: record.tag.as_deref(),
        operation: record.operation.as_str(),
        created_at: &row.datetime,
        row: row.render().ok()?,
    };
    let json = serde_json::to_string(&event).ok()?;
    let event = format!("id: {}\nevent: record\ndata: {json}\n\n", record.id);
    Some(Told {
        record: record.id,
        event: event.into(),
    })
}

/// The stream of one viewer.
pub async fn events(
    request: HttpRequest,
    since: web::Query<Since>,
    state: web::Data<HomeState>,
) -> Result<HttpResponse, Problem> {
    // Listening first, then reading what was missed: a record may arrive both ways, but always arrives.
    let receiver = state.live.events.subscribe();
    let last_seen = request
        .headers()
        .get("last-event-id")
        .and_then(|id| Uuid::try_parse_ascii(id.as_bytes()).ok())
        .or(since.after);
    let missed = match last_seen {
        Some(after) => state.store.since(after, MAX_ROWS, Some(EXCERPT)).await?,
        None => Vec::new(),
    };
    let missed: Vec<_> = missed.iter().filter_map(tell).collect();
    let known: HashSet<Uuid> = missed
        .iter()
        .map(|told| told.record)
        .chain(last_seen)
        .collect();
    let greeting = web::Bytes::from_static(b"retry: 2000\n: connected\n\n");
    let missed = missed.into_iter().map(|told| told.event);
    let first = stream::iter([greeting].into_iter().chain(missed));
    let new = follow(receiver, move |told: Told| {
        (!known.contains(&told.record)).then_some(told.event)
    });
    let lifecycle = state.lifecycle.clone();
    let body = first
        .chain(new)
        .take_until(async move { lifecycle.drained().await })
        .map(Ok::<_, Infallible>);
    Ok(event_stream(body))
}

/// An answer that goes on for as long as the stream does.
pub fn event_stream(
    body: impl Stream<Item = Result<web::Bytes, Infallible>> + 'static,
) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // nginx and its kin would hold events back.
        .insert_header(("x-accel-buffering", "no"))
        .streaming(body)
}

/// What comes over a channel and is wanted, with a comment whenever nothing does for a while. It ends where the viewer was
/// too slow for it.
pub fn follow<T: Clone>(
    receiver: broadcast::Receiver<T>,
    wanted: impl Fn(T) -> Option<web::Bytes>,
) -> impl Stream<Item = web::Bytes> {
    let heard = stream::unfold(receiver, |mut receiver| async move {
        match tokio::time::timeout(KEEP_ALIVE, receiver.recv()).await {
            Ok(Ok(told)) => Some((Some(told), receiver)),
            Ok(Err(_)) => None,
            Err(_) => Some((None, receiver)),
        }
    });
    heard.filter_map(move |told| {
        let still_here = web::Bytes::from_static(b": still here\n\n");
        ready(told.map_or(Some(still_here), &wanted))
    })
}
