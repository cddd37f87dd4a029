//! Bodies on their way in: each within `MAX_BODY_BYTES`, packed and unpacked, and all of them together
//! within a budget, so that many large requests at once are refused and not the end of
//! the process.

use std::sync::Arc;

use actix_web::{
    HttpMessage, HttpRequest,
    dev::Payload,
    error::PayloadError,
    http::header::{self, HeaderMap},
    web::{Bytes, BytesMut, Data},
};
use futures_util::StreamExt;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};
use web_common::{Code, Lifecycle, Problem};

use super::{
    Fields,
    unpack::{Coding, Fault, unpack},
};
use crate::{jobs::convert_on, pool::CpuPool};

/// What all bodies may take at a time, in bytes; larger where a single one may be.
const MAX_BODY_BYTES_HELD: usize = 256 << 20;
/// Bodies that are unpacked at a time: a few bytes may unpack to as much as one body may have.
const MAX_UNPACKING: usize = 8;

/// The budget of all bodies.
#[derive(Debug)]
pub struct Arrivals {
    limit: usize,
    lifecycle: Lifecycle,
    reading: Arc<CpuPool>,
    budget: Arc<Semaphore>,
    unpacking: Arc<Semaphore>,
}

impl Arrivals {
    /// A budget for bodies of at most `limit` bytes each; long ones are read on the threads of `reading`.
    pub fn new(limit: usize, lifecycle: Lifecycle, reading: Arc<CpuPool>) -> Self {
        Self {
            limit,
            lifecycle,
            reading,
            budget: Arc::new(Semaphore::new(MAX_BODY_BYTES_HELD.max(2 * limit))),
            unpacking: Arc::new(Semaphore::new(MAX_UNPACKING)),
        }
    }
}

/// What a request's body takes of the budget, until the request is over.
#[derive(Debug, Default)]
struct Held(Option<OwnedSemaphorePermit>);

impl Held {
    fn more(&mut self, budget: &Arc<Semaphore>, bytes: usize) -> Result<(), Problem> {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let more = budget.clone().try_acquire_many_owned(bytes).map_err(|_| {
            let detail = "Too many large requests are under way. Nothing was saved.";
            Problem::new(Code::Overloaded, detail).retry_after(1)
        })?;
        match &mut self.0 {
            Some(held) => held.merge(more),
            held => *held = Some(more),
        }
        Ok(())
    }
}

/// The whole body of a request, unpacked.
///
/// # Errors
/// Too large, broken off, not packed as it says, or beyond the budget.
pub async fn body(request: &HttpRequest, payload: Payload) -> Result<Bytes, Problem> {
    let coding = Coding::of(request.headers())?;
    let Some(arrivals) = request.app_data::<Data<Arrivals>>().cloned() else {
        return Err(Problem::new(Code::Internal, "No body is read here."));
    };
    // What says that it is too large is not read at all.
    if declared(request.headers()).is_some_and(|length| length > arrivals.limit as u64) {
        return Err(too_large());
    }
    let mut held = Held::default();
    let mut bytes = whole(&arrivals, &mut held, payload).await?;
    if let Some(coding) = coding {
        (bytes, held) = unpacked(arrivals, coding, bytes, held).await?;
    }
    request.extensions_mut().insert(held);
    Ok(bytes)
}

/// Reads a body as fields, a long one not on the async threads.
///
/// # Errors
/// Those of `read`, or too many wait for the same.
pub async fn fields(
    request: &HttpRequest,
    body: Bytes,
    read: impl FnOnce(&Bytes) -> Result<Fields, Problem> + Send + 'static,
) -> Result<Fields, Problem> {
    match request.app_data::<Data<Arrivals>>() {
        None => read(&body),
        Some(arrivals) => {
            let (lifecycle, threads) = (&arrivals.lifecycle, &arrivals.reading);
            convert_on(lifecycle, threads, body.len(), move || read(&body)).await?
        }
    }
}

fn declared(headers: &HeaderMap) -> Option<u64> {
    let length = headers.get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.trim().parse().ok()
}

async fn whole(
    arrivals: &Arrivals,
    held: &mut Held,
    mut pieces: Payload,
) -> Result<Bytes, Problem> {
    let mut bytes = BytesMut::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| unreadable(&error))?;
        if bytes.len() + piece.len() > arrivals.limit {
            return Err(too_large());
        }
        held.more(&arrivals.budget, piece.len())?;
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.freeze())
}

/// What was packed and what that takes of the budget, for what came and what this took.
async fn unpacked(
    arrivals: Data<Arrivals>,
    coding: Coding,
    packed: Bytes,
    packed_held: Held,
) -> Result<(Bytes, Held), Problem> {
    let turn = arrivals.unpacking.clone().acquire_owned().await;
    let job = spawn_blocking(move || {
        // Held here, so that a client that leaves frees nothing for the next before this is over.
        let _held = (turn, packed_held);
        let mut held = Held::default();
        let reserve = |more| held.more(&arrivals.budget, more);
        let bytes = unpack(coding, &packed, arrivals.limit, reserve);
        bytes.map(|bytes| (Bytes::from(bytes), held))
    });
    let unpacked = job.await.map_err(|_| {
        let detail = "The request's body could not be unpacked. Nothing was saved.";
        Problem::new(Code::Internal, detail)
    })?;
    unpacked.map_err(|fault| match fault {
        Fault::TooLarge => too_large(),
        Fault::Broken => Problem::new(
            Code::Malformed,
            "The request's body is not packed as its Content-Encoding says, or not whole.",
        ),
        Fault::Refused(problem) => problem,
    })
}

fn too_large() -> Problem {
    Problem::new(
        Code::TooLarge,
        "The request is larger than MAX_BODY_BYTES allows. Send fewer or shorter texts.",
    )
}

fn unreadable(error: &PayloadError) -> Problem {
    match error {
        PayloadError::Overflow => too_large(),
        PayloadError::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => {
            Problem::new(Code::Malformed, "The request's body came too slowly.")
        }
        _ => Problem::new(
            Code::Malformed,
            "The request's body could not be read to its end.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    async fn read(arrivals: &Data<Arrivals>, bytes: usize) -> (HttpRequest, Result<usize, Code>) {
        let (request, payload) = TestRequest::post()
            .app_data(arrivals.clone())
            .set_payload(vec![b'a'; bytes])
            .to_http_parts();
        let read = body(&request, payload).await;
        let read = read
            .map(|bytes| bytes.len())
            .map_err(|problem| problem.code());
        (request, read)
    }

    #[actix_rt::test]
    async fn the_budget_is_held_while_a_request_lasts() {
        let arrivals = Arrivals {
            limit: 60,
            lifecycle: Lifecycle::default(),
            reading: Arc::new(CpuPool::new(1, 1).unwrap()),
            budget: Arc::new(Semaphore::new(100)),
            unpacking: Arc::new(Semaphore::new(1)),
        };
        let arrivals = Data::new(arrivals);
        assert_eq!(read(&arrivals, 61).await.1, Err(Code::TooLarge));
        let (one, done) = read(&arrivals, 60).await;
        assert_eq!(done, Ok(60));
        assert_eq!(read(&arrivals, 60).await.1, Err(Code::Overloaded));
        assert_eq!(read(&arrivals, 40).await.1, Ok(40));
        drop(one);
        assert_eq!(read(&arrivals, 60).await.1, Ok(60));
    }
}
