//! Calls that have no options of their own.

use super::Call;

/// A call of an operation to which nothing can be added but what holds for any call. Await it to send it.
///
/// There is one type for all of them. An operation with optional parameters, or with further pages, has a type of its own.
#[must_use = "a call does nothing until it is awaited"]
pub struct ReadyCall<T: 'static> {
    call: Call<T>,
}

impl<T> Call<T> {
    /// The call, with nothing left to set.
    pub fn ready(self) -> ReadyCall<T> {
        ReadyCall { call: self }
    }
}

crate::rt::call!(ReadyCall<T> -> T);
crate::rt::download!(ReadyCall<bytes::Bytes>);
