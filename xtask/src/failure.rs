//! Why a command could not do its work.

use std::error::Error;
use std::fmt;

/// What could not be done, what that comes from, and what to do about it.
#[derive(Debug)]
pub struct Failure {
    message: String,
    cause: Option<Box<dyn Error>>,
    hint: Option<&'static str>,
}

impl Failure {
    /// A failure that comes from nothing else.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), cause: None, hint: None }
    }

    /// The message, all causes and the hint, a line each.
    pub fn chain(&self) -> String {
        let mut text = format!("error: {self}");
        let mut cause = self.source();
        while let Some(error) = cause {
            text.extend(["\n  because: ", &error.to_string()]);
            cause = error.source();
        }
        if let Some(hint) = self.hint {
            text.extend(["\n  hint: ", hint]);
        }
        text
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref()
    }
}

/// Says what was being done when an error arose.
pub trait Context<T> {
    /// Makes the error the cause of a failure with this message.
    fn context(self, message: impl FnOnce() -> String) -> Result<T, Failure>;
}

impl<T, E: Error + 'static> Context<T> for Result<T, E> {
    fn context(self, message: impl FnOnce() -> String) -> Result<T, Failure> {
        self.map_err(|cause| Failure { message: message(), cause: Some(Box::new(cause)), hint: None })
    }
}

/// Says what to do about a failure.
pub trait Hint {
    /// Gives the failure a hint, in place of one that it has.
    fn hint(self, hint: &'static str) -> Self;
}

impl<T> Hint for Result<T, Failure> {
    fn hint(self, hint: &'static str) -> Self {
        self.map_err(|failure| Failure { hint: Some(hint), ..failure })
    }
}
