//! Searching: from the words of a search to the ids of records, in order.
//!
//! A full-text index finds the matches of a rare word at once, but it does not know the order of the
//! history: the matches of a word that half of all records have would be fetched and sorted in full to
//! show fifty. Reading the newest records one after the other finds fifty of such a word at once and
//! a rare one never. So the newest records are read first, and the index is asked if they do not do.

use sqlx::FromRow;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::pool::{Arg, Dialect};
use crate::read::{Condition, Filter, Page};
use crate::search::{fts5_query, mysql_query};
use crate::store::RecordStore;

/// How many records are read before the index is asked.
const WINDOW: usize = 2000;

/// What reading some records brought.
pub(crate) struct Window {
    /// Those that match, in order.
    pub(crate) hits: Vec<Uuid>,
    /// The last one read, if there may be more.
    pub(crate) next: Option<Uuid>,
}

#[derive(FromRow)]
struct Candidate {
    id: Vec<u8>,
    hit: Option<i64>,
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
        let mut window = self.scan(filter, terms, page).await?;
        window.hits.truncate(wanted);
        if window.hits.len() < wanted
            && let Some(after) = window.next
        {
            let limit = (wanted - window.hits.len()) as u32;
            let rest = Page {
                after: Some(after),
                limit,
                ..*page
            };
            window
                .hits
                .extend(self.look_up(filter, terms, &rest).await?);
        }
        Ok(window.hits)
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
        let sql = format!(
            "SELECT c.id, ({hit}) AS hit \
             FROM (SELECT r.id FROM records r {index} WHERE {condition} \
                   ORDER BY r.id {order} LIMIT {WINDOW}) c \
             LEFT JOIN record_words w ON w.id = c.id ORDER BY c.id {order}",
            hit = vec!["INSTR(w.words, ?) > 0"; terms.len()].join(" AND "),
            index = filter.index(self.dialect()),
            condition = condition.sql,
        );
        let starts: Vec<String> = terms.iter().map(|term| format!(" {term}")).collect();
        let mut args: Vec<_> = starts.iter().map(|start| Arg::Text(start)).collect();
        args.extend(condition.args);
        let candidates: Vec<Candidate> = self.reader().fetch_all(sql, &args).await?;
        let next = candidates.last().filter(|_| candidates.len() == WINDOW);
        Ok(Window {
            next: next.map(|candidate| parse(&candidate.id)).transpose()?,
            hits: candidates
                .iter()
                .filter(|candidate| candidate.hit == Some(1))
                .map(|candidate| parse(&candidate.id))
                .collect::<Result<_>>()?,
        })
    }

    /// Asks the full-text index.
    async fn look_up(&self, filter: &Filter, terms: &[String], page: &Page) -> Result<Vec<Uuid>> {
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
                mysql_query(terms),
            ),
            Dialect::Sqlite => (
                "record_words_fts f CROSS JOIN record_words w ON w.seq = f.rowid".to_owned(),
                "f.record_words_fts MATCH ?",
                fts5_query(terms),
            ),
        };
        if !alone {
            tables.push_str(match self.dialect() {
                Dialect::MySql => " STRAIGHT_JOIN records r ON r.id = w.id",
                Dialect::Sqlite => " CROSS JOIN records r ON r.id = w.id",
            });
        }
        condition.and(matches, [Arg::Text(&query)]);
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

pub(crate) fn parse(id: &[u8]) -> Result<Uuid> {
    Uuid::from_slice(id).map_err(|error| Error::Other(format!("damaged id: {error}")))
}
