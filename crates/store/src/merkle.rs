//! The Merkle tree of RFC 9162 section 2.1: hashes, proofs, and how to check them. Pure.
//!
//! A leaf is SHA-256(0x00 ‖ leaf bytes), a node SHA-256(0x01 ‖ left ‖ right); the root of the empty tree is SHA-256 of
//! nothing. The checking functions need nothing but the proof: a stranger can run them.

use sha2::{Digest as _, Sha256};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// The hash of a leaf.
pub fn leaf_hash(bytes: &[u8]) -> Hash {
    Sha256::new()
        .chain_update([0])
        .chain_update(bytes)
        .finalize()
        .into()
}

/// The hash of a node over its two children.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new()
        .chain_update([1])
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// Proof that an item is in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// The item's place, counted from 0: its position less one.
    pub index: u64,
    /// Items of the tree.
    pub size: u64,
    /// The item's leaf hash.
    pub leaf: Hash,
    /// Hashes of the siblings, from the leaf up.
    pub path: Vec<Hash>,
}

/// Proof that a tree begins with an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consistency {
    /// Items of the earlier tree.
    pub old_size: u64,
    /// Items of the later tree.
    pub size: u64,
    /// The hashes.
    pub path: Vec<Hash>,
}

/// The right edge of a growing tree: what is needed to append and to know the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    /// Roots of the perfect subtrees, the largest first.
    peaks: Vec<Hash>,
}

impl Edge {
    /// The edge of a tree of `size` items with these peaks; none when their number does not fit the size.
    pub fn restore(size: u64, peaks: &[u8]) -> Option<Self> {
        let (peaks, rest) = peaks.as_chunks::<32>();
        (rest.is_empty() && peaks.len() == size.count_ones() as usize).then(|| Self {
            size,
            peaks: peaks.to_vec(),
        })
    }

    /// Items of the tree.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The peaks as [`Edge::restore`] takes them.
    pub fn peaks(&self) -> Vec<u8> {
        self.peaks.concat()
    }

    /// Appends a leaf. `made` is told each perfect subtree that this completes: its height, its number among those of
    /// that height, its root.
    pub fn push(&mut self, leaf: Hash, mut made: impl FnMut(u32, u64, Hash)) {
        let mut hash = leaf;
        for height in 1..=self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
                made(height, self.size >> height, hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// The root.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        match peaks.next() {
            Some(last) => peaks.fold(*last, |right, left| node_hash(left, &right)),
            None => Sha256::digest([]).into(),
        }
    }
}

/// The largest power of two smaller than `size`, for `size` of at least 2.
pub fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// The path of RFC 9162 section 2.1.3.1 for the item at `index` of a tree of `size`. `root_of(start, length)` gives the
/// root over that many leaves from `start`.
///
/// # Errors
/// Those of `root_of`.
pub fn inclusion_path<E>(
    index: u64,
    size: u64,
    root_of: &mut impl FnMut(u64, u64) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    let (mut start, mut size, mut path) = (0, size, Vec::new());
    while size > 1 {
        let left = split(size);
        if index - start < left {
            path.push(root_of(start + left, size - left)?);
            size = left;
        } else {
            path.push(root_of(start, left)?);
            start += left;
            size -= left;
        }
    }
    path.reverse();
    Ok(path)
}

/// The path of RFC 9162 section 2.1.4.1 between the tree of `old` items and that of `size`; empty when `old` is 0 or
/// `size`.
///
/// # Errors
/// Those of `root_of`.
pub fn consistency_path<E>(
    old: u64,
    size: u64,
    root_of: &mut impl FnMut(u64, u64) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    let (mut start, mut length, mut whole, mut path) = (0, size, true, Vec::new());
    if old == 0 || old >= size {
        return Ok(path);
    }
    while old - start != length {
        let left = split(length);
        if old - start <= left {
            path.push(root_of(start + left, length - left)?);
            length = left;
        } else {
            path.push(root_of(start, left)?);
            start += left;
            length -= left;
            whole = false;
        }
    }
    if !whole {
        path.push(root_of(start, length)?);
    }
    path.reverse();
    Ok(path)
}

/// True when `proof` shows its leaf to be in the tree with this root (RFC 9162 section 2.1.3.2).
pub fn includes(proof: &Inclusion, root: &Hash) -> bool {
    if proof.index >= proof.size {
        return false;
    }
    let (mut index, mut last, mut hash) = (proof.index, proof.size - 1, proof.leaf);
    for sibling in &proof.path {
        if last == 0 {
            return false;
        }
        if index & 1 == 1 || index == last {
            hash = node_hash(sibling, &hash);
            while index & 1 == 0 && index != 0 {
                index >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        index >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// True when `proof` shows the tree with root `new` to begin with that with root `old` (RFC 9162 section 2.1.4.2).
pub fn extends(proof: &Consistency, old: &Hash, new: &Hash) -> bool {
    if proof.old_size == 0 || proof.old_size == proof.size {
        let same = proof.old_size == 0 && *old == Edge::default().root()
            || proof.old_size == proof.size && old == new;
        return proof.path.is_empty() && same;
    }
    if proof.old_size > proof.size {
        return false;
    }
    let mut path = proof.path.as_slice();
    let (mut node, mut last) = (proof.old_size - 1, proof.size - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let start = if proof.old_size.is_power_of_two() {
        *old
    } else {
        let Some((start, rest)) = path.split_first() else {
            return false;
        };
        path = rest;
        *start
    };
    let (mut first, mut second) = (start, start);
    for hash in path {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            first = node_hash(hash, &first);
            second = node_hash(hash, &second);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            second = node_hash(&second, hash);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && first == *old && second == *new
}

#[cfg(test)]
mod tests;
