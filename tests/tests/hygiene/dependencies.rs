//! Each dependency has its reason, and none is where it cannot work.

use integration_tests::Cargo;

/// What there is no place for on wasm32: sockets, runtimes that wait for them, TLS.
const NOT_ON_WASM: [&str; 17] = [
    "aws-lc-rs",
    "aws-lc-sys",
    "hyper",
    "hyper-util",
    "mio",
    "native-tls",
    "openssl",
    "openssl-sys",
    "reqwest",
    "ring",
    "rustls",
    "rustls-native-certs",
    "schannel",
    "security-framework",
    "socket2",
    "tokio",
    "ureq",
];

/// `cargo tree` of the client for a target, with all of its features.
fn tree(target: &str, arguments: &[&str]) -> String {
    let tree = ["tree", "--package", "intercom-client", "--all-features", "--edges", "normal", "--target", target];
    Cargo::on_workspace(&[&tree, arguments].concat()).run().out
}

/// Which of the crates above are in the tree.
fn out_of_place(target: &str) -> Vec<&'static str> {
    let tree = tree(target, &["--prefix", "none", "--format", "{p}"]);
    let is_there = |name: &&str| tree.lines().any(|line| line.split(' ').next() == Some(name));
    NOT_ON_WASM.into_iter().filter(is_there).collect()
}

#[test]
fn nothing_is_built_for_wasm_that_cannot_work_there() {
    let target = "wasm32-unknown-unknown";
    let found = out_of_place(target);
    let paths: Vec<String> = found.iter().map(|name| tree(target, &["--invert", name])).collect();
    assert!(found.is_empty(), "{found:?} by these paths:\n{}", paths.join("\n"));
    // Elsewhere they are found.
    let found = out_of_place("x86_64-unknown-linux-gnu");
    for name in ["tokio", "reqwest", "ureq", "rustls", "mio"] {
        assert!(found.contains(&name), "{found:?}");
    }
}

/// The crates that the tables of a page are about: those in their first columns.
fn described(page: &str) -> Vec<String> {
    let cells = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('|'));
    let names = cells.flat_map(|(cell, _)| cell.split([',', '`', ' ']).filter(|name| !name.is_empty()));
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn every_dependency_has_its_reason() {
    assert_eq!(described(&super::read("docs/DEPENDENCIES.md")), super::dependencies());
}
