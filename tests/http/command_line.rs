//! `textmend` as a Unix filter.

use std::{
    fs,
    os::unix::fs::symlink,
    path::Path,
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::support::{
    output, peak_memory,
    process::{PATIENCE, binary},
};

fn textmend(folder: &Path, arguments: &[&str], input: &str) -> Output {
    output("textmend", folder, arguments, &[], input.as_bytes())
}

#[track_caller]
fn stdout(output: Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn standard_input_is_processed_to_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let run = |operation: &str, input: &str| stdout(textmend(folder.path(), &[operation], input));
    assert_eq!(
        run("spell", "I havv a speling eror\n"),
        "I have a spelling error\n"
    );
    assert_eq!(
        run("space", "goodmorning everybody"),
        "good morning everybody"
    );
    assert_eq!(
        run("clean", "I havv a speling eror\r\n"),
        "I have a spelling error\r\n"
    );
    assert_eq!(run("spell", ""), "");
    assert!(!folder.path().join("data").exists(), "nothing is stored");
}

/// A clean-up takes the options of its steps.
#[test]
fn a_cleanup_takes_the_options_of_spelling_and_spacing() {
    let folder = tempfile::tempdir().unwrap();
    let input = "My speling of #goodmorningeverybody, an eror";
    for (options, output) in [
        (&[][..], "My spelling of #goodmorningeverybody, an error"),
        (
            &["--ignore", "speling", "--split", "hashtags"],
            "My speling of #good morning everybody, an error",
        ),
        (
            &["--steps", "spell", "--language", "en-GB"],
            "My spelling of #goodmorningeverybody, an error",
        ),
    ] {
        let arguments = [&["clean"][..], options].concat();
        assert_eq!(stdout(textmend(folder.path(), &arguments, input)), output);
    }
    let answer = stdout(textmend(
        folder.path(),
        &["clean", "--suggestions", "0", "--json"],
        input,
    ));
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let steps = answer["steps"].as_array().unwrap();
    let edits: Vec<_> = steps
        .iter()
        .filter_map(|step| step["edits"].as_array())
        .flatten()
        .collect();
    assert!(!edits.is_empty(), "{answer}");
    assert!(
        edits
            .iter()
            .all(|edit| edit["suggestions"].as_array().is_none_or(Vec::is_empty)),
        "{answer}"
    );
}

#[test]
fn a_file_that_is_named_twice_is_changed_once_and_its_backup_is_what_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| textmend(folder.path(), arguments, "");
    fs::write(folder.path().join("real.txt"), "I havv").unwrap();
    symlink("real.txt", folder.path().join("link.txt")).unwrap();
    let names = ["link.txt", "real.txt", "./real.txt"];
    stdout(run(&[&["spell", "--in-place=.bak"], &names[..]].concat()));
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(
        (&*read("real.txt"), &*read("real.txt.bak")),
        ("I have", "I havv")
    );
    let missing = run(&["spell", "--in-place", "real.txt", "none.txt"]);
    assert_eq!(missing.status.code(), Some(2));
}

#[test]
fn what_is_stopped_in_place_leaves_the_file_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.txt");
    let text = "I havv a speling eror in every line of it\n".repeat(400_000);
    fs::write(&path, &text).unwrap();
    let mut running = Command::new(binary("textmend"))
        .args(["spell", "--in-place", "long.txt"])
        .current_dir(folder.path())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let files = || fs::read_dir(folder.path()).unwrap().count();
    let started = Instant::now();
    while files() < 2 {
        assert!(started.elapsed() < PATIENCE && running.try_wait().unwrap().is_none());
        thread::sleep(Duration::from_millis(10));
    }
    let id = running.id().to_string();
    let kill = ["-c", "kill -s INT \"$0\"", &id];
    assert!(Command::new("sh").args(kill).status().unwrap().success());
    assert_eq!(running.wait().unwrap().code(), Some(130));
    assert_eq!(files(), 1);
    assert!(fs::read_to_string(&path).unwrap() == text);
}

#[test]
fn files_are_processed_in_order_and_in_place_with_a_backup() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    fs::write(file("a.txt"), "I havv a dog\n").unwrap();
    fs::write(file("b.txt"), "and a speling eror\n").unwrap();
    let both = stdout(textmend(folder.path(), &["spell", "a.txt", "b.txt"], ""));
    assert_eq!(both, "I have a dog\nand a spelling error\n");
    stdout(textmend(
        folder.path(),
        &["spell", "--in-place=.bak", "a.txt"],
        "",
    ));
    assert_eq!(fs::read_to_string(file("a.txt")).unwrap(), "I have a dog\n");
    assert_eq!(
        fs::read_to_string(file("a.txt.bak")).unwrap(),
        "I havv a dog\n"
    );
    let missing = textmend(folder.path(), &["spell", "none.txt"], "");
    assert!(!missing.status.success());
    let message = String::from_utf8(missing.stderr).unwrap();
    assert!(
        message.contains("none.txt") && message.lines().count() == 1,
        "{message}"
    );
}

/// Larger than what is held in memory at a time: the pieces come back in their order, and nothing is lost
/// between them.
#[test]
fn a_large_text_is_worked_through_in_order() {
    let folder = tempfile::tempdir().unwrap();
    // A misspelling that comes again and again would be taken for a name.
    let text = |word: &str| {
        let paragraph = |number| {
            let word = if number % 2000 == 7 { word } else { "have" };
            format!("Paragraph {number} says that I {word} a dog.\n\n")
        };
        (0..30_000).map(paragraph).collect::<String>()
    };
    let (wrong, right) = (text("havv"), text("have"));
    assert!(wrong.len() > 1 << 20);
    let run = |arguments: &[&str], input: &str| textmend(folder.path(), arguments, input);
    assert!(stdout(run(&["spell"], &wrong)) == right);
    assert_eq!(run(&["spell", "--check"], &wrong).status.code(), Some(1));
    assert_eq!(run(&["spell", "--check"], &right).status.code(), Some(0));
    let file = folder.path().join("large.txt");
    fs::write(&file, &wrong).unwrap();
    stdout(run(&["spell", "--in-place=.bak", "large.txt"], ""));
    assert!(fs::read_to_string(&file).unwrap() == right);
    assert!(fs::read_to_string(folder.path().join("large.txt.bak")).unwrap() == wrong);
    let broken = [wrong.as_bytes(), b"\xff"].concat();
    fs::write(&file, &broken).unwrap();
    let refused = run(&["spell", "--in-place", "large.txt"], "");
    let message = String::from_utf8(refused.stderr).unwrap();
    let place = format!("not UTF-8 after {} bytes", wrong.len());
    assert!(
        message.contains("large.txt") && message.contains(&place),
        "{message}"
    );
    assert!(
        fs::read(&file).unwrap() == broken,
        "a failure changes nothing"
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

/// Markdown whose code blocks are cut wherever nobody looks at what is syntax.
#[test]
fn a_large_document_keeps_its_syntax() {
    let folder = tempfile::tempdir().unwrap();
    let document = |word: &str| {
        let section = |number: usize| {
            let word = if number % 500 == 7 { word } else { "have" };
            let code = "let havv = teh;\n\n".repeat(40);
            format!("Section {number} says that I {word} a dog.\n\n```rust\n{code}```\n\n")
        };
        (0..1500).map(section).collect::<String>()
    };
    let run = |arguments: &[&str]| {
        let output = textmend(folder.path(), arguments, &document("havv"));
        stdout(output)
    };
    let spelt = run(&["spell", "--format", "markdown"]);
    assert!(spelt.len() > 1 << 20 && spelt == document("have"));
    let diff = run(&["spell", "--format", "markdown", "--diff"]);
    assert_eq!(diff.matches("\n+Section").count(), 3, "{diff}");
}

/// One line of JSON, whatever the size: its edits lead from the original to the result.
#[test]
fn the_answer_for_a_large_document_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let paragraph = |number: usize| {
        let words = if number % 1000 == 7 { "itis" } else { "it is" };
        format!("Paragraph {number} says that {words} a d\u{f6}g, \"or not\".\n\n")
    };
    let text: String = (0..15_000).map(paragraph).collect();
    let plain = stdout(textmend(folder.path(), &["space"], &text));
    let line = stdout(textmend(folder.path(), &["space", "--json"], &text));
    assert_eq!(line.lines().count(), 1);
    let answer: Value = serde_json::from_str(&line).unwrap();
    assert!(answer["original"] == text && answer["processed"] == plain && plain != text);
    let mut rebuilt: Vec<char> = text.chars().collect();
    for edit in answer["edits"].as_array().unwrap().iter().rev() {
        let number = |name: &str| edit[name].as_u64().unwrap() as usize;
        let place = number("offset")..number("offset") + number("length");
        let from: String = rebuilt[place.clone()].iter().collect();
        assert_eq!(edit["from"], from);
        rebuilt.splice(place, edit["to"].as_str().unwrap().chars());
    }
    assert!(rebuilt.into_iter().collect::<String>() == plain);
    assert_eq!(answer["language"]["code"], "en");
}

/// Addresses are passed over quickly, so that this is about what is kept and not about what is computed.
#[test]
fn memory_does_not_grow_with_the_document() {
    let folder = tempfile::tempdir().unwrap();
    let line = format!("https://example.org/{}\n\n", "a_b-c/".repeat(50));
    let peak = |name: &str, lines: usize, options: &[&str]| {
        fs::write(folder.path().join(name), line.repeat(lines)).unwrap();
        let arguments = [&["spell", name], options].concat();
        peak_memory("textmend", folder.path(), &arguments)
    };
    for options in [
        &["--json"][..],
        &["--format", "markdown"],
        &["--format", "html", "--json"],
    ] {
        let small = peak("small", 15_000, options);
        let large = peak("large", 90_000, options);
        // 24 MB more, of which each copy would add as much.
        assert!(
            large < small + (8 << 20),
            "{options:?}: {small} and {large} bytes"
        );
    }
}

#[test]
fn check_tells_by_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let check = |input: &str| {
        textmend(folder.path(), &["spell", "--check"], input)
            .status
            .code()
    };
    assert_eq!(check("I have a dog\n"), Some(0));
    assert_eq!(check("I havv a dog\n"), Some(1));
}

#[test]
fn json_has_the_full_answer_one_line_a_document() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "I havv a dog\nand a cat\n").unwrap();
    fs::write(folder.path().join("b.txt"), "Fine.").unwrap();
    let lines = stdout(textmend(
        folder.path(),
        &["spell", "--json", "a.txt", "b.txt"],
        "",
    ));
    let answers: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[0]["original"], "I havv a dog\nand a cat\n");
    assert_eq!(answers[0]["processed"], "I have a dog\nand a cat\n");
    assert_eq!(answers[0]["edits"][0]["from"], "havv");
    assert_eq!(answers[0]["file"], "a.txt");
    assert_eq!(answers[1]["file"], "b.txt");
    assert_eq!(answers[1]["edits"].as_array().unwrap().len(), 0);
    assert!(answers[0].get("record").is_none());
    let typed = stdout(textmend(folder.path(), &["spell", "--json"], "Fine."));
    let typed: Value = serde_json::from_str(&typed).unwrap();
    assert!(typed.get("file").is_none(), "{typed}");
}

#[test]
fn diff_shows_both_sides() {
    let folder = tempfile::tempdir().unwrap();
    let output = textmend(folder.path(), &["spell", "--diff"], "Fine.\nI havv a dog\n");
    let diff = String::from_utf8(output.stdout).unwrap();
    assert!(
        diff.contains("-I havv a dog") && diff.contains("+I have a dog"),
        "{diff}"
    );
}

#[test]
fn save_keeps_a_record() {
    let folder = tempfile::tempdir().unwrap();
    let saved = textmend(
        folder.path(),
        &["spell", "--json", "--save"],
        "I havv a dog\n",
    );
    let answer: Value = serde_json::from_str(stdout(saved).lines().next().unwrap()).unwrap();
    assert!(answer["record"].is_string(), "{answer}");
    assert!(folder.path().join("data/textmend.db").exists());
}

/// A record holds what a service would take, and no more.
#[test]
fn what_is_too_long_for_a_record_is_refused_before_anything_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let save = |text: &str| {
        let arguments = ["spell", "--save", "--max-text-bytes", "20"];
        textmend(folder.path(), &arguments, text)
    };
    let refused = save("I havv a dog, and a cat\n");
    assert_eq!(
        (refused.status.code(), &refused.stdout[..]),
        (Some(2), &b""[..])
    );
    let message = String::from_utf8(refused.stderr).unwrap();
    assert!(
        message.contains("at most 20 bytes (MAX_TEXT_BYTES)"),
        "{message}"
    );
    assert_eq!(stdout(save("I havv a dog\n")), "I have a dog\n");
}

/// What cannot be read is named, and the rest is done all the same.
#[test]
fn one_bad_document_does_not_cost_the_others() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "I havv a dog\n").unwrap();
    fs::write(folder.path().join("latin1.txt"), b"caf\xe9\n").unwrap();
    fs::write(folder.path().join("z.txt"), "and a speling eror\n").unwrap();
    fs::write(folder.path().join("binary"), b"I havv\0a dog\n").unwrap();
    let files = ["a.txt", "missing.txt", "latin1.txt", "binary", ".", "z.txt"];
    let run = |options: &[&str]| {
        let output = textmend(
            folder.path(),
            &[&["spell"], options, &files[..]].concat(),
            "",
        );
        assert_eq!(output.status.code(), Some(2));
        let errors = String::from_utf8(output.stderr).unwrap();
        for (bad, why) in [
            ("missing.txt", "No such file"),
            ("latin1.txt", "not UTF-8 after 3 bytes"),
            ("binary", "NUL after 6 bytes"),
            (".", "directory"),
        ] {
            let line = format!("error: {bad}: ");
            let line = errors.lines().find(|error| error.starts_with(&line));
            assert!(line.is_some_and(|line| line.contains(why)), "{errors}");
        }
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(run(&[]), "I have a dog\nand a spelling error\n");
    let lines = run(&["--json", "--save"]);
    let answers: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    // One for each document, in their order.
    let told: Vec<_> = answers.iter().map(|line| line["file"].as_str()).collect();
    assert_eq!(told, files.map(Some), "{lines}");
    let (failed, kept): (Vec<_>, Vec<_>) = answers
        .iter()
        .partition(|answer| answer.get("error").is_some());
    assert_eq!((failed.len(), kept.len()), (files.len() - 2, 2), "{lines}");
    for answer in failed {
        assert_eq!(answer["operation"], "spell");
        assert!(!answer["error"].as_str().unwrap().is_empty() && answer.get("original").is_none());
    }
    assert!(kept.iter().all(|answer| answer["record"].is_string()));
    assert_eq!(kept[1]["processed"], "and a spelling error\n");
}

/// No answer is given out whose record was not kept.
#[test]
fn what_cannot_be_saved_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("data"),
        "a file where the folder should be",
    )
    .unwrap();
    let output = textmend(folder.path(), &["spell", "--save"], "I havv a dog\n");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stdout, b"");
}

#[test]
fn versions_and_help_are_there() {
    let folder = tempfile::tempdir().unwrap();
    for program in ["textmend", "api", "home"] {
        let run = |flag| stdout(output(program, folder.path(), &[flag], &[], b""));
        assert!(
            run("--version").contains(env!("CARGO_PKG_VERSION")),
            "{program}"
        );
        let help = run("--help");
        for variable in ["DATABASE_URL", "PORT", "LOG_FORMAT"] {
            assert!(
                help.contains(variable),
                "{program} --help: {variable}: {help}"
            );
        }
    }
}

#[test]
fn migrations_can_be_run_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let status = || textmend(folder.path(), &["db", "status"], "");
    let before = status();
    assert_eq!(before.status.code(), Some(1), "something is missing");
    stdout(textmend(folder.path(), &["db", "migrate"], ""));
    let after = stdout(status());
    assert_ne!(before.stdout, after.as_bytes());
    stdout(textmend(folder.path(), &["db", "migrate"], ""));
    assert_eq!(stdout(status()), after);
}

#[test]
fn a_wrong_argument_is_named_with_what_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let cases: [(&[&str], &str); 3] = [
        (
            &["models", "pull", "xx"],
            "PAIRS cannot be \"xx\": accepted: languages",
        ),
        (
            &["keys", "revoke", "alice"],
            "ID cannot be \"alice\": accepted: the id of a key",
        ),
        (
            &["keys", "add", "d", "--per-minute", "0"],
            "--per-minute cannot be \"0\": accepted: a whole number from 1 ",
        ),
    ];
    for (arguments, line) in cases {
        let message = String::from_utf8(textmend(folder.path(), arguments, "").stderr).unwrap();
        assert!(message.starts_with(&format!("error: {line}")), "{message}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }
}

#[test]
fn a_registry_that_does_not_answer_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let list = |url: &str| {
        let variables = [("MODELS_URL", url)];
        output(
            "textmend",
            folder.path(),
            &["models", "list"],
            &variables,
            b"",
        )
    };
    let away = list("file:///nowhere/to/be/found");
    let message = String::from_utf8(away.stderr).unwrap();
    assert!(
        message.contains("file:///nowhere/to/be/found") && message.contains("not answer"),
        "{message}"
    );
    assert_eq!(away.status.code(), Some(1));
}
