//! Reading records: one, a page, all.

use std::collections::VecDeque;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::{Stream, TryStreamExt, stream};
use uuid::Uuid;

use crate::error::Result;
use crate::pool::{Arg, Dialect, placeholders};
use crate::record::{Operation, Record, RecordRow, first_id_at};
use crate::search::terms;
use crate::store::RecordStore;

/// The most records of a page.
const MAX_LIMIT: u32 = 1000;

/// A page ends early once its texts have this many bytes, so that a page of the longest texts does not
/// take gigabytes.
const MAX_PAGE_BYTES: usize = 32 << 20;

/// The same for one step of an export, of which there may be many at a time.
const EXPORT_PAGE_BYTES: usize = 4 << 20;

/// The most records of one step of an export.
const EXPORT_LIMIT: u32 = 500;

/// How long one step of an export may take: nobody waits for it as for a page, and with a search it
/// reads what it leaves out.
const EXPORT_STEP: Duration = Duration::from_secs(30);

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
    /// letter or digit it matches nothing.
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
#[derive(Debug, Clone, PartialEq)]
pub struct RecordPage {
    /// The records, in the order asked for.
    pub records: Vec<Record>,
    /// Where the next page begins: its `after`. None on the last page.
    pub next: Option<Uuid>,
}

impl RecordStore {
    /// The record with this id; none if there is none or it has been deleted.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] if the database does not answer in time; so all the others here.
    pub async fn get(&self, id: Uuid) -> Result<Option<Record>> {
        self.in_time(self.load(&[id]))
            .await
            .map(|mut records| records.pop())
    }

    /// A page of the records that pass the filter. Pages that follow one another have each record
    /// exactly once, whatever is inserted meanwhile.
    ///
    /// # Errors
    /// As for [`get`](Self::get).
    pub async fn list(&self, filter: &Filter, page: &Page) -> Result<RecordPage> {
        let page = Page {
            limit: page.limit.clamp(1, MAX_LIMIT),
            ..*page
        };
        self.in_time(async {
            match filter.terms() {
                None => self.list_rows(filter, &page, MAX_PAGE_BYTES).await,
                Some(terms) if terms.is_empty() => Ok(RecordPage {
                    records: Vec::new(),
                    next: None,
                }),
                Some(terms) => {
                    let ids = self.search(filter, &terms, &page).await?;
                    self.load_page(ids, &page, MAX_PAGE_BYTES).await
                }
            }
        })
        .await
    }

    /// All records that pass the filter, a few at a time: the memory taken does not depend on how many
    /// there are, and no connection is held while the receiver is slow.
    pub fn export(
        &self,
        filter: Filter,
        order: Order,
    ) -> impl Stream<Item = Result<Record>> + Send + 'static {
        let terms = filter.terms();
        let page = Page {
            order,
            limit: EXPORT_LIMIT,
            after: None,
            excerpt: None,
        };
        let state = (self.clone(), Some(page));
        stream::try_unfold(state, move |(store, page)| {
            let (filter, terms) = (filter.clone(), terms.clone());
            async move {
                let Some(page) = page else {
                    return Ok::<_, crate::Error>(None);
                };
                let step = async {
                    match &terms {
                        None => store.list_rows(&filter, &page, EXPORT_PAGE_BYTES).await,
                        Some(terms) => {
                            // A search would count its matches anew at each step; reading on does not.
                            let window = store.scan(&filter, terms, &page).await?;
                            let found = store.load_page(window.hits, &page, EXPORT_PAGE_BYTES);
                            let RecordPage { records, next } = found.await?;
                            Ok(RecordPage {
                                records,
                                next: next.or(window.next),
                            })
                        }
                    }
                };
                let RecordPage { records, next } = store.within(EXPORT_STEP, step).await?;
                let rest = next.map(|after| Page {
                    after: Some(after),
                    ..page
                });
                let records = VecDeque::from(records).into_iter().map(Ok);
                Ok(Some((stream::iter(records), (store, rest))))
            }
        })
        .try_flatten()
    }

    /// The records with these ids that are not deleted, in the order of the ids.
    pub(crate) async fn load(&self, ids: &[Uuid]) -> Result<Vec<Record>> {
        let mut found = Vec::with_capacity(ids.len());
        for ids in ids.chunks(MAX_LIMIT as usize) {
            let (records, _) = self.load_rows(ids, &Page::default(), usize::MAX).await?;
            found.extend(records);
        }
        let position = |id: Uuid| ids.iter().position(|other| *other == id);
        found.sort_by_cached_key(|record| position(record.id));
        Ok(found)
    }

    /// The page that these ids make, one more of which than the page has shows that there is another.
    pub(crate) async fn load_page(
        &self,
        mut ids: Vec<Uuid>,
        page: &Page,
        max_bytes: usize,
    ) -> Result<RecordPage> {
        let more = ids.len() > page.limit as usize;
        ids.truncate(page.limit as usize);
        if ids.is_empty() {
            return Ok(RecordPage {
                records: Vec::new(),
                next: None,
            });
        }
        let (records, cut) = self.load_rows(&ids, page, max_bytes).await?;
        // Not the last record but the last id: a record may have been deleted since it was found.
        let last = if cut {
            records.last().map(|record| record.id)
        } else {
            ids.last().copied()
        };
        Ok(RecordPage {
            records,
            next: last.filter(|_| more || cut),
        })
    }

    async fn load_rows(
        &self,
        ids: &[Uuid],
        page: &Page,
        max_bytes: usize,
    ) -> Result<(Vec<Record>, bool)> {
        let Some(last) = ids.last() else {
            return Ok((Vec::new(), false));
        };
        // Few different lengths: each statement is parsed and kept once for each connection.
        let slots = ids.len().next_power_of_two();
        let padded = ids
            .iter()
            .chain(std::iter::repeat_n(last, slots - ids.len()));
        let sql = format!(
            "SELECT {} FROM records r WHERE r.id IN ({}) AND r.deleted_at IS NULL ORDER BY r.id {}",
            columns(page.excerpt),
            placeholders(slots),
            page.order.sql(),
        );
        let args: Vec<_> = padded.copied().map(Arg::Id).collect();
        self.rows(sql, &args, max_bytes).await
    }

    async fn list_rows(
        &self,
        filter: &Filter,
        page: &Page,
        max_bytes: usize,
    ) -> Result<RecordPage> {
        let (sql, args) = list_sql(self.dialect(), filter, page);
        let (mut records, cut) = self.rows(sql, &args, max_bytes).await?;
        let more = cut || records.len() > page.limit as usize;
        records.truncate(page.limit as usize);
        let next = records.last().map(|record| record.id).filter(|_| more);
        Ok(RecordPage { records, next })
    }

    /// The rows of a statement until they have so many bytes, and whether they ended before it did.
    async fn rows(
        &self,
        sql: String,
        args: &[Arg<'_>],
        max_bytes: usize,
    ) -> Result<(Vec<Record>, bool)> {
        let mut rows = self.reader().fetch::<RecordRow>(sql, args);
        let (mut records, mut bytes) = (Vec::new(), 0);
        while let Some(row) = rows.try_next().await? {
            bytes += row.bytes();
            if bytes > max_bytes && !records.is_empty() {
                return Ok((records, true));
            }
            records.push(Record::try_from(row)?);
        }
        Ok((records, false))
    }
}

impl Filter {
    /// The words to search for; none if there is no search.
    fn terms(&self) -> Option<Vec<String>> {
        self.q
            .as_deref()
            .filter(|q| !q.trim().is_empty())
            .map(terms)
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

fn columns(excerpt: Option<u32>) -> String {
    const SHORT: &str = "r.id, r.created_at, r.operation, r.tag, r.language, r.language_confidence";
    match excerpt {
        None => format!("{SHORT}, r.original, r.processed, r.edits, r.detail"),
        Some(chars) => {
            let text = |name| format!("SUBSTR(r.{name}, 1, {chars}) AS {name}");
            let json = |name| {
                format!(
                    "CASE WHEN OCTET_LENGTH(r.{name}) > {MAX_EXCERPT_JSON} THEN 'null' \
                     ELSE r.{name} END AS {name}"
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
