//! A text with markup in it: the engines see the text alone, the client is told where in the whole.

use std::ops::Range;

use serde_json::Value;

use super::request::RequestError;

/// A text, and the place of each of its characters in the client's source. Positions are in
/// characters (Unicode scalar values) unless they say otherwise.
#[derive(Debug, Default)]
pub struct Annotated {
    plain: String,
    source: Vec<char>,
    /// For each character of the source, and its end, the UTF-16 units before it.
    units: Vec<usize>,
    parts: Vec<Part>,
    /// The length of text and markup together. What is built from them takes many times as much memory.
    bytes: usize,
}

#[derive(Debug)]
struct Part {
    plain: Range<usize>,
    source: Range<usize>,
    is_text: bool,
}

/// Some of the text around a place.
#[derive(Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// On one line, with `...` where it was cut.
    pub text: String,
    /// Where the place begins in it, in UTF-16 units.
    pub offset: usize,
}

/// Characters shown on either side of a place.
const CONTEXT_CHARS: usize = 40;
const ELLIPSIS: &str = "...";

impl Annotated {
    /// A text without markup, of at most `limit` bytes.
    ///
    /// # Errors
    /// It is longer.
    pub fn of_text(text: &str, limit: usize) -> Result<Self, RequestError> {
        let mut whole = Self::default();
        whole.push(text, text, true, limit)?;
        Ok(whole.measured())
    }

    /// A text with markup, as in `{"annotation": [{"text": "A "}, {"markup": "<p>", "interpretAs": "\n\n"}]}`,
    /// or without, as in `{"text": "A "}`. Both together have at most `limit` bytes.
    ///
    /// # Errors
    /// They are longer, or the value lacks a required member.
    pub fn of_data(data: &Value, limit: usize) -> Result<Self, RequestError> {
        let lacks = |what: &str| Err(RequestError::Wrong(what.to_owned()));
        match (data.get("text"), data.get("annotation")) {
            (Some(Value::String(text)), None) => Self::of_text(text, limit),
            (None, Some(Value::Array(list))) => {
                let mut whole = Self::default();
                for item in list {
                    let member = |name| item.get(name).and_then(Value::as_str);
                    match (member("text"), member("markup")) {
                        (Some(text), None) => whole.push(text, text, true, limit)?,
                        (None, Some(markup)) => {
                            let meant = member("interpretAs").unwrap_or_default();
                            whole.push(meant, markup, false, limit)?;
                        }
                        _ => return lacks("each annotation must have either 'text' or 'markup'"),
                    }
                }
                Ok(whole.measured())
            }
            _ => lacks("'data' must have either 'text' or 'annotation'"),
        }
    }

    fn push(
        &mut self,
        plain: &str,
        source: &str,
        is_text: bool,
        limit: usize,
    ) -> Result<(), RequestError> {
        self.bytes += source.len() + if is_text { 0 } else { plain.len() };
        if self.bytes > limit {
            return Err(RequestError::TooLong(limit));
        }
        let end = self.parts.last().map_or(0, |part| part.plain.end);
        let start = self.source.len();
        self.plain.push_str(plain);
        self.source.extend(source.chars());
        self.parts.push(Part {
            plain: end..end + plain.chars().count(),
            source: start..self.source.len(),
            is_text,
        });
        Ok(())
    }

    fn measured(mut self) -> Self {
        let mut units = 0;
        self.units = vec![0];
        self.units.extend(self.source.iter().map(|c| {
            units += c.len_utf16();
            units
        }));
        self
    }

    /// The length of text and markup together, in bytes.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// The text without its markup.
    pub fn plain(&self) -> &str {
        &self.plain
    }

    /// The range of the source for a range of the plain text. Markup is always covered as a whole.
    pub fn source_of(&self, plain: &Range<usize>) -> Range<usize> {
        let Some(first) = self.part_at(plain.start) else {
            return self.source.len()..self.source.len();
        };
        let start = if first.is_text {
            first.source.start + plain.start - first.plain.start
        } else {
            first.source.start
        };
        let last = plain.end.checked_sub(1).and_then(|last| self.part_at(last));
        let end = match last {
            Some(last) if last.is_text => last.source.start + plain.end - last.plain.start,
            Some(last) => last.source.end,
            None => start,
        };
        start..end.max(start)
    }

    /// The part that a character of the plain text is in.
    fn part_at(&self, plain: usize) -> Option<&Part> {
        let after = self.parts.partition_point(|part| part.plain.end <= plain);
        self.parts.get(after)
    }

    /// A range of the source as offset and length in UTF-16 units.
    pub fn units(&self, source: &Range<usize>) -> (usize, usize) {
        let start = self.units[source.start];
        (start, self.units[source.end] - start)
    }

    /// The text around a range of the source.
    pub fn around(&self, source: &Range<usize>) -> Excerpt {
        let start = source.start.saturating_sub(CONTEXT_CHARS);
        let end = (source.end + CONTEXT_CHARS).min(self.source.len());
        let mut text = String::new();
        if start > 0 {
            text.push_str(ELLIPSIS);
        }
        let offset = text.len() + self.units[source.start] - self.units[start];
        let line = self.source[start..end].iter();
        text.extend(line.map(|c| if matches!(c, '\n' | '\r') { ' ' } else { *c }));
        if end < self.source.len() {
            text.push_str(ELLIPSIS);
        }
        Excerpt { text, offset }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn marked() -> Annotated {
        let data = json!({"annotation": [
            {"text": "A "}, {"markup": "<b>"}, {"text": "😀 smple"}, {"markup": "</b>"}, {"text": "x"},
            {"markup": "<br/>", "interpretAs": "\n"}, {"text": "text"},
        ]});
        Annotated::of_data(&data, 100).unwrap()
    }

    fn shown(text: &Annotated, plain: Range<usize>) -> String {
        text.source[text.source_of(&plain)].iter().collect()
    }

    #[test]
    fn places_in_the_text_are_places_in_the_source() {
        let text = marked();
        assert_eq!(text.plain(), "A 😀 smplex\ntext");
        assert_eq!(shown(&text, 4..9), "smple");
        assert_eq!(shown(&text, 4..10), "smple</b>x");
        assert_eq!(shown(&text, 10..11), "<br/>");
        assert_eq!(shown(&text, 11..15), "text");
        assert_eq!(text.units(&text.source_of(&(4..9))), (8, 5));
        assert_eq!(shown(&text, 0..0), "");
    }

    #[test]
    fn an_excerpt_is_one_line_with_marks_where_it_was_cut() {
        let long = format!("{}\n😀 teh end{}", "a".repeat(50), "b".repeat(50));
        let text = Annotated::of_text(&long, 200).unwrap();
        let excerpt = text.around(&(53..56));
        assert!(excerpt.text.starts_with("...aaa") && excerpt.text.ends_with("bbb..."));
        let units: Vec<u16> = excerpt.text.encode_utf16().collect();
        let word = String::from_utf16(&units[excerpt.offset..excerpt.offset + 3]).unwrap();
        assert_eq!(word, "teh");
        assert!(excerpt.text.contains(" 😀 teh"));
    }

    #[test]
    fn markup_counts_as_text_does() {
        let data = json!({"annotation": [
            {"text": "\u{e9}"}, {"markup": "<br/>", "interpretAs": "\n"}, {"text": "ab"},
        ]});
        assert_eq!(Annotated::of_data(&data, 10).unwrap().bytes(), 10);
        let long = Annotated::of_data(&data, 9).unwrap_err();
        assert_eq!(long, RequestError::TooLong(9));
        let text = Annotated::of_text("abc", 2).unwrap_err();
        assert_eq!(text, RequestError::TooLong(2));
    }

    #[test]
    fn data_that_says_nothing_is_refused() {
        for wrong in [
            json!({}),
            json!([]),
            json!({"text": 1}),
            json!({"text": "a", "annotation": []}),
            json!({"annotation": [{"interpretAs": "a"}]}),
            json!({"annotation": [{"text": "a", "markup": "b"}]}),
        ] {
            assert!(Annotated::of_data(&wrong, 100).is_err(), "{wrong}");
        }
        assert_eq!(
            Annotated::of_data(&json!({"annotation": []}), 0)
                .unwrap()
                .plain(),
            ""
        );
    }
}
