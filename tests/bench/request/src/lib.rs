//! What a call costs, through the client and in bare reqwest: the same request to the same server, and the reply read into
//! the same fields. The programs are in `bin/`, apart, so that time is taken with the allocator that programs have.

mod bare;
mod callers;
pub mod measure;
pub mod server;

use std::error::Error;

use tokio::runtime::Runtime;

pub use self::callers::{Bare, Through, calls};

/// Anything that goes wrong ends a program.
pub type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// One thread, so that all work is done where it is measured.
pub fn runtime() -> Outcome<Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}
