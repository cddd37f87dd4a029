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

use actix_web::{
    HttpRequest, HttpResponse, Resource,
    http::header,
    web::{self, ServiceConfig},
};
use web_common::{access::login, assets::Assets, health, methods, page::Site};

use crate::state::ApiState;

/// Adds every address under `/api`.
pub fn routes(state: ApiState) -> impl Fn(&mut ServiceConfig) + Clone + Send + 'static {
    move |config| {
        config
            .app_data(web::Data::new(state.clone()))
            .app_data(web::Data::from(state.arrivals.clone()))
            .service(
                form("/api/spell")
                    .route(methods::get().to(spell::get))
                    .route(web::post().to(spell::post)),
            )
            .service(
                form("/api/space")
                    .route(methods::get().to(space::get))
                    .route(web::post().to(space::post)),
            )
            .service(
                form("/api/translate")
                    .route(methods::get().to(translate::get))
                    .route(web::post().to(translate::post)),
            )
            .service(
                form("/api/clean")
                    .route(methods::get().to(clean::get))
                    .route(web::post().to(clean::post)),
            )
            .service(only("/api/detect", "POST").route(web::post().to(detect::post)))
            .service(reading("/api/records").route(methods::get().to(records::list::get)))
            .service(
                only("/api/records/{record}", "GET, HEAD, DELETE")
                    .route(methods::get().to(records::get::get))
                    .route(web::delete().to(records::delete::delete)),
            )
            .service(reading("/api/languages").route(methods::get().to(languages::get)))
            .service(reading("/api/models").route(methods::get().to(models::get)))
            .service(reading("/api/frontend/settings").route(methods::get().to(libre::settings)))
            .service(
                web::resource(languagetool::CHECK)
                    .default_service(methods::only("GET, HEAD, POST"))
                    .route(methods::get().to(languagetool::get))
                    .route(web::post().to(languagetool::post)),
            )
            .service(
                web::resource(languagetool::LANGUAGES)
                    .default_service(methods::only("GET, HEAD"))
                    .route(methods::get().to(languagetool::languages)),
            )
            .service(only("/api/translate_file", "POST").route(web::post().to(libre_file::post)))
            .service(reading("/api/download_file/{file}").route(methods::get().to(libre_file::get)))
            .service(reading("/api/openapi.json").route(methods::get().to(openapi::get)))
            .service(reading("/api/docs").route(methods::get().to(docs::get)))
            .service(reading("/api").route(methods::get().to(to_docs)))
            .service(reading("/api/").route(methods::get().to(to_docs)))
            .configure(health::routes("/api"))
            .configure(login::routes("/api"))
            .configure(Assets::routes(web::Data::from(state.assets.clone())));
    }
}

fn only(path: &str, methods: &'static str) -> Resource {
    web::resource(path.to_owned()).default_service(methods::only(methods))
}

fn reading(path: &str) -> Resource {
    only(path, "GET, HEAD")
}

fn form(path: &str) -> Resource {
    only(path, "GET, HEAD, POST")
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
