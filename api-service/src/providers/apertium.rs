//! Apertium (<https://www.apertium.org>), where it is installed: translation by rules. Good for the gist.

use std::{io, process::Stdio, time::Duration};

use futures_util::future::BoxFuture;
use text::{lang, token::Format};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::Command,
    time::timeout,
};

use super::{Batch, Fault, Limits, Offered, Provider, Translated};

const PROGRAM: &str = "apertium";
const PROGRAM_TIMEOUT: Duration = Duration::from_secs(15);

/// Signs that mean something in Apertium's stream format.
const RESERVED: &[char] = &['\\', '[', ']', '{', '}', '<', '>', '^', '$', '@', '/'];

/// The program and its language pairs.
pub struct Apertium {
    modes: Vec<Mode>,
}

/// A language pair as Apertium calls it.
struct Mode {
    name: String,
    source: String,
    target: String,
}

impl Apertium {
    /// Asks the program for its language pairs.
    ///
    /// # Errors
    /// The program is not installed.
    pub fn installed() -> io::Result<Self> {
        let list = std::process::Command::new(PROGRAM)
            .arg("-l")
            .stdin(Stdio::null())
            .output()?;
        Ok(Self::with_modes(&String::from_utf8_lossy(&list.stdout)))
    }

    /// With the pairs of a list, one a line. Varieties such as `spa-eng_US` are left out.
    fn with_modes(list: &str) -> Self {
        let modes = list.lines().map(str::trim).filter_map(|name| {
            let (source, target) = name.split_once('-')?;
            let plain = |code: &str| !code.contains(['_', '-']);
            (plain(source) && plain(target)).then_some(())?;
            Some(Mode {
                name: name.to_owned(),
                source: lang::canonical(source)?,
                target: lang::canonical(target)?,
            })
        });
        Self {
            modes: modes.collect(),
        }
    }

    async fn run(&self, batch: &Batch) -> Result<Vec<Translated>, Fault> {
        let mode = self
            .modes
            .iter()
            .find(|mode| mode.source == batch.language && mode.target == batch.target)
            .ok_or(Fault::Language)?;
        let mut input = Vec::new();
        for text in &batch.texts {
            input.extend(escaped(text).into_bytes());
            input.push(0);
        }
        // Texts are told apart by NUL; `-u` leaves out the marks at unknown words.
        let mut child = Command::new(PROGRAM)
            .args(["-u", "-z", "-f", "none", &mode.name])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| Fault::Unreachable.because(&error))?;
        let (Some(mut to), Some(mut from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Fault::Unreachable);
        };
        let writing = async move {
            let written = to.write_all(&input).await;
            drop(to);
            written
        };
        let mut output = Vec::new();
        let (written, read) = tokio::join!(writing, from.read_to_end(&mut output));
        if let Err(error) = written.and(read) {
            return Err(Fault::Garbled.because(&error));
        }
        let translated: Vec<Translated> = output
            .split(|byte| *byte == 0)
            .take(batch.texts.len())
            .map(|text| Translated {
                text: unescaped(&String::from_utf8_lossy(text)),
                language: None,
            })
            .collect();
        let whole = translated.len() == batch.texts.len()
            && translated.iter().all(|one| !one.text.trim().is_empty());
        if whole {
            Ok(translated)
        } else {
            Err(Fault::Garbled)
        }
    }
}

impl Provider for Apertium {
    fn name(&self) -> &'static str {
        "apertium"
    }

    fn model(&self) -> &'static str {
        "apertium"
    }

    fn quality(&self) -> &'static str {
        "gist"
    }

    fn limits(&self) -> Limits {
        Limits {
            texts: 500,
            bytes: 50_000,
            mixed: false,
        }
    }

    fn reads(&self, format: Format) -> bool {
        format == Format::Text
    }

    fn translate<'a>(&'a self, batch: &'a Batch) -> BoxFuture<'a, Result<Vec<Translated>, Fault>> {
        Box::pin(async move {
            timeout(PROGRAM_TIMEOUT, self.run(batch))
                .await
                .unwrap_or(Err(Fault::TimedOut))
        })
    }

    fn languages(&self) -> BoxFuture<'_, Result<Vec<Offered>, Fault>> {
        let pairs = self.modes.iter();
        let pairs = pairs.map(|mode| (mode.source.clone(), vec![mode.target.clone()]));
        let pairs = pairs.collect();
        Box::pin(async move { Ok(pairs) })
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if RESERVED.contains(&c) {
            out.push('\\');
        }
        out.push(if c == '\0' { ' ' } else { c });
    }
    out
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_apertium_goes_through_it_escaped() {
        let text = r"a/b \ {x} [y] <b> ^ $ @ ñ";
        assert_eq!(unescaped(&escaped(text)), text);
        assert_eq!(escaped("{x}"), r"\{x\}");
    }

    #[test]
    fn its_pairs_are_known_by_our_codes() {
        let apertium = Apertium::with_modes("  spa-eng\n  en-gl\n  spa-eng_US\n  x\n");
        let pairs: Vec<_> = apertium
            .modes
            .iter()
            .map(|mode| format!("{}: {} {}", mode.name, mode.source, mode.target))
            .collect();
        assert_eq!(pairs, ["spa-eng: es en", "en-gl: en gl"]);
    }

    #[actix_rt::test]
    async fn a_pair_that_is_not_there_is_a_language_that_it_does_not_know() {
        let batch = Batch {
            texts: vec!["Olá.".into()],
            source: None,
            language: "pt".into(),
            target: "en".into(),
            format: Format::Text,
        };
        let result = Apertium::with_modes("spa-eng").translate(&batch).await;
        assert_eq!(result, Err(Fault::Language));
    }
}
