//! Real processes: started with a clean environment in a folder of their own, killed at the end.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

/// Long enough for anything on a loaded machine: what is still not there by then never comes.
pub const PATIENCE: Duration = Duration::from_mins(3);

/// The built binary of this name: in the folder above the one that this test was built into.
pub fn binary(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let path = test.parent().and_then(Path::parent).unwrap().join(name);
    assert!(
        path.exists(),
        "{} is not built: use `tests/run http`",
        path.display()
    );
    path
}

/// The binary with nothing of this machine in its environment, in `folder`.
fn command(name: &str, folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(binary(name));
    command
        .current_dir(folder)
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied());
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs a command to its end, with this standard input.
pub fn output(
    name: &str,
    folder: &Path,
    arguments: &[&str],
    variables: &[(&str, &str)],
    input: &[u8],
) -> Output {
    let mut child = command(name, folder, arguments, variables).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A process that stops early closes its end: not an error of this writer's.
    let writer = thread::spawn(move || stdin.write_all(&input).ok());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

/// The most memory of its own, in bytes, that a command had while it ran, as far as looking now and then tells. Its results
/// are thrown away.
pub fn peak_memory(name: &str, folder: &Path, arguments: &[&str]) -> u64 {
    let mut command = command(name, folder, arguments, &[]);
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        most = most.max(own_bytes(child.id()).unwrap_or_default());
        thread::sleep(Duration::from_millis(2));
    }
    assert!(child.wait().unwrap().success());
    most
}

/// Bytes of memory that a running process has made its own; pages of files come and go as the system likes.
fn own_bytes(process: u32) -> Option<u64> {
    memory(process, "RssAnon:")
}

/// What the system calls so of a running process's memory, in bytes.
fn memory(process: u32, name: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with(name));
    let kilobytes = line?.split_whitespace().nth(1)?;
    Some(kilobytes.parse::<u64>().ok()? * 1024)
}

/// A running process and what it has logged.
pub struct Process {
    name: String,
    child: Child,
    log: Arc<Mutex<String>>,
    lines: mpsc::Receiver<String>,
    _folder: Option<TempDir>,
}

impl Process {
    /// Starts a binary in `folder`, or in a new one.
    pub fn start(name: &str, folder: Option<&Path>, variables: &[(&str, &str)]) -> Self {
        let own = folder.is_none().then(|| TempDir::new().unwrap());
        let place = folder.or(own.as_ref().map(TempDir::path)).unwrap();
        let mut child = command(name, place, &[], variables).spawn().unwrap();
        drop(child.stdin.take());
        let log = Arc::new(Mutex::new(String::new()));
        let (sender, lines) = mpsc::channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let kept = Arc::clone(&log);
        thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let mut log = kept.lock().unwrap();
                log.push_str(&line);
                log.push('\n');
                drop(log);
                // Nobody listens after the start.
                let _ = sender.send(line);
            }
        });
        let mut stdout = child.stdout.take().unwrap();
        thread::spawn(move || stdout.read_to_end(&mut Vec::new()));
        Self {
            name: name.to_owned(),
            child,
            log,
            lines,
            _folder: own,
        }
    }

    /// What the process has written to standard error so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// How many files and connections the process has open.
    pub fn open_files(&self) -> usize {
        fs::read_dir(self.proc("fd")).unwrap().count()
    }

    /// See [`own_bytes`].
    pub fn own_bytes(&self) -> u64 {
        own_bytes(self.child.id()).unwrap()
    }

    /// The most memory that the process has had so far, pages of files included.
    pub fn peak_bytes(&self) -> u64 {
        memory(self.child.id(), "VmHWM:").unwrap()
    }

    fn proc(&self, what: &str) -> PathBuf {
        format!("/proc/{}/{what}", self.child.id()).into()
    }

    /// Sends a signal by its name, `TERM` or `KILL` and so on.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(
            // The shell's own `kill`: a small machine has no other.
            Command::new("sh")
                .args(["-c", "kill -s \"$0\" \"$1\"", name, &id])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits for the end; the exit code, or none after a signal.
    pub fn wait(&mut self) -> Option<i32> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(
                started.elapsed() < PATIENCE,
                "{} still runs:\n{}",
                self.name,
                self.log()
            );
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// The address from the log line that says where the process listens.
    fn address(&mut self) -> String {
        let deadline = Instant::now() + PATIENCE;
        while let Ok(line) = self.lines.recv_timeout(deadline - Instant::now()) {
            let entry: Value = serde_json::from_str(&line).unwrap_or_default();
            if entry["message"] == "listening" {
                return entry["address"].as_str().unwrap().to_owned();
            }
        }
        panic!("{} does not listen:\n{}", self.name, self.log());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            eprintln!("--- log of {}\n{}", self.name, self.log());
        }
    }
}

/// A process that serves, and where.
pub struct Server {
    pub process: Process,
    /// `http://127.0.0.1:PORT`
    pub address: String,
}

impl Server {
    /// Starts a service on a free port and waits until it listens.
    pub fn start(name: &str, folder: Option<&Path>, variables: &[(&str, &str)]) -> Self {
        let mut all = vec![("PORT", "0"), ("LOG_FORMAT", "json"), ("RUST_LOG", "info")];
        all.extend(variables);
        let mut process = Process::start(name, folder, &all);
        let address = process.address();
        Self { process, address }
    }
}
