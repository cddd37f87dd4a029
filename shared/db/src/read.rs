//! Reading records: one, a page, all.

use std::collections::VecDeque;
use std::time::Duration;

use futures_util::{Stream, TryStreamExt, stream};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::filter::{Filter, Order, Page, RecordPage, columns, list_sql};
use crate::pool::{Arg, placeholders};
use crate::record::{Record, RecordRow};
use crate::store::RecordStore;

/// The most records of a page.
const MAX_LIMIT: u32 = 1000;

/// A page ends early before its texts, edits and details have more bytes than this, so that a page of the longest texts
/// does not take gigabytes.
const MAX_PAGE_BYTES: usize = 4 << 20;

/// Rows of more bytes than this are read on a thread of their own.
const MAX_INLINE_BYTES: usize = 64 << 10;

/// Like [`MAX_PAGE_BYTES`], for one step of an export; many exports may run at once.
const EXPORT_PAGE_BYTES: usize = 4 << 20;

/// The most records of one step of an export.
const EXPORT_LIMIT: u32 = 500;

/// How long one step of an export may take: nobody waits for it as for a page, and with a search it
/// reads what it leaves out.
const EXPORT_STEP: Duration = Duration::from_secs(30);

impl RecordStore {
    /// The record with this id; none if there is none or it has been deleted.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] if the database does not answer in time; so all the others here.
    pub async fn get(&self, id: Uuid) -> Result<Option<Record>> {
        self.load(&[id]).await.map(|mut records| records.pop())
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
            match filter.terms()? {
                None => self.list_rows(filter, &page, MAX_PAGE_BYTES).await,
                Some(terms) if terms.is_empty() => Ok(RecordPage::default()),
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
                    return Ok::<_, Error>(None);
                };
                let step = async {
                    match &terms? {
                        None => store.list_rows(&filter, &page, EXPORT_PAGE_BYTES).await,
                        Some(terms) if terms.is_empty() => Ok(RecordPage::default()),
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
    ///
    /// # Errors
    /// As for [`get`](Self::get): whoever loads, the task that writes above all, never waits for ever.
    pub(crate) async fn load(&self, ids: &[Uuid]) -> Result<Vec<Record>> {
        let (mut found, whole) = (Vec::with_capacity(ids.len()), Page::default());
        for ids in ids.chunks(MAX_LIMIT as usize) {
            let rows = self.load_rows(ids, &whole, usize::MAX);
            let (records, _) = self.in_time(rows).await?;
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

    /// The records of a statement until they have so many bytes, and whether they ended before it did.
    async fn rows(
        &self,
        sql: String,
        args: &[Arg<'_>],
        max_bytes: usize,
    ) -> Result<(Vec<Record>, bool)> {
        let (mut rows, mut bytes, mut cut) = (Vec::new(), 0, false);
        let take = |row: RecordRow| {
            bytes += row.bytes();
            cut = bytes > max_bytes && !rows.is_empty();
            if !cut {
                rows.push(row);
            }
            Ok(!cut)
        };
        self.reader().fetch_each(sql, args, take).await?;
        let (records, shorter) = if bytes <= MAX_INLINE_BYTES {
            records_of(rows, max_bytes)?
        } else {
            tokio::task::spawn_blocking(move || records_of(rows, max_bytes))
                .await
                .map_err(|error| Error::Other(error.to_string()))??
        };
        Ok((records, cut || shorter))
    }
}

/// The records that rows are, until they have so many bytes with their JSON as it is unpacked, and whether any are left out.
fn records_of(rows: Vec<RecordRow>, max_bytes: usize) -> Result<(Vec<Record>, bool)> {
    let (mut records, mut bytes) = (Vec::with_capacity(rows.len()), 0);
    for row in rows {
        let record = Record::try_from(row)?;
        bytes += record.bytes();
        if bytes > max_bytes && !records.is_empty() {
            return Ok((records, true));
        }
        records.push(record);
    }
    Ok((records, false))
}
