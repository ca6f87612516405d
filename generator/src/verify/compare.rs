//! Whether two JSON values are the same but for what no model can tell apart.

use serde_json::{Map, Number, Value as Json};

use super::child;

/// How what came back compares with what was given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Where they differ.
    pub differences: Vec<Difference>,
    /// Scalars that came back in another spelling.
    pub conversions: Vec<Conversion>,
    /// How often one has null, an empty list or nothing where the other has another of these.
    pub blanks: usize,
}

/// A place where two values differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where.
    pub path: String,
    /// What was there.
    pub before: String,
    /// What is there now.
    pub after: String,
}

/// A scalar that came back in another spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// Where.
    pub path: String,
    /// From what to what, such as `123 -> "123"`.
    pub what: String,
}

/// Compares what was given with what came back. Equal are: absent, null and an empty list; a scalar and its spelling in
/// another type, such as `1` and `"1"`, `1.0` and `1`, a time in ISO 8601 and its unix seconds. Each use of that is told.
#[must_use]
pub fn compare(before: &Json, after: &Json) -> Comparison {
    let mut comparison = Comparison::default();
    comparison.values("$", before, after);
    comparison
}

impl Comparison {
    fn values(&mut self, path: &str, before: &Json, after: &Json) {
        match (before, after) {
            _ if before == after => {}
            _ if says_nothing(before) && says_nothing(after) => self.blanks += 1,
            (Json::Object(before), Json::Object(after)) => self.objects(path, before, after),
            (Json::Array(before), Json::Array(after)) if before.len() == after.len() => {
                for (index, (before, after)) in before.iter().zip(after).enumerate() {
                    self.values(&format!("{path}[{index}]"), before, after);
                }
            }
            _ if is_same_scalar(before, after) => {
                self.conversions.push(Conversion { path: path.to_owned(), what: format!("{before} -> {after}") });
            }
            _ => self.differ(path, shortened(before), shortened(after)),
        }
    }

    fn objects(&mut self, path: &str, before: &Map<String, Json>, after: &Map<String, Json>) {
        for (key, value) in before {
            match after.get(key) {
                Some(after) => self.values(&child(path, key), value, after),
                None if says_nothing(value) => self.blanks += 1,
                None => self.differ(&child(path, key), shortened(value), "nothing".to_owned()),
            }
        }
        for (key, value) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
            if says_nothing(value) {
                self.blanks += 1;
            } else {
                self.differ(&child(path, key), "nothing".to_owned(), shortened(value));
            }
        }
    }

    fn differ(&mut self, path: &str, before: String, after: String) {
        self.differences.push(Difference { path: path.to_owned(), before, after });
    }
}

fn says_nothing(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// Two texts are the same only if they are equal: `1.10` is another version than `1.1`.
fn is_same_scalar(before: &Json, after: &Json) -> bool {
    match (before, after) {
        (Json::Number(before), Json::Number(after)) => is_same_number(before, after),
        (Json::String(text), other) | (other, Json::String(text)) => is_spelling(text, other),
        _ => false,
    }
}

fn is_spelling(text: &str, value: &Json) -> bool {
    match value {
        Json::Bool(flag) => text == flag.to_string(),
        Json::Number(number) => {
            text == number.to_string()
                || spelt_number(text).is_some_and(|spelt| is_same_number(&spelt, number))
                || unix_seconds(text).is_some_and(|seconds| number.as_i64() == Some(seconds))
        }
        _ => false,
    }
}

/// The number that a text is as JSON has it: `007` and `+1` are none.
fn spelt_number(text: &str) -> Option<Number> {
    text.ends_with(|last: char| last.is_ascii_digit()).then(|| serde_json::from_str(text).ok())?
}

/// Whole numbers are compared digit by digit, for ids have more of them than a float holds.
fn is_same_number(before: &Number, after: &Number) -> bool {
    match (whole(before), whole(after)) {
        (Some(before), Some(after)) => before == after,
        (None, None) => matches!((before.as_f64(), after.as_f64()), (Some(a), Some(b)) if is_as_good_as(a, b)),
        _ => false,
    }
}

#[allow(clippy::cast_possible_truncation)] // Only whole numbers that an f64 holds exactly are cast.
fn whole(number: &Number) -> Option<i128> {
    let exact = |float: &f64| float.fract() == 0.0 && float.abs() <= 9_007_199_254_740_992.0;
    let integer = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    integer.or_else(|| number.as_f64().filter(exact).map(|float| float as i128))
}

/// Reading a fraction may miss its last bit.
fn is_as_good_as(a: f64, b: f64) -> bool {
    (a - b).abs() <= 2.0 * f64::EPSILON * a.abs()
}

/// Unix seconds of `YYYY-MM-DDTHH:MM:SS`, with a fraction or not, in UTC or at an offset.
fn unix_seconds(text: &str) -> Option<i64> {
    let marks = [(4, "-"), (7, "-"), (10, "Tt "), (13, ":"), (16, ":")];
    let bytes = text.as_bytes();
    if !marks.iter().all(|(at, any_of)| bytes.get(*at).is_some_and(|mark| any_of.as_bytes().contains(mark))) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let rest = text.get(19..)?.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = match rest.as_bytes().first() {
        None | Some(b'Z' | b'z') => 0,
        Some(sign) => {
            let (hours, minutes) =
                (rest.get(1..3)?.parse::<i64>().ok()?, rest.get(rest.len().checked_sub(2)?..)?.parse::<i64>().ok()?);
            (hours * 3600 + minutes * 60) * if *sign == b'-' { -1 } else { 1 }
        }
    };
    // Days since 1970 of a proleptic Gregorian date, counting years from March.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + (153 * m + 2) / 5 + day - 1 - 719_468;
    Some(days * 86_400 + hour * 3600 + minute * 60 + second - offset)
}

fn shortened(value: &Json) -> String {
    let text = value.to_string();
    match text.char_indices().nth(120) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
