//! What a user of the spacing engine may rely on.

mod humps;
mod limits;
mod missing;
mod names;
mod reviewed;
mod source;
mod sparse;
mod tokens;

use std::sync::LazyLock;

use text::model::Model;
use text::space::{SpaceOptions, Spacer};

fn spacer() -> &'static Spacer {
    static SPACER: LazyLock<Spacer> = LazyLock::new(|| Spacer::new(Model::english()));
    &SPACER
}

fn space(text: &str) -> String {
    spacer().space(text, &SpaceOptions::default()).processed
}

/// Texts that are changed, and into what.
#[track_caller]
fn come_out(texts: &[(&str, &str)]) {
    for (text, expected) in texts {
        assert_eq!(space(text), *expected);
    }
}

/// Texts that stay as they are.
#[track_caller]
fn stay(texts: &[&str]) {
    for text in texts {
        assert_eq!(space(text), *text);
    }
}
