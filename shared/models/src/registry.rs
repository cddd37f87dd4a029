//! Where models come from: Mozilla's registry, a mirror over http(s), or a folder.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use ureq::http::StatusCode;

use crate::error::StoreError;

/// Mozilla's records of released models, and where their attachments are.
const MOZILLA_RECORDS: &str = "https://firefox.settings.services.mozilla.com/v1/buckets/main/collections/translations-models-v2/records";
const MOZILLA_FILES: &str = "https://firefox-settings-attachments.cdn.mozilla.net";

/// Attempts in a row that bring no byte before a download is given up.
const ATTEMPTS: u32 = 4;
const CHUNK: usize = 64 * 1024;

/// A place that has a catalogue and files.
#[derive(Debug, Clone)]
pub(crate) enum Registry {
    /// Addresses of the records and of the folder with the files.
    Web { records: String, files: String },
    /// A folder with `records.json`.
    Folder(PathBuf),
}

impl Registry {
    /// `None` is Mozilla's registry. An address that ends in `records.json` or `records` is the catalogue
    /// itself, else `records.json` is looked for below it; files are relative to the catalogue.
    pub fn parse(url: Option<&str>) -> Result<Self, StoreError> {
        let Some(url) = url.map(str::trim).filter(|url| !url.is_empty()) else {
            return Ok(Self::Web {
                records: MOZILLA_RECORDS.into(),
                files: MOZILLA_FILES.into(),
            });
        };
        if let Some(path) = url.strip_prefix("file://") {
            let path = path.strip_suffix("/records.json").unwrap_or(path);
            return Ok(Self::Folder(PathBuf::from(path)));
        }
        if !(url.starts_with("https://") || url.starts_with("http://")) {
            return Err(StoreError::Address {
                url: url.to_owned(),
                detail: "an https://, http:// or file:// address is accepted",
            });
        }
        let url = url.trim_end_matches('/');
        let (files, records) = match url.rsplit_once('/') {
            Some((files, last)) if last == "records.json" || last == "records" => {
                (files, url.to_owned())
            }
            _ => (url, format!("{url}/records.json")),
        };
        Ok(Self::Web {
            records,
            files: files.to_owned(),
        })
    }

    /// Whether this is Mozilla's own registry, whose content is known without asking.
    pub fn is_mozilla(&self) -> bool {
        matches!(self, Self::Web { records, .. } if records == MOZILLA_RECORDS)
    }

    /// The catalogue's address, for messages.
    pub fn address(&self) -> String {
        match self {
            Self::Web { records, .. } => records.clone(),
            Self::Folder(folder) => folder.join("records.json").display().to_string(),
        }
    }

    /// The catalogue's text.
    pub fn records(&self) -> Result<Vec<u8>, StoreError> {
        let url = self.address();
        match self {
            Self::Folder(_) => fs::read(&url).map_err(|e| unreachable(&url, &e)),
            Self::Web { .. } => retrying(|| {
                let response = agent()
                    .get(&url)
                    .call()
                    .map_err(|e| Failure::of(&url, &e))?;
                // Mozilla's catalogue has under 1 MB; the limit is for what is not a catalogue.
                response
                    .into_body()
                    .into_with_config()
                    .limit(32 << 20)
                    .read_to_vec()
                    .map_err(|e| Failure::of(&url, &e))
            }),
        }
    }

    /// Fetches a file to `part`, going on from what is there already, until it has `size` bytes.
    pub fn fetch(
        &self,
        location: &str,
        part: &Path,
        size: u64,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), StoreError> {
        match self {
            Self::Folder(folder) => {
                let from = folder.join(location);
                let mut input =
                    File::open(&from).map_err(|e| unreachable(&from.display().to_string(), &e))?;
                let mut output = File::create(part).map_err(StoreError::io(part))?;
                let mut done = 0;
                copy(&mut input, &mut output, &mut done, progress).map_err(StoreError::io(part))
            }
            Self::Web { files, .. } => {
                let url = format!("{files}/{location}");
                download(&url, part, size, progress)
            }
        }
    }
}

/// Fetches over http, resuming after a cut, for as long as attempts bring something.
fn download(
    url: &str,
    part: &Path,
    size: u64,
    progress: &mut dyn FnMut(u64),
) -> Result<(), StoreError> {
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(part)
        .map_err(StoreError::io(part))?;
    let length = |file: &File| {
        file.metadata()
            .map(|data| data.len())
            .map_err(StoreError::io(part))
    };
    if length(&file)? > size {
        file.set_len(0).map_err(StoreError::io(part))?;
    }
    let mut failures = 0;
    loop {
        let have = length(&file)?;
        if have == size {
            return Ok(());
        }
        let Err(failure) = attempt(url, &mut file, have, size, progress) else {
            continue;
        };
        failures = if length(&file)? > have {
            1
        } else {
            failures + 1
        };
        if !failure.again || failures >= ATTEMPTS {
            return Err(failure.error);
        }
        std::thread::sleep(pause(failures));
    }
}

/// One request for the bytes from `have` on.
fn attempt(
    url: &str,
    file: &mut File,
    have: u64,
    size: u64,
    progress: &mut dyn FnMut(u64),
) -> Result<(), Failure> {
    let request = agent().get(url);
    let request = if have > 0 {
        request.header("Range", format!("bytes={have}-"))
    } else {
        request
    };
    let local = |e: std::io::Error| Failure {
        again: false,
        error: unreachable(url, &e),
    };
    let response = match request.call() {
        Err(ureq::Error::StatusCode(416)) => {
            file.set_len(0).map_err(local)?;
            return Err(Failure {
                again: true,
                error: unreachable(url, &"the server has fewer bytes"),
            });
        }
        other => other.map_err(|e| Failure::of(url, &e))?,
    };
    // A server that ignores the range sends everything again.
    let mut done = if response.status() == StatusCode::PARTIAL_CONTENT {
        have
    } else {
        0
    };
    file.set_len(done).map_err(local)?;
    file.seek(SeekFrom::Start(done)).map_err(local)?;
    let mut body = response.into_body().into_reader().take(size - done + 1);
    copy(&mut body, file, &mut done, progress).map_err(|e| Failure {
        again: true,
        error: unreachable(url, &e),
    })?;
    match done.cmp(&size) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Less => Err(Failure {
            again: true,
            error: unreachable(url, &format!("cut after {done} of {size} bytes")),
        }),
        std::cmp::Ordering::Greater => Err(Failure {
            again: false,
            error: unreachable(
                url,
                &format!("longer than the {size} bytes of the catalogue"),
            ),
        }),
    }
}

fn copy(
    input: &mut dyn Read,
    output: &mut File,
    done: &mut u64,
    progress: &mut dyn FnMut(u64),
) -> std::io::Result<()> {
    let mut buffer = vec![0; CHUNK];
    loop {
        progress(*done);
        let n = input.read(&mut buffer)?;
        if n == 0 {
            return Ok(());
        }
        output.write_all(&buffer[..n])?;
        *done += n as u64;
    }
}

/// A failed request, and whether another may do better.
struct Failure {
    again: bool,
    error: StoreError,
}

impl Failure {
    fn of(url: &str, error: &ureq::Error) -> Self {
        let again = match error {
            ureq::Error::StatusCode(code) => *code == 429 || *code >= 500,
            ureq::Error::BadUri(_) | ureq::Error::BodyExceedsLimit(_) => false,
            _ => true,
        };
        Self {
            again,
            error: unreachable(url, error),
        }
    }
}

fn retrying<T>(mut request: impl FnMut() -> Result<T, Failure>) -> Result<T, StoreError> {
    let mut failures = 0;
    loop {
        match request() {
            Ok(value) => return Ok(value),
            Err(failure) => {
                failures += 1;
                if !failure.again || failures >= ATTEMPTS {
                    return Err(failure.error);
                }
            }
        }
        std::thread::sleep(pause(failures));
    }
}

fn pause(failures: u32) -> Duration {
    Duration::from_millis(250) * 2_u32.saturating_pow(failures)
}

/// A client whose time-outs bound each step, and the body so that a stalled one is asked for again.
fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .timeout_connect(Some(Duration::from_secs(10)))
        .timeout_recv_response(Some(Duration::from_secs(30)))
        .timeout_recv_body(Some(Duration::from_mins(2)))
        .user_agent(concat!("textmend/", env!("CARGO_PKG_VERSION")))
        .build()
        .into()
}

fn unreachable(url: &str, detail: &dyn std::fmt::Display) -> StoreError {
    StoreError::Unreachable {
        url: url.to_owned(),
        detail: detail.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn web(url: &str) -> (String, String) {
        match Registry::parse(Some(url)).unwrap() {
            Registry::Web { records, files } => (records, files),
            Registry::Folder(_) => panic!("a folder"),
        }
    }

    #[test]
    fn addresses_of_a_mirror() {
        let mirror = (
            "https://m/a/records.json".to_owned(),
            "https://m/a".to_owned(),
        );
        assert_eq!(web("https://m/a"), mirror);
        assert_eq!(web("https://m/a/"), mirror);
        assert_eq!(web("https://m/a/records.json"), mirror);
        assert_eq!(web("http://m/x/records").0, "http://m/x/records");
        assert!(Registry::parse(Some("ftp://m/a")).is_err());
        assert!(Registry::parse(Some("m")).is_err());
        assert!(Registry::parse(None).unwrap().is_mozilla());
        assert!(
            matches!(Registry::parse(Some("file:///m")), Ok(Registry::Folder(p)) if p == Path::new("/m"))
        );
    }
}
