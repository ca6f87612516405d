//! Reading single values, leniently.

use jiter::{NumberAny, NumberInt, Peek};

use super::{IssueCode, Leniency, Number, Reader};

impl<'j> Reader<'j> {
    /// Whether null is ahead, which is then consumed.
    pub fn null(&mut self) -> bool {
        let is_null = self.peek() == Some(Peek::Null);
        if is_null && let Err(error) = self.json.known_null() {
            self.break_off(&error);
        }
        is_null
    }

    /// Reads a string. A number or a boolean gives its spelling; empty when the value is rejected.
    pub fn str(&mut self) -> &str {
        let leniency = match self.peek() {
            Some(Peek::String) => return self.known_str(),
            Some(Peek::True | Peek::False) => Leniency::BoolForString,
            Some(peek) if peek.is_num() => Leniency::NumberForString,
            Some(_) => {
                self.reject("a string");
                return "";
            }
            None => return "",
        };
        self.note(leniency);
        self.pass()
    }

    /// Reads ISO 8601 text. A number gives its digits.
    pub(crate) fn date_time(&mut self) -> &str {
        match self.peek() {
            Some(Peek::String) => return self.known_str(),
            Some(peek) if peek.is_num() => self.note(Leniency::NumberForDateTime),
            Some(_) => {
                self.reject("a date and time");
                return "";
            }
            None => return "",
        }
        self.pass()
    }

    /// Reads a boolean, or the text of one.
    pub fn bool(&mut self) -> bool {
        let expected = "a boolean";
        match self.peek() {
            Some(peek @ (Peek::True | Peek::False)) => self.json.known_bool(peek).unwrap_or_else(|error| {
                self.break_off(&error);
                false
            }),
            Some(Peek::String) => {
                let start = self.json.current_index();
                let bool = match self.known_str() {
                    "true" => true,
                    "false" => false,
                    _ => {
                        self.reject_at(start, IssueCode::Mismatch, expected);
                        return false;
                    }
                };
                self.notes.leniency(Leniency::StringForBool, start);
                bool
            }
            Some(_) => {
                self.reject(expected);
                false
            }
            None => false,
        }
    }

    /// Reads an integer, or a float or a text that stands for one.
    pub fn int(&mut self) -> i64 {
        let start = self.start();
        let Some(number) = self.numeric("an integer") else { return 0 };
        self.whole(start, number, "an integer")
    }

    /// As [`int`](Self::int), of 32 bits.
    pub fn int32(&mut self) -> i32 {
        let start = self.start();
        let int = self.int();
        i32::try_from(int).unwrap_or_else(|_| {
            self.reject_at(start, IssueCode::OutOfRange, "an integer of 32 bits");
            0
        })
    }

    /// As [`int`](Self::int), without the negative ones.
    pub fn uint(&mut self) -> u64 {
        let expected = "an integer that is not negative";
        let start = self.start();
        let int = match self.numeric(expected) {
            None => return 0,
            Some(Number::UInt(int)) => return int,
            Some(number) => self.whole(start, number, expected),
        };
        u64::try_from(int).unwrap_or_else(|_| {
            self.reject_at(start, IssueCode::OutOfRange, expected);
            0
        })
    }

    /// Reads a number, or the text of one.
    pub fn float(&mut self) -> f64 {
        let start = self.start();
        let Some(number) = self.numeric("a number") else { return 0.0 };
        number.to_f64().unwrap_or_else(|| {
            self.reject_at(start, IssueCode::OutOfRange, "a number");
            0.0
        })
    }

    /// Reads unix seconds. A text is handed to `parse`.
    pub(crate) fn timestamp(&mut self, parse: fn(&str) -> Option<i64>) -> i64 {
        let start = self.start();
        if self.peek() == Some(Peek::String) {
            let mut ahead = self.json.clone();
            if let Some(seconds) = ahead.next_str().ok().and_then(parse) {
                self.json = ahead;
                self.notes.leniency(Leniency::TextForTimestamp, start);
                return seconds;
            }
        }
        let Some(number) = self.numeric("a time") else { return 0 };
        self.whole(start, number, "a time")
    }

    /// The integer that a number just read is, or stands for.
    fn whole(&mut self, start: usize, number: Number<'_>, expected: &'static str) -> i64 {
        let code = match number {
            Number::Int(int) => return int,
            Number::Float(float) => match Number::whole(float) {
                Some(int) => {
                    self.notes.leniency(Leniency::FloatForInteger, start);
                    return int;
                }
                None => IssueCode::Mismatch,
            },
            Number::UInt(_) | Number::Rounded(_) | Number::Huge(_) => IssueCode::OutOfRange,
        };
        self.reject_at(start, code, expected);
        0
    }

    /// Reads a number or the text of one; `None` when the value was rejected.
    fn numeric(&mut self, expected: &'static str) -> Option<Number<'j>> {
        match self.peek()? {
            Peek::String => self.number_in_text(expected),
            peek if peek.is_num() => self.number(peek),
            _ => {
                self.reject(expected);
                None
            }
        }
    }

    pub(super) fn number(&mut self, peek: Peek) -> Option<Number<'j>> {
        let start = self.json.current_index();
        match self.json.known_number(peek) {
            Ok(NumberAny::Int(NumberInt::Int(int))) => return Some(Number::Int(int)),
            Ok(NumberAny::Float(float)) if float.is_finite() => return Some(Number::Float(float)),
            Ok(NumberAny::Float(_)) => {}
            // Beyond i64: the parser has not moved.
            Err(_) => {
                self.pass();
            }
        }
        Number::parse(self.passed(start))
    }

    #[cold]
    fn number_in_text(&mut self, expected: &'static str) -> Option<Number<'j>> {
        let start = self.json.current_index();
        // Digits have no escapes, so that the text is what stands between the quotes.
        self.pass();
        let text = self.passed(start).trim_matches('"');
        let number = Number::parse(text);
        match number {
            Some(_) => self.notes.leniency(Leniency::StringForNumber, start),
            None => self.reject_at(start, IssueCode::Mismatch, expected),
        }
        number
    }
}
