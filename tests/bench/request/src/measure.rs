//! Both ways by turns.

use std::net::SocketAddr;

use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value as Json, json};
use tokio::runtime::Runtime;

use crate::callers::{Bare, Caller, Through, calls};
use crate::{Outcome, allocations};

const MANY: usize = 200;

/// What one call costs either way, as JSON.
pub fn all(runtime: &Runtime, server: SocketAddr, rounds: usize, count: usize) -> Outcome<Json> {
    let (through, bare) = (Through::new(server)?, Bare::new(server)?);
    let mut found = Vec::new();
    for at_once in [1, MANY] {
        // A multiple, so that no task has a call more than another one.
        let work = Work { runtime, at_once, count: count.next_multiple_of(at_once) };
        // Connections are made, and buffers have grown, before anything counts.
        work.do_by(&through)?;
        work.do_by(&bare)?;
        let allocated = json!({"client": work.allocations(&through)?, "bare": work.allocations(&bare)?});
        let mut seconds = Vec::new();
        for round in 0..rounds {
            // Whoever comes first may find the machine in another state.
            let (client, bare) = if round % 2 == 0 {
                let client = work.seconds(&through)?;
                (client, work.seconds(&bare)?)
            } else {
                let bare = work.seconds(&bare)?;
                (work.seconds(&through)?, bare)
            };
            seconds.push(json!({"client": client, "bare": bare}));
        }
        found.push(json!({"at_once": at_once, "allocated": allocated, "seconds": seconds}));
    }
    Ok(found.into())
}

/// A number of calls.
struct Work<'r> {
    runtime: &'r Runtime,
    at_once: usize,
    count: usize,
}

impl Work<'_> {
    fn do_by(&self, caller: &impl Caller) -> Outcome {
        self.runtime.block_on(calls(caller, self.at_once, self.count))
    }

    /// Seconds that processors work for one call.
    fn seconds(&self, caller: &impl Caller) -> Outcome<f64> {
        let start = processor_time();
        self.do_by(caller)?;
        Ok((processor_time() - start) / self.count as f64)
    }

    /// Blocks that one call asks for, and bytes in them.
    fn allocations(&self, caller: &impl Caller) -> Outcome<Json> {
        let (blocks, bytes) = allocations::so_far();
        self.do_by(caller)?;
        let (more_blocks, more_bytes) = allocations::so_far();
        let of_one = |before: u64, after: u64| (after - before) as f64 / self.count as f64;
        Ok(json!({"blocks": of_one(blocks, more_blocks), "bytes": of_one(bytes, more_bytes)}))
    }
}

/// Seconds that processors worked for this process.
fn processor_time() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}
