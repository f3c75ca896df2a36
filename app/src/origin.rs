//! From where a request comes, as far as it can be believed.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::http::HeaderMap;
use ipnet::IpNet;
use serde::{Deserialize, Deserializer, de::Error};

/// The proxies whose word about the address of a client is taken.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Arc<[IpNet]>);

/// A part that is neither an address nor a network.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is neither an address nor a network like 10.0.0.0/8")]
pub struct WrongNetwork(String);

const FORWARDED_FOR: &str = "x-forwarded-for";

impl TrustedProxies {
    /// "10.0.0.0/8, 192.0.2.7"; nobody when empty.
    ///
    /// # Errors
    /// Names the part that is wrong.
    pub fn parse(text: &str) -> Result<Self, WrongNetwork> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let network = |part: &str| {
            let network = part.parse().ok();
            let address = || part.parse::<IpAddr>().ok().map(IpNet::from);
            network.or_else(address).ok_or_else(|| WrongNetwork(part.to_owned()))
        };
        Ok(Self(parts.map(network).collect::<Result<_, _>>()?))
    }

    /// The address of the client. Each proxy adds whom it heard to the end of `X-Forwarded-For`, so it is read from there: up to the
    /// first that is no proxy of ours. What stands before that anybody can have written.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        if !self.trusts(client) {
            return client;
        }
        let lines: Vec<&str> = headers
            .get_all(FORWARDED_FOR)
            .iter()
            .map(|line| line.to_str().unwrap_or_default())
            .collect();
        let hops = lines.iter().flat_map(|line| line.split(','));
        for hop in hops.collect::<Vec<_>>().into_iter().rev() {
            let Some(address) = parse_hop(hop.trim()) else {
                break;
            };
            client = address;
            if !self.trusts(client) {
                break;
            }
        }
        client
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl<'de> Deserialize<'de> for TrustedProxies {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// Some proxies add the port.
fn parse_hop(text: &str) -> Option<IpAddr> {
    let address = text.parse::<IpAddr>().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    address.or_else(with_port).map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(proxies: &str, peer: &str, forwarded: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        let proxies = TrustedProxies::parse(proxies).unwrap();
        proxies.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_a_proxy_of_ours_is_believed() {
        for (proxies, peer, forwarded, expected) in [
            ("", "203.0.113.9", &["198.51.100.1"][..], "203.0.113.9"),
            ("10.0.0.0/8", "203.0.113.9", &["198.51.100.1"], "203.0.113.9"),
            ("10.0.0.0/8", "10.1.2.3", &["198.51.100.1"], "198.51.100.1"),
            // The client wrote the first, the proxy the second.
            ("10.0.0.0/8", "10.1.2.3", &["1.2.3.4, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.0/8", "10.1.2.3", &["1.2.3.4", "198.51.100.1"], "198.51.100.1"),
            // Two proxies of ours.
            (
                "10.0.0.0/8",
                "10.1.2.3",
                &["1.2.3.4, 198.51.100.1, 10.9.9.9"],
                "198.51.100.1",
            ),
            ("10.0.0.0/8", "10.1.2.3", &["nonsense, 10.9.9.9"], "10.9.9.9"),
            ("10.0.0.0/8", "10.1.2.3", &[], "10.1.2.3"),
            ("10.0.0.0/8", "::ffff:10.1.2.3", &["198.51.100.1:4711"], "198.51.100.1"),
            ("2001:db8::/32, ::1", "::1", &["[2001:db9::7]:443"], "2001:db9::7"),
        ] {
            assert_eq!(
                client(proxies, peer, forwarded),
                expected,
                "{proxies} {peer} {forwarded:?}"
            );
        }
    }

    #[test]
    fn a_wrong_network_is_named() {
        let error = TrustedProxies::parse("10.0.0.0/8, office").unwrap_err();
        assert!(error.to_string().contains("`office`"), "{error}");
    }
}
