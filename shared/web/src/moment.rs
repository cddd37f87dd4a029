//! Moments as the filters of the history and of the API take them: a date, or a time as in RFC 3339.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

/// A time, or the beginning of a date in UTC; none where it is neither.
pub fn start(text: &str) -> Option<DateTime<Utc>> {
    moment(text, Days::new(0))
}

/// A time, or the end of a date in UTC, which is the beginning of the next; none where it is neither.
pub fn end(text: &str) -> Option<DateTime<Utc>> {
    moment(text, Days::new(1))
}

fn moment(text: &str, days: Days) -> Option<DateTime<Utc>> {
    // In a query a plus sign that was not encoded has become a space.
    let time = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_rfc3339(&text.replace(' ', "+")));
    if let Ok(time) = time {
        return Some(time.to_utc());
    }
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    let date = date.checked_add_days(days)?;
    Some(date.and_time(NaiveTime::MIN).and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_whole_day_and_a_time_is_itself() {
        let shown = |moment: Option<DateTime<Utc>>| moment.map(|moment| moment.to_rfc3339());
        let day = Some("2026-11-22T00:00:00+00:00".to_owned());
        let next = Some("2026-11-23T00:00:00+00:00".to_owned());
        assert_eq!(
            (shown(start("2026-11-22")), shown(end("2026-11-22"))),
            (day, next)
        );
        let nine = Some("2026-11-22T09:00:00+00:00".to_owned());
        for time in [
            "2026-11-22T10:00:00+01:00",
            "2026-11-22T10:00:00 01:00",
            "2026-11-22T09:00:00Z",
        ] {
            assert_eq!(
                (shown(start(time)), shown(end(time))),
                (nine.clone(), nine.clone())
            );
        }
        for neither in ["", "x", "2026-13-01", "2026-11-22 10:00"] {
            assert_eq!((start(neither), end(neither)), (None, None), "{neither}");
        }
    }
}
