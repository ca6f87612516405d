//! From an offset to a path. Reading records offsets only, because hardly any path is ever asked for.

use std::fmt::Write as _;

use jiter::{Jiter, JiterResult, Peek};

use super::reader::MAX_DEPTH;

/// So much of a key goes into a path.
const MAX_KEY: usize = 64;

/// Path of the value that contains byte `offset`.
#[cold]
pub(super) fn path_at(document: &[u8], offset: usize) -> String {
    let mut walk = Walk { json: Jiter::new(document), offset, path: String::from("$") };
    // An error is where the document breaks off: the path leads that far.
    let _ = walk.value(MAX_DEPTH);
    walk.path
}

struct Walk<'j> {
    json: Jiter<'j>,
    offset: usize,
    path: String,
}

impl Walk<'_> {
    /// Goes down into the value ahead; true when the offset was found inside.
    fn value(&mut self, depth: usize) -> JiterResult<bool> {
        let peek = self.json.peek()?;
        if depth == 0 || self.json.current_index() >= self.offset {
            return Ok(true);
        }
        match peek {
            Peek::Array => self.array(depth),
            Peek::Object => self.object(depth),
            _ => Ok(true),
        }
    }

    fn array(&mut self, depth: usize) -> JiterResult<bool> {
        let length = self.path.len();
        let mut more = self.json.known_array()?.is_some();
        let mut index = 0_usize;
        while more {
            let _ = write!(self.path, "[{index}]");
            if self.step(depth)? {
                return Ok(true);
            }
            self.path.truncate(length);
            index += 1;
            more = self.json.array_step()?.is_some();
        }
        Ok(true)
    }

    fn object(&mut self, depth: usize) -> JiterResult<bool> {
        let length = self.path.len();
        let mut key = self.json.known_object()?.map(shown);
        while let Some(shown_key) = key {
            self.path.push_str(&shown_key);
            if self.step(depth)? {
                return Ok(true);
            }
            self.path.truncate(length);
            key = self.json.next_key()?.map(shown);
        }
        Ok(true)
    }

    /// Passes a child that ends before the offset, else goes down into it.
    fn step(&mut self, depth: usize) -> JiterResult<bool> {
        let mut ahead = self.json.clone();
        if ahead.next_skip().is_ok() && ahead.current_index() <= self.offset {
            self.json = ahead;
            return Ok(false);
        }
        self.value(depth - 1)
    }
}

/// `.name`, or `["any other text"]`.
fn shown(key: &str) -> String {
    let plain = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let short: String = key.chars().take(MAX_KEY).collect();
    if plain { format!(".{short}") } else { format!("[{short:?}]") }
}
