//! The second listener, for operators only: `/metrics`, `/livez`, `/readyz`.

use std::{io, net::TcpListener};

use actix_web::{App, HttpResponse, HttpServer, dev, middleware::from_fn, web};
use db::RecordStore;

use crate::{
    Lifecycle, Problem,
    access::Right,
    health, metrics, problem,
    routes::{Routes, at},
};

/// A server on this listener; it ends with its handle.
///
/// # Errors
/// The listener cannot be used.
pub fn server(
    listener: TcpListener,
    store: web::Data<RecordStore>,
    lifecycle: web::Data<Lifecycle>,
) -> io::Result<dev::Server> {
    let server = HttpServer::new(move || {
        App::new()
            .app_data(store.clone())
            .app_data(lifecycle.clone())
            .configure(|config| {
                Routes::new(config)
                    .add(at("/metrics").get(Right::Uncounted, read))
                    .configure(health::routes(""));
            })
            .wrap(from_fn(problem::render))
    });
    Ok(server.workers(1).disable_signals().listen(listener)?.run())
}

async fn read(store: web::Data<RecordStore>) -> Result<HttpResponse, Problem> {
    let text = metrics::text(&store).map_err(|error| Problem::internal(&error))?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(text))
}
