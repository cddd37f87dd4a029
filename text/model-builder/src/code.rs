//! What the names of programs' parts are made of, counted in the source of crates.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Failure, list};

/// Endings of source files.
const SOURCES: [&str; 7] = ["c", "h", "rs", "js", "py", "cc", "cpp"];
/// Bindings name everything as the system that they bind does, thousands of times.
const BINDINGS: [&str; 7] = [
    "windows",
    "winapi",
    "web-sys",
    "linux-raw",
    "objc",
    "android",
    "c++",
];
/// Longer files were written by programs.
const LONGEST_FILE: u64 = 12_000_000;
/// A name has so many parts at most, one of which has so many letters at least.
const PARTS: usize = 6;
const LONG: usize = 3;
/// Parts that fewer names have are left out, and short ones that are not much commoner.
const LEAST: u32 = 8;
const LEAST_SHORT: u32 = 64;
/// A part that is two others is left out, unless they are rarer by so much (ln).
const TOGETHER: f64 = 9.0;

/// Writes the parts of the names in the crates' source.
///
/// # Errors
/// [`Failure`] where a folder can't be read or the file can't be written.
pub fn build(folder: &Path, out: &Path) -> Result<(), Failure> {
    let mut names: HashMap<String, u32> = HashMap::new();
    let mut open = vec![folder.join("texts/crates")];
    while let Some(path) = open.pop() {
        let failure = |error| Failure::file(&path, &error);
        for entry in fs::read_dir(&path).map_err(failure)?.flatten() {
            let path = entry.path();
            if path.is_dir() {
                let name = entry.file_name().to_string_lossy().into_owned();
                if !BINDINGS.iter().any(|binding| name.contains(binding)) {
                    open.push(path);
                }
            } else if is_source(&path) {
                let bytes = fs::read(&path).map_err(|error| Failure::file(&path, &error))?;
                for name in names_of(&bytes) {
                    *names.entry(name.to_owned()).or_default() += 1;
                }
            }
        }
    }
    let mut words: Vec<(String, u32)> = shares(&names)
        .into_iter()
        .map(|(part, ln_p)| {
            (
                part,
                (-ln_p / std::f64::consts::LN_10 * 100.0).round() as u32,
            )
        })
        .collect();
    println!("{} names", names.len());
    list::write(out, &mut words)
}

fn is_source(path: &PathBuf) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    SOURCES.contains(&&*ending) && fs::metadata(path).is_ok_and(|file| file.len() <= LONGEST_FILE)
}

/// The names that a file has, each once.
fn names_of(bytes: &[u8]) -> HashSet<&str> {
    bytes
        .split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')
        .filter(|name| name.iter().all(|byte| !byte.is_ascii_digit()))
        .filter_map(|name| std::str::from_utf8(name).ok())
        .collect()
}

/// ln share of each part among those of names that more than one file has.
fn shares(names: &HashMap<String, u32>) -> HashMap<String, f64> {
    let mut counts: HashMap<String, u32> = HashMap::new();
    for (name, _) in names.iter().filter(|&(_, &files)| files > 1) {
        let parts = parts(name);
        let single = parts.iter().filter(|part| part.len() == 1).count();
        if (2..=PARTS).contains(&parts.len())
            && single <= 1
            && parts.iter().any(|part| part.len() >= LONG)
        {
            for part in parts {
                *counts.entry(part).or_default() += 1;
            }
        }
    }
    counts.retain(|part, count| {
        *count
            >= if part.len() < LONG {
                LEAST_SHORT
            } else {
                LEAST
            }
    });
    let total: f64 = counts.values().map(|&count| f64::from(count)).sum();
    let shares: HashMap<String, f64> = counts
        .into_iter()
        .map(|(part, count)| (part, (f64::from(count) / total).ln()))
        .collect();
    let two = |part: &str| {
        (LONG..part.len().saturating_sub(LONG - 1))
            .filter_map(|at| Some(shares.get(&part[..at])? + shares.get(&part[at..])?))
            .fold(f64::NEG_INFINITY, f64::max)
    };
    shares
        .iter()
        .filter(|&(part, ln_p)| two(part) < ln_p - TOGETHER)
        .map(|(part, &ln_p)| (part.clone(), ln_p))
        .collect()
}

/// The parts of `get_name`, `getName`, `GetURLName`, in small letters.
fn parts(name: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for word in name.split('_') {
        let bytes = word.as_bytes();
        let mut from = 0;
        for at in 1..bytes.len() {
            let after_small = bytes[at - 1].is_ascii_lowercase();
            let before_small = bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
            if bytes[at].is_ascii_uppercase() && (after_small || before_small) {
                parts.push(word[from..at].to_ascii_lowercase());
                from = at;
            }
        }
        if from < bytes.len() {
            parts.push(word[from..].to_ascii_lowercase());
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_apart_at_capitals_and_low_lines() {
        for (name, expected) in [
            ("get_file_name", "get file name"),
            ("getURLName", "get url name"),
            ("HTTP", "http"),
            ("__init__", "init"),
        ] {
            assert_eq!(parts(name).join(" "), expected);
        }
    }
}
