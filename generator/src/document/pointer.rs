//! JSON pointers (RFC 6901).

use std::borrow::Cow;

/// Writes one token so that it can stand in a pointer: `~` becomes `~0` and `/` becomes `~1`.
#[must_use]
pub fn escape(token: &str) -> Cow<'_, str> {
    if token.contains(['~', '/']) {
        Cow::Owned(token.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(token)
    }
}

/// Reads one token of a pointer: the reverse of [`escape`].
#[must_use]
pub fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') { Cow::Owned(token.replace("~1", "/").replace("~0", "~")) } else { Cow::Borrowed(token) }
}

/// The pointer of the child that `token` (not escaped) names below `parent`.
#[must_use]
pub fn join(parent: &str, token: &str) -> String {
    format!("{parent}/{}", escape(token))
}

/// The tokens of a pointer, not escaped. The empty pointer has none; a missing first slash is forgiven.
pub fn tokens(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let rest = pointer.strip_prefix('/').unwrap_or(pointer);
    let count = if pointer.is_empty() { 0 } else { usize::MAX };
    rest.split('/').take(count).map(unescape)
}

#[cfg(test)]
mod tests {
    use super::{escape, join, tokens, unescape};

    #[test]
    fn a_token_survives_both_ways() {
        for token in ["", "a", "/me", "~", "~1", "a~0/b", "~01"] {
            assert_eq!(unescape(&escape(token)), token);
        }
    }

    #[test]
    fn a_pointer_is_its_tokens() {
        assert_eq!(join("/paths", "/a~b"), "/paths/~1a~0b");
        assert_eq!(tokens("/paths/~1a~0b").collect::<Vec<_>>(), ["paths", "/a~b"]);
        assert_eq!(tokens("").count(), 0);
        assert_eq!(tokens("/").collect::<Vec<_>>(), [""]);
    }
}
