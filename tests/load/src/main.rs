//! Requests for measuring a service, over connections that are kept: as many as it answers, or at a
//! steady rate. What it takes from the machine, the service lacks: one thread a connection, nothing else.

mod args;
mod crowd;
mod http;

use std::{
    fs,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use args::Args;
use http::Connection;

/// What one thread saw.
#[derive(Default)]
struct Seen {
    /// Milliseconds of each answer.
    took: Vec<f64>,
    not_ok: usize,
    broken: usize,
}

fn main() -> ExitCode {
    let args = match Args::parse(std::env::args().skip(1)) {
        Ok(args) => args,
        Err(line) => {
            eprintln!("load: {line}\n\n{}", args::USAGE);
            return ExitCode::from(2);
        }
    };
    let requests = match requests(&args) {
        Ok(requests) if !requests.is_empty() => requests,
        _ => {
            eprintln!("load: {} has no requests", args.file);
            return ExitCode::from(2);
        }
    };
    let crowd = crowd::start(&args);
    println!(
        "{}",
        measure(&args, &requests).report(&args, crowd.rejected())
    );
    ExitCode::SUCCESS
}

/// Each line is `METHOD PATH BODY`; a body may be missing.
fn requests(args: &Args) -> std::io::Result<Vec<Vec<u8>>> {
    let text = fs::read_to_string(&args.file)?;
    let lines = text.lines().filter(|line| !line.is_empty());
    Ok(lines
        .map(|line| {
            let mut parts = line.splitn(3, ' ');
            let mut part = || parts.next().unwrap_or_default();
            http::request(part(), part(), part())
        })
        .collect())
}

struct Result {
    seen: Seen,
    seconds: f64,
}

fn measure(args: &Args, requests: &[Vec<u8>]) -> Result {
    let next = Arc::new(AtomicUsize::new(0));
    let started = Instant::now();
    let end = started + Duration::from_secs(args.seconds);
    let threads: Vec<_> = (0..args.connections)
        .map(|_| {
            let (next, requests) = (Arc::clone(&next), requests.to_vec());
            let (address, rate) = (args.address.clone(), args.rate);
            thread::spawn(move || work(&address, &requests, rate, &next, started, end))
        })
        .collect();
    let mut seen = Seen::default();
    for thread in threads {
        let Ok(one) = thread.join() else { continue };
        seen.took.extend(one.took);
        seen.not_ok += one.not_ok;
        seen.broken += one.broken;
    }
    Result {
        seen,
        seconds: started.elapsed().as_secs_f64(),
    }
}

/// Sends requests over one connection until the end. At a steady rate the time of a request counts from
/// when it was due: a service that stands still is not excused from what would have come meanwhile.
fn work(
    address: &str,
    requests: &[Vec<u8>],
    rate: f64,
    next: &AtomicUsize,
    started: Instant,
    end: Instant,
) -> Seen {
    let mut seen = Seen::default();
    let mut connection = None;
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let mut due = Instant::now();
        if rate > 0.0 {
            due = started + Duration::from_secs_f64(number as f64 / rate);
            thread::sleep(due.saturating_duration_since(Instant::now()));
        }
        if due >= end {
            return seen;
        }
        let request = &requests[number % requests.len()];
        let mut open = connection.take().or_else(|| Connection::open(address).ok());
        if let Some(Ok(status)) = open.as_mut().map(|open| open.ask(request)) {
            seen.took.push(due.elapsed().as_secs_f64() * 1e3);
            seen.not_ok += usize::from(!(200..400).contains(&status));
            connection = open;
        } else {
            seen.broken += 1;
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Result {
    fn report(mut self, args: &Args, rejected: f64) -> String {
        let took = &mut self.seen.took;
        took.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let place = (took.len() as f64 * share) as usize;
            took.get(place.min(took.len().saturating_sub(1)))
                .copied()
                .unwrap_or_default()
        };
        format!(
            "{{\"requests\": {}, \"rate\": {:.1}, \"p50_ms\": {:.2}, \"p99_ms\": {:.2}, \"most_ms\": {:.1}, \
             \"not_ok\": {}, \"broken\": {}, \"rejected_rate\": {:.0}}}",
            took.len(),
            took.len() as f64 / self.seconds,
            at(0.5),
            at(0.99),
            at(1.0),
            self.seen.not_ok,
            self.seen.broken,
            rejected / args.seconds as f64,
        )
    }
}
