//! Every address of the service, one file each.

pub(crate) mod clean;
pub(crate) mod detect;
pub(crate) mod docs;
pub(crate) mod languages;
pub(crate) mod languagetool;
pub(crate) mod libre;
pub(crate) mod libre_file;
pub(crate) mod models;
pub(crate) mod openapi;
pub(crate) mod operation;
pub(crate) mod records;
pub(crate) mod space;
pub(crate) mod spell;
pub(crate) mod translate;

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use web_common::{
    access::{Right, Scope, login},
    assets::Assets,
    health,
    page::Site,
    routes::{Routes, at, at_each},
};

use crate::state::ApiState;

/// Adds every address under `/api`.
pub fn routes(state: ApiState) -> impl Fn(&mut Routes<'_>) + Clone + Send + 'static {
    const FORM: Right = Right::By(operation::form_right);
    const READ: Right = Right::Api(Scope::Read);
    const WRITE: Right = Right::Api(Scope::Write);
    const DELETE: Right = Right::Api(Scope::Delete);
    /// For the clients of other products.
    const WRITE_KEY_IN_BODY: Right = Right::ApiWithKeyInBody(Scope::Write);
    const OPEN: Right = Right::Open;
    move |routes| {
        let record = at("/api/records/{record}");
        let check = at_each(languagetool::CHECK);
        routes
            .data(web::Data::new(state.clone()))
            .data(web::Data::from(state.arrivals.clone()))
            .add(
                at("/api/spell")
                    .get(FORM, spell::get)
                    .post(WRITE, spell::post),
            )
            .add(
                at("/api/space")
                    .get(FORM, space::get)
                    .post(WRITE, space::post),
            )
            .add(
                at("/api/translate")
                    .get(FORM, translate::get)
                    .post(WRITE_KEY_IN_BODY, translate::post),
            )
            .add(
                at("/api/clean")
                    .get(FORM, clean::get)
                    .post(WRITE, clean::post),
            )
            .add(at("/api/detect").post(WRITE_KEY_IN_BODY, detect::post))
            .add(at("/api/records").get(READ, records::list::get))
            .add(
                record
                    .get(READ, records::get::get)
                    .delete(DELETE, records::delete::delete),
            )
            .add(at("/api/languages").get(OPEN, languages::get))
            .add(at("/api/models").get(OPEN, models::get))
            .add(at("/api/frontend/settings").get(OPEN, libre::settings))
            .add(
                check
                    .get(WRITE, languagetool::get)
                    .post(WRITE_KEY_IN_BODY, languagetool::post),
            )
            .add(at_each(languagetool::LANGUAGES).get(OPEN, languagetool::languages))
            .add(at("/api/translate_file").post(WRITE_KEY_IN_BODY, libre_file::post))
            // The address itself is the proof: it contains a secret.
            .add(at("/api/download_file/{file}").get(OPEN, libre_file::get))
            .add(at("/api/openapi.json").get(OPEN, openapi::get))
            .add(at("/api/docs").get(OPEN, docs::get))
            .add(at_each(["/api", "/api/"]).get(OPEN, to_docs))
            .configure(health::routes("/api"))
            .configure(login::routes("/api"))
            .configure(Assets::routes(web::Data::from(state.assets.clone())));
    }
}

async fn to_docs(request: HttpRequest) -> HttpResponse {
    let to = format!(
        "{}/api/docs",
        Site::of(&request).frame("/api/docs", "").api_url
    );
    HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, to))
        .finish()
}
