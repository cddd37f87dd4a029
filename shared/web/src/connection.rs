//! A client's connection. What the HTTP parser refuses (no `Host`, a head that is too large or does not
//! end) never reaches a handler or middleware: the framework writes a bare status. Here it gets the body,
//! the request id, the log line and the count of every other refusal.
//!
//! Who writes is told by [`Answering`]: while the application answers, and until the last byte of that has
//! gone, what is written is the application's and passes untouched. All else is the parser's.

use std::{
    cell::Cell,
    io,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
};

use actix_web::{
    body::{BodySize, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::StatusCode,
    middleware::Next,
    web::Bytes,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

use crate::{
    metrics,
    problem::{self, PROBLEM_JSON},
    request_id::RequestId,
};

/// Ends when idle connections are to be closed.
pub type Closing = Pin<Box<dyn Future<Output = ()>>>;

/// What the application and its connection know of each other.
#[derive(Debug, Clone, Default)]
pub struct Answering(Rc<State>);

#[derive(Debug, Default)]
struct State {
    /// Requests that the application has and has not answered to the last byte of the body.
    open: Cell<usize>,
    /// Something that the application answered is not written yet.
    unwritten: Cell<bool>,
}

impl Answering {
    fn begin(&self) -> Answer {
        self.0.open.set(self.0.open.get() + 1);
        self.0.unwritten.set(true);
        Answer(self.clone())
    }

    fn is_idle(&self) -> bool {
        !self.0.unwritten.get()
    }

    /// All that there was to write has been written.
    fn written(&self) {
        if self.0.open.get() == 0 {
            self.0.unwritten.set(false);
        }
    }
}

/// One request, until its answer is complete.
struct Answer(Answering);

impl Drop for Answer {
    fn drop(&mut self) {
        let open = &self.0.0.open;
        open.set(open.get() - 1);
    }
}

/// Middleware, outside all others: what is written from here on is the application's.
///
/// # Errors
/// Passes on what the inner service could not turn into an answer.
pub async fn watch(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let answer = request.conn_data::<Answering>().map(Answering::begin);
    let response = next.call(request).await?.map_into_boxed_body();
    Ok(response.map_body(|_, body| Watched {
        body,
        _until_sent: answer,
    }))
}

struct Watched {
    body: BoxBody,
    _until_sent: Option<Answer>,
}

impl MessageBody for Watched {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}

/// A client's TCP connection.
pub struct Connection {
    stream: TcpStream,
    answering: Answering,
    /// None once it has ended.
    closing: Option<Closing>,
    completed: Option<Completed>,
}

/// What is written in the place of a bare status.
struct Completed {
    answer: Vec<u8>,
    written: usize,
    /// Bytes that it stands for.
    bare: usize,
}

impl Completed {
    /// In the place of a bare status, if that is what the bytes are: a head without a body.
    fn of(bytes: &[u8]) -> Option<Self> {
        let head = std::str::from_utf8(bytes).ok()?.strip_suffix("\r\n\r\n")?;
        let mut lines = head.split("\r\n");
        let first = lines.next()?;
        let status = StatusCode::from_bytes(first.split(' ').nth(1)?.as_bytes()).ok()?;
        let id = RequestId::new();
        let body = problem::unread(status, id.to_string())?;
        tracing::info!(request_id = %id, status = status.as_u16(), "refused what is no request");
        metrics::unread(status.as_u16());
        let date = lines.find(|line| line.starts_with("date:"));
        let date = date.map(|date| format!("{date}\r\n")).unwrap_or_default();
        let answer = format!(
            "{first}\r\ncontent-type: {PROBLEM_JSON}\r\ncontent-length: {}\r\ncache-control: no-store\r\n\
             connection: close\r\nx-content-type-options: nosniff\r\nx-request-id: {id}\r\n{date}\r\n{body}",
            body.len()
        );
        Some(Self {
            answer: answer.into_bytes(),
            written: 0,
            bare: bytes.len(),
        })
    }
}

impl Connection {
    /// A connection that ends, as if its client had nothing more to say, when `closing` does and no
    /// request is being answered.
    pub fn new(stream: TcpStream, closing: Closing) -> Self {
        Self {
            stream,
            answering: Answering::default(),
            closing: Some(closing),
            completed: None,
        }
    }

    /// For the requests of this connection.
    pub fn answering(&self) -> Answering {
        self.answering.clone()
    }

    fn poll_complete(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        while let Some(completed) = &mut self.completed {
            let rest = &completed.answer[completed.written..];
            if rest.is_empty() {
                let bare = completed.bare;
                self.completed = None;
                return Poll::Ready(Ok(bare));
            }
            match ready!(Pin::new(&mut self.stream).poll_write(context, rest))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => completed.written += written,
            }
        }
        Poll::Ready(Ok(0))
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if read.is_pending() && self.answering.is_idle() {
            if let Some(closing) = &mut self.closing {
                ready!(closing.as_mut().poll(context));
                self.closing = None;
            }
            // Nothing read is the end.
            return Poll::Ready(Ok(()));
        }
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.completed.is_none() && self.answering.is_idle() {
            self.completed = Completed::of(bytes);
        }
        if self.completed.is_some() {
            return self.poll_complete(context);
        }
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        if written == bytes.len() {
            self.answering.written();
        }
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::*;

    const BARE: &[u8] = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\ndate: today\r\n\r\n";

    #[actix_rt::test]
    async fn only_what_the_application_did_not_write_is_completed() -> io::Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let mut client = TcpStream::connect(listener.local_addr()?).await?;
        let (stream, _) = listener.accept().await?;
        let mut connection = Connection::new(stream, Box::pin(std::future::pending()));
        let answering = connection.answering();

        let answer = answering.begin();
        connection.write_all(BARE).await?;
        drop(answer);
        // The end of the body was not written yet when the application let go of it.
        connection.write_all(BARE).await?;
        connection
            .write_all(b"HTTP/1.1 100 Continue\r\n\r\n")
            .await?;
        connection.write_all(BARE).await?;
        connection.shutdown().await?;

        let mut read = String::new();
        client.read_to_string(&mut read).await?;
        let bare = String::from_utf8_lossy(BARE);
        let untouched = format!("{bare}{bare}HTTP/1.1 100 Continue\r\n\r\n");
        let completed = read.strip_prefix(&untouched);
        assert!(
            completed.is_some_and(|it| it.contains("date: today") && it.contains("request_id")),
            "{read}"
        );
        Ok(())
    }

    #[actix_rt::test]
    async fn an_idle_connection_ends_when_it_is_closing() -> io::Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let mut client = TcpStream::connect(listener.local_addr()?).await?;
        let (stream, _) = listener.accept().await?;
        let mut connection = Connection::new(stream, Box::pin(std::future::ready(())));
        client.write_all(b"ab").await?;
        // What has come is read first, and read on while a request is answered.
        assert_eq!(connection.read_u8().await?, b'a');
        assert_eq!(connection.read_u8().await?, b'b');
        let answer = connection.answering().begin();
        client.write_all(b"c").await?;
        assert_eq!(connection.read_u8().await?, b'c');
        drop(answer);
        connection.write_all(b"answer").await?;
        assert_eq!(connection.read(&mut [0]).await?, 0);
        assert_eq!(connection.read(&mut [0]).await?, 0);
        Ok(())
    }
}
