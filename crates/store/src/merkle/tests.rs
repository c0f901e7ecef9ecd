//! The tree against the definition of RFC 9162 section 2.1, written out as it stands there.

use super::*;
use proptest::prelude::*;
use std::convert::Infallible;

/// MTH of section 2.1.1.
fn defined_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len() as u64) as usize);
            node_hash(&defined_root(left), &defined_root(right))
        }
    }
}

/// PATH of section 2.1.3.1.
fn defined_path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let k = split(leaves.len() as u64) as usize;
    let (left, right) = leaves.split_at(k);
    let (mut path, other) = if index < k {
        (defined_path(index, left), right)
    } else {
        (defined_path(index - k, right), left)
    };
    path.push(defined_root(other));
    path
}

/// SUBPROOF of section 2.1.4.1.
fn defined_subproof(old: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if whole {
            Vec::new()
        } else {
            vec![defined_root(leaves)]
        };
    }
    let k = split(leaves.len() as u64) as usize;
    let (left, right) = leaves.split_at(k);
    let (mut path, other) = if old <= k {
        (defined_subproof(old, left, whole), right)
    } else {
        (defined_subproof(old - k, right, false), left)
    };
    path.push(defined_root(other));
    path
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

fn edge_of(leaves: &[Hash]) -> Edge {
    let mut edge = Edge::default();
    for leaf in leaves {
        edge.push(*leaf, |_, _, _| {});
    }
    edge
}

fn root_in(leaves: &[Hash]) -> impl FnMut(u64, u64) -> Result<Hash, Infallible> {
    move |start, length| {
        Ok(defined_root(
            &leaves[start as usize..(start + length) as usize],
        ))
    }
}

fn inclusion(leaves: &[Hash], index: usize) -> Inclusion {
    let size = leaves.len() as u64;
    let path = inclusion_path(index as u64, size, &mut root_in(leaves)).unwrap();
    Inclusion {
        index: index as u64,
        size,
        leaf: leaves[index],
        path,
    }
}

fn consistency(leaves: &[Hash], old: usize) -> Consistency {
    let size = leaves.len() as u64;
    let path = consistency_path(old as u64, size, &mut root_in(leaves)).unwrap();
    Consistency {
        old_size: old as u64,
        size,
        path,
    }
}

#[test]
fn the_hashes_of_rfc_9162_are_those_of_the_well_known_test_vectors() {
    // The empty tree and the leaf of no bytes, as published with Certificate Transparency (RFC 6962, the same hashing).
    let hex = |hash: Hash| crate::pack::hex(&hash);
    assert_eq!(
        hex(Edge::default().root()),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    assert_eq!(
        hex(leaf_hash(b"")),
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    );
}

#[test]
fn roots_and_paths_are_those_of_the_definition_for_every_small_tree() {
    let all = leaves(70);
    for size in 0..=all.len() {
        let leaves = &all[..size];
        assert_eq!(
            edge_of(leaves).root(),
            defined_root(leaves),
            "root of {size}"
        );
        for index in 0..size {
            assert_eq!(
                inclusion(leaves, index).path,
                defined_path(index, leaves),
                "{index} in {size}"
            );
        }
        for old in 1..=size {
            assert_eq!(
                consistency(leaves, old).path,
                defined_subproof(old, leaves, true),
                "{old} of {size}"
            );
        }
    }
}

#[test]
fn completed_subtrees_are_told_with_their_roots() {
    let all = leaves(37);
    let mut edge = Edge::default();
    let mut made = Vec::new();
    for leaf in &all {
        edge.push(*leaf, |height, number, hash| {
            made.push((height, number, hash));
        });
    }
    for (height, number, hash) in &made {
        let (from, to) = (
            (number << height) as usize,
            ((number + 1) << height) as usize,
        );
        assert_eq!(*hash, defined_root(&all[from..to]));
    }
    assert_eq!(made.len(), 18 + 9 + 4 + 2 + 1);
    assert_eq!(Edge::restore(37, &edge.peaks()), Some(edge));
}

proptest! {
    #[test]
    fn an_inclusion_proof_holds_for_its_item_and_no_other(size in 1usize..300, pick: u64, other: u64) {
        let all = leaves(size);
        let root = edge_of(&all).root();
        let proof = inclusion(&all, (pick % size as u64) as usize);
        prop_assert!(includes(&proof, &root));
        let wrong = Inclusion { leaf: leaf_hash(b"another"), ..proof.clone() };
        prop_assert!(!includes(&wrong, &root));
        let elsewhere = other % size as u64;
        if elsewhere != proof.index {
            let moved = Inclusion { index: elsewhere, ..proof.clone() };
            prop_assert!(!includes(&moved, &root));
        }
        let mut longer = proof.clone();
        longer.path.push([0; 32]);
        prop_assert!(!includes(&longer, &root));
    }

    #[test]
    fn a_consistency_proof_holds_for_its_trees_and_no_other(size in 1usize..300, pick: u64, altered: u64) {
        let all = leaves(size);
        let old = (pick % (size as u64 + 1)) as usize;
        let (root, old_root) = (edge_of(&all).root(), edge_of(&all[..old]).root());
        let proof = consistency(&all, old);
        prop_assert!(extends(&proof, &old_root, &root));
        if old > 0 {
            let mut changed = all[..old].to_vec();
            changed[(altered % old as u64) as usize] = leaf_hash(b"altered");
            prop_assert!(!extends(&proof, &edge_of(&changed).root(), &root));
            // Every tree begins with the empty one, so this can be told only from one item on.
            prop_assert!(!extends(&proof, &old_root, &leaf_hash(b"another")));
        }
    }
}
