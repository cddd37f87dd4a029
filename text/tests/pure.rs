//! What `text` is made of: functions of a text, and nothing that talks to anybody.

use std::process::Command;

/// Clients and servers of HTTP, TLS, databases, and the runtimes below them.
const BARRED: [&str; 15] = [
    "actix-web",
    "async-std",
    "curl",
    "http",
    "hyper",
    "models",
    "native-tls",
    "reqwest",
    "rustls",
    "sqlx",
    "sqlx-core",
    "tiny_http",
    "tokio",
    "ureq",
    "web-common",
];

#[test]
fn no_http_and_no_database_among_all_dependencies() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--package", "text"])
        .args([
            "--edges",
            "normal,build,dev",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    let names: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(names.contains(&"fxtranslate"), "{tree}");
    for barred in BARRED {
        assert!(!names.contains(&barred), "text depends on {barred}");
    }
}
