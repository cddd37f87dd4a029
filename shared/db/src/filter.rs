//! Which records are meant, and in SQL: filters, places in the order, columns.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::json::PACKED_PREFIX;
use crate::pool::{Arg, Dialect};
use crate::record::{Operation, Record, first_id_at};
use crate::search::{MAX_SEARCH_WORDS, terms};

/// In an excerpt, edits or detail longer than this, in bytes, are left out.
const MAX_EXCERPT_JSON: u32 = 64 << 10;

/// Which records are meant. The default is all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this operation.
    pub operation: Option<Operation>,
    /// Only this tag, to the letter.
    pub tag: Option<String>,
    /// Only records that have, for each word of this, a word that begins so, in the original, the
    /// result or the tag; case and accents do not count. Blank is as good as nothing; without any
    /// letter or digit it matches nothing. At most 48 different words.
    pub q: Option<String>,
    /// Only records created then or later.
    pub from: Option<DateTime<Utc>>,
    /// Only records created before.
    pub to: Option<DateTime<Utc>>,
}

/// In which order records come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
}

/// Which part of the records is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// In which order.
    pub order: Order,
    /// How many, from 1 to 1,000. A page may be shorter if its texts are very long.
    pub limit: u32,
    /// Only what comes after the record with this id, which need not exist any more.
    pub after: Option<Uuid>,
    /// Only so many characters of each text, for lists: original and result are cut, edits and detail
    /// of more than 64 KiB become null.
    pub excerpt: Option<u32>,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            order: Order::Newest,
            limit: 50,
            after: None,
            excerpt: None,
        }
    }
}

/// A page of records.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RecordPage {
    /// The records, in the order asked for.
    pub records: Vec<Record>,
    /// Where the next page begins: its `after`. None on the last page.
    pub next: Option<Uuid>,
}

impl Filter {
    /// The words to search for; none if there is no search.
    ///
    /// # Errors
    /// They are too many: to look for some of them would find what was not asked for.
    pub(crate) fn terms(&self) -> Result<Option<Vec<String>>> {
        let Some(q) = self.q.as_deref().filter(|q| !q.trim().is_empty()) else {
            return Ok(None);
        };
        let terms = terms(q);
        if terms.len() > MAX_SEARCH_WORDS {
            return Err(Error::TooManyWords);
        }
        Ok(Some(terms))
    }

    /// Which index to read along. Left to itself, MySQL at times takes an index that suits one condition
    /// and then sorts, which at a million records is the difference between 1 ms and seconds.
    pub(crate) fn index(&self, dialect: Dialect) -> &'static str {
        match (dialect, &self.tag, self.operation) {
            (Dialect::MySql, Some(_), _) => "FORCE INDEX (records_tag)",
            (Dialect::MySql, None, Some(_)) => "FORCE INDEX (records_operation)",
            (Dialect::MySql, None, None) => "FORCE INDEX (PRIMARY)",
            (Dialect::Sqlite, Some(_), _) => "INDEXED BY records_tag",
            (Dialect::Sqlite, None, Some(_)) => "INDEXED BY records_operation",
            (Dialect::Sqlite, None, None) => "",
        }
    }
}

impl Order {
    pub(crate) fn sql(self) -> &'static str {
        match self {
            Self::Newest => "DESC",
            Self::Oldest => "ASC",
        }
    }
}

/// A filter and a place in the order as SQL.
pub(crate) struct Condition<'a> {
    pub(crate) sql: String,
    pub(crate) args: Vec<Arg<'a>>,
}

impl<'a> Condition<'a> {
    pub(crate) fn new(filter: &'a Filter, page: &Page, table: &str) -> Self {
        let mut condition = Self::of_ids(filter, page, table);
        condition.and(&format!("{table}.deleted_at IS NULL"), []);
        if let Some(operation) = filter.operation {
            condition.and(
                &format!("{table}.operation = ?"),
                [Arg::Text(operation.as_str())],
            );
        }
        if let Some(tag) = &filter.tag {
            // MySQL takes texts that differ in trailing blanks for equal.
            condition.and(
                &format!("{table}.tag = ? AND OCTET_LENGTH({table}.tag) = OCTET_LENGTH(?)"),
                [Arg::Text(tag), Arg::Text(tag)],
            );
        }
        condition
    }

    /// Only the part that any table with the ids of records can answer.
    pub(crate) fn of_ids(filter: &Filter, page: &Page, table: &str) -> Self {
        let mut condition = Self {
            sql: String::new(),
            args: Vec::new(),
        };
        if let Some(from) = filter.from {
            condition.and(&format!("{table}.id >= ?"), [Arg::Id(first_id_at(from))]);
        }
        if let Some(to) = filter.to {
            condition.and(&format!("{table}.id < ?"), [Arg::Id(first_id_at(to))]);
        }
        if let Some(after) = page.after {
            let beyond = match page.order {
                Order::Newest => "<",
                Order::Oldest => ">",
            };
            condition.and(&format!("{table}.id {beyond} ?"), [Arg::Id(after)]);
        }
        condition
    }

    pub(crate) fn and(&mut self, sql: &str, args: impl IntoIterator<Item = Arg<'a>>) {
        if !self.sql.is_empty() {
            self.sql.push_str(" AND ");
        }
        self.sql.push_str(sql);
        self.args.extend(args);
    }
}

/// The statement for a page and one record more.
pub(crate) fn list_sql<'a>(
    dialect: Dialect,
    filter: &'a Filter,
    page: &Page,
) -> (String, Vec<Arg<'a>>) {
    let condition = Condition::new(filter, page, "r");
    let sql = format!(
        "SELECT {} FROM records r {} WHERE {} ORDER BY r.id {} LIMIT ?",
        columns(page.excerpt),
        filter.index(dialect),
        condition.sql,
        page.order.sql(),
    );
    let mut args = condition.args;
    args.push(Arg::Int(i64::from(page.limit) + 1));
    (sql, args)
}

pub(crate) fn columns(excerpt: Option<u32>) -> String {
    const SHORT: &str = "r.id, r.created_at, r.operation, r.tag, r.language, r.language_confidence";
    match excerpt {
        None => format!("{SHORT}, r.original, r.processed, r.edits, r.detail"),
        Some(chars) => {
            let text = |name| format!("SUBSTR(r.{name}, 1, {chars}) AS {name}");
            let json = |name| {
                format!(
                    "CASE WHEN OCTET_LENGTH(r.{name}) > {MAX_EXCERPT_JSON} \
                     OR r.{name} LIKE '{PACKED_PREFIX}%' THEN 'null' ELSE r.{name} END AS {name}"
                )
            };
            let (original, processed) = (text("original"), text("processed"));
            format!(
                "{SHORT}, {original}, {processed}, {}, {}",
                json("edits"),
                json("detail")
            )
        }
    }
}
