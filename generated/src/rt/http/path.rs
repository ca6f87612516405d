//! The path of a request.

use super::base_url::BaseUrl;
use super::{Error, PathParam};

/// The path of a request in the making.
#[derive(Clone)]
pub(super) enum Path {
    Template(&'static str, Variables),
    /// A path, or a URL in full, that is sent as it is.
    Verbatim(String),
}

/// What is put into a template, by name. Most templates have one variable, for which nothing is allocated.
#[derive(Clone, Default)]
pub(super) struct Variables {
    first: Option<(&'static str, PathParam)>,
    others: Vec<(&'static str, PathParam)>,
}

impl Variables {
    /// Sets a variable; what it was set to before is forgotten.
    pub(super) fn set(&mut self, name: &'static str, value: PathParam) {
        let known = self.first.iter_mut().chain(&mut self.others).find(|(known, _)| *known == name);
        if let Some((_, old)) = known {
            *old = value;
        } else if self.first.is_none() {
            self.first = Some((name, value));
        } else {
            self.others.push((name, value));
        }
    }

    fn get(&self, name: &str) -> Result<&PathParam, Error> {
        let found = self.first.iter().chain(&self.others).find(|(known, _)| *known == name);
        found
            .map(|(_, value)| value)
            .ok_or_else(|| Error::invalid_request(format!("the path parameter `{name}` is not set")))
    }

    /// The template with the variables in it, below the path of the base URL. There is room for so much more at its end.
    pub(super) fn fill(&self, template: &str, base: &BaseUrl, more: usize) -> Result<String, Error> {
        let mut room = base.path().len() + template.len() + more;
        for (name, value) in self.first.iter().chain(&self.others) {
            // Where nothing is to be escaped it is just enough, so that the text becomes the URL's without a copy.
            room = (room + value.len()).saturating_sub(name.len() + "{}".len());
        }
        let mut path = String::with_capacity(room);
        path.push_str(base.path());
        let mut rest = template;
        while let Some((before, after)) = cut(rest, b'{') {
            let (name, after) = cut(after, b'}').unwrap_or((after, ""));
            path.push_str(before);
            self.get(name)?.encode_into(&mut path);
            rest = after;
        }
        path.push_str(rest);
        Ok(path)
    }
}

/// What is before and after a character of ASCII. For as little text as this it is quicker than a search in `str`.
fn cut(text: &str, at: u8) -> Option<(&str, &str)> {
    let (before, after) = text.split_at(text.bytes().position(|byte| byte == at)?);
    Some((before, after.get(1..)?))
}
