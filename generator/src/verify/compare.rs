//! Whether two JSON values are the same but for what no model can tell apart.

use serde_json::{Map, Value as Json};

/// A scalar that came back in another spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// Where.
    pub path: String,
    /// From what to what, such as `123 -> "123"`.
    pub what: String,
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

/// Compares what was given with what came back. Equal are: absent, null and an empty list; a scalar and its
/// spelling in another type. The latter are told.
#[must_use]
pub fn compare(before: &Json, after: &Json) -> (Vec<Difference>, Vec<Conversion>) {
    let mut comparison = Comparison::default();
    comparison.values("$", before, after);
    (comparison.differences, comparison.conversions)
}

#[derive(Default)]
struct Comparison {
    differences: Vec<Difference>,
    conversions: Vec<Conversion>,
}

impl Comparison {
    fn values(&mut self, path: &str, before: &Json, after: &Json) {
        match (before, after) {
            _ if before == after || (says_nothing(before) && says_nothing(after)) => {}
            (Json::Object(before), Json::Object(after)) => self.objects(path, before, after),
            (Json::Array(before), Json::Array(after)) if before.len() == after.len() => {
                for (index, (before, after)) in before.iter().zip(after).enumerate() {
                    self.values(&format!("{path}[{index}]"), before, after);
                }
            }
            // One value where a list is declared.
            (before, Json::Array(after)) if after.len() == 1 && !before.is_array() => {
                self.values(path, before, &after[0]);
            }
            _ if same_scalar(before, after) => {
                self.conversions.push(Conversion { path: path.to_owned(), what: format!("{before} -> {after}") });
            }
            _ => self.differences.push(Difference {
                path: path.to_owned(),
                before: shortened(before),
                after: shortened(after),
            }),
        }
    }

    fn objects(&mut self, path: &str, before: &Map<String, Json>, after: &Map<String, Json>) {
        for (key, value) in before {
            self.values(&format!("{path}.{key}"), value, after.get(key).unwrap_or(&Json::Null));
        }
        for (key, value) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
            self.values(&format!("{path}.{key}"), &Json::Null, value);
        }
    }
}

fn says_nothing(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn same_scalar(before: &Json, after: &Json) -> bool {
    let is_scalar = |value: &Json| !value.is_array() && !value.is_object() && !value.is_null();
    is_scalar(before)
        && is_scalar(after)
        && (spelling(before) == spelling(after) || same_number(before, after) || same_time(before, after))
}

fn spelling(value: &Json) -> String {
    crate::call::spelling(value)
}

fn same_number(before: &Json, after: &Json) -> bool {
    let number = |value: &Json| value.as_f64().or_else(|| value.as_str()?.parse().ok());
    matches!((number(before), number(after)), (Some(a), Some(b)) if (a - b).abs() <= f64::EPSILON * a.abs())
}

/// ISO 8601 text and the unix seconds that it says.
fn same_time(before: &Json, after: &Json) -> bool {
    let seconds = |value: &Json| value.as_i64().or_else(|| unix_seconds(value.as_str()?));
    (before.is_string() != after.is_string())
        && matches!((seconds(before), seconds(after)), (Some(a), Some(b)) if a == b)
}

/// Unix seconds of `YYYY-MM-DDTHH:MM:SS`, with a fraction or not, in UTC or at an offset.
fn unix_seconds(text: &str) -> Option<i64> {
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
