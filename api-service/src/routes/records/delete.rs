//! `DELETE /api/records/{record}`.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};
use web_common::Problem;

use super::{id, missing};
use crate::state::ApiState;

/// Delete one record
///
/// Afterwards nothing finds the record any more.
#[utoipa::path(
    delete, path = "/api/records/{record}", operation_id = "delete_record", tag = "Records",
    params(("record" = Uuid, Path, description = "Key of the record", example = "0193f3a2-7c1e-7b64-9c1d-3f6a8c2b1e55")),
    responses((status = 204, description = "The record is deleted"))
)]
pub async fn delete(state: Data<ApiState>, path: Path<String>) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    if state.store.delete(id).await? {
        Ok(HttpResponse::NoContent().finish())
    } else {
        Err(missing())
    }
}
