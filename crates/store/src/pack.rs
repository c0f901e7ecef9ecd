//! Bytes at rest: compression, and sets of entries.

use crate::Error;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use roaring::RoaringBitmap;
use std::io::{Read as _, Write as _};

/// `bytes` as a zlib stream (RFC 1950).
pub(crate) fn deflate(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut out = ZlibEncoder::new(
        Vec::with_capacity(bytes.len() / 3 + 64),
        Compression::new(1),
    );
    out.write_all(bytes)
        .and_then(|()| out.finish())
        .map_err(|e| Error::Engine(Box::new(e)))
}

/// What [`deflate`] was given. `place` names it in the error.
pub(crate) fn inflate(packed: &[u8], place: &str) -> Result<Vec<u8>, Error> {
    let mut out = Vec::with_capacity(packed.len() * 4);
    ZlibDecoder::new(packed)
        .read_to_end(&mut out)
        .map_err(|e| Error::damaged(place, e))?;
    Ok(out)
}

/// A set in the portable Roaring format, runs packed.
pub(crate) fn set_bytes(set: &RoaringBitmap) -> Result<Vec<u8>, Error> {
    let mut set = set.clone();
    set.optimize();
    let mut out = Vec::with_capacity(set.serialized_size());
    set.serialize_into(&mut out)
        .map_err(|e| Error::Engine(Box::new(e)))?;
    Ok(out)
}

/// What [`set_bytes`] gave.
pub(crate) fn read_set(bytes: &[u8], place: &str) -> Result<RoaringBitmap, Error> {
    RoaringBitmap::deserialize_from(bytes).map_err(|e| Error::damaged(place, e))
}

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends lower-case hex.
pub(crate) fn push_hex(bytes: &[u8], out: &mut String) {
    let mut digits = [0; 64];
    for part in bytes.chunks(32) {
        for (pair, byte) in digits.as_chunks_mut().0.iter_mut().zip(part) {
            *pair = [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
        }
        // Only ASCII is in there, so nothing is ever left out.
        out.push_str(std::str::from_utf8(&digits[..part.len() * 2]).unwrap_or_default());
    }
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    push_hex(bytes, &mut out);
    out
}

/// The bytes that lower-case hex stands for.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs
        .iter()
        .map(|[a, b]| Some(digit(*a)? << 4 | digit(*b)?))
        .collect()
}
