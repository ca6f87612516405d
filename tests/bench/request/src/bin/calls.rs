//! Makes calls.
//!
//! - `serve` answers on a free port of this machine until its input ends. It is a process of its own, so that its work is
//!   not counted. It prints its address.
//! - `measure ADDRESS ROUNDS CALLS` makes so many calls either way by turns, one at a time and many at once, and prints as
//!   JSON the seconds that processors worked for one call, round by round.
//! - `call ADDRESS client|bare AT_ONCE CALLS` makes calls and nothing else, for a profiler.

use bench_request::{Bare, Outcome, Through, calls, measure, server};

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = bench_request::runtime()?;
    match *arguments {
        ["serve"] => runtime.block_on(server::serve()),
        ["measure", address, rounds, calls] => {
            println!("{}", measure::seconds(&runtime, address.parse()?, rounds.parse()?, calls.parse()?)?);
            Ok(())
        }
        ["call", address, "client", at_once, count] => {
            runtime.block_on(calls(&Through::new(address.parse()?)?, at_once.parse()?, count.parse()?))
        }
        ["call", address, "bare", at_once, count] => {
            runtime.block_on(calls(&Bare::new(address.parse()?)?, at_once.parse()?, count.parse()?))
        }
        _ => Err("serve | measure ADDRESS ROUNDS CALLS | call ADDRESS client|bare AT_ONCE CALLS".into()),
    }
}
