//! The named values of a request, whichever media type brought them, and a reader that checks them and
//! collects everything that is wrong instead of stopping at the first.

use std::{
    fmt::{Display, Write},
    ops::RangeInclusive,
};

use serde_json::{Map, Value};
use web_common::{Code, Problem, problem::FieldError};

/// No answer lists more wrong fields than this.
const MAX_ERRORS: usize = 20;

/// The fields of one request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fields {
    values: Map<String, Value>,
    /// Forms and queries know only strings: numbers and flags are read from their text, an empty value
    /// is a field left blank, and a list may be written with commas.
    strings_only: bool,
    /// Parts of the body that cannot be values; whoever reads the fields refuses them with the rest.
    wrong: Vec<FieldError>,
    /// How long the body was that they came in.
    bytes: usize,
}

impl Fields {
    /// The members of a JSON object.
    pub fn from_json(values: Map<String, Value>) -> Self {
        Self {
            values,
            strings_only: false,
            ..Self::default()
        }
    }

    /// Pairs of a form or a query; a repeated name makes a list.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut values = Map::new();
        for (name, value) in pairs {
            let value = Value::String(value);
            match values.get_mut(&name) {
                None => {
                    values.insert(name, value);
                }
                Some(Value::Array(list)) => list.push(value),
                Some(first) => *first = Value::Array(vec![first.take(), value]),
            }
        }
        Self {
            values,
            strings_only: true,
            ..Self::default()
        }
    }

    /// These, and what of the body could not be one.
    #[must_use]
    pub fn with_wrong(self, wrong: Vec<FieldError>) -> Self {
        Self { wrong, ..self }
    }

    /// These, of a body of this length.
    #[must_use]
    pub fn with_bytes(self, bytes: usize) -> Self {
        Self { bytes, ..self }
    }

    /// How long the body was that they came in: what is made of them takes time in proportion.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// The value of a field; none where it is absent, null, or left blank in a form.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name).filter(|value| match value {
            Value::Null => false,
            Value::String(text) => !(self.strings_only && text.is_empty()),
            _ => true,
        })
    }

    /// The value of a field as it came, also where it was left blank.
    pub fn raw(&self, name: &str) -> Option<&Value> {
        self.values.get(name).filter(|value| !value.is_null())
    }

    /// Whether the request has this field at all.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// A field as a form shows it again: what was typed, whatever it is worth; lists with commas.
    pub fn typed(&self, name: &str) -> String {
        match self.values.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(list)) => list
                .iter()
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
                .join(", "),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(flag)) => flag.to_string(),
            _ => String::new(),
        }
    }

    /// Adds or replaces a field.
    pub fn set(&mut self, name: &str, value: Value) {
        self.values.insert(name.to_owned(), value);
    }

    /// These fields, as they came, where they are.
    pub fn only(&self, names: &[&str]) -> Map<String, Value> {
        let some = names.iter().filter_map(|name| {
            self.get(name)
                .map(|value| ((*name).to_owned(), value.clone()))
        });
        some.collect()
    }

    /// A reader of these fields.
    pub fn reader(&self) -> Reader<'_> {
        Reader {
            fields: self,
            errors: Vec::new(),
            too_large: false,
            asked: Vec::new(),
        }
    }
}

/// Reads fields and collects what is wrong with them.
#[derive(Debug)]
pub struct Reader<'a> {
    fields: &'a Fields,
    errors: Vec<FieldError>,
    too_large: bool,
    asked: Vec<&'static str>,
}

impl<'a> Reader<'a> {
    /// Reports a field that cannot be used, once however many read it.
    pub fn reject(&mut self, field: impl Into<String>, detail: impl Display) {
        let error = FieldError {
            field: field.into(),
            detail: detail.to_string(),
        };
        if !self
            .errors
            .iter()
            .rev()
            .take(MAX_ERRORS)
            .any(|known| *known == error)
        {
            self.errors.push(error);
        }
    }

    /// Reports a field that is too large, which is a 413 and no 422.
    pub fn reject_as_too_large(&mut self, field: impl Into<String>, detail: impl Display) {
        self.too_large = true;
        self.reject(field, detail);
    }

    /// Whether the request has this field at all.
    pub fn has(&self, name: &str) -> bool {
        self.fields.has(name)
    }

    /// The raw value of a field.
    pub fn value(&mut self, name: &'static str) -> Option<&'a Value> {
        if !self.asked.contains(&name) {
            self.asked.push(name);
        }
        self.fields.get(name)
    }

    /// A string.
    pub fn string(&mut self, name: &'static str) -> Option<&'a str> {
        let text = match self.value(name)? {
            Value::String(text) => return Some(text),
            Value::Array(_) if self.fields.strings_only => "must be given once",
            _ => "must be a string",
        };
        self.reject(name, text);
        None
    }

    /// A string that `parse` understands.
    pub fn parsed<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.string(name)?;
        parse(text).map_err(|error| self.reject(name, error)).ok()
    }

    /// One of a few names.
    pub fn choice<T: Copy>(&mut self, name: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.string(name)?;
        let found = choices
            .iter()
            .find(|(choice, _)| choice.eq_ignore_ascii_case(text));
        if found.is_none() {
            self.reject(
                name,
                format!("must be one of {}", listed(choices.iter().map(|c| c.0))),
            );
        }
        found.map(|(_, value)| *value)
    }

    /// True or false.
    pub fn flag(&mut self, name: &'static str, default: bool) -> bool {
        match self.value(name) {
            None => default,
            Some(Value::Bool(flag)) => *flag,
            Some(value) if self.fields.strings_only => {
                // Of a hidden field and a check box of the same name, the box comes later.
                let last = value
                    .as_array()
                    .and_then(|list| list.last())
                    .unwrap_or(value);
                // Python writes its own as `True` and `False`.
                match last.as_str().map(str::to_ascii_lowercase).as_deref() {
                    Some("true" | "1" | "on" | "yes") => true,
                    Some("false" | "0" | "off" | "no") => false,
                    _ => {
                        self.reject(name, "must be true or false");
                        default
                    }
                }
            }
            Some(_) => {
                self.reject(name, "must be true or false");
                default
            }
        }
    }

    /// A whole number within a range.
    pub fn number(&mut self, name: &'static str, range: RangeInclusive<u32>) -> Option<u32> {
        let number = match self.value(name)? {
            Value::String(text) if self.fields.strings_only => text.trim().parse().ok(),
            // In JSON 4.0 is a whole number too.
            value => value
                .as_f64()
                .filter(|number| {
                    number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(number)
                })
                .map(|number| number as u32),
        };
        let number = number.filter(|number| range.contains(number));
        if number.is_none() {
            let (least, most) = range.into_inner();
            self.reject(
                name,
                format!("must be a whole number from {least} to {most}"),
            );
        }
        number
    }

    /// A list of strings; in a form also one string with commas or line breaks.
    pub fn strings(&mut self, name: &'static str) -> Option<Vec<&'a str>> {
        match self.value(name)? {
            Value::Array(list) => {
                let strings: Option<Vec<_>> = list.iter().map(Value::as_str).collect();
                if strings.is_none() {
                    self.reject(name, "must be a list of strings");
                }
                strings
            }
            Value::String(text) if self.fields.strings_only => Some(
                text.split([',', '\n', '\r'])
                    .map(str::trim)
                    .filter(|s| !s.is_empty())
                    .collect(),
            ),
            _ => {
                self.reject(name, "must be a list of strings");
                None
            }
        }
    }

    /// The names that were asked for, in that order.
    pub fn asked(&self) -> &[&'static str] {
        &self.asked
    }

    /// Fails if anything was rejected, naming all of it.
    ///
    /// # Errors
    /// 422, or 413 where something was too large.
    pub fn finish(mut self) -> Result<(), Problem> {
        if !self.fields.wrong.is_empty() {
            // What else is missing may be just that.
            self.errors.clone_from(&self.fields.wrong);
        }
        let Some(first) = self.errors.first() else {
            return Ok(());
        };
        let code = if self.too_large {
            Code::TooLarge
        } else {
            Code::InvalidField
        };
        let mut detail = format!("\u{201c}{}\u{201d} {}", first.field, first.detail);
        match self.errors.len() - 1 {
            0 => {}
            1 => detail.push_str("; one more field needs another value"),
            // Writing to a string cannot fail.
            more => {
                let _ = write!(detail, "; {more} more fields need another value");
            }
        }
        if !detail.ends_with(['.', '?', '!']) {
            detail.push('.');
        }
        let errors = self.errors.into_iter().take(MAX_ERRORS).collect();
        Err(Problem::new(code, detail).with_errors(errors))
    }
}

/// Names with commas, and "or" before the last.
pub fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut names: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
    match names.pop() {
        None => String::new(),
        Some(last) if names.is_empty() => last,
        Some(last) => format!("{} or {last}", names.join(", ")),
    }
}

#[cfg(test)]
impl Fields {
    /// The fields of a JSON object.
    ///
    /// # Panics
    /// It is something else.
    pub fn of_object(value: Value) -> Self {
        let Value::Object(map) = value else {
            panic!("an object")
        };
        Self::from_json(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn form(pairs: &[(&str, &str)]) -> Fields {
        Fields::from_pairs(
            pairs
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned())),
        )
    }

    #[test]
    fn all_wrong_fields_are_named_at_once() {
        let fields =
            Fields::of_object(json!({"a": 1, "b": "x", "c": 99, "d": ["x", 1], "e": "yes"}));
        let mut reader = fields.reader();
        reader.string("a");
        reader.choice("b", &[("y", 1), ("z", 2)]);
        reader.number("c", 0..=10);
        reader.strings("d");
        reader.flag("e", true);
        assert_eq!(reader.asked(), ["a", "b", "c", "d", "e"]);
        let problem = reader.finish().unwrap_err();
        let named: Vec<_> = problem
            .errors()
            .iter()
            .map(|error| error.field.as_str())
            .collect();
        assert_eq!(named, ["a", "b", "c", "d", "e"]);
        assert_eq!(problem.code(), Code::InvalidField);
        assert_eq!(problem.errors()[1].detail, "must be one of \"y\" or \"z\"");
    }

    #[test]
    fn json_keeps_types_apart_and_forms_read_them_from_text() {
        let typed = Fields::of_object(json!({"n": "3", "f": "true"}));
        let mut reader = typed.reader();
        assert_eq!(
            (reader.number("n", 0..=9), reader.flag("f", false)),
            (None, false)
        );
        assert_eq!(reader.finish().unwrap_err().errors().len(), 2);

        let text = form(&[
            ("n", " 3 "),
            ("f", "false"),
            ("f", "True"),
            ("blank", ""),
            ("l", "a, b\r\nc"),
        ]);
        let mut reader = text.reader();
        assert_eq!(reader.number("n", 0..=9), Some(3));
        assert!(reader.flag("f", false));
        assert_eq!(reader.string("blank"), None);
        assert_eq!(reader.strings("l"), Some(vec!["a", "b", "c"]));
        assert!(reader.finish().is_ok());
    }

    #[test]
    fn no_more_errors_are_listed_than_anyone_reads() {
        let fields = Fields::default();
        let mut reader = fields.reader();
        for index in 0..1000 {
            reader.reject(format!("text[{index}]"), "must not be blank");
        }
        let problem = reader.finish().unwrap_err();
        assert_eq!(problem.errors().len(), MAX_ERRORS);
        assert!(problem.detail().contains("999 more"));
    }
}
