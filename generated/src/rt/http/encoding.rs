//! Percent-encoding.

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Encodes all but letters, digits and `-._~`, which is right in a segment of a path and in a query alike.
pub(super) fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    percent_encode_into(&mut out, text);
    out
}

/// Undoes [`percent_encode`], and what forms do: a plus is a blank. What is no escape stays as it is. `None` where it is no
/// text.
pub(super) fn percent_decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = (byte == b'%').then(|| escaped(after)).flatten();
        out.push(escaped.unwrap_or(if byte == b'+' { b' ' } else { byte }));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(out).ok()
}

/// The byte that two digits stand for.
fn escaped(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*digits.get(at)?).to_digit(16);
    u8::try_from(16 * digit(0)? + digit(1)?).ok()
}

pub(super) fn percent_encode_into(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(|char| !stays(char)) {
        let (plain, others) = rest.split_at(at);
        let (others, after) = others.split_at(others.find(stays).unwrap_or(others.len()));
        out.push_str(plain);
        others.bytes().for_each(|byte| push_escape(out, byte));
        rest = after;
    }
    out.push_str(rest);
}

fn stays(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '-' | '.' | '_' | '~')
}

fn push_escape(out: &mut String, byte: u8) {
    out.push('%');
    out.push(HEX[usize::from(byte >> 4)].into());
    out.push(HEX[usize::from(byte & 15)].into());
}
