//! What a call costs, through the client and in bare reqwest: the same request to the same server, and the reply read into
//! the same fields.
//!
//! - `serve` answers on a free port of this machine until its input ends. It is a process of its own, so that its work is
//!   not counted. It prints its address.
//! - `measure ADDRESS ROUNDS CALLS` makes so many calls either way by turns, one at a time and many at once, and prints a
//!   JSON document: seconds that processors worked for one call, round by round, and what one call allocates.
//! - `call ADDRESS client|bare AT_ONCE CALLS` makes calls and nothing else, for a profiler.

mod allocations;
mod bare;
mod callers;
mod measure;
mod server;

use std::error::Error;
use std::net::SocketAddr;

use self::callers::{Bare, Through};

/// Anything that goes wrong ends the program.
type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

#[global_allocator]
static ALLOCATOR: allocations::Counting = allocations::Counting;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match *arguments {
        ["serve"] => runtime.block_on(server::serve()),
        ["measure", address, rounds, calls] => {
            let address: SocketAddr = address.parse()?;
            println!("{}", measure::all(&runtime, address, rounds.parse()?, calls.parse()?)?);
            Ok(())
        }
        ["call", address, "client", at_once, calls] => {
            let through = Through::new(address.parse()?)?;
            runtime.block_on(callers::calls(&through, at_once.parse()?, calls.parse()?))
        }
        ["call", address, "bare", at_once, calls] => {
            let bare = Bare::new(address.parse()?)?;
            runtime.block_on(callers::calls(&bare, at_once.parse()?, calls.parse()?))
        }
        _ => Err("serve | measure ADDRESS ROUNDS CALLS | call ADDRESS client|bare AT_ONCE CALLS".into()),
    }
}
