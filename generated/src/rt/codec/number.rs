//! Numbers before it is known what they are wanted for.

/// A JSON number in the narrowest type that holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number<'t> {
    Int(i64),
    /// Beyond `i64`, within `u64`.
    UInt(u64),
    Float(f64),
    /// An integer beyond `u64`, rounded.
    Rounded(f64),
    /// Beyond `f64`: the digits.
    Huge(&'t str),
}

/// Up to here every integer is a float of its own.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl<'t> Number<'t> {
    /// Reads the text of a number; `None` for any other text, `inf` and `NaN` among them.
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        if !text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
            return None;
        }
        if let Ok(int) = text.parse() {
            return Some(Self::Int(int));
        }
        if let Ok(int) = text.parse() {
            return Some(Self::UInt(int));
        }
        let float = text.parse::<f64>().ok()?;
        let integer = text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit());
        match float.is_finite() {
            true if integer => Some(Self::Rounded(float)),
            true => Some(Self::Float(float)),
            // Only digits that overflow come here as long as no name of infinity does.
            false if text.bytes().any(|byte| byte.is_ascii_digit()) => Some(Self::Huge(text)),
            false => None,
        }
    }

    /// The integer that a float such as `1.0` stands for.
    #[allow(clippy::cast_possible_truncation, reason = "whole and within the range that is exact")]
    pub(super) fn whole(float: f64) -> Option<i64> {
        (float.fract() == 0.0 && float.abs() <= EXACT).then_some(float as i64)
    }

    /// The nearest float; `None` beyond its range.
    #[allow(clippy::cast_precision_loss, reason = "a float is what was declared")]
    pub(super) fn to_f64(self) -> Option<f64> {
        match self {
            Self::Int(int) => Some(int as f64),
            Self::UInt(int) => Some(int as f64),
            Self::Float(float) | Self::Rounded(float) => Some(float),
            Self::Huge(_) => None,
        }
    }
}
