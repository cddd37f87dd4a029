//! The model store: fetching, faults, sharing, mirroring.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::Ordering;
use std::time::Duration;

use models::{ModelStore, StoreError};
use tempfile::TempDir;
use text::translate::Pair;

use crate::mirror::{self, FILES, content};
use crate::web::{Faults, Server};

fn pair() -> Pair {
    "pt".parse().unwrap()
}

fn store(root: &Path, url: &str) -> ModelStore {
    ModelStore::new(root, Some(url)).unwrap()
}

/// Every file of the made-up model is in the store as it is in the mirror.
fn assert_whole(store: &ModelStore) {
    store.open(&pair()).unwrap().verify().unwrap();
    for (_, name) in FILES {
        let found = fs::read(store.root().join("pt-en").join(name)).unwrap();
        assert_eq!(found, content(name), "{name}");
    }
    let mut names: Vec<String> = fs::read_dir(store.root().join("pt-en"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "lex.pten.bin",
            "model.json",
            "model.pten.bin",
            "vocab.pten.spm"
        ]
    );
}

#[test]
fn a_model_is_pulled_listed_checked_and_removed() {
    let (mirror, root) = (mirror::made_up(), TempDir::new().unwrap());
    let store = store(root.path(), &mirror::url(mirror.path()));
    let offered = store.list().unwrap();
    assert_eq!(offered.len(), 1);
    assert!(!offered[0].here);
    assert!(matches!(store.open(&pair()), Err(StoreError::NotHere(_))));

    let mut steps = Vec::new();
    let pulled = store
        .pull(&pair(), &mut |p| steps.push((p.done, p.total)))
        .unwrap();
    assert!(pulled.fetched);
    assert_eq!(pulled.model.label(), "pt-en tiny 3.0");
    assert_whole(&store);
    assert!(steps.is_sorted() && steps.last().is_some_and(|(done, total)| done == total));

    let again = store
        .pull(&pair(), &mut |_| panic!("nothing to fetch"))
        .unwrap();
    assert!(!again.fetched);
    assert!(store.list().unwrap()[0].here);
    assert!(
        store
            .verify(None)
            .unwrap()
            .iter()
            .all(|(_, result)| result.is_ok())
    );

    assert!(store.remove(&pair()).unwrap());
    assert!(!store.remove(&pair()).unwrap());
    assert!(!store.has(&pair()));
    let other: Pair = "de".parse().unwrap();
    assert!(matches!(
        store.pull(&other, &mut |_| {}),
        Err(StoreError::NotOffered(_))
    ));
}

#[test]
fn a_damaged_model_is_found_and_healed_without_fetching_the_rest() {
    let (mirror, root) = (mirror::made_up(), TempDir::new().unwrap());
    let server = Server::start(mirror.path(), Faults::default());
    let store = store(root.path(), &server.url);
    store.pull(&pair(), &mut |_| {}).unwrap();
    let path = root.path().join("pt-en/vocab.pten.spm");
    for damage in [content("x"), content("vocab.pten.spm")[..1000].to_vec()] {
        fs::write(&path, damage).unwrap();
        let (_, result) = store.verify(Some(&pair())).unwrap().pop().unwrap();
        assert!(
            matches!(result, Err(StoreError::Damaged { ref file, .. }) if file == "vocab.pten.spm")
        );
        let before = server.requests.load(Ordering::Relaxed);
        assert!(store.pull(&pair(), &mut |_| {}).unwrap().fetched);
        assert_eq!(server.requests.load(Ordering::Relaxed), before + 1);
        assert_whole(&store);
    }
    fs::write(root.path().join("pt-en/model.json"), "{").unwrap();
    assert!(matches!(
        store.open(&pair()),
        Err(StoreError::Damaged { .. })
    ));
    store.pull(&pair(), &mut |_| {}).unwrap();
    assert_whole(&store);
}

#[test]
fn a_download_survives_the_faults_of_a_web_server() {
    let mirror = mirror::made_up();
    let all: usize = FILES.iter().map(|(_, name)| content(name).len()).sum();
    for (faults, most) in [
        (
            Faults {
                cut: Some(70_000),
                ..Faults::default()
            },
            all,
        ),
        (
            Faults {
                cut: Some(70_000),
                no_ranges: true,
                ..Faults::default()
            },
            all + 3 * 70_000,
        ),
        (
            Faults {
                unavailable: true,
                ..Faults::default()
            },
            all,
        ),
        (
            Faults {
                flip: true,
                ..Faults::default()
            },
            2 * all,
        ),
    ] {
        let root = TempDir::new().unwrap();
        let server = Server::start(mirror.path(), faults);
        let store = store(root.path(), &server.url);
        store.pull(&pair(), &mut |_| {}).unwrap();
        assert_whole(&store);
        let records = fs::read(mirror.path().join("records.json")).unwrap().len();
        let sent = server.sent.load(Ordering::Relaxed) - records;
        assert!(sent <= most, "{sent} bytes for {most}");
    }
}

#[test]
fn what_is_wrong_for_good_is_refused_and_says_why() {
    let mirror = mirror::made_up();
    let root = TempDir::new().unwrap();
    fs::write(mirror.path().join("vocab.pten.spm"), content("other name")).unwrap();
    let here = store(root.path(), &mirror::url(mirror.path()));
    let error = here.pull(&pair(), &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("vocab.pten.spm"), "{error}");
    assert!(!here.has(&pair()), "half a model is no model");

    let gone = store(root.path(), "file:///nowhere/at/all");
    assert!(matches!(
        gone.pull(&pair(), &mut |_| {}),
        Err(StoreError::Unreachable { .. })
    ));
    assert!(gone.list().unwrap().is_empty());

    fs::write(mirror.path().join("records.json"), "<html>").unwrap();
    let garbage = store(root.path(), &mirror::url(mirror.path()));
    assert!(matches!(
        garbage.pull(&pair(), &mut |_| {}),
        Err(StoreError::Catalogue { .. })
    ));
    assert!(ModelStore::new(root.path(), Some("s3://bucket")).is_err());
}

#[test]
fn a_download_that_a_process_left_goes_on_in_the_next() {
    let (mirror, root) = (mirror::made_up(), TempDir::new().unwrap());
    let server = Server::start(mirror.path(), Faults::default());
    // What a process that was killed leaves behind.
    let staging = root.path().join(".pt-en.staging");
    fs::create_dir_all(&staging).unwrap();
    fs::write(
        staging.join("model.pten.bin.part"),
        &content("model.pten.bin")[..100_000],
    )
    .unwrap();
    fs::write(staging.join("of-an-older-version.bin"), "x").unwrap();
    let store = store(root.path(), &server.url);
    store.pull(&pair(), &mut |_| {}).unwrap();
    assert_whole(&store);
    let all: usize = FILES.iter().map(|(_, name)| content(name).len()).sum();
    let records = fs::read(mirror.path().join("records.json")).unwrap().len();
    assert_eq!(server.sent.load(Ordering::Relaxed), all + records - 100_000);
}

/// Not a test of its own: the second process of the test below.
#[test]
fn second_process() {
    let (Ok(root), Ok(url)) = (std::env::var("SECOND_ROOT"), std::env::var("SECOND_URL")) else {
        return;
    };
    store(Path::new(&root), &url)
        .pull(&pair(), &mut |_| {})
        .unwrap();
}

#[test]
fn processes_and_threads_that_share_a_store_fetch_once() {
    let (mirror, root) = (mirror::made_up(), TempDir::new().unwrap());
    let server = Server::start(
        mirror.path(),
        Faults {
            cut: Some(50_000),
            ..Faults::default()
        },
    );
    let processes: Vec<_> = (0..3)
        .map(|_| {
            Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "store::second_process"])
                .env("SECOND_ROOT", root.path())
                .env("SECOND_URL", &server.url)
                .output()
        })
        .collect();
    let store = store(root.path(), &server.url);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| store.pull(&pair(), &mut |_| {}).unwrap());
        }
    });
    for process in processes {
        assert!(process.unwrap().status.success());
    }
    assert_whole(&store);
    // Each file was asked for twice: until the cut, and from there.
    assert_eq!(server.requests.load(Ordering::Relaxed), 2 * FILES.len());
}

#[test]
fn a_mirror_of_a_store_is_one_that_a_store_accepts() {
    let (mirror, root) = (mirror::made_up(), TempDir::new().unwrap());
    let first = store(root.path(), &mirror::url(mirror.path()));
    first.pull(&pair(), &mut |_| {}).unwrap();
    let copy = TempDir::new().unwrap();
    assert_eq!(first.mirror(copy.path()).unwrap(), [pair()]);
    // A second time changes nothing; a model of another pair stays.
    assert_eq!(first.mirror(copy.path()).unwrap(), [pair()]);
    assert!(copy.path().join("pt-en/model.pten.bin.zst").is_file());

    let other = TempDir::new().unwrap();
    let second = store(other.path(), &mirror::url(copy.path()));
    assert_eq!(second.list().unwrap().len(), 1);
    second.pull(&pair(), &mut |_| {}).unwrap();
    assert_whole(&second);
    let server = Server::start(
        copy.path(),
        Faults {
            cut: Some(500),
            ..Faults::default()
        },
    );
    let third = TempDir::new().unwrap();
    store(third.path(), &server.url)
        .pull(&pair(), &mut |_| {})
        .unwrap();
}

#[test]
fn bare_files_are_adopted() {
    let (bare, root) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let store = store(root.path(), "file:///nowhere");
    assert!(matches!(
        store.adopt(&pair(), "tiny", bare.path()),
        Err(StoreError::NotHere(_))
    ));
    for (_, name) in FILES {
        fs::write(bare.path().join(name), content(name)).unwrap();
    }
    fs::write(bare.path().join("config.yml"), "x").unwrap();
    store.adopt(&pair(), "tiny", bare.path()).unwrap();
    assert_whole(&store);
}

#[test]
fn mozillas_models_are_known_without_the_network() {
    let root = TempDir::new().unwrap();
    let store = ModelStore::new(root.path(), None).unwrap();
    let models = store.list().unwrap();
    assert!(models.len() > 50 && models.iter().all(|model| !model.here));
    assert!(store.is_offered(&pair()));
    assert!(!store.is_offered(&"eo".parse().unwrap()));
}

#[test]
fn a_store_that_cannot_be_written_serves_what_it_has() {
    let (mirror, root) = (mirror::made_up(), TempDir::new().unwrap());
    let store = store(root.path(), &mirror::url(mirror.path()));
    store.pull(&pair(), &mut |_| {}).unwrap();
    let mut permissions = fs::metadata(root.path()).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(root.path(), permissions.clone()).unwrap();
    assert_eq!(store.installed().unwrap().len(), 1);
    store.open(&pair()).unwrap().verify().unwrap();
    // Given back, so that the folder can be removed.
    #[expect(clippy::permissions_set_readonly_false, reason = "a temporary folder")]
    permissions.set_readonly(false);
    fs::set_permissions(root.path(), permissions).unwrap();
}

/// While one process replaces a model, another finds it: the old one lies aside only for a moment.
#[test]
fn a_model_that_is_being_replaced_is_not_missed() {
    let (mirror, root) = (mirror::made_up(), TempDir::new().unwrap());
    let store = store(root.path(), &mirror::url(mirror.path()));
    store.pull(&pair(), &mut |_| {}).unwrap();
    let (folder, aside) = (root.path().join("pt-en"), root.path().join(".pt-en.old"));
    for _ in 0..3 {
        fs::rename(&folder, &aside).unwrap();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(Duration::from_millis(10));
                fs::rename(&aside, &folder).unwrap();
            });
            assert!(store.has(&pair()));
            assert!(store.open(&pair()).is_ok());
        });
    }
}
