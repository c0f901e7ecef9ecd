//! Which addresses are on the public internet: IANA's registries of special-purpose addresses, as a table.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How far an address reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// On the public internet.
    Public,
    /// This machine, or a network that is not public: reached only when the operator allows it.
    Private(&'static str),
    /// Nothing that a directory can be served from, or a machine's own secrets: reached only when this one address
    /// is allowed by itself.
    Never(&'static str),
}

use Reach::{Never, Private, Public};

/// Addresses at which clouds hand out a machine's keys, wherever they lie.
const METADATA_V4: [Ipv4Addr; 4] = [
    Ipv4Addr::new(169, 254, 169, 254),
    Ipv4Addr::new(169, 254, 170, 2),
    Ipv4Addr::new(100, 100, 100, 200),
    Ipv4Addr::new(168, 63, 129, 16),
];
const METADATA_V6: [Ipv6Addr; 2] = [
    Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254),
    Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
];
const METADATA: &str = "where a cloud keeps a machine's keys";

/// Network, bits, reach: the first row that holds decides.
const V4: [([u8; 4], u32, Reach); 19] = [
    ([0, 0, 0, 0], 8, Never("this network")),
    ([10, 0, 0, 0], 8, Private("a private network")),
    ([100, 64, 0, 0], 10, Private("a provider's own network")),
    ([127, 0, 0, 0], 8, Private("this machine itself")),
    ([169, 254, 0, 0], 16, Never("a link-local address")),
    ([172, 16, 0, 0], 12, Private("a private network")),
    ([192, 0, 0, 0], 24, Never("a protocol's own address")),
    ([192, 0, 2, 0], 24, Never("for examples only")),
    ([192, 31, 196, 0], 24, Never("a protocol's own address")),
    ([192, 52, 193, 0], 24, Never("a protocol's own address")),
    ([192, 88, 99, 0], 24, Never("a relay of the past")),
    ([192, 168, 0, 0], 16, Private("a private network")),
    ([192, 175, 48, 0], 24, Never("a protocol's own address")),
    ([198, 18, 0, 0], 15, Private("a test network")),
    ([198, 51, 100, 0], 24, Never("for examples only")),
    ([203, 0, 113, 0], 24, Never("for examples only")),
    ([224, 0, 0, 0], 4, Never("a multicast address")),
    ([240, 0, 0, 0], 4, Never("reserved")),
    ([0, 0, 0, 0], 0, Public),
];

/// As [`V4`]. Rows that carry an IPv4 address inside are handled before.
const V6: [([u16; 3], u32, Reach); 12] = [
    ([0x64, 0xff9b, 1], 48, Private("a translator's own network")),
    ([0x100, 0, 0], 64, Never("a sink")),
    ([0x2001, 0, 0], 23, Never("a protocol's own address")),
    ([0x2001, 0xdb8, 0], 32, Never("for examples only")),
    ([0x2002, 0, 0], 16, Never("a tunnel of the past")),
    (
        [0x2620, 0x4f, 0x8000],
        48,
        Never("a protocol's own address"),
    ),
    ([0x3fff, 0, 0], 20, Never("for examples only")),
    ([0xfc00, 0, 0], 7, Private("a private network")),
    ([0xfe80, 0, 0], 10, Never("a link-local address")),
    ([0xfec0, 0, 0], 10, Private("a private network")),
    ([0xff00, 0, 0], 8, Never("a multicast address")),
    ([0x2000, 0, 0], 3, Public),
];

/// How far `address` reaches. An IPv4 address inside an IPv6 one counts as what it leads to.
pub(crate) fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(v4) => reach_v4(v4),
        IpAddr::V6(v6) => reach_v6(v6),
    }
}

fn reach_v4(address: Ipv4Addr) -> Reach {
    if METADATA_V4.contains(&address) {
        return Never(METADATA);
    }
    let bits = u128::from(u32::from(address)) << 96;
    V4.iter()
        .find(|(network, length, _)| {
            let network = u128::from(u32::from_be_bytes(*network)) << 96;
            within(bits, network, *length)
        })
        .map_or(Never("no address"), |(_, _, reach)| *reach)
}

fn reach_v6(address: Ipv6Addr) -> Reach {
    if METADATA_V6.contains(&address) {
        return Never(METADATA);
    }
    let s = address.segments();
    let inner = Ipv4Addr::from(((u32::from(s[6])) << 16) | u32::from(s[7]));
    match s {
        [0, 0, 0, 0, 0, 0, 0, 0] => return Never("no address"),
        [0, 0, 0, 0, 0, 0, 0, 1] => return Private("this machine itself"),
        // Mapped, translated (SIIT), the old compatible form, and a translator's well-known prefix.
        [0, 0, 0, 0, 0, 0 | 0xffff, ..]
        | [0, 0, 0, 0, 0xffff, 0, ..]
        | [0x64, 0xff9b, 0, 0, 0, 0, ..] => return reach_v4(inner),
        _ => {}
    }
    let bits = u128::from(address);
    V6.iter()
        .find(|([a, b, c], length, _)| {
            let network = u128::from(Ipv6Addr::new(*a, *b, *c, 0, 0, 0, 0, 0));
            within(bits, network, *length)
        })
        .map_or(Never("not an address of the internet"), |(_, _, reach)| {
            *reach
        })
}

/// True when the first `length` bits of `bits` are those of `network`.
pub(crate) fn within(bits: u128, network: u128, length: u32) -> bool {
    length == 0 || (bits ^ network) >> (128 - length.min(128)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(addresses: &[&str], wanted: fn(Reach) -> bool) {
        for text in addresses {
            let found = reach(text.parse().unwrap());
            assert!(wanted(found), "{text} is {found:?}");
        }
    }

    #[test]
    fn public_addresses_are_public() {
        let public = [
            "8.8.8.8",
            "1.1.1.1",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.0.1",
            "172.32.0.1",
            "169.253.1.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
        ];
        check(&public, |reach| reach == Public);
    }

    #[test]
    fn this_machine_and_private_networks_need_a_word_of_the_operator() {
        let private = [
            "127.0.0.1",
            "127.255.0.9",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "198.18.0.1",
            "::1",
            "fc00::1",
            "fd12::1",
            "fec0::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "::ffff:0:10.0.0.1",
            "64:ff9b:1::1",
        ];
        check(&private, |reach| matches!(reach, Private(_)));
    }

    #[test]
    fn some_addresses_are_never_a_directory() {
        let never = [
            "0.0.0.0",
            "0.1.2.3",
            "169.254.0.1",
            "169.254.169.254",
            "169.254.170.2",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::",
            "2002:808:808::",
            "3fff::1",
            "100::1",
            "fd00:ec2::254",
            "fd20:ce::254",
            "::ffff:169.254.169.254",
            "64:ff9b::169.254.169.254",
            "::ffff:0.0.0.0",
            "4000::1",
            "5f00::1",
        ];
        check(&never, |reach| matches!(reach, Never(_)));
    }
}
