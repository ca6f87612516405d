//! The public API of a crate as text: a line for each item that a program can reach, by the path that it would write.
//!
//! Sources are read file by file, and only what is said of items is kept. What a macro of the crate makes is found by
//! expanding it. When all files are read, names are followed through `use` to what they stand for, and what is public on
//! some way from the root is listed. Nothing is compiled, so that types are told as they are written; what the compiler
//! finds out by itself, such as `Send`, is not told.

mod attributes;
mod condition;
mod expand;
mod fill;
mod list;
mod members;
mod model;
mod read;
mod resolve;
mod rules;
mod signature;
mod spell;
mod strip;

use proc_macro2::{LexError, TokenStream};

use crate::render::FileSet;

use model::Crate;

/// Where the text lies in a crate.
pub const PATH: &str = "public-api.txt";

/// The sources of a crate, as far as they were read.
pub struct Sources {
    read: Crate,
}

impl Default for Sources {
    fn default() -> Self {
        Self { read: Crate::new() }
    }
}

impl Sources {
    /// Takes a file in. `path` is the one below the crate's root, with `/` between folders.
    pub fn add(&mut self, path: &str, file: &syn::File) {
        if let Some(module) = modules(path) {
            self.read.file(&module, file);
        }
    }

    /// Takes in the text of a file. One that is no source of the library is left alone.
    ///
    /// # Errors
    /// When it is no Rust, with the reason.
    pub fn add_text(&mut self, path: &str, text: &[u8]) -> Result<(), String> {
        if modules(path).is_none() {
            return Ok(());
        }
        let text = std::str::from_utf8(text).map_err(|error| error.to_string())?;
        let tokens: TokenStream = text.parse().map_err(|error: LexError| error.to_string())?;
        let file = syn::parse2(strip::without_bodies(tokens)).map_err(|error| error.to_string())?;
        self.add(path, &file);
        Ok(())
    }

    /// The listing of a crate of that name.
    #[must_use]
    pub fn list(mut self, crate_name: &str) -> String {
        let unknown = expand::expand(&mut self.read);
        self.read.open_globs();
        list::list(&self.read, &unknown, crate_name)
    }
}

/// The listing of a crate, from its files.
///
/// # Errors
/// When a file is no Rust, with its path and the reason.
pub fn of(files: &FileSet, crate_name: &str) -> Result<String, String> {
    let mut sources = Sources::default();
    for (path, text) in files {
        sources.add_text(path, text).map_err(|error| format!("{path}: {error}"))?;
    }
    Ok(sources.list(crate_name))
}

/// The modules that lead to a file, the root being none; `None` for a file that is no source of the library.
fn modules(path: &str) -> Option<Vec<&str>> {
    let path = path.strip_prefix("src/")?.strip_suffix(".rs")?;
    let mut modules: Vec<&str> = path.split('/').collect();
    match modules[..] {
        ["lib"] => Some(Vec::new()),
        ["main"] | ["bin", ..] => None,
        [.., "mod"] => {
            modules.pop();
            Some(modules)
        }
        _ => Some(modules),
    }
}
