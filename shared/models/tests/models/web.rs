//! A web server of static files with faults, for one test.

use std::collections::HashSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// What goes wrong.
#[derive(Clone, Copy, Default)]
pub struct Faults {
    /// The first answer for each file but the catalogue stops after so many bytes.
    pub cut: Option<usize>,
    /// The first answer for each file is 503.
    pub unavailable: bool,
    /// Ranges are ignored: every answer has the whole file.
    pub no_ranges: bool,
    /// The first whole answer for each file but the catalogue has one bit changed.
    pub flip: bool,
}

/// A server that lives until the test process ends.
pub struct Server {
    pub url: String,
    /// Bytes of bodies sent.
    pub sent: Arc<AtomicUsize>,
    /// Requests for anything but the catalogue.
    pub requests: Arc<AtomicUsize>,
}

struct Shared {
    root: PathBuf,
    faults: Faults,
    seen: Mutex<HashSet<String>>,
    sent: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

impl Server {
    pub fn start(root: &Path, faults: Faults) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            root: root.to_owned(),
            faults,
            seen: Mutex::default(),
            sent: Arc::default(),
            requests: Arc::default(),
        });
        let server = Self {
            url,
            sent: Arc::clone(&shared.sent),
            requests: Arc::clone(&shared.requests),
        };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || shared.answer(stream));
            }
        });
        server
    }
}

impl Shared {
    fn answer(&self, mut stream: TcpStream) {
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let path = first
            .split(' ')
            .nth(1)
            .unwrap()
            .trim_start_matches('/')
            .to_owned();
        let mut from = None;
        for line in lines
            .map_while(Result::ok)
            .take_while(|line| !line.is_empty())
        {
            if let Some(range) = line.to_ascii_lowercase().strip_prefix("range: bytes=") {
                from = range.trim_end_matches('-').parse::<usize>().ok();
            }
        }
        let from = from.filter(|_| !self.faults.no_ranges);
        let Ok(mut body) = fs::read(self.root.join(&path)) else {
            let _ = stream.write_all(
                b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            );
            return;
        };
        let is_file = path != "records.json";
        let first_time = self.seen.lock().unwrap().insert(path);
        self.requests
            .fetch_add(usize::from(is_file), Ordering::Relaxed);
        if first_time && self.faults.unavailable {
            let _ = stream
                .write_all(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return;
        }
        if is_file && first_time && self.faults.flip {
            body[100] ^= 1;
        }
        let start = from.unwrap_or(0);
        let status = if from.is_some() {
            "206 Partial Content"
        } else {
            "200 OK"
        };
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\nContent-Range: bytes {start}-{}/{}\r\nConnection: close\r\n\r\n",
            body.len() - start,
            body.len() - 1,
            body.len()
        );
        let end = match self.faults.cut {
            Some(cut) if is_file && first_time => (start + cut).min(body.len()),
            _ => body.len(),
        };
        self.sent.fetch_add(end - start, Ordering::Relaxed);
        let _ = stream.write_all(head.as_bytes());
        let _ = stream.write_all(&body[start..end]);
    }
}
