//! A comparison as one page of HTML that needs nothing beside it.

use std::fmt::Write as _;

use super::report::part;
use super::{Change, Diff, Rust, Wire};
use crate::diagnostics::Place;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// The levels to filter by: as a changelog names them, and as the page marks them.
const LEVELS: [(&str, &str); 3] = [("Breaking", "breaking"), ("Added", "added"), ("Changed", "changed")];

impl Diff {
    /// For a browser: what changed by tag with both sides of each change, to be filtered by level, tag and text.
    #[must_use]
    pub fn to_html(&self, title: &str) -> String {
        let title = escaped(title);
        let mut out = format!(
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title}</title>\n<style>\n{STYLE}</style>\n\
             <header>\n<h1>{title}</h1>\n<p class=\"summary\">{}</p>\n</header>\n<main>\n",
            escaped(&self.summary())
        );
        if self.changes.is_empty() {
            out.push_str("<p>Nothing changed for callers.</p>\n</main>\n</html>\n");
            return out;
        }
        let tags = self.by_tag();
        counts(&mut out, &tags);
        filters(&mut out, &tags);
        for (index, (tag, changes)) in tags.iter().enumerate() {
            let tag = escaped(tag);
            let _ = writeln!(out, "<section id=\"tag-{index}\" data-tag=\"{tag}\">\n<h2>{tag}</h2>");
            for change in changes {
                article(&mut out, change);
            }
            out.push_str("</section>\n");
        }
        let _ = write!(out, "</main>\n<script>\n{SCRIPT}</script>\n</html>\n");
        out
    }
}

/// How many changes of each level a tag has.
fn counts(out: &mut String, tags: &[(&str, Vec<&Change>)]) {
    out.push_str("<div class=\"table\"><table>\n<thead><tr><th>tag</th>");
    for (title, _) in LEVELS {
        let _ = write!(out, "<th>{}</th>", title.to_lowercase());
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for (index, (tag, changes)) in tags.iter().enumerate() {
        let _ = write!(out, "<tr><td><a href=\"#tag-{index}\">{}</a></td>", escaped(tag));
        for (title, _) in LEVELS {
            let count = changes.iter().filter(|change| part(change) == title).count();
            let shown = if count == 0 { String::new() } else { count.to_string() };
            let _ = write!(out, "<td>{shown}</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table></div>\n");
}

/// Without a script there is nothing to filter with, so the form is hidden until the script shows it.
fn filters(out: &mut String, tags: &[(&str, Vec<&Change>)]) {
    out.push_str("<form hidden>\n");
    for (title, level) in LEVELS {
        let _ =
            writeln!(out, "<label><input type=\"checkbox\" name=\"level\" value=\"{level}\" checked> {title}</label>");
    }
    out.push_str("<label>Tag <select name=\"tag\"><option value=\"\">all</option>");
    for (tag, _) in tags {
        let _ = write!(out, "<option>{}</option>", escaped(tag));
    }
    out.push_str(
        "</select></label>\n<label>Text <input type=\"search\" name=\"text\"></label>\n<output></output>\n</form>\n",
    );
}

fn article(out: &mut String, change: &Change) {
    let level = LEVELS.iter().find(|(title, _)| *title == part(change)).map_or("changed", |(_, level)| level);
    let wire = if change.wire == Wire::Breaking { " bad" } else { "" };
    let rust = match change.rust {
        Rust::Major => " bad",
        Rust::Minor => " good",
        Rust::Patch => "",
    };
    let _ = writeln!(
        out,
        "<article data-level=\"{level}\">\n<p><span class=\"badge{wire}\">wire: {}</span> \
         <span class=\"badge{rust}\">Rust: {}</span> <span class=\"code\">{}</span></p>\n<p>{}</p>",
        change.wire.as_str(),
        change.rust.as_str(),
        change.code,
        with_code(&change.message)
    );
    sides(out, change);
    let _ = writeln!(out, "<p class=\"more\"><code>{}</code></p>", escaped(&change.pointer));
    if !change.also.is_empty() {
        let _ = writeln!(out, "<p class=\"more\">as in {}</p>", codes(&change.also));
    }
    // An operation reaches itself.
    if change.operations.len() > 1 {
        let _ = writeln!(
            out,
            "<details><summary>reaches {} operations</summary>{}</details>",
            change.operations.len(),
            codes(&change.operations)
        );
    }
    out.push_str("</article>\n");
}

fn sides(out: &mut String, change: &Change) {
    out.push_str("<div class=\"sides\">");
    side(out, "was", "before", change.was.as_deref(), change.before.as_ref());
    side(out, "is", "after", change.is.as_deref(), change.after.as_ref());
    out.push_str("</div>\n");
}

fn side(out: &mut String, class: &str, name: &str, text: Option<&str>, place: Option<&Place>) {
    let absent = text.is_none() && place.is_none();
    let _ = write!(out, "<div class=\"{}\"><small>{name}</small>", if absent { "none" } else { class });
    match text {
        Some(text) => {
            let _ = write!(out, "<code>{}</code>", escaped(text));
        }
        None if absent => out.push_str("not there"),
        None => {}
    }
    if let Some(place) = place {
        let _ = write!(out, "<small>{}</small>", escaped(&place.to_string()));
    }
    out.push_str("</div>");
}

fn codes(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| format!("<code>{}</code>", escaped(text))).collect();
    texts.join(", ")
}

/// Text in which what stands between backticks is code.
fn with_code(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let shown = parts.map(|(index, part)| match index % 2 {
        0 => escaped(part),
        _ => format!("<code>{}</code>", escaped(part)),
    });
    shown.collect::<Vec<_>>().concat()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
