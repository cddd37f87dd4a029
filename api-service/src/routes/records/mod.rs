//! `/api/records`: what was processed before.

pub mod delete;
pub mod get;
pub mod list;

use uuid::Uuid;
use web_common::{Code, Problem};

/// The record named in an address. What is no UUID names none.
pub(super) fn id(path: &str) -> Result<Uuid, Problem> {
    Uuid::parse_str(path).map_err(|_| missing())
}

pub(super) fn missing() -> Problem {
    Problem::new(
        Code::NotFound,
        "There is no such record; it may have been deleted.",
    )
}
