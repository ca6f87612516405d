//! Both ways by turns.

use std::net::SocketAddr;

use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value as Json, json};
use tokio::runtime::Runtime;

use crate::Outcome;
use crate::callers::{Bare, Caller, Through, calls};

/// How many calls are made at once.
const AT_ONCE: [usize; 2] = [1, 200];

/// Seconds that processors work for one call either way, round by round.
pub fn seconds(runtime: &Runtime, server: SocketAddr, rounds: usize, calls: usize) -> Outcome<Json> {
    each(runtime, server, calls, |work, through, bare| {
        let mut seconds = Vec::new();
        for round in 0..rounds {
            // Whoever comes first may find the machine in another state.
            let (client, bare) = if round % 2 == 0 {
                let client = work.seconds(through)?;
                (client, work.seconds(bare)?)
            } else {
                let bare = work.seconds(bare)?;
                (work.seconds(through)?, bare)
            };
            seconds.push(json!({"client": client, "bare": bare}));
        }
        Ok(seconds.into())
    })
}

/// Blocks of memory, and bytes in them, that one call asks for either way. The function tells how many there were so far.
pub fn allocations(runtime: &Runtime, server: SocketAddr, calls: usize, so_far: fn() -> (u64, u64)) -> Outcome<Json> {
    each(runtime, server, calls, |work, through, bare| {
        Ok(json!({"client": work.allocations(through, so_far)?, "bare": work.allocations(bare, so_far)?}))
    })
}

/// Measures for each number of calls at once.
fn each(
    runtime: &Runtime,
    server: SocketAddr,
    calls: usize,
    measure: impl Fn(&Work<'_>, &Through, &Bare) -> Outcome<Json>,
) -> Outcome<Json> {
    let (through, bare) = (Through::new(server)?, Bare::new(server)?);
    let mut found = Vec::new();
    for at_once in AT_ONCE {
        // A multiple, so that no task has a call more than another one.
        let work = Work { runtime, at_once, calls: calls.next_multiple_of(at_once) };
        // Connections are made, and buffers have grown, before anything counts.
        work.do_by(&through)?;
        work.do_by(&bare)?;
        found.push(json!({"at_once": at_once, "found": measure(&work, &through, &bare)?}));
    }
    Ok(found.into())
}

/// A number of calls.
struct Work<'r> {
    runtime: &'r Runtime,
    at_once: usize,
    calls: usize,
}

impl Work<'_> {
    fn do_by(&self, caller: &impl Caller) -> Outcome {
        self.runtime.block_on(calls(caller, self.at_once, self.calls))
    }

    fn seconds(&self, caller: &impl Caller) -> Outcome<f64> {
        let start = processor_time();
        self.do_by(caller)?;
        Ok((processor_time() - start) / self.calls as f64)
    }

    fn allocations(&self, caller: &impl Caller, so_far: fn() -> (u64, u64)) -> Outcome<Json> {
        let (blocks, bytes) = so_far();
        self.do_by(caller)?;
        let (more_blocks, more_bytes) = so_far();
        let of_one = |before: u64, after: u64| (after - before) as f64 / self.calls as f64;
        Ok(json!({"blocks": of_one(blocks, more_blocks), "bytes": of_one(bytes, more_bytes)}))
    }
}

/// Seconds that processors worked for this process.
fn processor_time() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}
