//! A live Open Referral feed from a server on this machine: as fast as it goes, and as politely as it should.

use super::product::Product;
use super::{Bench, Figure};
use serde_json::Value as Json;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Instant;

const SERVICES: u64 = 5_000;
const FEW: u64 = 60;
const PAGE: u64 = 100;
const SECONDS: f64 = 20.0;

/// The figures of `cargo xtask bench --only feed`.
pub fn run(bench: &Bench) -> Result<Vec<Figure>, String> {
    let (seconds, json) = read(bench, SERVICES, "0")?.0;
    let whole = json["end"] == "good" && json["changed"]["new"].as_u64() >= Some(SERVICES);
    let (_, moments) = read(bench, FEW, "10")?;
    let rate = rate(&moments);
    let mut figures = vec![
        Figure::at_most(
            format!("live feed, {SERVICES} services, politeness off: on the wall"),
            seconds,
            SECONDS,
            "s",
        ),
        Figure::noted(
            "  read whole and believed",
            if whole { "yes" } else { "NO" },
        ),
        Figure::at_most(
            format!(
                "10 requests a second: {} requests came at {rate:.2}; off by",
                moments.len()
            ),
            (rate / 10.0 - 1.0).abs() * 100.0,
            5.0,
            "%",
        ),
    ];
    if !whole {
        figures.push(Figure::missed(
            "live feed read whole",
            json["said"].to_string(),
        ));
    }
    Ok(figures)
}

type Moments = Vec<Instant>;

/// Reads a feed of so many services; gives the seconds it took, the report, and when requests came.
fn read(bench: &Bench, services: u64, a_second: &str) -> Result<((f64, Json), Moments), String> {
    let (at, moments) = serve(services)?;
    let product = Product::new(&bench.binary)?;
    product.run(&[
        "source", "add", "valley", "--name", "Valley", "--role", "council",
    ])?;
    let (url, allow) = (format!("http://{at}/o/services"), at.to_string());
    let feed = ["source", "feed", "valley", &url, "--kind", "open-referral"];
    product.run(&[&feed[..], &["--allow", &allow, "--owner-agreed"]].concat())?;
    let ran = product.run(&["fetch", "valley", "--a-second", a_second])?;
    let moments = moments.lock().map_err(|e| e.to_string())?.clone();
    Ok(((ran.wall, ran.json[0].clone()), moments))
}

/// Requests a second, from the first to the last.
fn rate(moments: &[Instant]) -> f64 {
    match (moments.first(), moments.last()) {
        (Some(first), Some(last)) if last > first => {
            (moments.len() - 1) as f64 / last.duration_since(*first).as_secs_f64()
        }
        _ => 0.0,
    }
}

fn serve(services: u64) -> Result<(SocketAddr, Arc<Mutex<Moments>>), String> {
    let sentence = |e: std::io::Error| format!("could not serve a feed: {e}");
    let listener = TcpListener::bind("127.0.0.1:0").map_err(sentence)?;
    let at = listener.local_addr().map_err(sentence)?;
    let moments = Arc::new(Mutex::new(Vec::new()));
    let noted = moments.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let noted = noted.clone();
            // A connection that breaks is the client's end of it.
            std::thread::spawn(move || drop(speak(stream, services, &noted)));
        }
    });
    Ok((at, moments))
}

fn speak(stream: TcpStream, services: u64, moments: &Mutex<Moments>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let (mut request, mut line) = (String::new(), String::new());
    loop {
        request.clear();
        if reader.read_line(&mut request)? == 0 {
            return Ok(());
        }
        loop {
            line.clear();
            if reader.read_line(&mut line)? <= 2 {
                break;
            }
        }
        if let Ok(mut moments) = moments.lock() {
            moments.push(Instant::now());
        }
        let path = request.split(' ').nth(1).unwrap_or("/");
        let body = body(path, services);
        let head = if body.is_empty() {
            "404 Not Found"
        } else {
            "200 OK"
        };
        let answer = format!(
            "HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        reader.get_mut().write_all(answer.as_bytes())?;
    }
}

/// What the feed answers; nothing where nothing is.
fn body(path: &str, services: u64) -> String {
    if let Some(query) = path.strip_prefix("/o/services?") {
        let page = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("page=")?.parse().ok());
        let page: u64 = page.unwrap_or(1);
        let (from, pages) = ((page - 1) * PAGE, services.div_ceil(PAGE));
        let ids: Vec<String> = (from..services.min(from + PAGE))
            .map(|n| format!("{{\"id\":\"{}\",\"name\":\"Walking group {n}\"}}", id(n)))
            .collect();
        return format!(
            "{{\"total_items\":{services},\"total_pages\":{pages},\"page_number\":{page},\"size\":{},\"first_page\":{},\"last_page\":{},\"empty\":false,\"contents\":[{}]}}",
            ids.len(),
            page == 1,
            page >= pages,
            ids.join(",")
        );
    }
    match path.strip_prefix("/o/services/").and_then(number) {
        Some(n) if n < services => service(n),
        _ if path == "/o" || path == "/o/" => "{\"version\":\"HSDS-UK-3.0\"}".to_owned(),
        _ => String::new(),
    }
}

fn id(n: u64) -> String {
    format!("1b4e28ba-2fa1-5d2c-883f-{n:012}")
}

fn number(id: &str) -> Option<u64> {
    id.rsplit('-').next()?.parse().ok()
}

/// A service of about 2 kB, as councils publish them.
fn service(n: u64) -> String {
    let about = "A friendly weekly group for people who want company on a walk. ".repeat(12);
    serde_json::json!({
        "id": id(n), "name": format!("Walking group {n}"), "description": about, "status": "active",
        "email": format!("group{n}@valley.example"), "url": format!("https://valley.example/groups/{n}"),
        "organization": {"id": "2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d", "name": "Valley Walkers", "description": "Walks."},
        "phones": [{"id": format!("3b4e28ba-2fa1-5d2c-883f-{n:012}"), "number": format!("01632 960{:03}", n % 1000)}],
        "schedules": [{"id": format!("4b4e28ba-2fa1-5d2c-883f-{n:012}"), "freq": "WEEKLY", "byday": "TU", "opens_at": "10:00", "closes_at": "12:00"}],
        "service_at_locations": [{
            "id": format!("5b4e28ba-2fa1-5d2c-883f-{n:012}"),
            "location": {
                "id": format!("6b4e28ba-2fa1-5d2c-883f-{n:012}"), "location_type": "physical", "name": format!("Hall {n}"),
                "latitude": 54.0, "longitude": -2.0,
                "addresses": [{
                    "id": format!("7b4e28ba-2fa1-5d2c-883f-{n:012}"), "address_1": format!("{} Weir Lane", n % 200 + 1), "city": "Valley",
                    "state_province": "Valley", "postal_code": format!("QX{} {}AA", n % 9 + 1, n % 9 + 1), "country": "GB", "address_type": "physical"
                }]
            }
        }]
    })
    .to_string()
}
