//! Style sheets and scripts, served from the binary under an address that holds their hash.
//!
//! Each service serves its own (`/assets/…`, `/api/assets/…`), so that a rolling update of one never
//! breaks the other's pages. A known hash may be cached for ever; any other hash gets the current
//! file, not to be cached.

use std::{borrow::Cow, collections::BTreeMap};

use actix_web::{HttpResponse, http::header, web};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::{
    Code, Problem,
    access::Right,
    hex,
    routes::{Routes, at},
};

/// The files that every page uses.
#[derive(RustEmbed)]
#[folder = "assets"]
struct Common;

struct Asset {
    hash: String,
    media_type: String,
    bytes: web::Bytes,
}

impl Asset {
    fn new(name: &str, bytes: Cow<'static, [u8]>) -> Self {
        let media_type = mime_guess::from_path(name).first_or_octet_stream();
        let text = media_type.type_() == "text";
        Self {
            hash: hex(&Sha256::digest(&bytes)[..6]),
            media_type: format!("{media_type}{}", if text { "; charset=utf-8" } else { "" }),
            bytes: match bytes {
                Cow::Borrowed(bytes) => web::Bytes::from_static(bytes),
                Cow::Owned(bytes) => bytes.into(),
            },
        }
    }
}

/// The files of one service.
pub struct Assets {
    prefix: &'static str,
    files: BTreeMap<String, Asset>,
}

impl Assets {
    /// The common files and those of `Own`, served under `{prefix}/assets/`. The parts in `style/` become one
    /// file, in the order of their names: the cascade depends on it.
    pub fn new<Own: RustEmbed>(prefix: &'static str) -> Self {
        let mut files = BTreeMap::new();
        let mut style = BTreeMap::new();
        for (name, file) in Common::iter()
            .map(|name| (Common::get(&name), name))
            .chain(Own::iter().map(|name| (Own::get(&name), name)))
            .filter_map(|(file, name)| Some((name, file?)))
        {
            if name.starts_with("style/") {
                style.insert(name, file.data);
            } else {
                files.insert(name.to_string(), Asset::new(&name, file.data));
            }
        }
        let style: Vec<u8> = style.into_values().collect::<Vec<_>>().concat();
        files.insert("style.css".into(), Asset::new("style.css", style.into()));
        Self { prefix, files }
    }

    /// The address of a file, with its hash. An unknown name gets an address that answers 404.
    pub fn href(&self, name: &str) -> String {
        let hash = self.files.get(name).map_or("-", |asset| &asset.hash);
        format!("{}/assets/{hash}/{name}", self.prefix)
    }

    /// Adds `{prefix}/assets/{hash}/{name}`.
    pub fn routes(assets: web::Data<Self>) -> impl FnOnce(&mut Routes<'_>) {
        move |routes| {
            let path = format!("{}/assets/{{hash}}/{{name:.+}}", assets.prefix);
            let serve = move |path: web::Path<(String, String)>| {
                let answer = assets.serve(&path.0, &path.1);
                async move { answer }
            };
            routes.add(at(path).get(Right::Uncounted, serve));
        }
    }

    fn serve(&self, hash: &str, name: &str) -> Result<HttpResponse, Problem> {
        let asset = self
            .files
            .get(name)
            .ok_or_else(|| Problem::new(Code::NotFound, "There is no such file."))?;
        let caching = if hash == asset.hash {
            "public, max-age=31536000, immutable"
        } else {
            "no-store"
        };
        Ok(HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, caching))
            .insert_header((header::CONTENT_TYPE, asset.media_type.as_str()))
            .body(asset.bytes.clone()))
    }
}
