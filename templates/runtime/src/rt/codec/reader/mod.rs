//! Reading JSON.
//!
//! No method fails. What cannot be taken is skipped and leaves a mark, the `trouble`, on which whatever is around it
//! acts: an `Option` becomes `None`, a list drops the item, and the record keeps the JSON in its [`Extra`]. After a fatal
//! error everything reads as absent.

mod ahead;
mod cursor;
mod fatal;
mod record;
mod scalar;
mod tree;

use jiter::{JiterError, Peek};
use smallvec::SmallVec;

use self::cursor::Cursor;
use self::fatal::{Fatal, TOO_DEEP};
use super::issue::Notes;
use super::number::Number;
use super::path::path_at;
use super::{DecodeError, IssueCode, Leniency};

/// Objects and lists may be nested so deep.
pub(super) const MAX_DEPTH: usize = 128;

/// Most documents are not deeper, so that what they are in is kept without asking for memory.
const USUAL_DEPTH: usize = 12;

/// The kind of a JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// `null`, and whatever comes after a fatal error.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number without fraction and exponent.
    Int,
    /// Any other number.
    Float,
    /// A string.
    String,
    /// A list.
    Array,
    /// An object.
    Object,
}

/// What became of the value read last.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Trouble {
    #[default]
    None,
    /// Some of its items were dropped.
    Part,
    /// Nothing of it could be taken.
    Whole,
}

/// An object or a list that was entered.
struct Frame {
    /// Where it starts.
    start: usize,
    next: Next,
    /// Whether an item or an entry was dropped.
    part: bool,
}

/// How a [`Frame`] goes on.
#[derive(Clone, Copy)]
enum Next {
    First,
    Following,
    /// A value that stands for a list of one.
    Single,
    End,
}

/// Pull reader over one document.
pub struct Reader<'j> {
    json: Cursor<'j>,
    document: &'j [u8],
    frames: SmallVec<[Frame; USUAL_DEPTH]>,
    depth: usize,
    trouble: Trouble,
    fatal: Option<Fatal>,
    notes: Notes,
    /// Where, and instead of what, a value was rejected last.
    rejected: Fatal,
}

impl<'j> Reader<'j> {
    pub(crate) fn new(document: &'j [u8]) -> Self {
        Self {
            json: Cursor::new(document),
            document,
            frames: SmallVec::new(),
            depth: 0,
            trouble: Trouble::None,
            fatal: None,
            notes: Notes::default(),
            rejected: Fatal { offset: 0, expected: "" },
        }
    }

    /// Ends the document. A root that was rejected as a whole is as bad as one that is no JSON.
    pub(super) fn finish(mut self) -> Result<Notes, DecodeError> {
        if self.fatal.is_none()
            && let Err(error) = self.json.finish()
        {
            self.break_off(&error);
        }
        if self.trouble == Trouble::Whole {
            self.fatal.get_or_insert(self.rejected);
        }
        match self.fatal {
            None => Ok(self.notes),
            Some(Fatal { offset, expected }) => Err(DecodeError::new(path_at(self.document, offset), expected, offset)),
        }
    }

    // ---- objects

    /// Enters the object ahead. False when there is none to enter: null, or another kind of value (an issue either way,
    /// for an `Option` looks for null beforehand).
    pub fn begin(&mut self) -> bool {
        match self.peek() {
            Some(Peek::Object) => self.enter(Next::First),
            Some(_) => {
                self.reject("an object");
                false
            }
            None => false,
        }
    }

    /// Next key of the object entered last where the keys are data; `None` at its end.
    /// Each value must be followed by [`keep`](Self::keep).
    pub fn entry(&mut self) -> Option<String> {
        let frame = self.frames.last_mut().filter(|_| self.fatal.is_none())?;
        let is_first = matches!(frame.next, Next::First);
        frame.next = Next::Following;
        let key = self.key(is_first);
        if key.is_none() && self.fatal.is_none() {
            self.leave();
        }
        key
    }

    /// Next key of an object, or its first one; `None` at its end.
    fn key(&mut self, is_first: bool) -> Option<String> {
        let step = if is_first { self.json.known_object() } else { self.json.next_key() };
        match step {
            Ok(key) => key.map(str::to_owned),
            Err(error) => {
                self.break_off(&error);
                None
            }
        }
    }

    /// Passes over a value that nobody wants.
    pub(crate) fn pass_over(&mut self) {
        self.pass();
    }

    // ---- lists

    /// Enters the list ahead. False when there is none to enter: null, which reads as an empty list.
    ///
    /// A value of another kind is taken for a list of one, but not at the root of the document.
    pub fn begin_list(&mut self) -> bool {
        match self.peek() {
            Some(Peek::Array) => self.enter(Next::First),
            Some(Peek::Null) => {
                self.null();
                false
            }
            Some(_) if self.frames.is_empty() => {
                self.reject("a list");
                false
            }
            Some(_) => self.enter(Next::Single),
            None => false,
        }
    }

    /// Whether the list entered last has another item, which is then ahead; false leaves the list.
    /// Each item must be followed by [`keep`](Self::keep).
    pub fn item(&mut self) -> bool {
        let Some(frame) = self.frames.last_mut().filter(|_| self.fatal.is_none()) else { return false };
        let step = match frame.next {
            Next::First => self.json.known_array(),
            Next::Following => self.json.array_step(),
            Next::Single => {
                frame.next = Next::End;
                return true;
            }
            Next::End => {
                self.leave_single();
                return false;
            }
        };
        frame.next = Next::Following;
        match step {
            Ok(Some(_)) => return true,
            Ok(None) => self.leave(),
            Err(error) => self.break_off(&error),
        }
        false
    }

    /// Whether the item or entry just read is one to keep. The list or map remembers when it is not.
    #[inline]
    pub fn keep(&mut self) -> bool {
        self.trouble == Trouble::None || self.keep_in_part()
    }

    #[cold]
    fn keep_in_part(&mut self) -> bool {
        if let Some(frame) = self.frames.last_mut() {
            frame.part = true;
        }
        std::mem::take(&mut self.trouble) == Trouble::Part
    }

    /// Leaves the object or the list entered last.
    fn leave(&mut self) {
        self.depth -= 1;
        if self.frames.pop().is_some_and(|frame| frame.part) {
            self.trouble = Trouble::Part;
        }
    }

    #[cold]
    fn leave_single(&mut self) {
        self.depth -= 1;
        match self.frames.pop() {
            Some(Frame { part: true, .. }) => self.trouble = Trouble::Whole,
            Some(Frame { start, .. }) => self.notes.leniency(Leniency::OneForMany, start),
            None => {}
        }
    }

    // ---- trouble

    /// Whether the value just read was rejected.
    #[inline]
    #[must_use]
    pub fn rejected(&self) -> bool {
        self.trouble == Trouble::Whole
    }

    /// Skips the value ahead, which is not `expected`.
    #[cold]
    pub fn reject(&mut self, expected: &'static str) {
        let code = if self.peek() == Some(Peek::Null) { IssueCode::Null } else { IssueCode::Mismatch };
        let start = self.start();
        self.pass();
        self.reject_at(start, code, expected);
    }

    /// Rejects the value at `start`, which was consumed.
    #[cold]
    fn reject_at(&mut self, start: usize, code: IssueCode, expected: &'static str) {
        if self.fatal.is_none() && self.trouble == Trouble::None {
            self.notes.issue(code, expected, start);
            self.rejected = Fatal { offset: start, expected };
            self.trouble = Trouble::Whole;
        }
    }

    /// Notes a leniency for the value ahead.
    fn note(&mut self, leniency: Leniency) {
        self.notes.leniency(leniency, self.json.current_index());
    }

    #[cold]
    fn break_off(&mut self, error: &JiterError) {
        self.fatal.get_or_insert(self.json.fatal(error));
    }

    // ---- the parser

    /// First byte of the value ahead; `None` after a fatal error.
    #[inline]
    fn peek(&mut self) -> Option<Peek> {
        if self.fatal.is_some() {
            return None;
        }
        match self.json.peek() {
            Ok(peek) => Some(peek),
            Err(error) => {
                self.break_off(&error);
                None
            }
        }
    }

    /// Where the value ahead starts.
    fn start(&mut self) -> usize {
        self.peek();
        self.json.current_index()
    }

    fn enter(&mut self, next: Next) -> bool {
        let start = self.json.current_index();
        if self.depth >= MAX_DEPTH {
            self.fatal = Some(Fatal { offset: start, expected: TOO_DEEP });
            return false;
        }
        self.depth += 1;
        self.frames.push(Frame { start, next, part: false });
        true
    }

    fn known_str(&mut self) -> &str {
        let Self { json, fatal, .. } = self;
        match json.known_str() {
            Ok(text) => text,
            Err(error) => {
                *fatal = Some(error);
                ""
            }
        }
    }

    /// Passes over the value ahead and gives its JSON, unless that is no UTF-8.
    fn pass(&mut self) -> &'j str {
        let start = self.start();
        if self.fatal.is_some() {
            return "";
        }
        if let Err(error) = self.json.next_skip() {
            self.break_off(&error);
        }
        self.passed(start)
    }

    /// The text between `start` and the parser.
    fn passed(&self, start: usize) -> &'j str {
        std::str::from_utf8(self.json.slice_to_current(start)).unwrap_or_default()
    }
}
