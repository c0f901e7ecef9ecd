//! Bytes to text: UTF-8, Windows-1252, or not yet known which.

use encoding_rs::{Decoder, DecoderResult, WINDOWS_1252};
use std::io::{self, Read};

/// How a file's bytes stand for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8.
    Utf8,
    /// Windows-1252, which holds ISO 8859-1's printable characters.
    Windows1252,
    /// So far only characters that both have in common.
    Undecided,
}

impl Encoding {
    /// The encoding of a file that begins with `sample` (`whole` when that is all of it).
    pub fn guess(sample: &[u8], whole: bool) -> Self {
        match std::str::from_utf8(sample) {
            _ if sample.is_ascii() => Self::Undecided,
            Ok(_) => Self::Utf8,
            // The sample may end in the middle of a character.
            Err(e) if !whole && e.error_len().is_none() => Self::Utf8,
            Err(_) => Self::Windows1252,
        }
    }

    /// Adds the characters of `bytes` to `text`; false when some bytes stand for none and were replaced.
    ///
    /// A file that was undecided is decided by its first bytes that are not ASCII.
    pub fn decode(&mut self, bytes: &[u8], text: &mut String) -> bool {
        if let (Ok(plain), true) = (std::str::from_utf8(bytes), bytes.is_ascii()) {
            text.push_str(plain);
            return true;
        }
        if *self == Self::Undecided {
            *self = if std::str::from_utf8(bytes).is_ok() {
                Self::Utf8
            } else {
                Self::Windows1252
            };
        }
        if *self == Self::Utf8 {
            let decoded = String::from_utf8_lossy(bytes);
            text.push_str(&decoded);
            return matches!(decoded, std::borrow::Cow::Borrowed(_));
        }
        let (decoded, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
        let mut good = true;
        // Five bytes of Windows-1252 stand for nothing; the decoder makes control characters of them.
        text.extend(decoded.chars().map(|c| match c {
            '\u{80}'..='\u{9f}' => {
                good = false;
                char::REPLACEMENT_CHARACTER
            }
            c => c,
        }));
        good
    }
}

/// A UTF-16 file read as UTF-8.
pub(crate) struct Utf16<R> {
    inner: R,
    decoder: Decoder,
    wide: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Utf16<R> {
    pub fn new(inner: R, encoding: &'static encoding_rs::Encoding) -> Self {
        let decoder = encoding.new_decoder_without_bom_handling();
        Self {
            inner,
            decoder,
            wide: Vec::new(),
            ready: Vec::new(),
            given: 0,
            ended: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.wide.resize(16 * 1024, 0);
        let got = self.inner.read(&mut self.wide)?;
        self.ended = got == 0;
        self.ready.clear();
        self.given = 0;
        let mut from = 0;
        let mut out = [0; 4096];
        loop {
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
                &self.wide[from..got],
                &mut out,
                self.ended,
            );
            self.ready.extend_from_slice(&out[..written]);
            from += read;
            match result {
                DecoderResult::InputEmpty => return Ok(()),
                DecoderResult::OutputFull => {}
                // Half a pair is given on as a byte that UTF-8 does not have, for the row to report.
                DecoderResult::Malformed(..) => self.ready.push(0xFF),
            }
        }
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            if self.ended {
                return Ok(0);
            }
            self.refill()?;
        }
        let count = buffer.len().min(self.ready.len() - self.given);
        buffer[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(mut encoding: Encoding, bytes: &[u8], want: &str, good: bool) {
        let mut text = String::new();
        assert_eq!(
            (encoding.decode(bytes, &mut text), text.as_str()),
            (good, want)
        );
    }

    #[test]
    fn both_encodings_are_read_and_bad_bytes_replaced() {
        check(Encoding::Utf8, "Café".as_bytes(), "Café", true);
        check(Encoding::Utf8, b"Caf\xE9", "Caf\u{fffd}", false);
        check(
            Encoding::Windows1252,
            b"Tealford\x92s \x96 Caf\xE9",
            "Tealford’s – Café",
            true,
        );
        check(Encoding::Windows1252, b"a\x81b", "a\u{fffd}b", false);
        check(Encoding::Undecided, "Café".as_bytes(), "Café", true);
        check(Encoding::Undecided, b"Caf\xE9", "Café", true);
    }

    #[test]
    fn a_sample_that_ends_inside_a_character_is_still_utf8() {
        assert_eq!(Encoding::guess(b"Caf\xC3", false), Encoding::Utf8);
        assert_eq!(Encoding::guess(b"Caf\xC3", true), Encoding::Windows1252);
        assert_eq!(Encoding::guess(b"Cafe", false), Encoding::Undecided);
    }

    #[test]
    fn utf16_is_read_as_utf8() {
        let wide: Vec<u8> = "Café 🏥"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let mut text = String::new();
        Utf16::new(wide.as_slice(), encoding_rs::UTF_16LE)
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, "Café 🏥");
        let mut bytes = Vec::new();
        Utf16::new([0x00u8, 0xD8, 0x41, 0x00].as_slice(), encoding_rs::UTF_16LE)
            .read_to_end(&mut bytes)
            .unwrap();
        assert_eq!(bytes, b"\xFFA");
    }
}
