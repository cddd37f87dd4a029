//! The spacing half: exact lines on the test sets beside their goals, calibration, and a line filter.

use std::fs;
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Deserialize;
use text::edit::Edit;
use text::model::Model;
use text::space::{SpaceOptions, Spacer};

/// One line of a set.
#[derive(Debug, Deserialize)]
struct Line {
    #[serde(rename = "in")]
    input: String,
    gold: Vec<String>,
}

/// Goals by the end or the start of a set's name, in % of lines that come out exactly.
const GOALS: &[(&str, f64)] = &[
    ("-bare", 85.0),
    ("-nospace", 85.0),
    ("-lower", 82.0),
    ("-partial", 94.0),
    ("clean-tweets", 98.0),
    ("clean-", 99.5),
    ("tag-boun", 91.0),
    ("tag-stan-large", 88.0),
    ("tag-stan-small", 89.0),
    ("tag-stanford", 88.0),
    ("tag-hashset", 70.0),
    ("ident-bt11", 86.0),
    ("lib-tests", 100.0),
];

/// Prints the table of all sets in `folder` whose name contains `only` (`*` matches anything).
///
/// # Errors
/// A message where the folder or a set can't be read.
pub fn table(folder: &Path, only: &str) -> Result<(), String> {
    let spacer = Spacer::new(Model::english());
    let mut tally = Tally::default();
    println!("| set | lines | exact % | goal | MB/s |\n| --- | --- | --- | --- | --- |");
    for path in sets(folder, only)? {
        let name = set_name(&path);
        let lines = read(&path)?;
        let (mut exact, mut time, mut bytes) = (0, Duration::ZERO, 0);
        for line in &lines {
            let start = Instant::now();
            let revision = spacer.space(&line.input, &SpaceOptions::default());
            time += start.elapsed();
            bytes += line.input.len();
            exact += usize::from(
                line.gold
                    .iter()
                    .any(|gold| *gold == revision.processed || gold == revision.processed.trim()),
            );
            tally.add(&line.gold[0], &revision.processed, &revision.edits);
        }
        let goal = GOALS
            .iter()
            .find(|(part, _)| name.starts_with(part) || name.ends_with(part));
        println!(
            "| {name} | {} | {:.1} | {} | {:.2} |",
            lines.len(),
            100.0 * exact as f64 / lines.len().max(1) as f64,
            goal.map_or(String::new(), |(_, goal)| goal.to_string()),
            bytes as f64 / 1e6 / time.as_secs_f64(),
        );
    }
    tally.print();
    Ok(())
}

fn sets(folder: &Path, only: &str) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let parts: Vec<&str> = only.split('*').filter(|part| !part.is_empty()).collect();
    let mut paths: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"))
        .filter(|path| parts.iter().all(|part| set_name(path).contains(part)))
        .collect();
    paths.sort();
    Ok(paths)
}

fn set_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').next().unwrap_or_default().to_owned()
}

fn read(path: &Path) -> Result<Vec<Line>, String> {
    let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    text.lines()
        .map(|line| serde_json::from_str(line).map_err(|e| format!("{}: {e}", path.display())))
        .collect()
}

/// How many of the spaces put in with a certain confidence were right.
#[derive(Default)]
struct Tally {
    bins: [(usize, usize); 10],
}

impl Tally {
    fn add(&mut self, gold: &str, processed: &str, edits: &[Edit]) {
        let strip = |text: &str| {
            text.chars()
                .filter(|c| !c.is_whitespace())
                .collect::<String>()
        };
        if strip(gold) != strip(processed) {
            return;
        }
        // Both texts have the same letters, so a space is known by how many of them stand before it.
        let spaces = |text: &str| {
            let mut letters = 0;
            let mut at = Vec::new();
            for c in text.chars() {
                if c.is_whitespace() {
                    at.push(letters);
                } else {
                    letters += 1;
                }
            }
            at
        };
        let wanted = spaces(gold);
        let (mut letters, mut place) = (0, 0);
        let mut edits = edits.iter().peekable();
        for c in processed.chars() {
            if edits
                .next_if(|edit| edit.offset == place && c == ' ')
                .is_some_and(|edit| {
                    let bin = &mut self.bins[((edit.confidence * 10.0) as usize).min(9)];
                    bin.0 += 1;
                    bin.1 += usize::from(wanted.binary_search(&letters).is_ok());
                    true
                })
            {
                continue;
            }
            place += 1;
            letters += usize::from(!c.is_whitespace());
        }
    }

    fn print(&self) {
        println!("\n| confidence | spaces put in | right % |\n| --- | --- | --- |");
        for (bin, (count, right)) in self
            .bins
            .iter()
            .enumerate()
            .filter(|(_, (count, _))| *count > 0)
        {
            println!(
                "| {:.1}-{:.1} | {count} | {:.1} |",
                bin as f64 / 10.0,
                (bin + 1) as f64 / 10.0,
                100.0 * *right as f64 / *count as f64
            );
        }
    }
}

/// Spaces each line of `input` on its own; then one line of JSON about speed goes to `report`.
///
/// # Errors
/// What reading or writing met.
pub fn filter(
    input: impl BufRead,
    mut output: impl Write,
    mut report: impl Write,
) -> std::io::Result<()> {
    let start = Instant::now();
    let spacer = Spacer::new(Model::english());
    let load = start.elapsed();
    let (mut time, mut bytes) = (Duration::ZERO, 0);
    for line in input.lines() {
        let line = line?;
        let start = Instant::now();
        let revision = spacer.space(&line, &SpaceOptions::default());
        time += start.elapsed();
        bytes += line.len() + 1;
        writeln!(output, "{}", revision.processed)?;
    }
    let speed = bytes as f64 / 1e6 / time.as_secs_f64().max(1e-9);
    writeln!(
        report,
        r#"{{"load_s":{:.4},"seg_s":{:.4},"MBps":{speed:.2},"rss_MB":{}}}"#,
        load.as_secs_f64(),
        time.as_secs_f64(),
        resident_megabytes(),
    )
}

/// Resident memory of this process; 0 where the system doesn't say.
fn resident_megabytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok())
        .unwrap_or(0)
        / 1024
}
