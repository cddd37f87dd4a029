//! The `healthcheck` command: a container's check without a shell or curl in its image.

use std::{
    io::{self, Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    process::ExitCode,
    time::Duration,
};

use crate::config::HttpArgs;

const TIMEOUT: Duration = Duration::from_secs(2);

/// Asks the process that these arguments make, on `default_port` unless they name another, whether it is
/// alive; exit code 0 or 1.
pub fn run(args: &HttpArgs, default_port: u16, path: &str) -> ExitCode {
    let port = args.port.unwrap_or(default_port);
    match ask(args.host, port, path) {
        Ok(200) => ExitCode::SUCCESS,
        Ok(status) => {
            eprintln!("{path} answered {status}");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("no answer from {path} on port {port}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// One plain HTTP request over loopback; returns the status.
fn ask(host: IpAddr, port: u16, path: &str) -> io::Result<u16> {
    // A process that listens everywhere is asked on loopback.
    let host = match host {
        IpAddr::V4(any) if any.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(any) if any.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        named => named,
    };
    let mut stream = TcpStream::connect_timeout(&SocketAddr::new(host, port), TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    )?;
    let mut head = [0; 12];
    stream.read_exact(&mut head)?;
    std::str::from_utf8(&head)
        .ok()
        .and_then(|head| head.strip_prefix("HTTP/1.1 "))
        .and_then(|status| status.parse().ok())
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "not an HTTP answer"))
}
