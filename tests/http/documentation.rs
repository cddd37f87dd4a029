//! Every line of curl in the guides does what they say.

use std::{path::Path, process::Command};

use serde_json::json;

use crate::support::{Kind, TestApp, models};

/// The blocks of shell in a guide that ask the service something.
fn examples(guide: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(guide);
    let text = std::fs::read_to_string(&path).unwrap();
    let blocks = text
        .split("```sh\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap());
    blocks
        .filter(|block| block.contains("curl"))
        .map(str::to_owned)
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_line_of_curl_in_the_guides_works() {
    let folder = tempfile::tempdir().unwrap();
    let url = models::mirror_url();
    let app = TestApp::spawn_with(Kind::Sqlite, &[("MODELS_URL", url.as_str())]).await;
    let record = app
        .post("/api/spell", &json!({"text": "I havv a dog"}))
        .await
        .json();
    let mut lines = 0;
    for guide in ["README.md", "docs/api.md"] {
        for block in examples(guide) {
            lines += block.matches("curl ").count();
            let script = block
                .replace("curl -s", "curl --silent --show-error --fail-with-body")
                .replace(
                    "localhost:8080",
                    app.api.address.trim_start_matches("http://"),
                );
            let output = Command::new("bash")
                .args(["-euo", "pipefail", "-c", &script])
                .current_dir(folder.path())
                .env("RECORD", record["record"].as_str().unwrap())
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stdout);
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(
                output.status.success(),
                "{guide}: {block}\n{said}\n{errors}"
            );
        }
    }
    assert!(lines >= 20, "{lines}");
}
