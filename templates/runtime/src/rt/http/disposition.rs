//! Names of files in headers.

/// The name of the file that a `Content-Disposition` header tells, safe to be joined to a folder's.
///
/// `filename*` wins over `filename`, as in RFC 6266. Of a path only the last part counts.
pub(super) fn file_name(header: &[u8]) -> Option<String> {
    let header = String::from_utf8_lossy(header);
    let (mut plain, mut extended) = (None, None);
    for (name, value) in Parameters(header.split_once(';')?.1) {
        match &*name.to_ascii_lowercase() {
            "filename" => plain = plain.or(Some(value)),
            "filename*" => extended = extended.or_else(|| decoded(&value)),
            _ => {}
        }
    }
    extended.and_then(|name| last_part(&name)).or_else(|| last_part(&plain?))
}

/// The last part of a path of any system, unless it is no name.
fn last_part(path: &str) -> Option<String> {
    let name = path.rsplit(['/', '\\']).next()?.trim();
    let is_name = !matches!(name, "" | "." | "..") && !name.contains(|c: char| c.is_control() || c == ':');
    is_name.then(|| name.to_owned())
}

/// A value in the form of RFC 8187: `UTF-8'en'%e2%82%ac`.
fn decoded(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_, text) = rest.split_once('\'')?;
    let bytes = unescaped(text)?;
    match &*charset.to_ascii_lowercase() {
        "utf-8" => String::from_utf8(bytes).ok(),
        // The first 256 characters are those of this set.
        "iso-8859-1" => Some(bytes.into_iter().map(char::from).collect()),
        _ => None,
    }
}

fn unescaped(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let [high, low, tail @ ..] = rest else { return None };
        let digit = |byte: &u8| char::from(*byte).to_digit(16);
        bytes.push(u8::try_from(digit(high)? * 16 + digit(low)?).ok()?);
        rest = tail;
    }
    Some(bytes)
}

/// `name=value; name="quoted \"value\""`
struct Parameters<'h>(&'h str);

impl<'h> Iterator for Parameters<'h> {
    type Item = (&'h str, String);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, rest) = self.0.split_once('=')?;
        let name = name.trim_matches([' ', '\t', ';']);
        let rest = rest.trim_start();
        let (value, rest) = if let Some(quoted) = rest.strip_prefix('"') {
            until_quote(quoted)
        } else {
            let (value, rest) = rest.split_at(rest.find(';').unwrap_or(rest.len()));
            (value.trim_end().to_owned(), rest)
        };
        self.0 = rest;
        Some((name, value))
    }
}

/// A text up to its closing quote, and what follows.
fn until_quote(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &text[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            _ => value.push(character),
        }
    }
    (value, "")
}
