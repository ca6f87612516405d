//! What is known of an operation without calling it.

use ::http::Method;

/// Whether a call may be sent twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Safety {
    /// It changes nothing.
    ReadOnly,
    /// It changes something, but a second time nothing more.
    Idempotent,
    /// A second time changes something more.
    Unsafe,
}

impl Safety {
    /// What HTTP says of a method.
    pub(super) fn of(method: &Method) -> Self {
        match *method {
            Method::GET | Method::HEAD | Method::OPTIONS => Self::ReadOnly,
            Method::PUT | Method::DELETE => Self::Idempotent,
            _ => Self::Unsafe,
        }
    }
}

/// An operation of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Operation {
    id: &'static str,
    method: &'static str,
    template: &'static str,
    tag: &'static str,
    safety: Safety,
}

impl Operation {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        id: &'static str,
        method: &'static str,
        template: &'static str,
        tag: &'static str,
        safety: Safety,
    ) -> Self {
        Self { id, method, template, tag, safety }
    }

    /// Its name in the API's description.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// The HTTP method, in capitals.
    #[must_use]
    pub const fn method(&self) -> &'static str {
        self.method
    }

    /// The path with its variables in braces: `/contacts/{id}`.
    #[must_use]
    pub const fn template(&self) -> &'static str {
        self.template
    }

    /// The group that it belongs to.
    #[must_use]
    pub const fn tag(&self) -> &'static str {
        self.tag
    }

    /// Whether it may be sent twice.
    #[must_use]
    pub const fn safety(&self) -> Safety {
        self.safety
    }
}
