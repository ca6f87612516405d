//! CPU time. `bench-decode ROUNDS` prints a line of JSON for each document and way: the nanoseconds of reading and of writing in
//! each round. `bench-decode repeat WHAT DOCUMENT UNKNOWN WHOSE TIMES` does one of these so many times, for tools that count
//! instructions.

use std::hint::black_box;
use std::mem::forget;

use bench_decode::documents::{self, Document};
use bench_decode::{Way, ways};
use serde_json::{Value, json};

/// A round goes on for so many nanoseconds at least.
const LEAST: u64 = 3_000_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["repeat", what, document, unknown, whose, times] => {
            repeat(what, document, *unknown == "true", whose, times.parse().unwrap_or_default());
        }
        [rounds] => all(rounds.parse().unwrap_or(1)),
        _ => all(1),
    }
}

fn all(rounds: usize) {
    for unknown in [false, true] {
        for document in documents::all(unknown) {
            let ways = ways(&document);
            ways.iter().for_each(|way| check(&document, way));
            let mut times: Vec<(Vec<u64>, Vec<u64>)> = ways.iter().map(|_| (Vec::new(), Vec::new())).collect();
            // By turns, so that whatever else the machine does falls on all.
            for _ in 0..rounds {
                for (way, (decode, encode)) in ways.iter().zip(&mut times) {
                    decode.push(reading(&document, way));
                    encode.push(writing(&document, way));
                }
            }
            for (way, (decode, encode)) in ways.iter().zip(times) {
                let line = json!({
                    "document": document.name, "unknown": unknown, "whose": way.name, "bytes": document.json.len(),
                    "decode": decode, "encode": encode,
                });
                println!("{line}");
            }
        }
    }
}

/// Whoever reads a document has to give all of it back, but for null and empty lists.
fn check(document: &Document, way: &Way) {
    let read = (way.decode)(&document.json);
    let Some(read) = read else { panic!("{} refuses {}", way.name, document.name) };
    let written: Value = serde_json::from_slice(&(way.encode)(&read)).unwrap_or_default();
    assert_eq!(said(&written), said(&document.tree), "{} loses something of {}", way.name, document.name);
}

/// A tree without what says nothing.
fn said(tree: &Value) -> Value {
    match tree {
        Value::Object(fields) => {
            let said = fields.iter().map(|(name, value)| (name.clone(), said(value)));
            said.filter(|(_, value)| !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty()))
                .collect()
        }
        Value::Array(items) => items.iter().map(said).collect(),
        other => other.clone(),
    }
}

/// Nanoseconds of reading once. What was read is dropped outside of the time that counts.
fn reading(document: &Document, way: &Way) -> u64 {
    mean(|| {
        let start = now();
        let read = (way.decode)(black_box(&document.json));
        let time = now() - start;
        drop(black_box(read));
        time
    })
}

/// Nanoseconds of writing once.
fn writing(document: &Document, way: &Way) -> u64 {
    let Some(read) = (way.decode)(&document.json) else { return 0 };
    mean(|| {
        let start = now();
        let written = (way.encode)(black_box(&read));
        let time = now() - start;
        drop(black_box(written));
        time
    })
}

fn mean(mut once: impl FnMut() -> u64) -> u64 {
    let (mut sum, mut times) = (0, 0);
    while sum < LEAST {
        sum += once().max(1);
        times += 1;
    }
    sum / times
}

/// CPU time of this process, in nanoseconds.
fn now() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    u64::try_from(time.tv_sec).unwrap_or_default() * 1_000_000_000 + u64::try_from(time.tv_nsec).unwrap_or_default()
}

/// Reads or writes and keeps what comes of it, so that nothing else is counted.
fn repeat(what: &str, document: &str, unknown: bool, whose: &str, times: usize) {
    let documents = documents::all(unknown);
    let Some(document) = documents.iter().find(|it| it.name == document) else { panic!("no such document") };
    let ways = ways(document);
    let Some(way) = ways.iter().find(|way| way.name == whose) else { panic!("nobody of that name") };
    let Some(read) = (way.decode)(&document.json) else { panic!("{whose} refuses {}", document.name) };
    for _ in 0..times {
        match what {
            "decode" => forget(black_box((way.decode)(black_box(&document.json)))),
            _ => forget(black_box((way.encode)(black_box(&read)))),
        }
    }
}
