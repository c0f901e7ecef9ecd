//! What tests share: randomness that repeats, and documents damaged by it.
//!
//! Words: *entropy* is a source of bytes that stands where the binary uses the system's randomness.
//! Always: the same seed gives the same bytes, on every machine. Only ever a dev-dependency.
//! Start at [`seeded_entropy`], or at [`damage`] for bad files.

pub mod damage;
pub mod old_book;

/// What fills a buffer with bytes.
pub type Entropy = Box<dyn FnMut(&mut [u8]) + Send>;

/// Entropy that repeats: SplitMix64 from `seed`, eight bytes of each step, little end first.
///
/// What it gives depends on `seed` and on the number of bytes asked for before, not on how they were asked for.
///
/// ```
/// let mut salt = [0; 16];
/// testkit::seeded_entropy(7)(&mut salt);
/// let mut again = [0; 16];
/// testkit::seeded_entropy(7)(&mut again);
/// assert_eq!(salt, again);
/// ```
pub fn seeded_entropy(seed: u64) -> Entropy {
    let mut state = SplitMix64::new(seed);
    let (mut block, mut used) = ([0; 8], 8);
    Box::new(move |bytes| {
        for byte in bytes {
            if used == block.len() {
                (block, used) = (state.next().to_le_bytes(), 0);
            }
            *byte = block[used];
            used += 1;
        }
    })
}

/// The generator of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
#[derive(Clone, Debug)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// Begins at `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    #[expect(
        clippy::should_implement_trait,
        reason = "an endless generator, not an iterator"
    )]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, not including, `end` (0 when `end` is 0).
    pub fn below(&mut self, end: u64) -> u64 {
        // The high half of the product: as even as the 64 bits are, up to one part in 2^64 / end.
        ((u128::from(self.next()) * u128::from(end)) >> 64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first outputs for seed 1234567 of the reference implementation (prng.di.unimi.it/splitmix64.c).
    #[test]
    fn the_numbers_are_those_of_the_reference() {
        let mut generator = SplitMix64::new(1_234_567);
        let got: Vec<u64> = (0..5).map(|_| generator.next()).collect();
        assert_eq!(
            got,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821
            ]
        );
    }

    #[test]
    fn bytes_do_not_depend_on_how_they_are_asked_for() {
        let (mut whole, mut parts) = ([0; 21], [0; 21]);
        seeded_entropy(3)(&mut whole);
        let mut entropy = seeded_entropy(3);
        for part in parts.chunks_mut(5) {
            entropy(part);
        }
        assert_eq!(whole, parts);
    }

    #[test]
    fn seeds_differ() {
        let (mut a, mut b) = ([0; 32], [0; 32]);
        seeded_entropy(1)(&mut a);
        seeded_entropy(2)(&mut b);
        assert_ne!(a, b);
    }
}
