//! Allocations: prints a line of JSON for each document and way: how many reading and writing ask for, and how many objects of
//! the document have fields that no model knows.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};

use bench_decode::{documents, ways};
use serde_json::json;

struct Counting;

static COUNT: AtomicU64 = AtomicU64::new(0);

// Growing counts as well: it may move everything.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        COUNT.fetch_add(1, Ordering::Relaxed);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn counted<T>(work: impl FnOnce() -> T) -> (u64, T) {
    let before = COUNT.load(Ordering::Relaxed);
    let value = black_box(work());
    (COUNT.load(Ordering::Relaxed) - before, value)
}

fn main() {
    for unknown in [false, true] {
        for document in documents::all(unknown) {
            for way in ways(&document) {
                let (decode, read) = counted(|| (way.decode)(&document.json));
                let Some(read) = read else { panic!("{} refuses {}", way.name, document.name) };
                let (encode, _) = counted(|| (way.encode)(&read));
                let line = json!({
                    "document": document.name, "unknown": unknown, "whose": way.name,
                    "decode": decode, "encode": encode, "strangers": document.strangers,
                });
                println!("{line}");
            }
        }
    }
}
