//! The command line.

pub const USAGE: &str = "\
load ADDRESS FILE [OPTIONS]

ADDRESS          host:port
FILE             requests, one a line: METHOD PATH BODY
--connections N  how many connections send, 32 if not given
--seconds N      for how long, 10 if not given
--rate N         requests a second of all connections together; without it, as many as are answered
--idle N         connections besides that send nothing
--slow N         connections besides that send a request by one byte a second
--reject N       requests a second besides that the service refuses";

pub struct Args {
    pub address: String,
    pub file: String,
    pub connections: usize,
    pub seconds: u64,
    pub rate: f64,
    pub idle: usize,
    pub slow: usize,
    pub reject: usize,
}

impl Args {
    pub fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut args = Self {
            address: words.next().ok_or("no ADDRESS")?,
            file: words.next().ok_or("no FILE")?,
            connections: 32,
            seconds: 10,
            rate: 0.0,
            idle: 0,
            slow: 0,
            reject: 0,
        };
        while let Some(option) = words.next() {
            let value = words.next().unwrap_or_default();
            let number: usize = value
                .parse()
                .map_err(|_| format!("{option} needs a number"))?;
            match option.as_str() {
                "--connections" => args.connections = number,
                "--seconds" => args.seconds = number.max(1) as u64,
                "--rate" => args.rate = number as f64,
                "--idle" => args.idle = number,
                "--slow" => args.slow = number,
                "--reject" => args.reject = number,
                _ => return Err(format!("there is no option {option}")),
            }
        }
        Ok(args)
    }
}
