//! Bodies of forms on the pages, which browsers never compress.

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::CONTENT_ENCODING};
use futures_util::{FutureExt, TryFutureExt, future::LocalBoxFuture};

use crate::{Code, Problem};

/// An extractor `T` for bodies that are not compressed: a request with a `Content-Encoding` is refused (415).
///
/// The framework's own extractors decompress each piece of a body before they count its bytes, so that a few
/// kilobytes could exhaust the memory.
#[derive(Debug)]
pub struct Unpacked<T>(pub T);

impl<T: FromRequest + 'static> FromRequest for Unpacked<T> {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if request.headers().contains_key(CONTENT_ENCODING) {
            let detail = "Send this form as it is, without a Content-Encoding.";
            let problem = Problem::new(Code::UnsupportedMediaType, detail);
            return Box::pin(async { Err(problem.into()) });
        }
        let read = T::from_request(request, payload);
        read.map_ok(Self).map_err(Into::into).boxed_local()
    }
}
