//! The client's address: trusted proxies report it for the clients behind them.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    str::FromStr,
};

use actix_web::http::header::HeaderMap;
use ipnet::IpNet;

const FORWARDED: &str = "x-forwarded-for";

/// Addresses and networks, written with commas: `10.0.0.0/8, 192.0.2.7`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Networks(Vec<IpNet>);

impl FromStr for Networks {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let names = text.split(',').map(str::trim).filter(|s| !s.is_empty());
        let networks = names.map(|name| {
            let address = name.parse::<IpAddr>().map(IpNet::from);
            address.or_else(|_| name.parse()).map_err(|_| {
                "accepted: addresses and networks with commas, such as 10.0.0.0/8,192.0.2.7"
                    .to_owned()
            })
        });
        networks.collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Networks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&names.join(","))
    }
}

impl Networks {
    /// Whether an address is one of these.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The client that a request comes from: the peer or, where that is a trusted proxy, the last address in
    /// `X-Forwarded-For` that is not one. Anyone could have written what precedes it.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        // A proxy appends to the list, or adds another header after it.
        let mut list: Vec<&str> = headers
            .get_all(FORWARDED)
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        while self.contains(client) {
            match list.pop().and_then(address) {
                Some(before) => client = before,
                None => break,
            }
        }
        client
    }
}

/// The last entry of a header that each proxy on the way may have appended to: the nearest proxy's own.
pub fn nearest<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let value = headers.get_all(name).last()?.to_str().ok()?;
    value.rsplit(',').next().map(str::trim)
}

/// An address as proxies write it, some with a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let address = text
        .parse::<IpAddr>()
        .or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()))
        .or_else(|_| text.trim_matches(['[', ']']).parse());
    address.ok().map(|address| address.to_canonical())
}

/// The part of an address that tells clients apart: whoever has one IPv6 address has the 2^64 addresses of its
/// network.
pub fn distinct(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let network = u128::from(v6) & !u128::from(u64::MAX);
            Ipv6Addr::from(network).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    fn client(trusted: &str, peer: &str, forwarded: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(
                HeaderName::from_static(FORWARDED),
                HeaderValue::from_static(value),
            );
        }
        let trusted: Networks = trusted.parse().unwrap();
        trusted.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_trusted_proxies_speak_for_others() {
        let spoofed = ["1.1.1.1, 2.2.2.2"];
        assert_eq!(client("", "9.9.9.9", &spoofed), "9.9.9.9");
        assert_eq!(client("10.0.0.0/8", "9.9.9.9", &spoofed), "9.9.9.9");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &spoofed), "2.2.2.2");
        // The proxy's own entry comes last, in the same header or in one more.
        let chain = ["1.1.1.1, 2.2.2.2", "10.0.0.2"];
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &chain), "2.2.2.2");
        assert_eq!(
            client("10.0.0.0/8,2.2.2.2", "::ffff:10.0.0.1", &chain),
            "1.1.1.1"
        );
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &["rubbish"]), "10.0.0.1");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn the_nearest_proxy_has_the_last_word() {
        let mut headers = HeaderMap::new();
        let name = HeaderName::from_static("x-forwarded-proto");
        assert_eq!(nearest(&headers, name.as_str()), None);
        for (value, said) in [("http", "http"), ("a, https ", "https"), ("b", "b")] {
            headers.append(name.clone(), HeaderValue::from_static(value));
            assert_eq!(nearest(&headers, name.as_str()), Some(said));
        }
    }

    #[test]
    fn an_address_may_come_with_a_port() {
        for (text, shown) in [
            ("1.2.3.4:55", "1.2.3.4"),
            ("[2001:db8::1]:55", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            (" 2001:db8::1 ", "2001:db8::1"),
        ] {
            assert_eq!(address(text).unwrap().to_string(), shown);
        }
        assert_eq!(address("unknown"), None);
    }

    #[test]
    fn networks_are_read_or_refused() {
        assert!("".parse::<Networks>().is_ok());
        assert!("10.0.0.0/33".parse::<Networks>().is_err());
        assert!("a balancer".parse::<Networks>().is_err());
        let one = distinct("2001:db8::1".parse().unwrap());
        assert_eq!(one, distinct("2001:db8::ffff:2".parse().unwrap()));
    }
}
