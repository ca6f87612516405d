//! The rules of a macro: what a call binds, and what it becomes.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{ParseStream, Parser as _};

use super::spell::{marked, spell};

/// The rules of a macro, in order.
pub(super) struct Rules(Vec<(Vec<Part>, Vec<Part>)>);

/// A part of a pattern, or of what it becomes.
enum Part {
    Token(TokenTree),
    Group(Delimiter, Vec<Part>),
    /// `$name`, in a pattern `$name:kind`.
    Variable(String, String),
    /// `$(..) separator operator`.
    Repeat(Vec<Part>, Option<TokenTree>, char),
}

/// What a variable stands for, or each time that it is repeated.
#[derive(Clone)]
enum Bound {
    One(Fragment),
    Many(Vec<Bound>),
}

#[derive(Clone)]
enum Fragment {
    /// A name or a type: whichever it is, what is made of it looks the same.
    Argument(Argument),
    /// Anything else.
    Tokens(TokenStream),
}

/// A name or a type that a call hands to a macro.
#[derive(Clone)]
pub(super) struct Argument {
    /// As part of a name.
    pub plain: String,
    /// As a type, with its paths marked.
    pub marked: String,
}

type Bindings = BTreeMap<String, Bound>;

/// A part of a call that is expanded by itself: what a macro repeats for a list makes the same of each item.
pub(super) struct Unit<'r> {
    /// Tells units apart of which different things are made. Arguments have no part in it.
    pub shape: String,
    pub arguments: Vec<Argument>,
    body: &'r [Part],
    bindings: Bindings,
}

impl Rules {
    /// The rules in the body of a `macro_rules!`.
    pub fn new(body: TokenStream) -> Self {
        let mut rules = Vec::new();
        let mut pattern = None;
        for token in body {
            // Between them stand `=>` and `;`.
            let TokenTree::Group(group) = token else { continue };
            match pattern.take() {
                None => pattern = Some(parts(group.stream())),
                Some(pattern) => rules.push((pattern, parts(group.stream()))),
            }
        }
        Self(rules)
    }

    /// What a call is made of; `None` where no rule takes it.
    pub fn units(&self, call: &TokenStream) -> Option<Vec<Unit<'_>>> {
        self.0.iter().enumerate().find_map(|(rule, (pattern, body))| {
            let bindings = matched(pattern, call.clone()).ok()?;
            Some(match &body[..] {
                [Part::Repeat(inner, ..)] => {
                    let mut units = Vec::new();
                    each(inner, &bindings, |bindings| units.push(Unit::new(rule, inner, bindings.clone())));
                    units
                }
                _ => vec![Unit::new(rule, body, bindings)],
            })
        })
    }
}

impl<'r> Unit<'r> {
    fn new(rule: usize, body: &'r [Part], mut bindings: Bindings) -> Self {
        let mut names = Vec::new();
        variables(body, &mut names);
        bindings.retain(|name, _| names.contains(&name.as_str()));
        let (mut shape, mut arguments) = (rule.to_string(), Vec::new());
        for bound in bindings.values() {
            bound.shape(&mut shape, &mut arguments);
        }
        Self { shape, arguments, body, bindings }
    }

    /// What it becomes, with a placeholder for each argument, by its number.
    pub fn tokens(&self) -> TokenStream {
        let mut made = TokenStream::new();
        let mut bindings = self.bindings.clone();
        let mut next = 0;
        for bound in bindings.values_mut() {
            bound.number(&mut next);
        }
        write(self.body, &bindings, &mut made);
        made
    }
}

/// What stands for an argument until that is filled in, before its number and `_`: a letter that no name has.
pub(super) const PLACEHOLDER: char = 'ᛥ';

impl Bound {
    fn shape(&self, shape: &mut String, arguments: &mut Vec<Argument>) {
        match self {
            Self::One(Fragment::Argument(argument)) => {
                shape.push('.');
                arguments.push(argument.clone());
            }
            Self::One(Fragment::Tokens(tokens)) => {
                shape.push('`');
                shape.push_str(&tokens.to_string());
                shape.push('`');
            }
            Self::Many(list) => {
                shape.push('(');
                for bound in list {
                    bound.shape(shape, arguments);
                }
                shape.push(')');
            }
        }
    }

    /// Puts placeholders for arguments, in the order in which `shape` finds them.
    fn number(&mut self, next: &mut usize) {
        match self {
            Self::One(Fragment::Tokens(_)) => {}
            Self::One(argument) => {
                let name = Ident::new(&format!("{PLACEHOLDER}{next}_"), Span::call_site());
                *argument = Fragment::Tokens(name.into_token_stream());
                *next += 1;
            }
            Self::Many(list) => {
                for bound in list {
                    bound.number(next);
                }
            }
        }
    }
}

fn parts(tokens: TokenStream) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => parts.push(Part::Group(group.delimiter(), self::parts(group.stream()))),
            TokenTree::Punct(punct) if punct.as_char() == '$' => match tokens.next() {
                Some(TokenTree::Group(group)) => {
                    let inner = self::parts(group.stream());
                    parts.push(repeat(inner, &mut tokens));
                }
                Some(TokenTree::Ident(name)) if name == "crate" => parts.push(Part::Token(TokenTree::Ident(name))),
                Some(TokenTree::Ident(name)) => {
                    let mut rest = tokens.clone();
                    let is_typed = matches!(rest.next(), Some(TokenTree::Punct(colon)) if colon.as_char() == ':');
                    let kind = match rest.next() {
                        Some(TokenTree::Ident(kind)) if is_typed && is_kind(&kind) => {
                            tokens = rest;
                            kind.to_string()
                        }
                        _ => String::new(),
                    };
                    parts.push(Part::Variable(name.to_string(), kind));
                }
                _ => {}
            },
            other => parts.push(Part::Token(other)),
        }
    }
    parts
}

fn is_kind(word: &Ident) -> bool {
    const KINDS: [&str; 14] = [
        "block",
        "expr",
        "ident",
        "item",
        "lifetime",
        "literal",
        "meta",
        "pat",
        "path",
        "stmt",
        "tt",
        "ty",
        "vis",
        "expr_2021",
    ];
    KINDS.iter().any(|kind| word == kind)
}

/// The separator and the operator after `$(..)`.
fn repeat(inner: Vec<Part>, tokens: &mut impl Iterator<Item = TokenTree>) -> Part {
    let mut separator = None;
    loop {
        match tokens.next() {
            Some(TokenTree::Punct(punct)) if matches!(punct.as_char(), '*' | '+' | '?') => {
                return Part::Repeat(inner, separator, punct.as_char());
            }
            None => return Part::Repeat(inner, separator, '*'),
            other => separator = other,
        }
    }
}

fn matched(pattern: &[Part], call: TokenStream) -> syn::Result<Bindings> {
    let mut bindings = Bindings::new();
    (|input: ParseStream<'_>| take(pattern, input, &mut bindings)).parse2(call)?;
    Ok(bindings)
}

fn take(pattern: &[Part], input: ParseStream<'_>, bindings: &mut Bindings) -> syn::Result<()> {
    for part in pattern {
        match part {
            Part::Token(wanted) => {
                let token: TokenTree = input.parse()?;
                if token.to_string() != wanted.to_string() {
                    return Err(input.error("another token"));
                }
            }
            Part::Group(delimiter, inner) => match input.parse()? {
                TokenTree::Group(group) if group.delimiter() == *delimiter => {
                    bindings.extend(matched(inner, group.stream())?);
                }
                _ => return Err(input.error("no such group")),
            },
            Part::Variable(name, kind) => {
                bindings.insert(name.clone(), Bound::One(fragment(kind, input)?));
            }
            Part::Repeat(inner, separator, operator) => {
                repeated(inner, separator.as_ref(), *operator, input, bindings)?;
            }
        }
    }
    Ok(())
}

fn fragment(kind: &str, input: ParseStream<'_>) -> syn::Result<Fragment> {
    let tokens = match kind {
        "ident" => {
            let plain = input.call(Ident::parse_any)?.to_string();
            return Ok(Fragment::Argument(Argument { marked: marked(&plain), plain }));
        }
        "ty" => {
            let tokens = input.parse::<syn::Type>()?.into_token_stream();
            return Ok(Fragment::Argument(Argument { plain: tokens.to_string(), marked: spell(tokens, &[]) }));
        }
        "path" => input.parse::<syn::Path>()?.into_token_stream(),
        "expr" | "expr_2021" => input.parse::<syn::Expr>()?.into_token_stream(),
        "literal" => input.parse::<syn::Lit>()?.into_token_stream(),
        "lifetime" => input.parse::<syn::Lifetime>()?.into_token_stream(),
        "meta" => input.parse::<syn::Meta>()?.into_token_stream(),
        "vis" => input.parse::<syn::Visibility>()?.into_token_stream(),
        "item" => input.parse::<syn::Item>()?.into_token_stream(),
        "block" => input.parse::<syn::Block>()?.into_token_stream(),
        _ => input.parse::<TokenTree>()?.into_token_stream(),
    };
    Ok(Fragment::Tokens(tokens))
}

fn repeated(
    inner: &[Part],
    separator: Option<&TokenTree>,
    operator: char,
    input: ParseStream<'_>,
    bindings: &mut Bindings,
) -> syn::Result<()> {
    let mut times: Vec<Bindings> = Vec::new();
    let most = if operator == '?' { 1 } else { usize::MAX };
    while !input.is_empty() && times.len() < most {
        let ahead = input.fork();
        if let (Some(separator), false) = (separator, times.is_empty()) {
            let token: TokenTree = ahead.parse()?;
            if token.to_string() != separator.to_string() {
                break;
            }
        }
        let mut found = Bindings::new();
        if take(inner, &ahead, &mut found).is_err() {
            break;
        }
        input.advance_to(&ahead);
        times.push(found);
    }
    if operator == '+' && times.is_empty() {
        return Err(input.error("nothing of what is repeated"));
    }
    let mut names = Vec::new();
    variables(inner, &mut names);
    for name in names {
        let each = times.iter_mut().filter_map(|found| found.remove(name)).collect();
        bindings.insert(name.to_owned(), Bound::Many(each));
    }
    Ok(())
}

fn variables<'p>(parts: &'p [Part], names: &mut Vec<&'p str>) {
    for part in parts {
        match part {
            Part::Variable(name, _) => names.push(name),
            Part::Group(_, inner) | Part::Repeat(inner, ..) => variables(inner, names),
            Part::Token(_) => {}
        }
    }
}

fn write(parts: &[Part], bindings: &Bindings, made: &mut TokenStream) {
    for part in parts {
        match part {
            Part::Token(token) => made.extend([token.clone()]),
            Part::Group(delimiter, inner) => {
                let mut inside = TokenStream::new();
                write(inner, bindings, &mut inside);
                made.extend([TokenTree::Group(Group::new(*delimiter, inside))]);
            }
            Part::Variable(name, _) => {
                if let Some(Bound::One(Fragment::Tokens(tokens))) = bindings.get(name) {
                    made.extend(tokens.clone());
                }
            }
            Part::Repeat(inner, separator, _) => {
                let mut is_first = true;
                each(inner, bindings, |bindings| {
                    if !std::mem::take(&mut is_first) {
                        made.extend(separator.clone());
                    }
                    write(inner, bindings, made);
                });
            }
        }
    }
}

/// The bindings of each time that something is repeated.
fn each(inner: &[Part], bindings: &Bindings, mut time: impl FnMut(&Bindings)) {
    let mut names = Vec::new();
    variables(inner, &mut names);
    let lists: Vec<(&str, &Vec<Bound>)> = names
        .into_iter()
        .filter_map(|name| match bindings.get(name)? {
            Bound::Many(list) => Some((name, list)),
            Bound::One(_) => None,
        })
        .collect();
    let mut now = bindings.clone();
    for index in 0..lists.iter().map(|(_, list)| list.len()).min().unwrap_or_default() {
        for (name, list) in &lists {
            now.insert((*name).to_owned(), list[index].clone());
        }
        time(&now);
    }
}
