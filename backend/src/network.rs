use std::net::{IpAddr, Ipv6Addr};

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network(IpAddr);

impl Network {
    pub fn of(address: IpAddr) -> Self {
        Self(address.to_canonical())
    }

    /// As it is stored: roughly where, not who. "203.0.113.0/24" or "2001:db8:12::/48".
    pub fn shortened(&self) -> String {
        match self.0 {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                format!("{a}.{b}.{c}.0/24")
            }
            IpAddr::V6(address) => format!("{}/48", first_segments(address, 3)),
        }
    }

    /// What tries are counted for: an address, or what one household or office has of IPv6.
    pub fn counted(&self) -> String {
        match self.0 {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => first_segments(address, 4).to_string(),
        }
    }
}

fn first_segments(address: Ipv6Addr, kept: usize) -> Ipv6Addr {
    let mut segments = address.segments();
    segments[kept..].fill(0);
    segments.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shortened_before_it_is_stored() {
        for (address, shortened, counted) in [
            ("203.0.113.77", "203.0.113.0/24", "203.0.113.77"),
            ("::ffff:203.0.113.77", "203.0.113.0/24", "203.0.113.77"),
            ("2001:db8:12:34:56::7", "2001:db8:12::/48", "2001:db8:12:34::"),
        ] {
            let network = Network::of(address.parse().unwrap());
            assert_eq!(
                (network.shortened().as_str(), network.counted().as_str()),
                (shortened, counted)
            );
        }
    }
}
