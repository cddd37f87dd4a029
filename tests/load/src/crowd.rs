//! Those who are no use to a service and must not keep it from the others: connections without a
//! request, requests without an end, requests that it refuses.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    args::Args,
    http::{self, Connection},
};

/// Requests that are sent at once.
const BURST: usize = 20;
const REJECTING: usize = 2;

/// What the crowd has done so far.
pub struct Crowd {
    rejected: Arc<AtomicUsize>,
}

impl Crowd {
    pub fn rejected(&self) -> f64 {
        self.rejected.load(Ordering::Relaxed) as f64
    }
}

/// Starts it; it goes on until the process ends.
pub fn start(args: &Args) -> Crowd {
    let rejected = Arc::new(AtomicUsize::new(0));
    let open = || Connection::open(&args.address).ok();
    let idle: Vec<_> = (0..args.idle).filter_map(|_| open()).collect();
    thread::spawn(move || {
        // Held open.
        let _idle = idle;
        thread::sleep(Duration::MAX);
    });
    if args.slow > 0 {
        let (address, slow) = (args.address.clone(), args.slow);
        thread::spawn(move || trickle(&address, slow));
    }
    for _ in 0..if args.reject > 0 { REJECTING } else { 0 } {
        let (address, rejected) = (args.address.clone(), Arc::clone(&rejected));
        let rate = args.reject as f64 / REJECTING as f64;
        thread::spawn(move || be_rejected(&address, rate, &rejected));
    }
    Crowd { rejected }
}

/// Sends a byte a second over each connection; one that is closed is opened anew.
fn trickle(address: &str, connections: usize) {
    let request = http::request("POST", "/api/spell", &"x".repeat(1 << 20));
    let body = request.len() - (1 << 20);
    let begin = || {
        let mut connection = Connection::open(address).ok()?;
        connection.send(&request[..body]).ok()?;
        Some(connection)
    };
    let mut open: Vec<_> = (0..connections).map(|_| begin()).collect();
    loop {
        for connection in &mut open {
            let sent = connection
                .as_mut()
                .is_some_and(|one| one.send(b"x").is_ok());
            if !sent {
                *connection = begin();
            }
        }
        thread::sleep(Duration::from_secs(1));
    }
}

/// Sends requests that name no known media type, a burst at a time.
fn be_rejected(address: &str, rate: f64, rejected: &AtomicUsize) {
    let one = b"POST /api/spell HTTP/1.1\r\nhost: load\r\ncontent-length: 0\r\n\r\n";
    let burst = one.repeat(BURST);
    let (started, mut sent) = (Instant::now(), 0_usize);
    let mut connection = None;
    loop {
        let due = started + Duration::from_secs_f64(sent as f64 / rate);
        thread::sleep(due.saturating_duration_since(Instant::now()));
        let open = connection.take().or_else(|| Connection::open(address).ok());
        if let Some(mut open) = open
            && open.send(&burst).is_ok()
        {
            let refused = (0..BURST).filter(|_| open.answer().is_ok_and(|status| status >= 400));
            let refused = refused.count();
            rejected.fetch_add(refused, Ordering::Relaxed);
            connection = (refused == BURST).then_some(open);
        }
        sent += BURST;
    }
}
