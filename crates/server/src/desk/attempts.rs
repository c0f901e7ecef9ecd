//! Tries to sign in that failed: past ten from one address, that address must wait.

use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::net::IpAddr;

/// The most tries that may fail before an address must wait.
const MOST: u32 = 10;
/// How long it must wait, from its first failure.
const WAIT: SignedDuration = SignedDuration::from_mins(15);
/// The most addresses that are remembered.
const REMEMBERED: usize = 10_000;

/// Failures by address.
#[derive(Default)]
pub struct Attempts(HashMap<Option<Network>, (u32, Timestamp)>);

/// An address; of the long ones the part that one household or office holds.
type Network = [u8; 8];

fn network(address: IpAddr) -> Network {
    let mut network = [0; 8];
    match address {
        IpAddr::V4(four) => network[4..].copy_from_slice(&four.octets()),
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => network[4..].copy_from_slice(&four.octets()),
            None => network.copy_from_slice(&six.octets()[..8]),
        },
    }
    network
}

impl Attempts {
    /// Minutes that an address must wait; none when it may try.
    pub fn must_wait(&self, from: Option<IpAddr>, now: Timestamp) -> Option<u32> {
        let (failed, since) = self.0.get(&from.map(network))?;
        let left = WAIT - now.duration_since(*since);
        (*failed >= MOST && left.is_positive()).then(|| {
            let minutes = left.as_secs().div_euclid(60) + 1;
            u32::try_from(minutes).unwrap_or(15).min(15)
        })
    }

    /// Counts a failure.
    pub fn failed(&mut self, from: Option<IpAddr>, now: Timestamp) {
        let is_over = |since: &Timestamp| now.duration_since(*since) >= WAIT;
        if self.0.len() >= REMEMBERED {
            self.0.retain(|_, (_, since)| !is_over(since));
            if self.0.len() >= REMEMBERED {
                self.0.clear();
            }
        }
        let (count, since) = self.0.entry(from.map(network)).or_insert((0, now));
        if is_over(since) {
            (*count, *since) = (0, now);
        }
        *count += 1;
    }

    /// Forgets an address that has signed in.
    pub fn succeeded(&mut self, from: Option<IpAddr>) {
        self.0.remove(&from.map(network));
    }
}
