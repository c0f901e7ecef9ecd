//! How much of the world is let in, and how gently it is asked.

use std::time::Duration;

/// Bounds of one request, and of all that one reading asks for. Whatever passes one is cut off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The largest file, in bytes, packed and unpacked.
    pub file_bytes: u64,
    /// The largest page of a list, in bytes unpacked.
    pub page_bytes: u64,
    /// The largest single service or web page, in bytes unpacked.
    pub detail_bytes: u64,
    /// An answer packed for the way may not unpack to more than this many times what came, past [`Limits::ratio_from`].
    pub ratio: u64,
    /// Up to this many bytes the ratio does not count.
    pub ratio_from: u64,
    /// Time for one request from lookup to last byte.
    pub whole: Duration,
    /// Time to find the host, connect and agree on keys.
    pub connect: Duration,
    /// Time from the request to the end of the answer's head.
    pub first_byte: Duration,
    /// Time without a single byte.
    pub silence: Duration,
    /// Time spent on one host in vain, over all tries of all requests, until it is left alone for the rest.
    pub patience: Duration,
    /// Time for all requests of one reading; what is left is for the next.
    pub reading: Duration,
    /// Bytes a second that must come, over each [`Limits::speed_over`].
    pub bytes_a_second: u64,
    /// The stretch over which speed is measured.
    pub speed_over: Duration,
    /// Redirects that are followed.
    pub redirects: u32,
    /// Tries of a request that fails in passing.
    pub tries: u32,
    /// The first pause before a new try; doubled each time.
    pub pause: Duration,
    /// The longest pause before a new try, also when the server asks for more.
    pub longest_pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 4 << 30,
            page_bytes: 32 << 20,
            detail_bytes: 8 << 20,
            ratio: 200,
            ratio_from: 8 << 20,
            whole: Duration::from_hours(1),
            connect: Duration::from_secs(15),
            first_byte: Duration::from_mins(1),
            silence: Duration::from_secs(30),
            patience: Duration::from_mins(2),
            reading: Duration::from_hours(12),
            bytes_a_second: 200,
            speed_over: Duration::from_secs(20),
            redirects: 5,
            tries: 4,
            pause: Duration::from_secs(2),
            longest_pause: Duration::from_mins(5),
        }
    }
}

/// How a fetcher behaves.
#[derive(Clone, Debug)]
pub struct Manners {
    /// Requests a second to one host; none for as fast as it goes, which is for tests.
    pub a_second: Option<f64>,
    /// Keep to what robots.txt asks.
    pub robots: bool,
    /// Who runs this, for the owner of a server that wants to know: an address or an email.
    pub contact: Option<String>,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            a_second: Some(10.0),
            robots: true,
            contact: None,
        }
    }
}
