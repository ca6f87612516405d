//! Types and signatures as text, with their paths marked: what a path stands for is known when all files are read.

use std::iter::Peekable;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree, token_stream};
use quote::ToTokens;
use syn::{GenericArgument, Path, PathArguments, PathSegment, Type};

/// Around a path that is to be replaced by what it stands for.
pub(super) const OPEN: char = '\u{1}';
pub(super) const CLOSE: char = '\u{2}';

/// Words that are no names.
const KEYWORDS: [&str; 17] = [
    "Self", "as", "async", "const", "dyn", "extern", "fn", "for", "impl", "mut", "ref", "static", "unsafe", "use",
    "where", "_", "in",
];
/// Words after which there is a space, whatever comes.
const SPACED: [&str; 10] = ["as", "const", "dyn", "extern", "impl", "mut", "unsafe", "where", "async", "in"];

/// A type as text, as [`spell`] has it, without a detour over tokens where it is like most.
pub(super) fn spell_type(ty: &Type, generics: &[String]) -> String {
    let mut text = String::new();
    write_type(ty, generics, &mut text);
    text
}

/// The path of a trait or a type with its arguments.
pub(super) fn spell_path(path: &Path, generics: &[String]) -> String {
    let mut text = String::new();
    write_path(path, generics, &mut text);
    text
}

fn write_type(ty: &Type, generics: &[String], text: &mut String) {
    match ty {
        Type::Path(ty) if ty.qself.is_none() => write_path(&ty.path, generics, text),
        Type::Reference(ty) if ty.lifetime.is_none() => {
            text.push_str(if ty.mutability.is_some() { "&mut " } else { "&" });
            write_type(&ty.elem, generics, text);
        }
        Type::Slice(ty) => {
            text.push('[');
            write_type(&ty.elem, generics, text);
            text.push(']');
        }
        other => text.push_str(&spell(other.to_token_stream(), generics)),
    }
}

fn write_path(path: &Path, generics: &[String], text: &mut String) {
    let is_plain = |segment: &&PathSegment| segment.arguments.is_none();
    let (Some(last), true) = (path.segments.last(), path.segments.iter().rev().skip(1).all(|one| is_plain(&one)))
    else {
        return text.push_str(&spell(path.to_token_stream(), generics));
    };
    let start = text.len();
    text.push(OPEN);
    for (index, segment) in path.segments.iter().enumerate() {
        text.push_str(if index > 0 || path.leading_colon.is_some() { "::" } else { "" });
        text.push_str(&segment.ident.to_string());
    }
    if is_own(&text[start + OPEN.len_utf8()..], generics) {
        text.remove(start);
    } else {
        text.push(CLOSE);
    }
    match &last.arguments {
        PathArguments::None => {}
        PathArguments::AngleBracketed(arguments) => {
            for (index, argument) in arguments.args.iter().enumerate() {
                text.push_str(if index > 0 { ", " } else { "<" });
                match argument {
                    GenericArgument::Type(ty) => write_type(ty, generics, text),
                    other => text.push_str(&spell(other.to_token_stream(), generics)),
                }
            }
            text.push('>');
        }
        PathArguments::Parenthesized(_) => {
            text.truncate(start);
            text.push_str(&spell(path.to_token_stream(), generics));
        }
    }
}

/// Whether a path stands for itself: it begins with `Self` or a parameter.
fn is_own(path: &str, generics: &[String]) -> bool {
    let first = path.split(':').next().unwrap_or_default();
    first == "Self" || generics.iter().any(|name| name == first)
}

/// Tokens as text. The names of `generics` stand for themselves.
pub(super) fn spell(tokens: TokenStream, generics: &[String]) -> String {
    let mut speller = Speller { text: String::new(), generics, last: Last::Start };
    speller.stream(tokens);
    speller.text
}

/// Adds a text to another one; what becomes of marked paths, `path` adds.
pub(super) fn replace(text: &str, out: &mut String, mut path: impl FnMut(&str, &mut String)) {
    let mut rest = text;
    while let Some((before, marked)) = rest.split_once(OPEN) {
        let (inside, after) = marked.split_once(CLOSE).unwrap_or((marked, ""));
        out.push_str(before);
        path(inside, out);
        rest = after;
    }
    out.push_str(rest);
}

/// The marked paths of a text.
pub(super) fn paths(text: &str) -> impl Iterator<Item = &str> {
    text.split(OPEN).skip(1).filter_map(|rest| rest.split(CLOSE).next())
}

/// A path that stands by itself, marked.
pub(super) fn marked(path: &str) -> String {
    format!("{OPEN}{path}{CLOSE}")
}

/// What was written last, as far as it decides about a space.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    Start,
    /// A word that joins to what follows, such as a name.
    Word,
    /// A word such as `dyn`.
    Keyword,
    Lifetime,
    /// The end of arguments of a type.
    Angle,
    /// The end of a group.
    Closed,
    /// Something that has its space behind it, or needs none.
    Done,
}

struct Speller<'g> {
    text: String,
    generics: &'g [String],
    last: Last,
}

type Tokens = Peekable<token_stream::IntoIter>;

impl Speller<'_> {
    fn stream(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Ident(ident) => self.word(ident.to_string(), &mut tokens),
                TokenTree::Literal(literal) => {
                    self.space(true);
                    self.text.push_str(&literal.to_string());
                    self.last = Last::Word;
                }
                TokenTree::Punct(punct) => self.punct(punct.as_char(), punct.spacing(), &mut tokens),
                TokenTree::Group(group) => self.group(group.delimiter(), group.stream()),
            }
        }
    }

    /// A space, where what was last needs one before a word or before something else.
    fn space(&mut self, word: bool) {
        let wanted = match self.last {
            Last::Start | Last::Done => false,
            Last::Word | Last::Angle | Last::Closed => word,
            Last::Keyword | Last::Lifetime => true,
        };
        if wanted {
            self.text.push(' ');
        }
    }

    fn group(&mut self, delimiter: Delimiter, stream: TokenStream) {
        let (open, close) = match delimiter {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace => ("{ ", " }"),
            Delimiter::None => return self.stream(stream),
        };
        self.space(delimiter == Delimiter::Brace);
        self.text.push_str(open);
        self.last = Last::Start;
        self.stream(stream);
        self.text.push_str(close);
        self.last = Last::Closed;
    }

    fn punct(&mut self, punct: char, spacing: Spacing, tokens: &mut Tokens) {
        match punct {
            '\'' => {
                if let Some(TokenTree::Ident(name)) = tokens.next() {
                    self.space(true);
                    self.text.push('\'');
                    self.text.push_str(&name.to_string());
                    self.last = Last::Lifetime;
                }
            }
            ':' if spacing == Spacing::Joint => {
                tokens.next();
                self.path_or_rest(tokens);
            }
            '-' if spacing == Spacing::Joint => {
                tokens.next();
                self.done(" -> ");
            }
            ',' if is_last(tokens) => {}
            ',' => self.done(", "),
            ';' => self.done("; "),
            ':' => self.done(": "),
            '+' => self.done(" + "),
            '=' => self.done(" = "),
            '<' => {
                // `for <'a>` is written without the space.
                self.text.push('<');
                self.last = Last::Done;
            }
            '>' => {
                self.text.push('>');
                self.last = Last::Angle;
            }
            other => {
                self.space(false);
                self.text.push(other);
                self.last = Last::Done;
            }
        }
    }

    fn done(&mut self, text: &str) {
        self.text.push_str(text);
        self.last = Last::Done;
    }

    /// After `::`: the rest of `<T as Trait>::Item` or `Vec::<T>`, or a path from the roots of all crates.
    fn path_or_rest(&mut self, tokens: &mut Tokens) {
        if self.last == Last::Angle {
            self.text.push_str("::");
            if let Some(TokenTree::Ident(name)) = tokens.next_if(|token| matches!(token, TokenTree::Ident(_))) {
                self.text.push_str(&name.to_string());
            }
            self.last = Last::Word;
        } else if let Some(TokenTree::Ident(first)) = tokens.next_if(|token| matches!(token, TokenTree::Ident(_))) {
            self.space(true);
            self.path(format!("::{first}"), tokens);
        }
    }

    fn word(&mut self, word: String, tokens: &mut Tokens) {
        self.space(true);
        if KEYWORDS.contains(&word.as_str()) && !(word == "Self" && is_path(tokens)) {
            self.text.push_str(&word);
            self.last = if SPACED.contains(&word.as_str()) { Last::Keyword } else { Last::Word };
        } else if is_name(tokens) {
            self.text.push_str(&word);
            self.last = Last::Word;
        } else {
            self.path(word, tokens);
        }
    }

    fn path(&mut self, mut path: String, tokens: &mut Tokens) {
        while is_path(tokens) {
            let mut rest = tokens.clone();
            rest.nth(1);
            // The arguments of `Vec::<T>` follow; the colons are of no use.
            let Some(TokenTree::Ident(next)) = rest.next() else {
                tokens.nth(1);
                break;
            };
            path.push_str("::");
            path.push_str(&next.to_string());
            *tokens = rest;
        }
        if is_own(&path, self.generics) {
            self.text.push_str(&path);
        } else {
            self.text.push(OPEN);
            self.text.push_str(&path);
            self.text.push(CLOSE);
        }
        self.last = Last::Word;
    }
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

/// Whether `::` follows.
fn is_path(tokens: &mut Tokens) -> bool {
    matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint)
}

/// Whether what follows makes the word before it a name that is given here: `name: T`, `Item = T`.
fn is_name(tokens: &mut Tokens) -> bool {
    (is_punct(tokens.peek(), ':') && !is_path(tokens)) || is_punct(tokens.peek(), '=')
}

/// Whether a comma has nothing behind it.
fn is_last(tokens: &mut Tokens) -> bool {
    tokens.peek().is_none() || is_punct(tokens.peek(), '>')
}
