//! How the default transport connects.

use std::fmt;
use std::time::Duration;

/// So long may it take to connect, unless another time is set.
#[cfg(all(any(feature = "blocking", feature = "native-tls", feature = "reqwest"), not(target_arch = "wasm32")))]
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Settings of the default transport. Whether they can be used is found out when it is made.
#[derive(Clone, Default)]
pub(super) struct Connection {
    pub(super) proxy: Option<String>,
    /// In PEM form.
    pub(super) root_certificates: Vec<Vec<u8>>,
    pub(super) connect_timeout: Option<Duration>,
    /// Whether it is the one that blocks.
    pub(super) blocking: bool,
}

impl Connection {
    /// Whether nothing is set.
    pub(super) fn is_default(&self) -> bool {
        self.proxy.is_none() && self.root_certificates.is_empty() && self.connect_timeout.is_none() && !self.blocking
    }

    #[cfg(all(any(feature = "blocking", feature = "native-tls", feature = "reqwest"), not(target_arch = "wasm32")))]
    pub(super) fn time_to_connect(&self) -> Duration {
        self.connect_timeout.unwrap_or(CONNECT_TIMEOUT)
    }
}

impl fmt::Debug for Connection {
    /// Leaves out the proxy's URL, which may have a password in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("proxy", &self.proxy.is_some())
            .field("root_certificates", &self.root_certificates.len())
            .field("connect_timeout", &self.connect_timeout)
            .field("blocking", &self.blocking)
            .finish()
    }
}
