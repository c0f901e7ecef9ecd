//! Hostile addresses: whatever is written, sent to or looked up, no socket is opened to a place that is not allowed.

use crate::play::{Names, Play, Reply, outside, small};
use outbound::{Address, Guard, Kind, Validators};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex};

/// IPv4 addresses that no feed may lead to.
const INSIDE: [Ipv4Addr; 16] = [
    Ipv4Addr::LOCALHOST,
    Ipv4Addr::new(127, 0, 0, 2),
    Ipv4Addr::new(127, 255, 255, 254),
    Ipv4Addr::UNSPECIFIED,
    Ipv4Addr::new(10, 0, 0, 1),
    Ipv4Addr::new(10, 255, 255, 255),
    Ipv4Addr::new(172, 16, 0, 1),
    Ipv4Addr::new(172, 31, 255, 254),
    Ipv4Addr::new(192, 168, 0, 1),
    Ipv4Addr::new(192, 168, 255, 1),
    Ipv4Addr::new(100, 64, 0, 1),
    Ipv4Addr::new(169, 254, 169, 254),
    Ipv4Addr::new(169, 254, 0, 1),
    Ipv4Addr::new(168, 63, 129, 16),
    Ipv4Addr::new(224, 0, 0, 1),
    Ipv4Addr::BROADCAST,
];

/// IPv6 addresses likewise, beyond those that carry an IPv4 one.
const INSIDE_V6: [&str; 12] = [
    "::",
    "::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "2001::1",
    "100::1",
    "64:ff9b:1::a00:1",
    "4000::1",
];

/// Every way we know to write an IPv4 address as a host.
fn spellings(address: Ipv4Addr) -> Vec<String> {
    let [a, b, c, d] = address.octets();
    let (high, low) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
    let number = u32::from(address);
    let wide: String = address
        .to_string()
        .chars()
        .map(|c| {
            c.to_digit(10)
                .map_or(c, |n| char::from_u32(0xff10 + n).unwrap())
        })
        .collect();
    let escaped = address.to_string().replace('.', "%2e");
    vec![
        address.to_string(),
        format!("{address}."),
        number.to_string(),
        format!("{number:#x}"),
        format!("0{number:o}"),
        format!("{a:#x}.{b:#x}.{c:#x}.{d:#x}"),
        format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
        format!("{a}.{}", u32::from_be_bytes([0, b, c, d])),
        format!("{a}.{b}.{low}"),
        format!("{a:#x}.{}", u32::from_be_bytes([0, b, c, d])),
        format!("{a:#X}.0{b:o}.{low:#x}"),
        address.to_string().replace('.', "\u{3002}"),
        wide,
        escaped,
        format!("lists.example@{address}"),
        format!("lists.example:80@{address}"),
        format!("[::ffff:{address}]"),
        format!("[::ffff:{high:x}:{low:x}]"),
        format!("[0:0:0:0:0:ffff:{high:x}:{low:x}]"),
        format!("[::{address}]"),
        format!("[::ffff:0:{address}]"),
        format!("[64:ff9b::{address}]"),
        format!("[2002:{high:x}:{low:x}::1]"),
    ]
}

/// A server that counts who comes, on every address of this machine.
fn trap() -> Play {
    let tries = [8000, 8080, 8443, 0];
    tries
        .iter()
        .find_map(|port| {
            Play::on(SocketAddr::from((Ipv6Addr::UNSPECIFIED, *port)), |_| {
                Reply::ok("in")
            })
            .ok()
        })
        .or_else(|| {
            tries.iter().find_map(|port| {
                Play::on(SocketAddr::from((Ipv4Addr::UNSPECIFIED, *port)), |_| {
                    Reply::ok("in")
                })
                .ok()
            })
        })
        .unwrap()
}

fn fetch(url: &str, allowed: &[String], names: &Arc<Names>) -> Result<u64, Kind> {
    let fetcher = outside(small(), names.clone()).fetcher(Guard::new(allowed).unwrap(), true);
    let outcome = Address::parse(url).and_then(|address| {
        let mut file = tempfile::tempfile().unwrap();
        fetcher.file(&address, &Validators::default(), &mut file)
    });
    match outcome {
        Ok(_) => Ok(fetcher.sockets()),
        Err(problem) => {
            assert_eq!(fetcher.sockets(), 0, "{problem}");
            Err(problem.kind)
        }
    }
}

#[track_caller]
fn refused(url: &str, names: &Arc<Names>) {
    let kind = fetch(url, &[], names).expect_err(url);
    let expected = [
        Kind::NotPublic,
        Kind::BadAddress,
        Kind::OddPort,
        Kind::NoSuchHost,
    ];
    assert!(expected.contains(&kind), "{url} is {kind:?}");
}

/// Every hostile address, in families: spellings, schemes and disguises of IPv4, IPv6, names that lead inwards, ports.
fn hostile(port: u16, names: &Names) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for address in INSIDE {
        all.extend(
            spellings(address)
                .iter()
                .map(|host| format!("http://{host}:{port}/")),
        );
        all.extend([
            format!("https://{address}:{port}/"),
            format!("http://{address}/"),
            format!("http://user:word@{address}:{port}/"),
            format!("http://lists.example\\@{address}:{port}/"),
            format!("http://{address}:{port}#@lists.example/"),
            format!("http://\t{address}:{port}/"),
            format!("gopher://{address}:{port}/_x"),
            format!("ftp://{address}:{port}/"),
            format!("ws://{address}:{port}/"),
            format!("//{address}:{port}/"),
        ]);
    }
    for address in INSIDE_V6 {
        all.extend(["http", "https"].map(|scheme| format!("{scheme}://[{address}]:{port}/")));
    }
    for (name, _) in &names.known {
        let [upper, dotted] = [name.to_uppercase(), format!("{name}.")];
        all.extend([name, &upper, &dotted].map(|name| format!("http://{name}:{port}/")));
    }
    // A public address at a port that is no web server's.
    all.extend(
        [21, 22, 25, 53, 2375, 3306, 5432, 6379, 9200, 11211]
            .map(|port| format!("http://8.8.8.8:{port}/")),
    );
    all.extend([
        "file:///etc/passwd".to_owned(),
        "data:text/plain,x".to_owned(),
        "javascript:1".to_owned(),
        format!("http://localhost:{port}/"),
    ]);
    all
}

#[test]
fn five_hundred_hostile_addresses_open_no_socket() {
    let trap = trap();
    let port = trap.at.port();
    let mut names = Names::default();
    let v4 = INSIDE.iter().map(|address| IpAddr::V4(*address));
    let v6 = INSIDE_V6.iter().map(|address| address.parse().unwrap());
    for (n, address) in v4.chain(v6).enumerate() {
        names
            .known
            .push((format!("n{n}.example"), vec![vec![address]]));
    }
    let names = Arc::new(names);
    let all = hostile(port, &names);
    for url in &all {
        refused(url, &names);
    }
    println!(
        "{} hostile addresses, {} connections",
        all.len(),
        trap.accepted()
    );
    assert!(all.len() >= 500, "{} addresses", all.len());
    assert_eq!(trap.accepted(), 0);
    // The trap does count: the operator's word opens it.
    let own = format!("http://127.0.0.1:{port}/");
    assert_eq!(fetch(&own, &[format!("127.0.0.1:{port}")], &names), Ok(1));
    assert_eq!(trap.accepted(), 1);
}

#[test]
fn a_redirect_inwards_opens_no_socket() {
    let trap = trap();
    let port = trap.at.port();
    let mut tried = 0;
    for address in INSIDE {
        for host in spellings(address) {
            let location = format!("http://{host}:{port}/");
            let play = Play::new(move |_| Reply::to(&location));
            let allowed = [play.at.to_string()];
            let fetcher = outside(small(), Arc::new(Names::default()))
                .fetcher(Guard::new(&allowed).unwrap(), true);
            let mut file = tempfile::tempfile().unwrap();
            let outcome = fetcher.file(&play.address("/"), &Validators::default(), &mut file);
            let kind = outcome.unwrap_err().kind;
            let expected = [Kind::NotPublic, Kind::OddPort, Kind::Redirects];
            assert!(expected.contains(&kind), "{host} is {kind:?}");
            assert_eq!(fetcher.sockets(), 1, "{host}");
            tried += 1;
        }
    }
    assert_eq!(tried, INSIDE.len() * spellings(INSIDE[0]).len());
    assert_eq!(trap.accepted(), 0);
}

#[test]
fn a_name_that_leads_elsewhere_a_moment_later_changes_nothing() {
    // Two servers on one port: the first is allowed, the second is not.
    let first = Play::new(|_| Reply::ok("first").with("Connection", "close"));
    let at = SocketAddr::from((Ipv4Addr::new(127, 0, 0, 2), first.at.port()));
    let Ok(second) = Play::on(at, |_| Reply::ok("second")) else {
        return; // this machine has one loopback address only
    };
    let (one, two) = (first.at.ip(), second.at.ip());
    let names = Arc::new(Names {
        known: vec![(
            "lists.example".to_owned(),
            vec![vec![one], vec![two], vec![two, one], vec![one, two]],
        )],
        ..Names::default()
    });
    let guard = Guard::new(&[first.at.to_string()]).unwrap();
    let fetcher = outside(small(), names).fetcher(guard, true);
    let address = Address::parse(&format!("http://lists.example:{}/", first.at.port())).unwrap();
    let mut file = tempfile::tempfile().unwrap();
    let known = Validators::default();
    let kinds: Vec<Option<Kind>> = (0..4)
        .map(|_| {
            fetcher
                .file(&address, &known, &mut file)
                .err()
                .map(|p| p.kind)
        })
        .collect();
    assert_eq!(kinds, [None, Some(Kind::NotPublic), None, None]);
    assert_eq!((first.accepted(), second.accepted()), (3, 0));
}

#[test]
fn a_robots_txt_or_a_later_hop_that_leads_inwards_opens_no_socket() {
    let trap = trap();
    let inwards = format!("http://127.0.0.2:{}/", trap.at.port());
    let allowed = |play: &Play| Guard::new(&[play.at.to_string()]).unwrap();
    let outcome = |play: &Play, keeps_robots: bool| {
        let fetcher =
            outside(small(), Arc::new(Names::default())).fetcher(allowed(play), !keeps_robots);
        let mut file = tempfile::tempfile().unwrap();
        let outcome = fetcher.file(&play.address("/1"), &Validators::default(), &mut file);
        outcome.unwrap_err().kind
    };
    let to = inwards.clone();
    let robots = Play::new(move |asked| match asked.path.as_str() {
        "/robots.txt" => Reply::to(&to),
        _ => Reply::ok("x"),
    });
    assert_eq!(outcome(&robots, true), Kind::NotPublic);
    let hops = Play::new(move |asked| match asked.path.as_str() {
        "/1" => Reply::to("/2"),
        "/2" => Reply::to("/3"),
        _ => Reply::to(&inwards),
    });
    assert_eq!(outcome(&hops, false), Kind::NotPublic);
    assert_eq!(trap.accepted(), 0);
}

#[test]
fn ids_that_look_like_addresses_stay_parts_of_a_path() {
    let trap = trap();
    let port = trap.at.port();
    let ids = [
        format!("http://127.0.0.1:{port}/"),
        format!("//127.0.0.1:{port}/"),
        format!("../../..//127.0.0.1:{port}/"),
        format!("@127.0.0.1:{port}"),
        format!("\\\\127.0.0.1:{port}\\"),
        "..".to_owned(),
        ".".to_owned(),
        "%2e%2e".to_owned(),
        "a\r\nHost: x".to_owned(),
    ];
    let listed: Vec<Json> = ids.iter().map(|id| json!({"id": id})).collect();
    let asked_for = Arc::new(Mutex::new(Vec::new()));
    let seen = asked_for.clone();
    let play = Play::new(move |asked| {
        if asked.path.starts_with("/o/services?") {
            return Reply::ok(json!({"contents": listed, "last_page": true}).to_string());
        }
        seen.lock().unwrap().push(asked.path.clone());
        Reply::status(404)
    });
    let folder = tempfile::tempdir().unwrap();
    let read = play.with_feed(small(), folder.path(), |feed| feed.read().unwrap());
    assert_eq!((read.services, read.complete), (0, false));
    assert_eq!(trap.accepted(), 0);
    for path in asked_for
        .lock()
        .unwrap()
        .iter()
        .filter(|path| path.contains("127"))
    {
        assert!(path.starts_with("/o/services/"), "{path}");
    }
}
