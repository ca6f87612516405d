//! CPU time: `time ROUNDS` prints a line for each document and way: what, document, unknown fields or none, whose, and the
//! nanoseconds of reading and of writing in each round. `time once WHAT DOCUMENT UNKNOWN WHOSE` does one of these once, in
//! the function `measured`, for tools that count instructions.

use std::hint::black_box;

use decode::documents::{self, Document};
use decode::{Read, Way, ways};
use serde_json::Value;

/// A round goes on for so many nanoseconds at least.
const LEAST: u128 = 5_000_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["once", what, document, unknown, whose] => once(what, document, *unknown == "unknown", whose),
        [rounds] => all(rounds.parse().unwrap_or(1)),
        _ => all(1),
    }
}

fn all(rounds: usize) {
    for unknown in [false, true] {
        for document in documents::all(unknown) {
            let ways = ways(document.name);
            ways.iter().for_each(|way| check(&document, way, unknown));
            // By turns, so that whatever else the machine does falls on all.
            for _ in 0..rounds {
                for way in &ways {
                    let kind = if unknown { "unknown" } else { "known" };
                    let (decode, encode) = (reading(&document, way), writing(&document, way));
                    println!("{} {kind} {} {decode} {encode} {}", document.name, way.name, document.json.len());
                }
            }
        }
    }
}

/// Whoever reads a document has to give all of it back, but for null and empty lists; a model without a place for unknown
/// fields has only to read it.
fn check(document: &Document, way: &Way, unknown: bool) {
    let read = (way.decode)(&document.json);
    let Some(read) = read else { panic!("{} refuses {}", way.name, document.name) };
    let written: Value = serde_json::from_slice(&(way.encode)(&read)).unwrap_or_default();
    if !(unknown && way.name == "derived") {
        assert_eq!(said(&written), said(&document.tree), "{} loses something of {}", way.name, document.name);
    }
}

/// A tree without what says nothing.
fn said(tree: &Value) -> Value {
    match tree {
        Value::Object(fields) => {
            let said = fields.iter().map(|(name, value)| (name.clone(), said(value)));
            said.filter(|(_, value)| !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty())).collect()
        }
        Value::Array(items) => items.iter().map(said).collect(),
        other => other.clone(),
    }
}

/// Nanoseconds of reading once. What was read is dropped outside of the time that counts.
fn reading(document: &Document, way: &Way) -> u128 {
    mean(|| {
        let start = now();
        let read = (way.decode)(black_box(&document.json));
        let time = now() - start;
        drop(black_box(read));
        time
    })
}

/// Nanoseconds of writing once.
fn writing(document: &Document, way: &Way) -> u128 {
    let Some(read) = (way.decode)(&document.json) else { return 0 };
    mean(|| {
        let start = now();
        let written = (way.encode)(black_box(&read));
        let time = now() - start;
        drop(black_box(written));
        time
    })
}

fn mean(mut once: impl FnMut() -> u128) -> u128 {
    let (mut sum, mut times) = (0, 0);
    while sum < LEAST {
        sum += once();
        times += 1;
    }
    sum / times
}

/// CPU time of this process, in nanoseconds.
fn now() -> u128 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    u128::try_from(time.tv_sec).unwrap_or_default() * 1_000_000_000 + u128::try_from(time.tv_nsec).unwrap_or_default()
}

fn once(what: &str, document: &str, unknown: bool, whose: &str) {
    let documents = documents::all(unknown);
    let Some(document) = documents.iter().find(|it| it.name == document) else { panic!("no such document") };
    let ways = ways(document.name);
    let Some(way) = ways.iter().find(|way| way.name == whose) else { panic!("nobody of that name") };
    let read = (way.decode)(&document.json);
    let Some(read) = read else { panic!("{whose} refuses {}", document.name) };
    // Whatever was done before, such as finding where functions lie, is not counted.
    black_box((way.encode)(&read));
    measured(&mut || match what {
        "decode" => drop(black_box((way.decode)(&document.json).map(std::mem::ManuallyDrop::new))),
        _ => drop(black_box((way.encode)(&read))),
    });
    let _: &Read = &read;
}

/// Where instructions are counted.
#[unsafe(no_mangle)]
#[inline(never)]
pub fn measured(work: &mut dyn FnMut()) {
    work();
}
