//! Whose word counts on where a request comes from.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use axum::http::HeaderMap;

/// The proxies in front of the product. They say from whom they pass on a request, and nobody else
/// is believed.
#[derive(Debug, Clone)]
pub struct TrustedProxies(Arc<[Network]>);

/// An address, or all that begin like it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    n_bits: u32,
}

/// Why something is no network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotANetwork(String);

impl TrustedProxies {
    /// Those with these addresses: `10.1.2.3`, `10.0.0.0/8`, `2001:db8::/32`.
    pub fn of<T: AsRef<str>>(networks: &[T]) -> Result<TrustedProxies, NotANetwork> {
        networks.iter().map(|it| it.as_ref().trim().parse()).collect::<Result<_, _>>().map(Self)
    }

    /// The address of whoever sent a request that came from `peer`: the last one in the chain that
    /// is no proxy of ours. What stands before it in the headers, anybody may have written.
    pub(crate) fn sender(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut sender = peer.to_canonical();
        let named = headers.get_all("x-forwarded-for").iter().rev();
        let named = named.flat_map(|it| it.to_str().unwrap_or_default().rsplit(','));
        for named in named.map(address) {
            match named {
                Some(named) if self.holds(sender) => sender = named,
                _ => break,
            }
        }
        sender
    }

    fn holds(&self, address: IpAddr) -> bool {
        self.0.iter().any(|it| it.holds(address))
    }
}

/// Proxies on the same machine.
impl Default for TrustedProxies {
    fn default() -> Self {
        let network = |address: [u8; 4], n_bits| Network { address: address.into(), n_bits };
        let own = Network { address: std::net::Ipv6Addr::LOCALHOST.into(), n_bits: 128 };
        TrustedProxies([network([127, 0, 0, 0], 8), own].into())
    }
}

impl Network {
    fn holds(self, address: IpAddr) -> bool {
        let begin = |a: u128, b: u128, length: u32| {
            (a ^ b).checked_shr(length.saturating_sub(self.n_bits)).is_none_or(|it| it == 0)
        };
        match (self.address, address) {
            (IpAddr::V4(a), IpAddr::V4(b)) => begin(a.to_bits().into(), b.to_bits().into(), 32),
            (IpAddr::V6(a), IpAddr::V6(b)) => begin(a.to_bits(), b.to_bits(), 128),
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let problem = || NotANetwork(text.to_owned());
        let (address, n_bits) = match text.split_once('/') {
            Some((address, n_bits)) => (address, Some(n_bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_malformed| problem())?;
        let length = if address.is_ipv4() { 32 } else { 128 };
        let n_bits = n_bits.map_or(Ok(length), str::parse).map_err(|_malformed| problem())?;
        if length < n_bits { Err(problem()) } else { Ok(Network { address, n_bits }) }
    }
}

impl fmt::Display for NotANetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is neither an address nor a network such as 10.0.0.0/8", self.0)
    }
}

impl std::error::Error for NotANetwork {}

/// An address as proxies write it: some add the port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let with_port = |_| text.parse::<SocketAddr>().map(|it| it.ip());
    text.parse::<IpAddr>().or_else(with_port).ok().map(|it| it.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(trusted: &TrustedProxies, peer: &str, named: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for named in named {
            headers.append("x-forwarded-for", named.parse().unwrap());
        }
        trusted.sender(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_a_proxy_on_this_machine_is_believed_until_another_is_named() {
        let own = TrustedProxies::default();
        let named = ["10.0.0.9, 198.51.100.7"];
        assert_eq!(sender(&own, "127.0.0.1", &named), "198.51.100.7");
        assert_eq!(sender(&own, "::1", &named), "198.51.100.7");
        assert_eq!(sender(&own, "::ffff:127.0.0.1", &named), "198.51.100.7");
        assert_eq!(sender(&own, "192.0.2.1", &named), "192.0.2.1");
        assert_eq!(sender(&own, "127.0.0.1", &[]), "127.0.0.1");
    }

    #[test]
    fn the_last_that_is_no_proxy_of_ours_sent_it() {
        let trusted = TrustedProxies::of(&["10.0.0.0/8", " 2001:db8::/32"]).unwrap();
        let chain = ["203.0.113.5", "198.51.100.7, 10.9.8.7"];
        assert_eq!(sender(&trusted, "10.0.0.1", &chain), "198.51.100.7");
        assert_eq!(sender(&trusted, "2001:db8:1::1", &chain), "198.51.100.7");
        assert_eq!(sender(&trusted, "11.0.0.1", &chain), "11.0.0.1");
        // This machine counts only if it is named.
        assert_eq!(sender(&trusted, "127.0.0.1", &chain), "127.0.0.1");
        assert_eq!(sender(&trusted, "10.0.0.1", &["10.0.0.3, 10.0.0.2"]), "10.0.0.3");
        assert_eq!(sender(&trusted, "10.0.0.1", &["198.51.100.7:50123"]), "198.51.100.7");
        assert_eq!(sender(&trusted, "10.0.0.1", &["198.51.100.7, unknown"]), "10.0.0.1");
        let nobody = TrustedProxies::of::<&str>(&[]).unwrap();
        assert_eq!(sender(&nobody, "127.0.0.1", &chain), "127.0.0.1");
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "proxy.internal", "10.0.0.0/33", "::/129", "10.0.0.0/x", "10.0.0/8"] {
            assert!(TrustedProxies::of(&[text]).is_err(), "{text}");
        }
        let all = TrustedProxies::of(&["0.0.0.0/0", "::/0"]).unwrap();
        assert_eq!(sender(&all, "192.0.2.1", &["198.51.100.7"]), "198.51.100.7");
    }
}
