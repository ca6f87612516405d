//! Tests without a network: a transport that answers from a script, one that records what really happens, and one that
//! answers from such a recording. No port is opened and no runtime is needed.
//!
//! ```ignore
//! let script = Script::new().on(Method::GET, "/me").reply(200, serde_json::json!({"type": "admin", "id": "7"}));
//! let client = script.builder().build()?;
//! let me = block_on(client.request(Method::GET, "/me").json_value())?;
//! assert_eq!(me["id"], "7");
//! script.finish(); // has all been called?
//! ```

mod answer;
mod clock;
mod diff;
#[cfg(not(target_arch = "wasm32"))]
mod exchange;
mod expectation;
#[cfg(not(target_arch = "wasm32"))]
mod record;
mod request;
mod script;
#[cfg(not(target_arch = "wasm32"))]
mod scrub;
mod template;

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

pub use self::answer::{Answer, Fault};
pub use self::expectation::Expectation;
#[cfg(not(target_arch = "wasm32"))]
pub use self::record::{Recorder, Replay};
pub use self::request::SentRequest;
pub use self::script::{Mismatch, Script};

/// Runs a future to its end on this thread. It may be one that waits for a [`Script`] only, as any call of a scripted client
/// does: for anything else, such as a socket, a runtime is needed.
///
/// # Panics
/// When the future waits for something that will not come, as after [`Fault::Silence`].
#[track_caller]
pub fn block_on<F: IntoFuture>(future: F) -> F::Output {
    let mut future = pin!(future.into_future());
    let woken = Arc::new(Woken(AtomicBool::new(true)));
    let waker = Waker::from(woken.clone());
    while woken.0.swap(false, Ordering::SeqCst) {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
    }
    stuck()
}

#[track_caller]
#[allow(clippy::panic, reason = "a test that waits for ever has failed")]
fn stuck() -> ! {
    panic!("the future waits for something that no script brings")
}

/// Whether a future wants to be polled.
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}
