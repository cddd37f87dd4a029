//! Searching: from the words of a search to the ids of records, in order.
//!
//! A full-text index finds the matches of a rare word at once, but it does not know the order of the
//! history: the matches of a word that half of all records have would be fetched and sorted in full to
//! show fifty. Reading the newest records one after the other finds fifty of such a word at once and
//! a rare one never. So the newest records are read first, and the index is asked if they do not do.

use uuid::Uuid;

use crate::error::{Error, Result};
use crate::filter::{Condition, Filter, Page};
use crate::pool::{Arg, Dialect, row};
use crate::search::{fts5_query, mysql_query};
use crate::store::RecordStore;

/// How many records are read at a time.
const SCAN_WINDOW: usize = 2000;

/// How many records are read before the index is asked, if they look like having enough matches.
const MAX_SCANNED: usize = 10_000;

/// A word that more than one in so many records have is common.
const COMMON: usize = 100;

/// What reading some records brought.
pub(crate) struct Window {
    /// Those that match, in order.
    pub(crate) hits: Vec<Uuid>,
    /// How many records have each of the words.
    counts: Vec<usize>,
    /// The last one read, if there may be more.
    pub(crate) next: Option<Uuid>,
}

row! {
    struct Candidate {
        id: Vec<u8>,
        /// A bit for each of the words, the first one lowest.
        has: Option<i64>,
    }
}

impl Candidate {
    fn has(&self, term: usize) -> bool {
        self.has.is_some_and(|has| has >> term & 1 == 1)
    }
}

impl RecordStore {
    /// The ids of the records that match: those of the page, and one more if there is one.
    pub(crate) async fn search(
        &self,
        filter: &Filter,
        terms: &[String],
        page: &Page,
    ) -> Result<Vec<Uuid>> {
        let wanted = page.limit as usize + 1;
        let (mut hits, mut scanned, mut rest) = (Vec::new(), 0, *page);
        let counts = loop {
            let window = self.scan(filter, terms, &rest).await?;
            hits.extend(window.hits);
            scanned += SCAN_WINDOW;
            if hits.len() >= wanted || window.next.is_none() {
                hits.truncate(wanted);
                return Ok(hits);
            }
            rest.after = window.next;
            // At this rate, would the page be full in time?
            if hits.len() * MAX_SCANNED < wanted * scanned {
                break window.counts;
            }
        };
        rest.limit = (wanted - hits.len()) as u32;
        let (rare, common) = split(terms, &counts);
        hits.extend(self.look_up(filter, &rare, &common, &rest).await?);
        Ok(hits)
    }

    /// Reads the next records that pass the rest of the filter and keeps those that have the words.
    pub(crate) async fn scan(
        &self,
        filter: &Filter,
        terms: &[String],
        page: &Page,
    ) -> Result<Window> {
        let condition = Condition::new(filter, page, "r");
        let order = page.order.sql();
        let has: Vec<_> = (0..terms.len())
            .map(|i| format!("{} * (INSTR(w.words, ?) > 0)", 1_i64 << i))
            .collect();
        let sql = format!(
            "SELECT c.id, {has} AS has \
             FROM (SELECT r.id FROM records r {index} WHERE {condition} \
                   ORDER BY r.id {order} LIMIT {SCAN_WINDOW}) c \
             LEFT JOIN record_words w ON w.id = c.id ORDER BY c.id {order}",
            has = has.join(" + "),
            index = filter.index(self.dialect()),
            condition = condition.sql,
        );
        let starts = starts(terms);
        let mut args: Vec<_> = starts.iter().map(|start| Arg::Text(start)).collect();
        args.extend(condition.args);
        let candidates: Vec<Candidate> = self.reader().fetch_all(sql, &args).await?;
        let next = candidates
            .last()
            .filter(|_| candidates.len() == SCAN_WINDOW);
        Ok(Window {
            next: next.map(|candidate| parse(&candidate.id)).transpose()?,
            hits: candidates
                .iter()
                .filter(|candidate| (0..terms.len()).all(|term| candidate.has(term)))
                .map(|candidate| parse(&candidate.id))
                .collect::<Result<_>>()?,
            counts: (0..terms.len())
                .map(|term| {
                    candidates
                        .iter()
                        .filter(|candidate| candidate.has(term))
                        .count()
                })
                .collect(),
        })
    }

    /// Asks the full-text index for the rare words, and its matches for the common ones.
    async fn look_up(
        &self,
        filter: &Filter,
        rare: &[String],
        common: &[String],
        page: &Page,
    ) -> Result<Vec<Uuid>> {
        // The words of deleted records are not in the index, so often it need not be joined.
        let alone = filter.operation.is_none() && filter.tag.is_none();
        let mut condition = if alone {
            Condition::of_ids(filter, page, "w")
        } else {
            Condition::new(filter, page, "r")
        };
        // The matches are few; whatever the planner believes, they come first.
        let (mut tables, matches, query) = match self.dialect() {
            Dialect::MySql => (
                "record_words w".to_owned(),
                "MATCH(w.words) AGAINST (? IN BOOLEAN MODE)",
                mysql_query(rare),
            ),
            Dialect::Sqlite => (
                "record_words_fts f CROSS JOIN record_words w ON w.seq = f.rowid".to_owned(),
                "f.record_words_fts MATCH ?",
                fts5_query(rare),
            ),
        };
        if !alone {
            tables.push_str(match self.dialect() {
                Dialect::MySql => " STRAIGHT_JOIN records r ON r.id = w.id",
                Dialect::Sqlite => " CROSS JOIN records r ON r.id = w.id",
            });
        }
        condition.and(matches, [Arg::Text(&query)]);
        let starts = starts(common);
        for start in &starts {
            condition.and("INSTR(w.words, ?) > 0", [Arg::Text(start)]);
        }
        condition.args.push(Arg::Int(i64::from(page.limit)));
        let sql = format!(
            "SELECT w.id FROM {tables} WHERE {} ORDER BY w.id {} LIMIT ?",
            condition.sql,
            page.order.sql()
        );
        let rows: Vec<(Vec<u8>,)> = self.reader().fetch_all(sql, &condition.args).await?;
        rows.iter().map(|(id,)| parse(id)).collect()
    }
}

/// Parts the words into those that the index is asked for, at least the rarest one, and the others: for
/// a word that half of all records have it would read half of itself.
fn split(terms: &[String], counts: &[usize]) -> (Vec<String>, Vec<String>) {
    let rarest = counts.iter().min().copied().unwrap_or_default();
    let limit = rarest.max(SCAN_WINDOW / COMMON);
    let is_rare = |term: &usize| counts[*term] <= limit;
    let (rare, common): (Vec<_>, Vec<_>) = (0..terms.len()).partition(is_rare);
    let pick = |chosen: Vec<usize>| chosen.into_iter().map(|term| terms[term].clone()).collect();
    (pick(rare), pick(common))
}

/// The beginnings as they stand in `record_words`: each word has a space before it.
fn starts(terms: &[String]) -> Vec<String> {
    terms.iter().map(|term| format!(" {term}")).collect()
}

pub(crate) fn parse(id: &[u8]) -> Result<Uuid> {
    Uuid::from_slice(id).map_err(|error| Error::Other(format!("damaged id: {error}")))
}
