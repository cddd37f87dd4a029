//! `GET /api/languages`, as LibreTranslate has it.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;
use text::lang;
use utoipa::ToSchema;
use web_common::Problem;

use super::operation::json_answer;
use crate::{accept::JsonOnly, jobs::wait, problem, state::ApiState, translation::Reached};

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
/// through English, and by the providers that are configured.
#[utoipa::path(
    get, path = "/api/languages", operation_id = "languages", tag = "Languages",
    responses((status = 200, description = "The languages by name", body = Vec<AvailableLanguage>))
)]
pub async fn get(state: Data<ApiState>, _: JsonOnly) -> Result<HttpResponse, Problem> {
    Ok(json_answer(&named(reached(&state).await?)))
}

/// What can be translated into what. Reads a folder, and may ask providers.
///
/// # Errors
/// A folder that cannot be read.
pub async fn reached(state: &ApiState) -> Result<Reached, Problem> {
    let engines = state.engines.clone();
    let reached = wait(state, move |deadline| engines.languages(deadline)).await?;
    reached.map_err(|error| problem::of_engine(&error.into()))
}

/// Sorted by name.
fn named(reached: Reached) -> Vec<AvailableLanguage> {
    let mut languages: Vec<_> = reached
        .into_iter()
        .map(|(code, targets)| AvailableLanguage {
            name: lang::name(&code).unwrap_or(&code).to_owned(),
            targets: targets.into_iter().collect(),
            code,
        })
        .collect();
    languages.sort_by(|a, b| a.name.cmp(&b.name));
    languages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_sorted_by_their_names() {
        let targets = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
        let reached = Reached::from([
            ("de".to_owned(), targets(&["de", "en"])),
            ("en".to_owned(), targets(&["en"])),
            ("sq".to_owned(), targets(&["en", "sq"])),
        ]);
        let named = named(reached);
        let names: Vec<&str> = named
            .iter()
            .map(|language| language.name.as_str())
            .collect();
        assert_eq!(names, ["Albanian", "English", "German"]);
        assert_eq!(named[2].targets, ["de", "en"]);
    }
}
