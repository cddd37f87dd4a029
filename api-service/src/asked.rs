//! A request as it is meant: its texts, its options, and its `Idempotency-Key`.

use actix_web::http::header::HeaderMap;
use db::{Idempotency, Operation};
use serde_json::{Map, Value};
use web_common::{Code, Problem};

use crate::{
    args::Limits,
    input::{Fields, Input},
};

/// The longest `Idempotency-Key`, in bytes.
const MAX_KEY_BYTES: usize = 255;

/// A request, read.
pub struct Asked {
    /// What it wants processed.
    pub input: Input,
    /// Its `Idempotency-Key`, bound to who asked and to what was asked; none where nothing is saved.
    pub idempotency: Option<Idempotency>,
    /// The options as they were asked for, so that a form can be shown again as it was filled in.
    pub options: Map<String, Value>,
}

impl Asked {
    /// Reads a request. Takes time for long texts: they are checked, copied and hashed.
    ///
    /// # Errors
    /// Fields that cannot be used, or such a `key`.
    pub fn of(
        operation: Operation,
        fields: &Fields,
        limits: Limits,
        key: Result<Option<String>, Problem>,
        caller: &str,
    ) -> Result<Self, Problem> {
        let input = Input::parse(operation, fields, limits)?;
        // What is compared is what the request means, read and with its defaults: how it is written may change from
        // one try to the next.
        let key = key?.filter(|_| input.save);
        let idempotency = key.map(|key| Idempotency::new(caller, &key, &input.meaning(fields)));
        Ok(Self {
            options: fields.only(&input.options),
            input,
            idempotency,
        })
    }
}

/// The `Idempotency-Key` of a request.
///
/// # Errors
/// It is none that can be kept.
pub fn key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = value.to_str().unwrap_or_default().trim();
    let printable = key.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if key.is_empty() || key.len() > MAX_KEY_BYTES || !printable {
        let detail = format!(
            "The Idempotency-Key must have 1 to {MAX_KEY_BYTES} printable ASCII characters."
        );
        return Err(Problem::new(Code::Malformed, detail).with_field("Idempotency-Key"));
    }
    Ok(Some(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn keyed(operation: Operation, body: Value) -> Option<Idempotency> {
        keyed_fields(operation, &Fields::of_object(body))
    }

    fn keyed_fields(operation: Operation, fields: &Fields) -> Option<Idempotency> {
        asked(operation, fields).idempotency
    }

    fn asked(operation: Operation, fields: &Fields) -> Asked {
        let limits = Limits {
            text_bytes: 100,
            body_bytes: 1000,
        };
        let key = Ok(Some("k".to_owned()));
        Asked::of(operation, fields, limits, key, "").unwrap()
    }

    #[test]
    fn a_key_belongs_to_one_request_whatever_the_order_of_its_members() {
        let one = keyed(Operation::Spell, json!({"text": "a", "id": "x"}));
        assert_eq!(
            one,
            keyed(Operation::Spell, json!({"id": "x", "text": "a"}))
        );
        assert_ne!(
            one,
            keyed(Operation::Spell, json!({"id": "y", "text": "a"}))
        );
        assert_ne!(
            one,
            keyed(Operation::Space, json!({"text": "a", "id": "x"}))
        );
    }

    #[test]
    fn a_key_belongs_to_what_a_request_means() {
        let plain = keyed(Operation::Spell, json!({"text": "a"}));
        let spelt_out = json!({
            "text": "a", "save": true, "language": "auto", "suggestions": 5, "format": "text", "ignore": [], "id": null,
            "doubts": false, "unknown": 1,
        });
        assert_eq!(plain, keyed(Operation::Spell, spelt_out));
        let form = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter().map(|(n, v)| ((*n).into(), (*v).into()));
            keyed_fields(Operation::Spell, &Fields::from_pairs(pairs))
        };
        assert_eq!(plain, form(&[("text", "a"), ("save", "true"), ("id", "")]));
        let ignoring = json!({"text": "a", "ignore": ["c", "b"]});
        let ignoring = keyed(Operation::Spell, ignoring);
        assert_eq!(ignoring, form(&[("text", "a"), ("ignore", "b, c")]));
        let list = json!({"text": ["a"]});
        assert_ne!(plain, keyed(Operation::Spell, list));
        let unsaved = json!({"text": "a", "save": false});
        assert_eq!(keyed(Operation::Spell, unsaved), None);
    }

    #[test]
    fn every_option_that_is_read_belongs_to_what_a_request_means() {
        let spelling = [
            ("language", json!("en-GB")),
            ("ignore", json!(["b"])),
            ("suggestions", json!(4)),
            ("format", json!("html")),
            ("doubts", json!(true)),
        ];
        let split = ("split", json!(["hashtags"]));
        let format = ("format", json!("markdown"));
        let [source, target] = ["source", "target"].map(|name| (name, json!("de")));
        let steps = ("steps", json!(["spell", "space"]));
        let of_clean = [steps, split.clone()].into_iter().chain(spelling.clone());
        for (operation, others) in [
            (Operation::Spell, spelling.to_vec()),
            (Operation::Space, vec![split, format.clone()]),
            (Operation::Translate, vec![source, target, format]),
            (Operation::Clean, of_clean.collect()),
        ] {
            let plain = asked(operation, &Fields::of_object(json!({"text": "a"})));
            let mut read = plain.input.options.clone();
            read.sort_unstable();
            let mut known: Vec<_> = others.iter().map(|other| other.0).collect();
            known.sort_unstable();
            assert_eq!(read, known, "{operation}");
            for (name, value) in others {
                let fields = Fields::of_object(json!({"text": "a", name: value}));
                let other = asked(operation, &fields);
                assert_ne!(plain.idempotency, other.idempotency, "{operation} {name}");
                assert_eq!(Value::from(other.options), json!({name: value}));
            }
        }
    }
}
