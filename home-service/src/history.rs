//! `GET /`: the history as a table.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use askama::Template;
use chrono::{DateTime, Utc};
use db::{Filter, Operation, Order, Page, RecordStore, Terms};
use uuid::Uuid;
use web_common::{
    Problem, access,
    page::{Frame, Site},
};

use crate::{
    HomeState,
    query::{DEFAULT_LIMIT, LIMITS, Place, Query, View},
    remove::Deleted,
    row::{EXCERPT, Row, label},
};

#[derive(Template)]
#[template(path = "history.html")]
struct HistoryPage {
    frame: Frame,
    query: Query,
    rows: Vec<Row>,
    /// Page size in force.
    limit: u32,
    oldest_first: bool,
    /// Between which times, as RFC 3339; empty for no bound.
    from: String,
    to: String,
    /// Links to the neighbouring pages.
    newer: Option<String>,
    older: Option<String>,
    /// Records that were just deleted and can be had back.
    deleted: Vec<Uuid>,
    /// Whether new records go into this very page: its beginning, without filters.
    live: bool,
    /// The newest record that there is, on this page or not: what comes after it is new.
    newest: Option<Uuid>,
    /// Whether the API asks for a key.
    key_needed: bool,
    /// The origin that a command line would use.
    origin: String,
}

#[derive(serde::Deserialize)]
pub struct Notice {
    /// Records that were just deleted.
    #[serde(default)]
    deleted: Deleted,
}

/// The page that the address describes.
pub async fn page(
    request: HttpRequest,
    query: web::Query<Query>,
    notice: web::Query<Notice>,
    state: web::Data<HomeState>,
    site: Site,
) -> Result<HttpResponse, Problem> {
    let query = query.into_inner();
    let view = query.view()?;
    // Before the page itself is read: what comes between the two is not missed.
    let newest = newest(&state.store).await?;
    let found = find(&state.store, &view).await?;
    let mut frame = site.frame("/", "History");
    frame.scripts.push(site.href("/", "history.js"));
    let (before, after) = found.neighbours(&query);
    let oldest_first = view.order == Order::Oldest;
    let (newer, older) = if oldest_first {
        (after, before)
    } else {
        (before, after)
    };
    let terms = Terms::new(&query.q);
    let page = HistoryPage {
        rows: found
            .rows
            .into_iter()
            .map(|row| row.found(&terms))
            .collect(),
        limit: view.limit,
        oldest_first,
        from: moment(view.filter.from),
        to: moment(view.filter.to),
        newer,
        older,
        deleted: notice.into_inner().deleted.0,
        newest,
        key_needed: access::is_private(&request),
        live: found.at_start && !oldest_first && !query.filtered(),
        origin: access::site_address(&request),
        query,
        frame,
    };
    html(&page)
}

fn moment(time: Option<DateTime<Utc>>) -> String {
    time.map(|time| time.to_rfc3339()).unwrap_or_default()
}

/// A rendered page, always asked for anew.
pub fn html(page: &impl Template) -> Result<HttpResponse, Problem> {
    page.render()
        .map(rendered)
        .map_err(|error| Problem::internal(&error))
}

/// The same of a page that is rendered.
pub fn rendered(html: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/html; charset=utf-8")
        .body(html)
}

/// A page of rows and where it lies.
struct Found {
    rows: Vec<Row>,
    at_start: bool,
    at_end: bool,
}

impl Found {
    /// Links to the page before and the page after this one.
    fn neighbours(&self, query: &Query) -> (Option<String>, Option<String>) {
        let first = self.rows.first().filter(|_| !self.at_start);
        let last = self.rows.last().filter(|_| !self.at_end);
        (
            first.map(|row| query.before(row.record)),
            last.map(|row| query.after(row.record)),
        )
    }
}

async fn newest(store: &RecordStore) -> Result<Option<Uuid>, Problem> {
    let page = Page {
        order: Order::Newest,
        limit: 1,
        after: None,
        excerpt: Some(EXCERPT),
    };
    let found = store.list(&Filter::default(), &page).await?;
    Ok(found.records.first().map(|record| record.id))
}

async fn find(store: &RecordStore, view: &View) -> Result<Found, Problem> {
    let mut page = Page {
        order: view.order,
        limit: view.limit,
        after: None,
        excerpt: Some(EXCERPT),
    };
    if let Place::Before(record) = view.place {
        // Backwards from there, then turned round.
        let order = match view.order {
            Order::Newest => Order::Oldest,
            Order::Oldest => Order::Newest,
        };
        let back = Page {
            order,
            after: Some(record),
            ..page
        };
        let found = store.list(&view.filter, &back).await?;
        if found.next.is_some() {
            let rows = found.records.iter().rev().map(Row::from).collect();
            return Ok(Found {
                rows,
                at_start: false,
                at_end: false,
            });
        }
        // The beginning is reached: show it in full rather than what is left before that record.
    }
    if let Place::After(record) = view.place {
        page.after = Some(record);
    }
    let found = store.list(&view.filter, &page).await?;
    Ok(Found {
        rows: found.records.iter().map(Row::from).collect(),
        at_start: page.after.is_none(),
        at_end: found.next.is_none(),
    })
}

impl HistoryPage {
    /// The choices of operation: name, label, link, whether it is the one in force.
    fn operations(&self) -> Vec<(&'static str, String, bool)> {
        let all = ("All", self.query.only(""), self.query.operation.is_empty());
        let each = Operation::ALL.iter().map(|operation| {
            let name = operation.as_str();
            (
                label(*operation),
                self.query.only(name),
                self.query.operation == name,
            )
        });
        [all].into_iter().chain(each).collect()
    }

    fn export(&self, format: &str) -> String {
        self.query.start().href(&format!("/records.{format}"))
    }

    /// The page sizes on offer: value in the address, number, whether it is the one in force.
    fn limits(&self) -> Vec<(String, u32, bool)> {
        let mut limits = LIMITS.to_vec();
        if !limits.contains(&self.limit) {
            limits.push(self.limit);
            limits.sort_unstable();
        }
        let value = |limit: u32| {
            if limit == DEFAULT_LIMIT {
                String::new()
            } else {
                limit.to_string()
            }
        };
        limits
            .into_iter()
            .map(|limit| (value(limit), limit, limit == self.limit))
            .collect()
    }
}
