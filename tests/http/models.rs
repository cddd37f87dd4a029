//! `textmend models`: from a mirror in a folder into the store, checked by hash.

use std::{fs, path::Path};

use serde_json::Value;

use crate::support::{models, output};

fn textmend(folder: &Path, arguments: &[&str], mirror: &str) -> (Option<i32>, String, String) {
    let variables = [("MODELS_URL", mirror)];
    let output = output("textmend", folder, arguments, &variables, b"");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn a_model_is_pulled_listed_used_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let mirror = models::mirror_url();
    let run = |arguments: &[&str]| textmend(folder.path(), arguments, &mirror);

    let (code, listed, errors) = run(&["models", "list"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(
        listed.contains("pt-en") || listed.contains("pt"),
        "{listed}"
    );
    let (code, _, errors) = run(&["models", "pull", "pt"]);
    assert_eq!(code, Some(0), "{errors}");
    let store = folder.path().join("data/models");
    assert!(store.is_dir(), "the default store");
    let (code, _, errors) = run(&["models", "verify"]);
    assert_eq!(code, Some(0), "{errors}");

    let input = "Onde fica a biblioteca?\n".as_bytes();
    let translated = output("textmend", folder.path(), &["translate"], &[], input);
    let english = String::from_utf8(translated.stdout).unwrap();
    assert_eq!(translated.status.code(), Some(0));
    assert!(english.ends_with("library?\n"), "{english}");

    // Pulling again finds it there.
    let (code, _, errors) = run(&["models", "pull", "pt"]);
    assert_eq!(code, Some(0), "{errors}");
    let (code, _, errors) = run(&["models", "rm", "pt"]);
    assert_eq!(code, Some(0), "{errors}");
    let gone = output("textmend", folder.path(), &["translate"], &[], input);
    assert_ne!(gone.status.code(), Some(0));
    let message = String::from_utf8(gone.stderr).unwrap();
    assert!(message.contains("textmend models pull pt"), "{message}");
}

#[test]
fn a_damaged_file_is_refused_and_the_store_stays_clean() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("mirror");
    copy_all(&models::mirror(), &copy);
    // One byte of the largest file, the model itself.
    let largest = files(&copy)
        .into_iter()
        .max_by_key(|file| fs::metadata(file).unwrap().len());
    let largest = largest.unwrap();
    let mut bytes = fs::read(&largest).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x40;
    fs::write(&largest, bytes).unwrap();
    let mirror = format!("file://{}", copy.display());
    let (code, _, errors) = textmend(folder.path(), &["models", "pull", "pt"], &mirror);
    assert_ne!(code, Some(0), "{errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    let input = "Onde fica a biblioteca?\n".as_bytes();
    let output = output("textmend", folder.path(), &["translate"], &[], input);
    assert_ne!(
        output.status.code(),
        Some(0),
        "a damaged model is never used"
    );
}

#[test]
fn damage_in_the_store_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let mirror = models::mirror_url();
    let (code, _, errors) = textmend(folder.path(), &["models", "pull", "pt"], &mirror);
    assert_eq!(code, Some(0), "{errors}");
    let store = folder.path().join("data/models");
    let largest = files(&store)
        .into_iter()
        .max_by_key(|file| fs::metadata(file).unwrap().len());
    let largest = largest.unwrap();
    let bytes = fs::read(&largest).unwrap();
    fs::write(&largest, &bytes[..bytes.len() / 2]).unwrap();
    let (code, ..) = textmend(folder.path(), &["models", "verify"], &mirror);
    assert_ne!(code, Some(0));
}

#[test]
fn a_mirror_made_from_the_store_can_be_pulled_from() {
    let folder = tempfile::tempdir().unwrap();
    let mirror = models::mirror_url();
    let (code, _, errors) = textmend(folder.path(), &["models", "pull", "pt"], &mirror);
    assert_eq!(code, Some(0), "{errors}");
    let second = folder.path().join("second");
    let arguments = ["models", "mirror", second.to_str().unwrap()];
    let (code, _, errors) = textmend(folder.path(), &arguments, &mirror);
    assert_eq!(code, Some(0), "{errors}");
    let elsewhere = tempfile::tempdir().unwrap();
    let mirror = format!("file://{}", second.display());
    let (code, _, errors) = textmend(elsewhere.path(), &["models", "pull", "pt"], &mirror);
    assert_eq!(code, Some(0), "{errors}");
    let json = output(
        "textmend",
        elsewhere.path(),
        &["translate", "--json"],
        &[],
        "Onde fica a biblioteca?".as_bytes(),
    );
    let answer: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert!(
        answer["processed"].as_str().unwrap().contains("library"),
        "{answer}"
    );
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

fn copy_all(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(&file, target).unwrap();
    }
}
