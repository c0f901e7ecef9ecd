//! The tree keeps its own rules: the same check as `cargo xtask tidy`, so that `cargo test` knows them too.

#[test]
fn the_tree_is_tidy() {
    let faults = xtask::tidy::faults(&xtask::root()).expect("the tree can be read");
    let listed: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(listed.is_empty(), "{}", listed.join("\n"));
}
