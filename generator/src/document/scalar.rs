//! What a scalar means: the core schema of YAML 1.2.

use serde_json::Number;

use super::Value;

/// Why a scalar has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// JSON has no infinity, no NaN and nothing beyond an f64.
    NotJson,
    /// The text is not what the explicit tag says.
    NotOfTag,
    /// The tag is not one of the core schema for scalars.
    UnknownTag,
}

/// The value of a plain scalar without a tag.
pub(super) fn plain(text: &str) -> Result<Value, Fault> {
    if is_null(text) {
        return Ok(Value::Null);
    }
    if let Some(truth) = bool_of(text) {
        return Ok(Value::Bool(truth));
    }
    match number_of(text) {
        Some(number) => number.map(Value::Number),
        None => Ok(Value::String(text.to_owned())),
    }
}

/// The value of a scalar with an explicit tag of the core schema (`str` for `!!str`).
pub(super) fn tagged(tag: &str, text: &str) -> Result<Value, Fault> {
    match tag {
        "str" => Ok(Value::String(text.to_owned())),
        "null" if is_null(text) => Ok(Value::Null),
        "bool" => bool_of(text).map(Value::Bool).ok_or(Fault::NotOfTag),
        "int" => integer_of(text).ok_or(Fault::NotOfTag)?.map(Value::Number),
        "float" => float_of(text).ok_or(Fault::NotOfTag)?.map(Value::Number),
        "null" | "seq" | "map" => Err(Fault::NotOfTag),
        _ => Err(Fault::UnknownTag),
    }
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn bool_of(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

type MaybeNumber = Option<Result<Number, Fault>>;

fn number_of(text: &str) -> MaybeNumber {
    integer_of(text).or_else(|| float_of(text))
}

fn integer_of(text: &str) -> MaybeNumber {
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !all_digits(digits) {
        return None;
    }
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    let exact = unsigned.parse::<u64>().map(Number::from).or_else(|_| unsigned.parse::<i64>().map(Number::from));
    // Beyond 64 bits the nearest f64 is what JSON readers have as well.
    Some(exact.or_else(|_| finite(unsigned)))
}

fn radix(digits: &str, radix: u32) -> MaybeNumber {
    let well_formed = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    well_formed.then(|| u64::from_str_radix(digits, radix).map(Number::from).map_err(|_| Fault::NotJson))
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`, or one of the values that JSON lacks.
fn float_of(text: &str) -> MaybeNumber {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Some(Err(Fault::NotJson));
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let mantissa_fits = match mantissa.split_once('.') {
        Some(("", fraction)) => all_digits(fraction),
        Some((whole, fraction)) => all_digits(whole) && (fraction.is_empty() || all_digits(fraction)),
        None => all_digits(mantissa),
    };
    (mantissa_fits && exponent.is_none_or(all_digits)).then(|| finite(text))
}

fn finite(text: &str) -> Result<Number, Fault> {
    text.parse().ok().and_then(Number::from_f64).ok_or(Fault::NotJson)
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{Fault, Value, plain, tagged};

    fn shown(text: &str) -> String {
        match plain(text) {
            Ok(Value::Number(number)) => number.to_string(),
            Ok(value) => format!("{value:?}"),
            Err(fault) => format!("{fault:?}"),
        }
    }

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        for (text, expected) in [
            ("", "Null"),
            ("~", "Null"),
            ("nULL", "String(\"nULL\")"),
            ("True", "Bool(true)"),
            ("yes", "String(\"yes\")"),
            ("12", "12"),
            ("+12", "12"),
            ("-12", "-12"),
            ("012", "12"),
            ("0o17", "15"),
            ("0xfF", "255"),
            ("0x", "String(\"0x\")"),
            ("0o8", "String(\"0o8\")"),
            ("1_000", "String(\"1_000\")"),
            ("18446744073709551615", "18446744073709551615"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("1.0", "1.0"),
            ("1.", "1.0"),
            (".5", "0.5"),
            ("-.5e-1", "-0.05"),
            ("1e3", "1000.0"),
            (".", "String(\".\")"),
            ("1e", "String(\"1e\")"),
            ("e1", "String(\"e1\")"),
            ("3.0.1", "String(\"3.0.1\")"),
            ("2024-01-01", "String(\"2024-01-01\")"),
            ("-", "String(\"-\")"),
            ("inf", "String(\"inf\")"),
            (".inf", "NotJson"),
            ("-.INF", "NotJson"),
            (".nan", "NotJson"),
            ("1e999", "NotJson"),
            ("0xffffffffffffffffff", "NotJson"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn tags_are_honoured() {
        assert!(matches!(tagged("str", "12"), Ok(Value::String(text)) if text == "12"));
        assert!(matches!(tagged("float", "1"), Ok(Value::Number(n)) if n.to_string() == "1.0"));
        assert!(matches!(tagged("int", "1.0"), Err(Fault::NotOfTag)));
        assert!(matches!(tagged("null", "x"), Err(Fault::NotOfTag)));
        assert!(matches!(tagged("binary", "x"), Err(Fault::UnknownTag)));
    }
}
