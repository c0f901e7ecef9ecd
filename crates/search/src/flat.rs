//! Columns in a slice of bytes: little-endian, unaligned, and safe to read however wrong the bytes are.

/// A column of unsigned 32-bit numbers.
#[derive(Clone, Copy)]
pub(crate) struct U32s<'a>(&'a [[u8; 4]]);

impl<'a> U32s<'a> {
    /// The column in `bytes`; a last incomplete number is left out.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes.as_chunks::<4>().0)
    }

    /// How many numbers it holds.
    pub(crate) fn len(self) -> usize {
        self.0.len()
    }

    /// Number `at`, nought past the end.
    pub(crate) fn get(self, at: usize) -> u32 {
        self.0.get(at).map_or(0, |bytes| u32::from_le_bytes(*bytes))
    }

    /// The numbers from `from` up to `to`, as far as there are any.
    pub(crate) fn slice(self, from: u32, to: u32) -> Self {
        let to = (to as usize).min(self.0.len());
        Self(&self.0[(from as usize).min(to)..to])
    }

    /// The numbers from `from` on.
    pub(crate) fn skip(self, from: usize) -> Self {
        Self(&self.0[from.min(self.0.len())..])
    }

    /// The numbers in order.
    pub(crate) fn iter(self) -> impl Iterator<Item = u32> + 'a {
        self.0.iter().map(|bytes| u32::from_le_bytes(*bytes))
    }

    /// How many numbers at the front are less than `bound`, in a sorted column, found by steps that double: quick when
    /// they are few.
    pub(crate) fn gallop(self, bound: u32) -> usize {
        let mut step = 1;
        while step < self.len() && self.get(step) < bound {
            step *= 2;
        }
        let (from, to) = (step / 2, (step + 1).min(self.len()));
        from + self.0[from..to].partition_point(|bytes| u32::from_le_bytes(*bytes) < bound)
    }
}

/// A column of 64-bit floating point numbers.
#[derive(Clone, Copy)]
pub(crate) struct F64s<'a>(&'a [[u8; 8]]);

impl<'a> F64s<'a> {
    /// The column in `bytes`.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes.as_chunks::<8>().0)
    }

    /// Number `at`, not a number past the end.
    pub(crate) fn get(self, at: usize) -> f64 {
        self.0
            .get(at)
            .map_or(f64::NAN, |bytes| f64::from_le_bytes(*bytes))
    }

    /// The numbers four by four.
    pub(crate) fn fours(self) -> impl Iterator<Item = [f64; 4]> + 'a {
        self.0
            .as_chunks::<4>()
            .0
            .iter()
            .map(|four| four.map(f64::from_le_bytes))
    }
}

/// A list of sorted, distinct texts.
#[derive(Clone, Copy)]
pub(crate) struct Texts<'a> {
    ends: U32s<'a>,
    bytes: &'a [u8],
}

impl<'a> Texts<'a> {
    /// The texts of `bytes`, text `n` ending at number `n` of `ends`.
    pub(crate) fn new(ends: &'a [u8], bytes: &'a [u8]) -> Self {
        Self {
            ends: U32s::new(ends),
            bytes,
        }
    }

    /// How many there are.
    pub(crate) fn len(self) -> usize {
        self.ends.len()
    }

    /// Text `at` as bytes, empty past the end.
    pub(crate) fn get(self, at: usize) -> &'a [u8] {
        let from = if at == 0 {
            0
        } else {
            self.ends.get(at - 1) as usize
        };
        self.bytes
            .get(from..self.ends.get(at) as usize)
            .unwrap_or_default()
    }

    /// Where `text` stands, or would stand.
    pub(crate) fn search(self, text: &[u8]) -> Result<usize, usize> {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from + (to - from) / 2;
            match self.get(middle).cmp(text) {
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
                std::cmp::Ordering::Equal => return Ok(middle),
            }
        }
        Err(from)
    }

    /// The places of the texts that begin with `prefix`.
    pub(crate) fn beginning_with(self, prefix: &[u8]) -> std::ops::Range<usize> {
        let from = self.search(prefix).unwrap_or_else(|at| at);
        let to = (from..self.len())
            .find(|at| !self.get(*at).starts_with(prefix))
            .unwrap_or(self.len());
        from..to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn galloping_lands_where_counting_does() {
        let numbers: Vec<u32> = (0..50).map(|n| n * 3 + n % 2).collect();
        let bytes: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
        for from in 0..50 {
            let column = U32s::new(&bytes).skip(from);
            for bound in 0..160 {
                assert_eq!(
                    column.gallop(bound),
                    numbers[from..].iter().filter(|n| **n < bound).count()
                );
            }
        }
        assert_eq!(U32s::new(&[]).gallop(7), 0);
    }

    #[test]
    fn texts_are_found_by_word_and_by_beginning() {
        let words = ["care", "carer", "club", "walk"];
        let mut ends = Vec::new();
        let mut bytes = Vec::new();
        for word in words {
            bytes.extend(word.as_bytes());
            ends.extend((bytes.len() as u32).to_le_bytes());
        }
        let texts = Texts::new(&ends, &bytes);
        assert_eq!(texts.search(b"club"), Ok(2));
        assert_eq!(texts.search(b"zoo"), Err(4));
        assert_eq!(texts.beginning_with(b"car"), 0..2);
        assert_eq!(texts.beginning_with(b"x"), 4..4);
    }
}
