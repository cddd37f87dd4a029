//! A TCP proxy before the database server that can be made to fail: an outage for one test alone.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, tcp::OwnedReadHalf, tcp::OwnedWriteHalf},
    sync::watch,
};

/// What the proxy does with connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Passes everything on.
    None,
    /// Closes what is open and refuses what comes, as a server that is down.
    Down,
    /// Keeps connections and passes nothing on, as a server that is stopped or a network that swallows.
    Silent,
}

pub struct FaultProxy {
    /// `127.0.0.1:PORT`
    pub address: String,
    fault: watch::Sender<Fault>,
}

impl FaultProxy {
    /// A proxy before `upstream` (`host:port`).
    pub async fn start(upstream: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (fault, state) = watch::channel(Fault::None);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if *state.borrow() == Fault::Down {
                    continue;
                }
                let (upstream, state) = (upstream.clone(), state.clone());
                tokio::spawn(async move {
                    let Ok(server) = TcpStream::connect(upstream).await else {
                        return;
                    };
                    let (from_client, to_client) = client.into_split();
                    let (from_server, to_server) = server.into_split();
                    tokio::join!(
                        pass(from_client, to_server, state.clone()),
                        pass(from_server, to_client, state)
                    );
                });
            }
        });
        Self { address, fault }
    }

    pub fn set(&self, fault: Fault) {
        self.fault.send_replace(fault);
    }
}

/// Copies until either side closes or the fault says so.
async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut state: watch::Receiver<Fault>) {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let read = tokio::select! {
            read = from.read(&mut buffer) => read,
            _ = state.wait_for(|fault| *fault == Fault::Down) => return,
        };
        let Ok(count @ 1..) = read else { return };
        let Ok(fault) = state
            .wait_for(|fault| *fault != Fault::Silent)
            .await
            .map(|fault| *fault)
        else {
            return;
        };
        if fault == Fault::Down || to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}
