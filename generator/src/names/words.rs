//! Words, and the identifiers that are made from them.

/// Rust's keywords, strict and reserved, of all editions up to 2024.
const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "Self", "static", "struct", "super", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw identifiers.
const NEVER_RAW: [&str; 4] = ["self", "Self", "super", "crate"];

/// Texts without a letter or digit that have a name all the same.
const SYMBOLS: [(&str, &str); 16] = [
    ("=", "equals"),
    ("==", "equals"),
    ("!=", "not_equals"),
    ("<>", "not_equals"),
    ("<", "less_than"),
    ("<=", "at_most"),
    (">", "greater_than"),
    (">=", "at_least"),
    ("~", "contains"),
    ("!~", "does_not_contain"),
    ("^", "starts_with"),
    ("$", "ends_with"),
    ("+", "plus"),
    ("-", "minus"),
    ("*", "any"),
    ("", "empty"),
];

/// Splits any text into lower-case words: at everything that is no letter or digit, and at the humps of camel case.
#[must_use]
pub fn split(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for (i, &c) in chars.iter().enumerate() {
        if !is_word_char(c) {
            flush(&mut words, &mut word);
            continue;
        }
        let before = i.checked_sub(1).map(|j| chars[j]);
        if before.is_some_and(|b| is_hump(b, c, chars.get(i + 1).copied())) {
            flush(&mut words, &mut word);
        }
        word.extend(c.to_lowercase().filter(|c| is_word_char(*c)));
    }
    flush(&mut words, &mut word);
    if words.is_empty() { named_symbol(text) } else { words }
}

fn is_word_char(c: char) -> bool {
    c != '_' && unicode_ident::is_xid_continue(c)
}

/// Whether a new word begins at `c`: `aB`, or the last capital of `ABc`.
fn is_hump(before: char, c: char, after: Option<char>) -> bool {
    c.is_uppercase()
        && (before.is_lowercase()
            || before.is_numeric()
            || (before.is_uppercase() && after.is_some_and(char::is_lowercase)))
}

fn flush(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

fn named_symbol(text: &str) -> Vec<String> {
    match SYMBOLS.iter().find(|(symbol, _)| *symbol == text) {
        Some((_, name)) => name.split('_').map(str::to_owned).collect(),
        None => {
            std::iter::once("symbol".to_owned()).chain(text.chars().map(|c| format!("{:x}", u32::from(c)))).collect()
        }
    }
}

/// `UpperCamel`. Digits that would run together are kept apart by an underscore.
#[must_use]
pub fn camel(words: &[String]) -> String {
    let mut out = String::new();
    for word in words {
        if ends_in_digit(&out) && word.starts_with(|c: char| c.is_numeric()) {
            out.push('_');
        }
        let mut chars = word.chars();
        if let Some(first) = chars.next() {
            out.extend(first.to_uppercase());
            out.push_str(chars.as_str());
        }
    }
    legal_start(out, if words.iter().all(|w| w.chars().all(char::is_numeric)) { "V" } else { "_" })
}

/// `snake_case`.
#[must_use]
pub fn snake(words: &[String]) -> String {
    legal_start(words.join("_"), "_")
}

fn ends_in_digit(text: &str) -> bool {
    text.ends_with(|c: char| c.is_numeric())
}

fn legal_start(name: String, prefix: &str) -> String {
    match name.chars().next() {
        Some(c) if unicode_ident::is_xid_start(c) => name,
        _ => format!("{prefix}{name}"),
    }
}

/// Makes a name legal as an identifier: keywords become raw, or get an underscore where that is not allowed.
#[must_use]
pub fn escape(name: &str) -> String {
    if NEVER_RAW.contains(&name) || name == "_" {
        format!("{name}_")
    } else if KEYWORDS.contains(&name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

/// Plurals that the rules of [`singular`] would get wrong, and words that only look like plurals.
const IRREGULAR: [(&str, &str); 10] = [
    ("aliases", "alias"),
    ("caches", "cache"),
    ("children", "child"),
    ("cookies", "cookie"),
    ("indices", "index"),
    ("movies", "movie"),
    ("people", "person"),
    ("alias", ""),
    ("series", ""),
    ("species", ""),
];

/// The singular of an English plural; `None` where the word does not look like one.
#[must_use]
pub fn singular(word: &str) -> Option<String> {
    if let Some((_, one)) = IRREGULAR.iter().find(|(plural, _)| *plural == word) {
        return (!one.is_empty()).then(|| (*one).to_owned());
    }
    if word.len() < 3 || ["ss", "us", "is", "news"].iter().any(|ending| word.ends_with(ending)) {
        return None;
    }
    let stem = |suffix: &str, ending: &str| word.strip_suffix(suffix).map(|s| format!("{s}{ending}"));
    stem("ies", "y")
        .or_else(|| stem("sses", "ss"))
        .or_else(|| stem("uses", "us"))
        .or_else(|| stem("xes", "x"))
        .or_else(|| stem("ches", "ch"))
        .or_else(|| stem("shes", "sh"))
        .or_else(|| stem("s", ""))
}

/// A name that is not taken yet: `name`, or with the first number from 2 that is free.
pub fn unique(name: String, mut taken: impl FnMut(&str) -> bool) -> String {
    if !taken(&name) {
        return name;
    }
    let stem = numberless(&name);
    let separator = if ends_in_digit(stem) { "_" } else { "" };
    let mut n = 2;
    loop {
        let numbered = format!("{stem}{separator}{n}");
        if !taken(&numbered) {
            return numbered;
        }
        n += 1;
    }
}

/// What a number is put behind: a name that was escaped needs no escape any more once it has a number.
fn numberless(name: &str) -> &str {
    let stem = name.strip_prefix("r#").unwrap_or(name).trim_end_matches('_');
    if stem.is_empty() { name } else { stem }
}
