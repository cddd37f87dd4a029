//! The engine without the pipeline around it, to compare with: translates lines of standard input.
//!
//! `cargo run --release -p text --example bare_engine -- FOLDER < SOURCE > OUTPUT`, where FOLDER holds a model's
//! files as `tests/models` lays them out. Words a second go to standard error.

#![expect(
    clippy::expect_used,
    reason = "a measurement stops where what it needs is missing"
)]

use std::{fs, io, path::PathBuf, time::Instant};

use fxtranslate::{engine::Engine, shortlist::Shortlist};

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("the folder of a model"));
    let file = |start: &str| -> PathBuf {
        let mut files = fs::read_dir(&folder).expect("a folder").flatten();
        let found = files.find(|file| file.file_name().to_string_lossy().starts_with(start));
        found.expect("the model's files").path()
    };
    let vocab = file("vocab");
    let shortlist = Shortlist::load(file("lex")).expect("a shortlist");
    let engine = Engine::load_mmapped(file("model"), &vocab, &vocab)
        .expect("a model")
        .with_shortlist(shortlist)
        .with_threads(1);
    let lines: Vec<String> = io::stdin().lines().map_while(Result::ok).collect();
    let words: usize = lines
        .iter()
        .map(|line| line.split_whitespace().count())
        .sum();
    let started = Instant::now();
    for line in &lines {
        println!("{}", engine.translate_long(line));
    }
    eprintln!(
        "{:.0} words/s",
        words as f64 / started.elapsed().as_secs_f64()
    );
}
