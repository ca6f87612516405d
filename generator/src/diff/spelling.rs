//! Types as people read them: without the absolute paths of emitted code.

use proc_macro2::{TokenStream, TokenTree};

/// Emitted tokens as short Rust: `Option<String>` for `::core::option::Option<::std::string::String>`.
pub(super) fn spelling(tokens: &TokenStream) -> String {
    let mut text = String::new();
    write(tokens.clone(), &mut text);
    text.trim().to_owned()
}

fn write(tokens: TokenStream, text: &mut String) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) => {
                let ends_path = !matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
                if ends_path || ident == "impl" {
                    if text.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                        text.push(' ');
                    }
                    text.push_str(&ident.to_string());
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' => {}
            TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | '=') => {
                let after = if punct.as_char() == ',' { ", " } else { " = " };
                text.push_str(after);
            }
            TokenTree::Punct(punct) => text.push(punct.as_char()),
            TokenTree::Group(group) => {
                // All groups in types are parentheses.
                text.push('(');
                write(group.stream(), text);
                text.push(')');
            }
            TokenTree::Literal(literal) => text.push_str(&literal.to_string()),
        }
    }
}
