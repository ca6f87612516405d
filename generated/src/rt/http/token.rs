//! Access tokens, and where they come from.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use ::http::HeaderValue;
use bytes::Bytes;
use zeroize::Zeroizing;

use super::{BoxFuture, Error};

/// An access token. It is wiped from memory once the last clone, and the last request that carries it, is gone.
#[derive(Clone)]
pub struct Token(HeaderValue);

impl Token {
    /// Takes a token as the API gives it, without `Bearer`.
    ///
    /// # Errors
    /// When it is empty or holds what cannot stand in a header. The error tells nothing of it.
    pub fn new(token: impl Into<String>) -> Result<Self, Error> {
        let token = Zeroizing::new(token.into());
        if token.is_empty() {
            return Err(Error::configuration("the access token is empty"));
        }
        let illegal =
            |_| Error::configuration("the access token holds a character that cannot be in one, such as a newline");
        // Made in one piece: a text that grows would leave its beginning behind.
        let mut bearer = Zeroizing::new(Vec::with_capacity(BEARER.len() + token.len()));
        bearer.extend_from_slice(BEARER);
        bearer.extend_from_slice(token.as_bytes());
        let mut header = HeaderValue::from_maybe_shared(Bytes::from_owner(bearer)).map_err(illegal)?;
        header.set_sensitive(true);
        Ok(Self(header))
    }

    /// What stands in the header `Authorization`.
    pub(super) fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

const BEARER: &[u8] = b"Bearer ";

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// Gives the token of a client whose token changes: one of an application that many workspaces have installed, or one that
/// a store of secrets replaces from time to time.
///
/// That a token is not accepted any more shows in a reply of status 401. An [`Interceptor`](super::Interceptor) sees it, and
/// a [`RetryPolicy`](super::RetryPolicy) may ask for another attempt, before which the provider is asked again.
///
/// ```ignore
/// impl TokenProvider for Vault {
///     fn token(&self) -> BoxFuture<'_, Result<Token, Box<dyn Error + Send + Sync>>> {
///         Box::pin(async { Ok(Token::new(self.read("intercom").await?)?) })
///     }
/// }
/// let client = Client::builder_with(vault).build()?;
/// ```
pub trait TokenProvider: Send + Sync {
    /// The token for the next attempt. It is asked for before each, so what takes long to get should be kept; the time that
    /// it takes is part of the call's.
    ///
    /// # Errors
    /// Any, as there is no token. The call fails with [`ErrorKind::Token`](super::ErrorKind::Token), and nothing is sent.
    fn token(&self) -> BoxFuture<'_, Result<Token, Box<dyn StdError + Send + Sync>>>;
}

impl TokenProvider for Token {
    fn token(&self) -> BoxFuture<'_, Result<Token, Box<dyn StdError + Send + Sync>>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

impl<P: TokenProvider + ?Sized> TokenProvider for Arc<P> {
    fn token(&self) -> BoxFuture<'_, Result<Token, Box<dyn StdError + Send + Sync>>> {
        (**self).token()
    }
}

/// Where the token of a client comes from.
pub(super) enum Credentials {
    Fixed(Token),
    Asked(Box<dyn TokenProvider>),
}

impl Credentials {
    /// The token, where nobody has to be asked for it.
    pub(super) fn fixed(&self) -> Option<&Token> {
        match self {
            Self::Fixed(token) => Some(token),
            Self::Asked(_) => None,
        }
    }
}
