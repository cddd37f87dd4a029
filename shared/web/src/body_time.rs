//! How long a client may take over a request's body: a connection that trickles is not held for ever.

use std::{io, time::Duration};

use actix_web::{
    body::MessageBody,
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    middleware::Next,
    web::Bytes,
};
use futures_util::{Stream, StreamExt, stream};
use tokio::time::{Instant, timeout_at};

/// Between two pieces of a body.
const MAX_BODY_PAUSE: Duration = Duration::from_secs(10);
/// For all of a body: 8 MiB at 1.2 Mbit/s.
const WHOLE: Duration = Duration::from_mins(1);

/// Middleware: whoever reads the body meets an error where it does not arrive in time.
///
/// # Errors
/// Passes on what the inner service could not turn into an answer.
pub async fn limit(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let (head, payload) = request.into_parts();
    let payload: Payload = match payload {
        Payload::None => Payload::None,
        payload => Payload::Stream {
            payload: Box::pin(timed(payload, MAX_BODY_PAUSE, WHOLE)),
        },
    };
    let request = ServiceRequest::from_parts(head, payload);
    next.call(request).await
}

fn timed(
    payload: Payload,
    pause: Duration,
    whole: Duration,
) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    let end = Instant::now() + whole;
    stream::unfold(Some(payload), move |payload| async move {
        let mut payload = payload?;
        let next = timeout_at(end.min(Instant::now() + pause), payload.next());
        match next.await {
            Ok(Some(piece)) => Some((piece, Some(payload))),
            Ok(None) => None,
            Err(_) => {
                let late = io::Error::new(io::ErrorKind::TimedOut, "the body came too slowly");
                Some((Err(PayloadError::Io(late)), None))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_mins(1);

    /// A body of these pieces, `gap` apart.
    fn body(pieces: usize, gap: Duration) -> Payload {
        let pieces = stream::iter(0..pieces).then(move |_| async move {
            tokio::time::sleep(gap).await;
            Ok(Bytes::from("a"))
        });
        Payload::Stream {
            payload: Box::pin(pieces),
        }
    }

    #[actix_rt::test]
    async fn a_body_in_time_is_read_whole_and_a_slow_one_ends_in_an_error() {
        let read = |payload, pause, whole| timed(payload, pause, whole).collect::<Vec<_>>();
        let whole = read(body(5, Duration::ZERO), LONG, LONG).await;
        assert!(whole.len() == 5 && whole.iter().all(Result::is_ok));
        let stuck = read(body(5, LONG), Duration::from_millis(20), LONG).await;
        assert!(matches!(stuck[..], [Err(PayloadError::Io(_))]));
        let trickle = body(1_000, Duration::from_millis(5));
        let trickle = read(trickle, LONG, Duration::from_millis(60)).await;
        assert!(trickle.len() < 100 && trickle.last().is_some_and(Result::is_err));
    }
}
