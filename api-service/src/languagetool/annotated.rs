//! A text with markup in it: the engines see the text alone, the client is told where in the whole.

use std::ops::Range;

use serde_json::Value;

/// A text, and where each of its characters stands in what the client has. Positions are in
/// characters (Unicode scalar values) unless they say otherwise.
#[derive(Debug, Default)]
pub struct Annotated {
    plain: String,
    source: Vec<char>,
    /// For each character of the source, and its end, the UTF-16 units before it.
    units: Vec<usize>,
    parts: Vec<Part>,
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
    /// A text without markup.
    pub fn of_text(text: &str) -> Self {
        let mut whole = Self::default();
        whole.push(text, text, true);
        whole.measured()
    }

    /// A text with markup, as in `{"annotation": [{"text": "A "}, {"markup": "<p>", "interpretAs": "\n\n"}]}`,
    /// or without, as in `{"text": "A "}`.
    ///
    /// # Errors
    /// What the value lacks.
    pub fn of_data(data: &Value) -> Result<Self, &'static str> {
        match (data.get("text"), data.get("annotation")) {
            (Some(Value::String(text)), None) => Ok(Self::of_text(text)),
            (None, Some(Value::Array(list))) => {
                let mut whole = Self::default();
                for item in list {
                    let member = |name| item.get(name).and_then(Value::as_str);
                    match (member("text"), member("markup")) {
                        (Some(text), None) => whole.push(text, text, true),
                        (None, Some(markup)) => {
                            whole.push(member("interpretAs").unwrap_or_default(), markup, false);
                        }
                        _ => return Err("each annotation must have either 'text' or 'markup'"),
                    }
                }
                Ok(whole.measured())
            }
            _ => Err("'data' must have either 'text' or 'annotation'"),
        }
    }

    fn push(&mut self, plain: &str, source: &str, is_text: bool) {
        let end = self.parts.last().map_or(0, |part| part.plain.end);
        let start = self.source.len();
        self.plain.push_str(plain);
        self.source.extend(source.chars());
        self.parts.push(Part {
            plain: end..end + plain.chars().count(),
            source: start..self.source.len(),
            is_text,
        });
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

    /// The text without its markup.
    pub fn plain(&self) -> &str {
        &self.plain
    }

    /// Where a range of the plain text stands in the source. What stands for markup is all of it.
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

    /// The surroundings of a range of the source.
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
        Annotated::of_data(&data).unwrap()
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
        let text = Annotated::of_text(&long);
        let excerpt = text.around(&(53..56));
        assert!(excerpt.text.starts_with("...aaa") && excerpt.text.ends_with("bbb..."));
        let units: Vec<u16> = excerpt.text.encode_utf16().collect();
        let word = String::from_utf16(&units[excerpt.offset..excerpt.offset + 3]).unwrap();
        assert_eq!(word, "teh");
        assert!(excerpt.text.contains(" 😀 teh"));
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
            assert!(Annotated::of_data(&wrong).is_err(), "{wrong}");
        }
        assert_eq!(
            Annotated::of_data(&json!({"annotation": []}))
                .unwrap()
                .plain(),
            ""
        );
    }
}
