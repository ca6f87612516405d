//! Where to go on.

use std::fmt;
use std::str::FromStr;

use crate::rt::Error;
use crate::rt::http::encoding::{percent_decode, percent_encode};

/// A place in a list, from which to go on.
///
/// Its text can be stored and read back, in this run of the program or in another one, for the same call. The default is
/// the start of the list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Position {
    /// What the request for the page has in its query or in its body; nothing for the first one.
    pub(super) parameters: Vec<(String, String)>,
    /// How many items of the page were taken already.
    pub(super) skip: usize,
}

impl Position {
    pub(super) fn at(name: &str, value: impl Into<String>) -> Self {
        Self { parameters: vec![(name.to_owned(), value.into())], skip: 0 }
    }

    /// What the query of a URL leads to.
    pub(super) fn of_query(query: &str) -> Option<Self> {
        let parameters: Option<Vec<_>> = query.split('&').filter(|pair| !pair.is_empty()).map(parameter).collect();
        parameters.filter(|parameters| !parameters.is_empty()).map(|parameters| Self { parameters, skip: 0 })
    }

    /// Whether it is the start of the list.
    #[must_use]
    pub fn is_start(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn skipping(mut self, skip: usize) -> Self {
        self.skip = skip;
        self
    }
}

fn parameter(pair: &str) -> Option<(String, String)> {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    Some((percent_decode(name)?, percent_decode(value)?))
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, value)) in self.parameters.iter().enumerate() {
            let separator = if index == 0 { "" } else { "&" };
            write!(f, "{separator}{}={}", percent_encode(name), percent_encode(value))?;
        }
        if self.skip > 0 { write!(f, "#{}", self.skip) } else { Ok(()) }
    }
}

impl FromStr for Position {
    type Err = Error;

    /// Reads what [`Display`](fmt::Display) wrote.
    fn from_str(text: &str) -> Result<Self, Error> {
        let invalid = || Error::invalid_request(format!("{text:?} is no position in a list"));
        let (query, skip) = text.split_once('#').unwrap_or((text, "0"));
        let skip = skip.parse().map_err(|_| invalid())?;
        let position = if query.is_empty() { Self::default() } else { Self::of_query(query).ok_or_else(invalid)? };
        let position = position.skipping(skip);
        // What a link may have wrong was not written here.
        if position.to_string() == text { Ok(position) } else { Err(invalid()) }
    }
}
