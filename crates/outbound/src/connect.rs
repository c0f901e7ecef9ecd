//! The only place that opens sockets.
//!
//! The name is looked up once; what the guard lets through of the answer is all that is connected to, and it is
//! checked again right before each socket is opened. Proxies of the environment are not used: behind one, the address
//! that is reached could not be checked.

use crate::guard::{Forbidden, Guard};
use crate::{Kind, Limits, Problem};
use std::fmt::Debug;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::Duration;
use ureq::config::{AutoHeaderValue, Config};
use ureq::http::Uri;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    ConnectionDetails, Connector, NextTimeout, RustlsConnector, TcpConnector, Transport,
};

/// Finds the addresses of a host.
pub trait Lookup: Debug + Send + Sync {
    /// Every address that `host` has now.
    ///
    /// # Errors
    /// When there is none, or it cannot be found out.
    fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// The operating system's own lookup.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok((host, 0)
            .to_socket_addrs()?
            .map(|found| found.ip())
            .collect())
    }
}

/// A client whose every socket passes `guard`.
pub(crate) fn agent(
    guard: Arc<Guard>,
    lookup: Arc<dyn Lookup>,
    limits: &Limits,
    user_agent: &str,
    opened: Arc<AtomicU64>,
) -> ureq::Agent {
    let config = Config::builder()
        .proxy(None)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent(user_agent)
        .accept_encoding("gzip")
        .accept(AutoHeaderValue::None)
        .max_response_header_size(64 << 10)
        .input_buffer_size(64 << 10)
        .timeout_global(Some(limits.whole))
        .timeout_resolve(Some(limits.connect))
        .timeout_connect(Some(limits.connect))
        .timeout_send_request(Some(limits.connect))
        .timeout_recv_response(Some(limits.first_byte))
        .timeout_per_read(Some(limits.silence))
        .max_idle_age(Duration::from_secs(10))
        .tls_config(tls())
        .build();
    let sockets = Sockets {
        guard: guard.clone(),
        opened,
        tcp: TcpConnector::default(),
    };
    let chain = ().chain(sockets).chain(RustlsConnector::default());
    ureq::Agent::with_parts(config, chain, Names { guard, lookup })
}

/// Trusts whom this machine trusts. A machine without any authorities trusts nobody.
fn tls() -> TlsConfig {
    let found = rustls_native_certs::load_native_certs();
    let roots = found
        .certs
        .iter()
        .map(|certificate| Certificate::from_der(certificate).to_owned())
        .collect::<Vec<_>>();
    TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build()
}

/// Looks names up, and lets through what may be connected to.
#[derive(Debug)]
struct Names {
    guard: Arc<Guard>,
    lookup: Arc<dyn Lookup>,
}

/// Opens sockets to addresses that pass the guard.
#[derive(Debug)]
struct Sockets {
    guard: Arc<Guard>,
    opened: Arc<AtomicU64>,
    tcp: TcpConnector,
}

/// The host and port that `uri` leads to.
fn host_and_port(uri: &Uri) -> Result<(&str, u16), ureq::Error> {
    let bad = || ureq::Error::BadUri("no host".to_owned());
    let authority = uri.authority().ok_or_else(bad)?;
    let usual = match uri.scheme_str() {
        Some("http") => 80,
        Some("https") => 443,
        _ => return Err(bad()),
    };
    Ok((authority.host(), authority.port_u16().unwrap_or(usual)))
}

fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &Uri,
        _: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let (host, port) = host_and_port(uri)?;
        let found = match bare(host).parse::<IpAddr>() {
            Ok(address) => vec![address],
            Err(_) => in_time(self.lookup.clone(), host.to_owned(), *timeout.after)?,
        };
        let mut addresses = self.empty();
        let mut refused = None;
        for address in found {
            match self.guard.check(bare(host), address, port) {
                Ok(()) if addresses.len() < 8 => addresses.push(SocketAddr::new(address, port)),
                Ok(()) => {}
                Err(why) => refused = Some(why),
            }
        }
        match refused {
            _ if !addresses.is_empty() => Ok(addresses),
            Some(why) => Err(other(why)),
            None => Err(ureq::Error::HostNotFound),
        }
    }
}

impl<In: Transport> Connector<In> for Sockets {
    type Out = <TcpConnector as Connector<In>>::Out;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        let (host, port) = host_and_port(details.uri)?;
        for address in &details.addrs {
            self.guard
                .check(bare(host), address.ip(), port)
                .map_err(other)?;
        }
        self.opened.fetch_add(1, Ordering::Relaxed);
        Connector::<In>::connect(&self.tcp, details, None)
    }
}

fn other(why: Forbidden) -> ureq::Error {
    ureq::Error::Other(Box::new(why))
}

/// Looks a name up, and gives up after `most`: the operating system's lookup has no limit of its own.
fn in_time(
    lookup: Arc<dyn Lookup>,
    host: String,
    most: Duration,
) -> Result<Vec<IpAddr>, ureq::Error> {
    let (tell, told) = mpsc::channel();
    std::thread::Builder::new()
        .name("lookup".to_owned())
        .spawn(move || tell.send(lookup.addresses(&host)))
        .map_err(ureq::Error::Io)?;
    match told.recv_timeout(most.min(Duration::from_mins(1))) {
        Ok(Ok(addresses)) => Ok(addresses),
        Ok(Err(_)) => Err(ureq::Error::HostNotFound),
        Err(_) => Err(ureq::Error::Timeout(ureq::Timeout::Resolve)),
    }
}

/// What an error of the client means, at an address as it may be shown.
pub(crate) fn problem(error: ureq::Error, address: String) -> Problem {
    use ureq::Error as E;
    let (kind, detail) = match error {
        E::Other(cause) => match cause.downcast_ref::<Forbidden>() {
            Some(Forbidden::Port(port)) => (Kind::OddPort, format!("port {port}")),
            Some(why) => (Kind::NotPublic, why.to_string()),
            None => (Kind::NoConnection, String::new()),
        },
        E::HostNotFound => (Kind::NoSuchHost, String::new()),
        E::Timeout(which) => (Kind::TooSlow, slow(which).to_owned()),
        E::Tls(why) => (Kind::NotSecure, why.to_owned()),
        E::Rustls(why) => (Kind::NotSecure, why.to_string()),
        E::BadUri(_) => (Kind::BadAddress, String::new()),
        E::Http(_) | E::Protocol(_) | E::LargeResponseHeader(..) => {
            (Kind::NotHttp, "its head cannot be read".to_owned())
        }
        E::BodyStalled => (Kind::CutShort, String::new()),
        E::Io(why) => return io_problem(&why, address),
        _ => (Kind::NoConnection, String::new()),
    };
    Problem::new(kind, address, detail)
}

/// What an error of reading from the network means.
pub(crate) fn io_problem(error: &io::Error, address: String) -> Problem {
    if let Some(inner) = error.get_ref() {
        if let Some(rustls) = inner.downcast_ref::<rustls::Error>() {
            return Problem::new(Kind::NotSecure, address, rustls.to_string());
        }
        if let Some(ureq::Error::Timeout(which)) = inner.downcast_ref::<ureq::Error>() {
            return Problem::new(Kind::TooSlow, address, slow(*which));
        }
        if let Some(ureq::Error::Protocol(_) | ureq::Error::Http(_) | ureq::Error::BodyStalled) =
            inner.downcast_ref::<ureq::Error>()
        {
            return Problem::new(Kind::CutShort, address, "");
        }
    }
    let (kind, detail) = match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => (Kind::TooSlow, "no answer in time"),
        io::ErrorKind::UnexpectedEof => (Kind::CutShort, "the server hung up"),
        io::ErrorKind::ConnectionRefused => (Kind::NoConnection, "it was refused"),
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe => (Kind::NoConnection, "the server hung up"),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => (Kind::CutShort, ""),
        _ => (Kind::NoConnection, ""),
    };
    Problem::new(kind, address, detail)
}

fn slow(which: ureq::Timeout) -> &'static str {
    match which {
        ureq::Timeout::Resolve => "its name was not found in time",
        ureq::Timeout::Connect => "no connection in time",
        ureq::Timeout::RecvResponse => "no answer in time",
        ureq::Timeout::PerRead => "it fell silent",
        _ => "the answer took too long in all",
    }
}
