//! Leaves out what no listing needs before it is parsed: bodies of functions and prose, most of a file.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Tokens of items with the bodies of all functions empty, those in macros too, and without doc comments.
pub(super) fn without_bodies(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    let mut in_signature = false;
    for token in tokens {
        let token = match token {
            TokenTree::Group(group) if is_doc(&group) && ends_in_hash(&kept) => {
                kept.truncate(before_hash(&kept));
                continue;
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && in_signature => {
                in_signature = false;
                Group::new(Delimiter::Brace, TokenStream::new()).into()
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => group.into(),
            TokenTree::Group(group) => Group::new(group.delimiter(), without_bodies(group.stream())).into(),
            TokenTree::Punct(punct) => {
                in_signature &= punct.as_char() != ';';
                punct.into()
            }
            TokenTree::Ident(ident) => {
                // A type of functions, `fn(..)`, is followed by something else than a brace as well.
                in_signature |= ident == "fn";
                ident.into()
            }
            literal @ TokenTree::Literal(_) => literal,
        };
        kept.push(token);
    }
    kept.into_iter().collect()
}

/// `[doc = ..]`; `[doc(hidden)]` says something.
fn is_doc(group: &Group) -> bool {
    if group.delimiter() != Delimiter::Bracket {
        return false;
    }
    let mut inside = group.stream().into_iter();
    let is_word = |token: Option<TokenTree>| matches!(token, Some(TokenTree::Ident(ident)) if ident == "doc");
    is_word(inside.next()) && is_punct(inside.next().as_ref(), '=')
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

fn ends_in_hash(kept: &[TokenTree]) -> bool {
    before_hash(kept) < kept.len()
}

/// How much stands before the `#` or `#!` at the end, or all where there is none.
fn before_hash(kept: &[TokenTree]) -> usize {
    match kept {
        [.., hash, bang] if is_punct(Some(bang), '!') && is_punct(Some(hash), '#') => kept.len() - 2,
        [.., hash] if is_punct(Some(hash), '#') => kept.len() - 1,
        _ => kept.len(),
    }
}
