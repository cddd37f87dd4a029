//! Deleting and restoring records: forms on the pages, so requests from other sites are refused.
//!
//! `POST /records/{record}/delete` and `/restore` are about one record, `POST /records/delete` and
//! `/restore` about those named in the form's fields `record`.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use serde::{Deserialize, Deserializer, de};
use uuid::Uuid;
use web_common::{Code, Problem, Unpacked, origin};

use crate::{
    HomeState,
    query::{LIMITS, Query},
    record,
};

/// The most records that one form deletes: a full page.
const MAX_SELECTED: usize = LIMITS[LIMITS.len() - 1] as usize;

/// Records that were just deleted, as listed in the history's address: joined by dots.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Deleted(pub Vec<Uuid>);

impl Deleted {
    /// The address of the same view with the offer to undo.
    fn href(&self, query: &Query) -> String {
        let ids: Vec<String> = self.0.iter().map(|id| id.simple().to_string()).collect();
        let href = query.href("/");
        let sign = if href.contains('?') { '&' } else { '?' };
        format!("{href}{sign}deleted={}", ids.join("."))
    }
}

impl<'de> Deserialize<'de> for Deleted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let ids = text.split('.').filter(|id| !id.is_empty());
        let ids: Result<Vec<Uuid>, _> = ids.take(MAX_SELECTED).map(Uuid::parse_str).collect();
        ids.map(Self).map_err(de::Error::custom)
    }
}

/// Deletes a record and shows the history, where it can be restored for a while.
pub async fn delete(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<HomeState>,
) -> Result<HttpResponse, Problem> {
    origin::check(&request)?;
    let id = record::id(&path)?;
    if !state.store.delete(id).await? {
        return Err(record::none());
    }
    Ok(see(&Deleted(vec![id]).href(&Query::default())))
}

/// Restores a record and shows it.
pub async fn restore(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<HomeState>,
) -> Result<HttpResponse, Problem> {
    origin::check(&request)?;
    let id = record::id(&path)?;
    // A second click on the same button changes nothing.
    if state.store.restore(id).await? || state.store.get(id).await?.is_some() {
        return Ok(see(&format!("/records/{id}")));
    }
    Err(too_late())
}

/// Deletes the records that were ticked and shows the same view without them.
pub async fn delete_selected(
    request: HttpRequest,
    Unpacked(body): Unpacked<web::Bytes>,
    view: web::Query<Query>,
    state: web::Data<HomeState>,
) -> Result<HttpResponse, Problem> {
    origin::check(&request)?;
    // A record that somebody else has just deleted is gone, as requested.
    let deleted = state.store.delete_all(&selected(&body)?).await?;
    Ok(see(&Deleted(deleted).href(&view)))
}

/// Restores several records and shows the view from which they were deleted.
pub async fn restore_selected(
    request: HttpRequest,
    Unpacked(body): Unpacked<web::Bytes>,
    view: web::Query<Query>,
    state: web::Data<HomeState>,
) -> Result<HttpResponse, Problem> {
    origin::check(&request)?;
    let ids = selected(&body)?;
    // If this fails half-way, the same button can be pressed again.
    let restored = state.store.restore_all(&ids).await?;
    let mut gone = false;
    for id in ids.iter().filter(|id| !restored.contains(id)) {
        gone |= state.store.get(*id).await?.is_none();
    }
    if gone {
        return Err(too_late());
    }
    Ok(see(&view.href("/")))
}

/// The records that a form names.
fn selected(body: &[u8]) -> Result<Vec<Uuid>, Problem> {
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(body)
        .map_err(|error| Problem::new(Code::Malformed, format!("This is not a form: {error}.")))?;
    let ids = fields.iter().filter(|(name, _)| name == "record");
    let ids: Vec<Uuid> = ids
        .map(|(_, id)| record::id(id))
        .collect::<Result<_, Problem>>()?;
    if ids.is_empty() || ids.len() > MAX_SELECTED {
        return Err(Problem::field(
            "record",
            format!(
                "Select between 1 and {MAX_SELECTED} records; these are {}.",
                ids.len()
            ),
        ));
    }
    Ok(ids)
}

fn too_late() -> Problem {
    let seconds = db::RESTORABLE.as_secs();
    Problem::new(
        Code::NotFound,
        format!("What was deleted can be restored for {seconds} seconds. This is gone."),
    )
}

fn see(to: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to))
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Address {
        q: String,
        deleted: Deleted,
    }

    #[test]
    fn the_address_names_what_was_deleted_beside_the_filters() {
        let query = Query {
            q: "a b".into(),
            ..Query::default()
        };
        let ids = vec![Uuid::from_u128(1), Uuid::from_u128(2)];
        let href = Deleted(ids.clone()).href(&query);
        let (_, address) = href.split_once('?').unwrap();
        let read: Address = serde_urlencoded::from_str(address).unwrap();
        assert_eq!((read.q.as_str(), read.deleted), ("a b", Deleted(ids)));
    }

    #[test]
    fn a_form_names_at_least_one_record_and_at_most_a_page() {
        let field = format!("record={}&", Uuid::from_u128(7));
        assert_eq!(selected(field.as_bytes()).unwrap(), [Uuid::from_u128(7)]);
        assert!(selected(b"").is_err());
        assert!(selected(b"record=x").is_err());
        assert!(selected(field.repeat(MAX_SELECTED).as_bytes()).is_ok());
        assert!(selected(field.repeat(MAX_SELECTED + 1).as_bytes()).is_err());
    }
}
