//! One connection to a server on this machine, kept open: enough of HTTP/1.1 to measure with.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// A kept connection.
pub struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
}

/// What came back.
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The body as sent, still packed if packing was asked for.
    pub body: Vec<u8>,
}

impl Connection {
    /// Connects to an address such as `http://127.0.0.1:8080`.
    pub fn open(address: &str) -> Result<Self, String> {
        let host = address.trim_start_matches("http://").to_owned();
        let stream =
            TcpStream::connect(&host).map_err(|e| format!("could not connect to {host}: {e}"))?;
        stream
            .set_nodelay(true)
            .map_err(|e| format!("could not set up the connection: {e}"))?;
        Ok(Self {
            stream: BufReader::new(stream),
            host,
        })
    }

    /// Gets a page, packed with `gzip` or plain.
    pub fn get(&mut self, path: &str, gzip: bool) -> Result<Response, String> {
        let encoding = if gzip { "gzip" } else { "identity" };
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nAccept-Encoding: {encoding}\r\n\r\n",
            self.host
        );
        self.exchange(&request)
            .map_err(|e| format!("could not get {path}: {e}"))
    }

    fn exchange(&mut self, request: &str) -> std::io::Result<Response> {
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .unwrap_or(0);
        let (mut length, mut chunked) = (0, false);
        loop {
            line.clear();
            if self.stream.read_line(&mut line)? == 0 || line.trim().is_empty() {
                break;
            }
            let lower = line.to_ascii_lowercase();
            if let Some(rest) = lower.strip_prefix("content-length:") {
                length = rest.trim().parse().unwrap_or(0);
            }
            chunked |= lower.starts_with("transfer-encoding:") && lower.contains("chunked");
        }
        let body = if chunked {
            self.chunks()?
        } else {
            self.bytes(length)?
        };
        Ok(Response { status, body })
    }

    fn chunks(&mut self) -> std::io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            let size = usize::from_str_radix(line.trim().split(';').next().unwrap_or("0"), 16)
                .unwrap_or(0);
            body.extend(self.bytes(size)?);
            self.bytes(2)?;
            if size == 0 {
                return Ok(body);
            }
        }
    }

    fn bytes(&mut self, count: usize) -> std::io::Result<Vec<u8>> {
        let mut bytes = vec![0; count];
        self.stream.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}
