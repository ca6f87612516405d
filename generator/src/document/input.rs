//! The input as the YAML scanner gets it: so that it need not hold a whole file of tokens.
//!
//! What stands in brackets may turn out to be a key, `[a, b]: c`. Where a key may stand the scanner therefore keeps all
//! tokens up to the closing bracket and the colon behind it, about 200 bytes each. That is every JSON file, from its
//! first character to its last.

use std::cell::Cell;
use std::rc::Rc;

use saphyr_parser::Marker;

/// Most characters that can begin or separate tokens which are read ahead of an event.
const MAX_AHEAD: usize = 500_000;

/// Right after it no key may stand.
const DOCUMENT_MARK: &str = "--- ";

/// A text, and what is put before its first bracket.
pub(super) struct Input<'a> {
    blank_lines: &'a str,
    mark: &'static str,
    rest: &'a str,
    /// The line that begins with the mark, and the spaces that the mark has taken the place of.
    marked_line: usize,
    indent: usize,
    ahead: Rc<Cell<usize>>,
}

impl<'a> Input<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let trimmed = text.trim_start_matches([' ', '\t', '\r', '\n']);
        let blank = &text[..text.len() - trimmed.len()];
        let line = blank.rfind('\n').map_or(0, |index| index + 1);
        let ahead = Rc::default();
        if trimmed.starts_with(['[', '{']) {
            let (blank_lines, indent) = (&blank[..line], blank.len() - line);
            let marked_line = blank_lines.matches('\n').count() + 1;
            Self { blank_lines, mark: DOCUMENT_MARK, rest: trimmed, marked_line, indent, ahead }
        } else {
            Self { blank_lines: "", mark: "", rest: text, marked_line: 1, indent: 0, ahead }
        }
    }

    /// The characters; they end early where too much is read ahead.
    pub(super) fn chars(&self) -> impl Iterator<Item = char> + 'a {
        let source = self.blank_lines.chars().chain(self.mark.chars()).chain(self.rest.chars());
        let ahead = Rc::clone(&self.ahead);
        source.take_while(move |c| {
            if matches!(c, ',' | ':' | '[' | ']' | '{' | '}' | '"' | '\'' | '&' | '*' | '!' | '?' | '#') {
                ahead.set(ahead.get() + 1);
            }
            ahead.get() <= MAX_AHEAD
        })
    }

    /// Whether the characters ended early.
    pub(super) fn is_cut(&self) -> bool {
        self.ahead.get() > MAX_AHEAD
    }

    /// Says that the scanner has made an event of what it read.
    pub(super) fn event(&self) {
        if !self.is_cut() {
            self.ahead.set(0);
        }
    }

    /// Where in the text a place in the characters is.
    pub(super) fn marker(&self, read: Marker) -> Marker {
        if read.line() != self.marked_line {
            return read;
        }
        Marker::new(read.index(), read.line(), (read.col() + self.indent).saturating_sub(self.mark.len()))
    }
}
