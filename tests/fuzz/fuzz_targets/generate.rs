//! Whatever is given to the generator is made into files or refused.
//!
//! A zero byte ends the description; an overlay, choices and a lock of names may follow, each ended by another.
#![no_main]

use libfuzzer_sys::fuzz_target;
use openapi_rust_codegen::pipeline::{Input, Source, generate};

fuzz_target!(|input: &[u8]| {
    let mut parts = input.split(|byte| *byte == 0);
    let mut part = |name: &str| parts.next().map(|bytes| Source { name: name.to_owned(), bytes: bytes.to_vec() });
    let description = part("description.yaml");
    let overlays = part("overlay.yaml").into_iter().collect();
    let (choices, lock) = (part("generator.toml"), part("names.lock"));
    let templates = ["manifest.toml", "lib.rs"].map(|name| (name.to_owned(), Vec::new())).into();
    let _ = generate(&Input { description, overlays, choices, lock, templates, ..Input::default() }, &mut |_| {});
});
