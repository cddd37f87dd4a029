//! Whether this process serves (`livez`) and whether all that it needs is there (`readyz`).

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use actix_web::{HttpResponse, http::header, web};
use db::RecordStore;
use serde::Serialize;
use tokio::{sync::watch, time::Instant};

use crate::{
    access::Right,
    routes::{Routes, at},
};

/// Where a process is in its life. Streams wait on it, so that they end when it drains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Migrations and engines are not ready yet.
    Starting,
    /// Requests are served.
    Serving,
    /// The process was told to stop: what runs is finished, nothing new should come.
    Draining,
}

/// How long after the stop signal unfinished work is abandoned, so that it can be answered 503 before the connections are
/// closed.
const LAST_CALL: Duration = Duration::from_secs(5);

/// The phase of this process, shared by everything in it.
#[derive(Debug, Clone)]
pub struct Lifecycle {
    phase: Arc<watch::Sender<Phase>>,
    /// Since when it drains.
    stopped: Arc<OnceLock<Instant>>,
}

impl Default for Lifecycle {
    fn default() -> Self {
        Self {
            phase: Arc::new(watch::Sender::new(Phase::Starting)),
            stopped: Arc::default(),
        }
    }
}

impl Lifecycle {
    /// The phase just now.
    pub fn phase(&self) -> Phase {
        *self.phase.borrow()
    }

    /// Enters a phase and wakes whoever waits for one.
    pub fn enter(&self, phase: Phase) {
        if phase == Phase::Draining {
            self.stopped.get_or_init(Instant::now);
        }
        self.phase.send_replace(phase);
    }

    /// Returns once the process drains: a stream selects on this and ends.
    pub async fn drained(&self) {
        let mut phases = self.phase.subscribe();
        // The sender lives as long as `self`, so waiting can only end with the phase.
        let _ = phases.wait_for(|phase| *phase == Phase::Draining).await;
    }

    /// Returns once the process has drained for so long that what still runs must come to its end.
    pub async fn last_call(&self) {
        self.drained().await;
        let stopped = self.stopped.get_or_init(Instant::now);
        tokio::time::sleep_until(*stopped + LAST_CALL).await;
    }
}

#[derive(Serialize)]
struct Live {
    status: Phase,
}

#[derive(Serialize)]
struct Ready {
    ready: bool,
    /// What is not ready, by name.
    failing: Vec<&'static str>,
}

/// Adds `{prefix}/livez` and `{prefix}/readyz`.
pub fn routes(prefix: &str) -> impl FnOnce(&mut Routes<'_>) {
    move |routes| {
        routes
            .add(at(format!("{prefix}/livez")).get(Right::Uncounted, livez))
            .add(at(format!("{prefix}/readyz")).get(Right::Uncounted, readyz));
    }
}

/// The process answers and is not draining. The database has no say: a balancer that checks it
/// here would replace every healthy task during a database failover.
async fn livez(lifecycle: web::Data<Lifecycle>) -> HttpResponse {
    let phase = lifecycle.phase();
    answer(phase == Phase::Serving, &Live { status: phase })
}

async fn readyz(lifecycle: web::Data<Lifecycle>, store: web::Data<RecordStore>) -> HttpResponse {
    let mut failing = Vec::new();
    if lifecycle.phase() != Phase::Serving {
        failing.push("process");
    }
    if let Err(error) = store.ready().await {
        tracing::warn!(%error, "not ready: database");
        failing.push("database");
    }
    let ready = failing.is_empty();
    answer(ready, &Ready { ready, failing })
}

fn answer(fine: bool, body: &impl Serialize) -> HttpResponse {
    let mut answer = if fine {
        HttpResponse::Ok()
    } else {
        HttpResponse::ServiceUnavailable()
    };
    answer
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(body)
}
