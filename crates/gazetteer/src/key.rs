//! Postcodes as numbers: the outward half in four bytes, the inward half in thirteen bits.

/// An outward half as a number that sorts as the text does: letters and digits, padded with noughts at the end.
pub(crate) fn outward(text: &[u8]) -> Option<u32> {
    let mut key = [0; 4];
    if text.is_empty() || text.len() > 4 {
        return None;
    }
    for (place, byte) in key.iter_mut().zip(text) {
        *place = byte.to_ascii_uppercase();
    }
    let shape = key.map(|b| match b {
        b'A'..=b'Z' => b'A',
        b'0'..=b'9' => b'9',
        other => other,
    });
    let known = [
        *b"A9\0\0", *b"A99\0", *b"A9A\0", *b"AA9\0", *b"AA99", *b"AA9A",
    ];
    known.contains(&shape).then(|| u32::from_be_bytes(key))
}

/// An inward half such as `7PL` as a number under 6760.
pub(crate) fn inward(text: &[u8]) -> Option<u16> {
    let &[digit, first, second] = text else {
        return None;
    };
    let letter = |b: u8| {
        b.is_ascii_alphabetic()
            .then(|| u16::from(b.to_ascii_uppercase() - b'A'))
    };
    let digit = digit.is_ascii_digit().then(|| u16::from(digit - b'0'))?;
    Some((digit * 26 + letter(first)?) * 26 + letter(second)?)
}

/// Both halves of a postcode as a file writes it: spaces anywhere or none, any case. Nothing is mended.
pub(crate) fn postcode(text: &[u8]) -> Option<(u32, u16)> {
    let mut packed = [0; 7];
    let mut len = 0;
    for &byte in text {
        if byte != b' ' {
            *packed.get_mut(len)? = byte;
            len += 1;
        }
    }
    let (front, back) = packed[..len].split_at_checked(len.checked_sub(3)?)?;
    Some((outward(front)?, inward(back)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postcode_reads_the_same_with_and_without_its_space() {
        for text in ["QX47PL", "QX4 7PL", "qx4  7pl", "QX4 7PL "] {
            assert_eq!(
                postcode(text.as_bytes()),
                Some((u32::from_be_bytes(*b"QX4\0"), (7 * 26 + 15) * 26 + 11)),
                "{text}"
            );
        }
        for text in [
            "",
            "QX4",
            "QX4 7P",
            "QXX47PL",
            "QX4 77L",
            "QX411 7PL",
            "QX4-7PL",
            "\u{e9}4 7PL",
        ] {
            assert_eq!(postcode(text.as_bytes()), None, "{text}");
        }
    }
}
