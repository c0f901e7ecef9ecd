//! Who may be reached: the public internet, and what the operator allows.
//!
//! Always: the decision is about the address that a socket is about to connect to, not about its name; so a name
//! that leads elsewhere a moment later changes nothing.

use crate::ranges::{Reach, reach, within};
use std::net::IpAddr;

/// Ports that web servers use.
const WEB_PORTS: [u16; 5] = [80, 443, 8000, 8080, 8443];

/// Decides which sockets may be opened.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    allowed: Vec<Allowed>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Allowed {
    place: Place,
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// A host by its name.
    Host(String),
    /// A network, or one address.
    Network { bits: u128, length: u32, v4: bool },
}

/// What was typed allows nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` cannot be allowed: write a host (directory.internal.example), an address (10.1.2.3), or a network (10.1.0.0/16), with :PORT behind it if need be"
)]
pub struct BadAllowance(pub String);

/// Why a socket may not be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Forbidden {
    #[error("{address} is {why}")]
    Address { address: IpAddr, why: &'static str },
    #[error("port {0}")]
    Port(u16),
}

impl Guard {
    /// A guard that lets through the public internet and what these words allow.
    ///
    /// # Errors
    /// [`BadAllowance`] naming the word that is none.
    pub fn new(allowed: &[String]) -> Result<Self, BadAllowance> {
        let allowed: Result<_, _> = allowed.iter().map(|word| Allowed::read(word)).collect();
        allowed.map(|allowed| Self { allowed })
    }

    /// Whether a socket to `address` and `port` may be opened, to speak with `host`.
    pub(crate) fn check(&self, host: &str, address: IpAddr, port: u16) -> Result<(), Forbidden> {
        let named: Vec<&Allowed> = self
            .allowed
            .iter()
            .filter(|allowed| allowed.port.is_none_or(|only| only == port))
            .collect();
        let by_name = named.iter().any(|allowed| allowed.is_host(host));
        let by_network = named.iter().any(|allowed| allowed.holds(address));
        let by_itself = named.iter().any(|allowed| allowed.is_exactly(address));
        match reach(address) {
            Reach::Public => {}
            Reach::Private(_) if by_name || by_network => {}
            Reach::Never(_) if by_itself => {}
            Reach::Private(why) | Reach::Never(why) => {
                return Err(Forbidden::Address { address, why });
            }
        }
        if WEB_PORTS.contains(&port) || by_name || by_network {
            Ok(())
        } else {
            Err(Forbidden::Port(port))
        }
    }
}

impl Allowed {
    fn read(word: &str) -> Result<Self, BadAllowance> {
        let bad = || BadAllowance(word.to_owned());
        let text = word.trim();
        // Without brackets a colon may be part of an IPv6 address: several mean that it is.
        let (place, port) = match text.rsplit_once(':') {
            Some((place, port)) if place.ends_with(']') || !place.contains(':') => {
                (place, Some(port.parse().map_err(|_| bad())?))
            }
            _ => (text, None),
        };
        let bare = place.trim_start_matches('[').trim_end_matches(']');
        let (address, length) = match bare.split_once('/') {
            Some((address, length)) => (address, Some(length.parse().map_err(|_| bad())?)),
            None => (bare, None),
        };
        let place = match address.parse::<IpAddr>() {
            Ok(address) => {
                let v4 = address.is_ipv4();
                let most = if v4 { 32 } else { 128 };
                let length: u32 = length.unwrap_or(most);
                if length > most {
                    return Err(bad());
                }
                Place::Network {
                    bits: bits(address),
                    length,
                    v4,
                }
            }
            Err(_) if length.is_none() && is_host_name(address) => Place::Host(plain_host(address)),
            Err(_) => return Err(bad()),
        };
        Ok(Self { place, port })
    }

    fn is_host(&self, host: &str) -> bool {
        matches!(&self.place, Place::Host(name) if *name == plain_host(host))
    }

    fn holds(&self, address: IpAddr) -> bool {
        match self.place {
            Place::Network {
                bits: network,
                length,
                v4,
            } => v4 == address.is_ipv4() && within(bits(address), network, length),
            Place::Host(_) => false,
        }
    }

    fn is_exactly(&self, address: IpAddr) -> bool {
        let whole = if address.is_ipv4() { 32 } else { 128 };
        self.holds(address)
            && matches!(self.place, Place::Network { length, .. } if length == whole)
    }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(u32::from(v4)) << 96,
        IpAddr::V6(v6) => u128::from(v6),
    }
}

fn plain_host(host: &str) -> String {
    host.trim_end_matches('.').to_ascii_lowercase()
}

fn is_host_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 253
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decides(allowed: &[&str], host: &str, address: &str, port: u16) -> bool {
        let words: Vec<String> = allowed.iter().map(|word| (*word).to_owned()).collect();
        let guard = Guard::new(&words).unwrap();
        guard.check(host, address.parse().unwrap(), port).is_ok()
    }

    #[test]
    fn the_public_internet_is_open_and_nothing_else() {
        assert!(decides(&[], "lists.example", "8.8.8.8", 443));
        assert!(!decides(&[], "lists.example", "127.0.0.1", 443));
        assert!(!decides(&[], "lists.example", "8.8.8.8", 22));
        assert!(!decides(&[], "lists.example", "::ffff:10.0.0.1", 80));
    }

    #[test]
    fn a_private_host_is_reached_by_name_address_or_network() {
        let host = "council.internal.example";
        for allowed in [
            host,
            "Council.Internal.Example.",
            "10.1.2.3",
            "10.0.0.0/8",
            "10.1.2.3:80",
        ] {
            assert!(decides(&[allowed], host, "10.1.2.3", 80), "{allowed}");
        }
        for allowed in [
            "other.example",
            "10.1.2.4",
            "192.168.0.0/16",
            "10.1.2.3:8080",
            "::/0",
        ] {
            assert!(!decides(&[allowed], host, "10.1.2.3", 80), "{allowed}");
        }
    }

    #[test]
    fn an_odd_port_is_reached_when_its_host_is_allowed() {
        assert!(decides(
            &["lists.example:9000"],
            "lists.example",
            "8.8.8.8",
            9000
        ));
        assert!(decides(&["[::1]:9000"], "::1", "::1", 9000));
        assert!(!decides(
            &["lists.example:9000"],
            "lists.example",
            "8.8.8.8",
            9001
        ));
    }

    #[test]
    fn keys_of_a_cloud_need_their_very_address() {
        let keys = "169.254.169.254";
        assert!(!decides(
            &["metadata.example"],
            "metadata.example",
            keys,
            80
        ));
        assert!(!decides(&["169.254.0.0/16", "0.0.0.0/0"], keys, keys, 80));
        assert!(decides(&[keys], keys, keys, 80));
    }

    #[test]
    fn what_cannot_be_allowed_is_said() {
        for word in [
            "",
            "10.0.0.0/33",
            "a b",
            "http://x.example",
            "x.example:port",
            "host/8",
        ] {
            assert!(Guard::new(&[word.to_owned()]).is_err(), "{word}");
        }
    }
}
