//! `GET /api/models`.

use actix_web::{HttpResponse, web::Data};
use models::ModelInfo;
use serde::Serialize;
use text::lang;
use utoipa::ToSchema;
use web_common::Problem;

use super::operation::json_answer;
use crate::{accept::JsonOnly, jobs::wait, problem, state::ApiState};

/// A translation model.
#[derive(Debug, Serialize, ToSchema)]
pub struct Model {
    /// Code of the language that it reads.
    #[schema(example = "pt")]
    source: String,
    /// Code of the language that it writes.
    #[schema(example = "en")]
    target: String,
    /// What it does, in words.
    #[schema(example = "Portuguese into English")]
    name: String,
    /// `tiny`, `base-memory` or `base`: larger is better and slower.
    #[schema(example = "tiny")]
    architecture: String,
    /// Its version, where that is known.
    #[schema(example = "1.0")]
    version: Option<String>,
    /// Bytes on disk.
    #[schema(example = 17_000_000)]
    bytes: u64,
    /// Bytes to fetch.
    #[schema(example = 14_000_000)]
    download_bytes: u64,
    /// Quality as its maker publishes it; null where there is no figure.
    quality: Option<Quality>,
    /// Whether it is here; if not, `pull` fetches it.
    here: bool,
    /// The command that fetches it, where the service runs.
    #[schema(example = "textmend models pull pt")]
    pull: String,
}

/// Published quality on FLORES-200.
#[derive(Debug, Serialize, ToSchema)]
pub struct Quality {
    /// BLEU, 0 to 100.
    #[schema(example = 44.5)]
    bleu: f64,
    /// COMET, about 0 to 1.
    #[schema(example = 0.88)]
    comet: f64,
}

/// List the translation models
///
/// Every model that is offered or here, with its size and its published quality.
#[utoipa::path(
    get, path = "/api/models", operation_id = "models", tag = "Languages",
    responses((status = 200, description = "The models", body = Vec<Model>, example = json!([{"source": "pt", "target": "en", "name": "Portuguese into English", "architecture": "tiny", "version": "1.0", "bytes": 17_000_000, "download_bytes": 14_000_000, "quality": {"bleu": 44.5, "comet": 0.88}, "here": true, "pull": "textmend models pull pt"}])))
)]
pub async fn get(state: Data<ApiState>, _: JsonOnly) -> Result<HttpResponse, Problem> {
    let models: Vec<_> = list(&state).await?.into_iter().map(Model::from).collect();
    Ok(json_answer(&models))
}

/// Every model that is offered or here. Reads a folder, and may ask a mirror.
///
/// # Errors
/// A folder that cannot be read.
pub async fn list(state: &ApiState) -> Result<Vec<ModelInfo>, Problem> {
    let engines = state.engines.clone();
    let models = wait(state, move |_| engines.models().list()).await?;
    models.map_err(|error| problem::of_engine(&error.into()))
}

impl From<ModelInfo> for Model {
    fn from(model: ModelInfo) -> Self {
        let name = |code: &str| lang::name(code).unwrap_or(code).to_owned();
        Self {
            name: format!(
                "{} into {}",
                name(&model.pair.source),
                name(&model.pair.target)
            ),
            pull: format!("textmend models pull {}", model.pair.short()),
            source: model.pair.source,
            target: model.pair.target,
            architecture: model.architecture,
            version: model.version,
            bytes: model.bytes,
            download_bytes: model.download_bytes,
            quality: model.quality.map(|quality| Quality {
                bleu: decimal(quality.bleu),
                comet: decimal(quality.comet),
            }),
            here: model.here,
        }
    }
}

/// A published figure without the digits that a binary fraction adds.
fn decimal(figure: f32) -> f64 {
    (f64::from(figure) * 1e4).round() / 1e4
}
