//! The spelling half: quality on the test sets, calibration, stability and speed.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Instant;

use serde::Deserialize;
use text::Revision;
use text::model::Model;
use text::spell::{Dictionary, Doubt, SpellOptions, Speller};

use crate::align::{WordEdit, edits, words};

/// One line of a set.
#[derive(Debug, Deserialize)]
pub struct Line {
    noisy: String,
    #[serde(default)]
    clean: Clean,
    #[serde(default)]
    edits: Vec<(usize, usize, String, String)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
enum Clean {
    #[default]
    None,
    #[expect(
        dead_code,
        reason = "its presence is what tells a sentence from a list of words"
    )]
    Text(String),
    Words(Vec<String>),
}

/// A test set.
pub struct Set {
    /// `s-jfleg`
    pub name: String,
    lines: Vec<Line>,
}

impl Set {
    /// The texts as they are written.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(|line| line.noisy.as_str())
    }
}

/// Goals: recall and precision of a sentence set, false alarms of a clean one, top-1 of a word set.
const GOALS: &[(&str, &str)] = &[
    ("s-jfleg", "85/94"),
    ("s-bea4660", "90/87"),
    ("s-bea322", "74/72"),
    ("s-bea60k-sample", "84/84"),
    ("s-holbrook", "45/72"),
    ("c-tech", "FA 20"),
    ("c-wiki", "FA 25"),
    ("w-norvig", "89"),
    ("w-wikipedia", "94"),
    ("w-aspell", "70"),
];

/// Reads the sets of a folder whose names contain `only`, or begin with it where it ends in `*`.
pub fn sets(folder: &Path, only: &str) -> Result<Vec<Set>, String> {
    let place = |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let entries = fs::read_dir(folder).map_err(|e| place(folder, &e))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "jsonl"));
    files.sort();
    let mut out = Vec::new();
    for path in files {
        let name = path
            .file_stem()
            .map(|s| s.to_string_lossy().into_owned())
            .unwrap_or_default();
        let wanted = match only.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name.contains(only),
        };
        if !wanted {
            continue;
        }
        let text = fs::read_to_string(&path).map_err(|e| place(&path, &e))?;
        let lines: Result<Vec<Line>, _> = text.lines().map(serde_json::from_str).collect();
        let lines = lines.map_err(|e| place(&path, &e))?;
        out.push(Set { name, lines });
    }
    Ok(out)
}

/// What was counted on one set.
#[derive(Debug, Default, Clone)]
pub struct Score {
    /// System edits that are gold edits.
    pub hits: usize,
    /// Other system edits.
    pub wrong: usize,
    /// Gold edits that were not made.
    pub missed: usize,
    /// Right words that were touched.
    pub broken: usize,
    /// Right words.
    pub right: usize,
    /// Gold edits that were not made, of whose words one is told to be doubtful.
    pub told: usize,
    /// Other words that are told so.
    pub needless: usize,
    /// Words of a word set whose correction is a target, and all of them.
    pub top: (usize, usize),
    /// Texts that a second pass changes again.
    pub unstable: usize,
    /// Texts.
    pub texts: usize,
    /// Confidence and whether the correction was right.
    pub confidences: Vec<(f32, bool)>,
    /// What went wrong, to be read.
    pub examples: Vec<String>,
}

impl Score {
    /// Recall in %.
    pub fn recall(&self) -> f64 {
        100.0 * self.hits as f64 / (self.hits + self.missed).max(1) as f64
    }

    /// Precision in %.
    pub fn precision(&self) -> f64 {
        100.0 * self.hits as f64 / (self.hits + self.wrong).max(1) as f64
    }

    /// Right words broken per 10,000.
    pub fn false_alarms(&self) -> f64 {
        1e4 * self.broken as f64 / self.right.max(1) as f64
    }

    /// Of the errors that are left, those that a reader is told to look at, in %.
    pub fn told(&self) -> f64 {
        100.0 * self.told as f64 / self.missed.max(1) as f64
    }

    /// Right words that he is told to look at, per 10,000.
    pub fn needless(&self) -> f64 {
        1e4 * self.needless as f64 / self.right.max(1) as f64
    }

    /// Top-1 in %.
    pub fn top1(&self) -> f64 {
        100.0 * self.top.0 as f64 / self.top.1.max(1) as f64
    }
}

/// Runs a speller over a set.
pub fn score(speller: &Speller, set: &Set) -> Score {
    let mut score = Score::default();
    let options = SpellOptions::default();
    for line in &set.lines {
        let revision = speller.correct(&line.noisy, &options);
        score.texts += 1;
        score.unstable += usize::from(
            !speller
                .correct(&revision.processed, &options)
                .edits
                .is_empty(),
        );
        if let Clean::Words(targets) = &line.clean {
            let fold = |word: &str| word.trim().replace('’', "'").to_lowercase();
            let found = fold(&revision.processed);
            let good = targets.iter().any(|target| fold(target) == found);
            score.top.0 += usize::from(good);
            score.top.1 += 1;
            if !good {
                score.examples.push(format!(
                    "{} -> {found} (want {})",
                    line.noisy,
                    targets.join("|")
                ));
            }
            score
                .confidences
                .extend(revision.edits.first().map(|edit| (edit.confidence, good)));
        } else {
            let doubts = speller.doubts(&revision.processed, &options);
            sentence(&mut score, line, &revision, &doubts);
        }
    }
    score
}

fn sentence(score: &mut Score, line: &Line, made: &Revision, doubts: &[Doubt]) {
    let noisy = words(&line.noisy);
    let system: HashSet<WordEdit> = edits(&noisy, &words(&made.processed)).into_iter().collect();
    let gold: HashMap<WordEdit, &str> = line
        .edits
        .iter()
        .map(|(from, to, text, kind)| {
            (
                (
                    *from,
                    *to,
                    text.split_whitespace().map(str::to_owned).collect(),
                ),
                kind.as_str(),
            )
        })
        .collect();
    let covered = |edits: &mut dyn Iterator<Item = &WordEdit>| -> HashSet<usize> {
        edits.flat_map(|e| e.0..e.1).collect()
    };
    let (inside, touched) = (covered(&mut gold.keys()), covered(&mut system.iter()));
    let hits = system.iter().filter(|e| gold.contains_key(*e)).count();
    score.hits += hits;
    score.wrong += system.len() - hits;
    score.missed += gold.len() - hits;
    score.broken += touched.difference(&inside).count();
    score.right += noisy.len() - inside.len();
    let doubted: Vec<String> = doubts.iter().flat_map(|doubt| words(&doubt.word)).collect();
    let wrong: HashSet<&String> = gold
        .keys()
        .flat_map(|edit| &noisy[edit.0..edit.1])
        .collect();
    score.needless += doubted.iter().filter(|word| !wrong.contains(word)).count();
    for (edit, kind) in &gold {
        if system.contains(edit) {
            continue;
        }
        let is_told = noisy[edit.0..edit.1]
            .iter()
            .any(|word| doubted.contains(word));
        score.told += usize::from(is_told);
        let example = missed(&noisy, edit, &system);
        score
            .examples
            .push(format!("{example}, {kind}) in: {}", line.noisy));
    }
    for edit in system
        .iter()
        .filter(|e| !(e.0..e.1).any(|i| inside.contains(&i)))
    {
        score.examples.push(format!(
            "BROKE {} -> {} in: {}",
            noisy[edit.0..edit.1].join(" "),
            edit.2.join(" "),
            line.noisy
        ));
    }
    // An edit is right where the words that it makes are those of a gold edit in its place.
    for edit in &made.edits {
        let before = words(&line.noisy.chars().take(edit.offset).collect::<String>()).len();
        let to = words(&edit.to);
        let good = gold
            .keys()
            .any(|g| g.0 <= before && before <= g.1 && to.iter().all(|w| g.2.contains(w)));
        score.confidences.push((edit.confidence, good));
    }
}

/// What was wanted in a place and what was done there instead, as an example begins.
fn missed(noisy: &[String], wanted: &WordEdit, system: &HashSet<WordEdit>) -> String {
    let instead: Vec<String> = system
        .iter()
        .filter(|s| s.0 < wanted.1 && s.1 > wanted.0)
        .map(|s| s.2.join(" "))
        .collect();
    let label = if instead.is_empty() {
        "MISSED"
    } else {
        "WRONGFIX"
    };
    let from = noisy[wanted.0..wanted.1].join(" ");
    format!("{label} {from} -> {instead:?} (want {}", wanted.2.join(" "))
}

/// Prints the table of all sets, then calibration and speed.
pub fn report(folder: &Path, only: &str, show: usize) -> Result<(), String> {
    let sets = sets(&folder.join("spell/data"), only)?;
    let started = Instant::now();
    let speller = Speller::new(Model::english(), Dictionary::default());
    speller.correct("a speling eror", &SpellOptions::default());
    println!("ready in {:.0} ms", started.elapsed().as_secs_f64() * 1e3);
    println!(
        "{:<18}{:>7}{:>7}{:>9}{:>8}{:>7}{:>9}{:>10}   goal",
        "set", "R", "P", "FA/10k", "top-1", "told", "doubts", "unstable"
    );
    let mut confidences = Vec::new();
    let mut unstable = (0, 0);
    for set in &sets {
        let score = score(&speller, set);
        let goal = GOALS.iter().find(|g| g.0 == set.name).map_or("", |g| g.1);
        let cell = |show: bool, value: f64| {
            if show {
                format!("{value:.1}")
            } else {
                "-".into()
            }
        };
        let is_words = score.top.1 > 0;
        let has_errors = score.hits + score.missed > 0;
        println!(
            "{:<18}{:>7}{:>7}{:>9}{:>8}{:>7}{:>9}{:>10}   {goal}",
            set.name,
            cell(has_errors, score.recall()),
            cell(has_errors, score.precision()),
            cell(!is_words, score.false_alarms()),
            cell(is_words, score.top1()),
            cell(has_errors, score.told()),
            cell(!is_words, score.needless()),
            score.unstable,
        );
        unstable = (unstable.0 + score.unstable, unstable.1 + score.texts);
        if !is_words {
            confidences.extend(score.confidences.iter().copied());
        }
        for example in score
            .examples
            .iter()
            .step_by((score.examples.len() / show.max(1)).max(1))
            .take(show)
        {
            println!("    {example}");
        }
    }
    println!(
        "unchanged by a second pass: {:.2} % of {}",
        100.0 - 100.0 * unstable.0 as f64 / unstable.1.max(1) as f64,
        unstable.1
    );
    calibration(&mut confidences);
    speed(&speller, &sets);
    Ok(())
}

/// Of corrections reported at a confidence, how many are right.
fn calibration(confidences: &mut [(f32, bool)]) {
    println!("\nconfidence      corrections   mean   right");
    confidences.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (low, high) in [
        (0.0, 0.5),
        (0.5, 0.6),
        (0.6, 0.7),
        (0.7, 0.8),
        (0.8, 0.85),
        (0.85, 0.9),
        (0.9, 0.95),
        (0.95, 0.98),
        (0.98, 1.01),
    ] {
        let bin: Vec<_> = confidences
            .iter()
            .filter(|c| c.0 >= low && c.0 < high)
            .collect();
        let count = bin.len().max(1) as f64;
        let mean = bin.iter().map(|c| f64::from(c.0)).sum::<f64>() / count;
        let right = bin.iter().filter(|c| c.1).count() as f64 / count;
        println!(
            "{low:.2} - {high:.2}   {:>11}   {mean:.3}   {right:.3}",
            bin.len()
        );
    }
}

/// Words a second on clean text, and on sentences with errors, where one word in ten is misspelt.
fn speed(speller: &Speller, sets: &[Set]) {
    let text = |wanted: &dyn Fn(&Line) -> bool, names: &[&str]| -> String {
        let lines = sets
            .iter()
            .filter(|s| names.contains(&s.name.as_str()))
            .flat_map(|s| &s.lines);
        lines
            .filter(|l| wanted(l))
            .map(|l| l.noisy.as_str())
            .collect::<Vec<_>>()
            .join("\n\n")
    };
    let sentences = ["s-jfleg", "s-bea4660", "s-holbrook"];
    let noisy = text(
        &|l| l.edits.len() * 20 >= l.noisy.split_whitespace().count(),
        &sentences,
    );
    let clean = text(&|_| true, &["c-book", "c-wiki", "c-tech"]);
    println!();
    for (name, text) in [("with errors", noisy), ("clean", clean)] {
        let count = text.split_whitespace().count();
        if count == 0 {
            continue;
        }
        let mut best = f64::INFINITY;
        for _ in 0..3 {
            let started = seconds_computed();
            std::hint::black_box(speller.correct(&text, &SpellOptions::default()));
            best = best.min(seconds_computed() - started);
        }
        println!(
            "{name}: {:.0} words per second of one core ({count} words)",
            count as f64 / best
        );
    }
}

/// Seconds that this thread has computed, so that what else the machine does counts little; where the system
/// doesn't say, seconds on the clock.
fn seconds_computed() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let schedule = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let computed = schedule.and_then(|line| line.split(' ').next()?.parse::<f64>().ok());
    computed.map_or_else(
        || START.elapsed().as_secs_f64(),
        |nanoseconds| nanoseconds / 1e9,
    )
}
