//! Escapes that JSON has and YAML has not.

use std::borrow::Cow;

/// JSON with characters in place of pairs of escapes: beyond the first 65536 characters JSON writes two, such as
/// `\ud83d\ude00`, of which YAML takes neither. Anything else, and all of a text that is no JSON, stays as it is.
pub(super) fn without_pairs(text: &str) -> Cow<'_, str> {
    let is_json = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with(['{', '[']);
    if !is_json || !text.contains("\\u") {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let (mut kept, mut at) = (0, 0);
    while let Some(found) = text[at..].find('\\').map(|index| at + index) {
        match pair(&text[found..]) {
            Some(c) => {
                out.push_str(&text[kept..found]);
                out.push(c);
                (kept, at) = (found + PAIR, found + PAIR);
            }
            // What is escaped may be a backslash itself.
            None => at = found + 1 + text[found + 1..].chars().next().map_or(0, char::len_utf8),
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[kept..]);
    Cow::Owned(out)
}

/// So long are two escapes.
const PAIR: usize = 12;

/// The character that two escapes at the beginning of a text stand for.
fn pair(text: &str) -> Option<char> {
    let unit = |at: usize| u16::from_str_radix(text.get(at..at + 6)?.strip_prefix("\\u")?, 16).ok();
    let high = unit(0).filter(|unit| (0xd800..0xdc00).contains(unit))?;
    char::decode_utf16([high, unit(PAIR / 2)?]).next()?.ok()
}

#[cfg(test)]
mod tests {
    use super::without_pairs;

    #[test]
    fn pairs_become_characters_in_json_only() {
        assert_eq!(without_pairs(r#" {"a": "\ud83d\uDE00!\ud83d\ude01"}"#), " {\"a\": \"😀!😁\"}");
        for same in
            [r#"{"a": "\\ud83d\ude00"}"#, r#"{"a": "\ud83d"}"#, r#"{"a": "\u00e9\n"}"#, r"a: '\ud83d\ude00'", "{\"a\\"]
        {
            assert_eq!(without_pairs(same), same);
        }
    }
}
