//! What ends the reading.

use jiter::{JiterError, JiterErrorType, JsonErrorType};

/// Where the document breaks off, and what should have been there.
#[derive(Clone, Copy)]
pub(super) struct Fatal {
    pub(super) offset: usize,
    pub(super) expected: &'static str,
}

pub(super) const TOO_DEEP: &str = "nesting of at most 128 levels";

impl Fatal {
    /// The same in a document of which what was read begins at `base`.
    pub(super) fn in_text_from(self, base: usize) -> Self {
        Self { offset: base + self.offset, ..self }
    }
}

impl From<&JiterError> for Fatal {
    fn from(error: &JiterError) -> Self {
        let expected = match &error.error_type {
            JiterErrorType::JsonError(code) => expected_by(code),
            JiterErrorType::WrongType { .. } => "another kind of value",
        };
        Self { offset: error.index, expected }
    }
}

/// What the parser would have liked to find.
fn expected_by(code: &JsonErrorType) -> &'static str {
    match code {
        JsonErrorType::EofWhileParsingList
        | JsonErrorType::EofWhileParsingObject
        | JsonErrorType::EofWhileParsingString
        | JsonErrorType::EofWhileParsingValue => "more, but the document ends",
        JsonErrorType::ExpectedColon => "a colon",
        JsonErrorType::ExpectedListCommaOrEnd => "a comma or the end of the list",
        JsonErrorType::ExpectedObjectCommaOrEnd => "a comma or the end of the object",
        JsonErrorType::InvalidEscape
        | JsonErrorType::UnexpectedEndOfHexEscape
        | JsonErrorType::LoneLeadingSurrogateInHexEscape => "a valid escape",
        JsonErrorType::InvalidNumber => "a valid number",
        JsonErrorType::NumberOutOfRange => "a number of at most 4300 digits",
        JsonErrorType::InvalidUnicodeCodePoint => "UTF-8",
        JsonErrorType::ControlCharacterWhileParsingString => "no control character in a string",
        JsonErrorType::KeyMustBeAString => "a key",
        JsonErrorType::TrailingComma => "something after the comma",
        JsonErrorType::TrailingCharacters => "the end of the document",
        JsonErrorType::RecursionLimitExceeded => TOO_DEEP,
        _ => "a JSON value",
    }
}
