//! Reading any JSON.

use jiter::Peek;
use serde_json::{Map, Value};

use super::{IssueCode, Next, Number, Reader};

impl Reader<'_> {
    /// Reads any JSON.
    pub fn value(&mut self) -> Value {
        match self.peek() {
            None => Value::Null,
            Some(Peek::Null) => {
                self.null();
                Value::Null
            }
            Some(Peek::True | Peek::False) => Value::Bool(self.bool()),
            Some(Peek::String) => Value::String(self.known_str().to_owned()),
            Some(Peek::Array) => Value::Array(self.values()),
            Some(Peek::Object) => Value::Object(self.fields()),
            Some(peek) => self.any_number(peek),
        }
    }

    /// Reads an object of any JSON; null reads as an empty one.
    pub fn map(&mut self) -> Map<String, Value> {
        match self.peek() {
            Some(Peek::Object) => return self.fields(),
            Some(Peek::Null) => {
                self.null();
            }
            Some(_) => self.reject("an object"),
            None => {}
        }
        Map::new()
    }

    fn values(&mut self) -> Vec<Value> {
        let mut values = Vec::new();
        if self.enter(Next::First) {
            while self.item() {
                values.push(self.value());
            }
        }
        values
    }

    fn fields(&mut self) -> Map<String, Value> {
        let mut fields = Map::new();
        if self.enter(Next::First) {
            while let Some(name) = self.entry() {
                let value = self.value();
                fields.insert(name, value);
            }
        }
        fields
    }

    fn any_number(&mut self, peek: Peek) -> Value {
        let start = self.json.current_index();
        match self.number(peek) {
            Some(Number::Int(int)) => Value::from(int),
            Some(Number::UInt(int)) => Value::from(int),
            Some(Number::Float(float)) => Value::from(float),
            Some(Number::Rounded(float)) => {
                self.notes.issue(IssueCode::Inexact, "an integer of 64 bits", start);
                Value::from(float)
            }
            Some(Number::Huge(digits)) => {
                self.notes.issue(IssueCode::Inexact, "a number", start);
                Value::from(digits)
            }
            None => Value::Null,
        }
    }
}
