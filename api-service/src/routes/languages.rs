//! `GET /api/languages`, as LibreTranslate has it.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;
use text::{lang, translate::Pair};
use utoipa::ToSchema;
use web_common::Problem;

use super::{models, operation::json_answer};
use crate::{accept::JsonOnly, state::ApiState};

/// A language that can be translated from just now.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct AvailableLanguage {
    /// ISO 639 code.
    #[schema(example = "pt")]
    code: String,
    /// Name in English.
    #[schema(example = "Portuguese")]
    name: String,
    /// Codes of the languages that it can be translated into, itself among them.
    #[schema(example = json!(["en", "pt"]))]
    targets: Vec<String>,
}

/// List the languages that can be translated now
///
/// With the models that are here (or are fetched when needed, where `MODELS_URL` is set), directly or
/// through English.
#[utoipa::path(
    get, path = "/api/languages", operation_id = "languages", tag = "Languages",
    responses((status = 200, description = "The languages by name", body = Vec<AvailableLanguage>))
)]
pub async fn get(state: Data<ApiState>, _: JsonOnly) -> Result<HttpResponse, Problem> {
    let pulls = state.engines.pulls_missing();
    let models = models::list(&state).await?;
    let pairs = models
        .into_iter()
        .filter(|model| model.here || pulls)
        .map(|model| model.pair);
    Ok(json_answer(&reachable(pairs)))
}

/// What a set of models reaches: each pair, and every two that meet in English.
fn reachable(pairs: impl Iterator<Item = Pair>) -> Vec<AvailableLanguage> {
    let mut targets: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let itself = |code: &str| BTreeSet::from([code.to_owned()]);
    targets.insert("en".to_owned(), itself("en"));
    for Pair { source, target } in pairs {
        targets
            .entry(source.clone())
            .or_insert_with(|| itself(&source))
            .insert(target);
    }
    let from_english = targets["en"].clone();
    let mut languages: Vec<_> = targets
        .into_iter()
        .map(|(code, mut targets)| {
            if targets.contains("en") {
                targets.extend(from_english.iter().cloned());
            }
            let name = lang::name(&code).unwrap_or(&code).to_owned();
            AvailableLanguage {
                code,
                name,
                targets: targets.into_iter().collect(),
            }
        })
        .collect();
    languages.sort_by(|a, b| a.name.cmp(&b.name));
    languages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pairs: &[(&str, &str)]) -> Vec<String> {
        let pairs = pairs.iter().map(|(from, to)| Pair::new(from, to).unwrap());
        reachable(pairs)
            .iter()
            .map(|l| format!("{}: {}", l.name, l.targets.join(" ")))
            .collect()
    }

    #[test]
    fn languages_meet_in_english() {
        assert_eq!(shown(&[]), ["English: en"]);
        assert_eq!(
            shown(&[("pt", "en"), ("de", "en"), ("en", "fr")]),
            ["English: en fr", "German: de en fr", "Portuguese: en fr pt"]
        );
    }
}
