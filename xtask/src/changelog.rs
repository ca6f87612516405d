//! The changelog of the crate, `templates/CHANGELOG.md`, and the version that changes ask for.

use openapi_rust_codegen::diff::{Diff, Rust, Wire};

/// The heading of what is not released yet.
const UNRELEASED: &str = "## Unreleased";

/// A version, as a manifest has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    major: u64,
    minor: u64,
    patch: u64,
}

impl Version {
    /// The version in a manifest, or in a template of one.
    pub fn of_manifest(manifest: &str) -> Option<Self> {
        let line = manifest.lines().find_map(|line| line.strip_prefix("version = \""))?;
        let mut numbers = line.split('"').next()?.split('.').map(|number| number.parse().ok());
        let version = Self { major: numbers.next()??, minor: numbers.next()??, patch: numbers.next()?? };
        numbers.next().is_none().then_some(version)
    }

    /// The version that follows, by the rules that cargo has: before 1.0.0 the second number is that of what breaks.
    /// `loses` tells that something else than the description takes away from the crate.
    pub fn after(self, diff: &Diff, loses: bool) -> Self {
        let Self { major, minor, patch } = self;
        // Code that compiles but sends what is refused now is no less broken.
        let breaks = loses || diff.rust() == Rust::Major || diff.wire() == Wire::Breaking;
        match (breaks, diff.rust()) {
            _ if diff.changes.is_empty() && !loses => self,
            (true, _) if major > 0 => Self { major: major + 1, minor: 0, patch: 0 },
            (true, _) => Self { major, minor: minor + 1, patch: 0 },
            (false, Rust::Minor) if major > 0 => Self { major, minor: minor + 1, patch: 0 },
            _ => Self { major, minor, patch: patch + 1 },
        }
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// What a new description changes, as a part of the changelog. `modules` are gone, since they do not fit it.
pub fn entry(title: &str, commit: &str, versions: Option<(Version, Version)>, diff: &Diff, modules: &[&str]) -> String {
    let short = commit.get(..8).unwrap_or(commit);
    let mut entry = format!("### {title}, description of {short}\n\n");
    if let Some((_, proposed)) = versions.filter(|(now, proposed)| now != proposed) {
        entry.extend(["Needs at least version ", &proposed.to_string(), ".\n\n"]);
    }
    for line in diff.to_markdown().lines() {
        // One level below the heading of the entry.
        entry.push_str(if line.starts_with("### ") { "#" } else { "" });
        entry.extend([line, "\n"]);
    }
    if !modules.is_empty() {
        entry.push_str("\n#### Not there for now\n\n");
        entry.extend(modules.iter().map(|name| format!("- the module `{name}`, until it fits this description\n")));
    }
    entry.truncate(entry.trim_end().len());
    entry + "\n"
}

/// A changelog with an entry added to what is not released.
pub fn with_entry(changelog: &str, entry: &str) -> String {
    let Some(start) = find_line(changelog, UNRELEASED) else {
        let at = changelog.find("\n## ").map_or(changelog.len(), |at| at + 1);
        let (head, rest) = changelog.split_at(at);
        return join(&[head, UNRELEASED, entry, rest]);
    };
    let body = start + UNRELEASED.len();
    let end = changelog[body..].find("\n## ").map_or(changelog.len(), |at| body + at + 1);
    let (head, rest) = changelog.split_at(end);
    join(&[head, entry, rest])
}

fn find_line(text: &str, line: &str) -> Option<usize> {
    text.match_indices(line).map(|(at, _)| at).find(|at| {
        let rest = &text[at + line.len()..];
        (*at == 0 || text[..*at].ends_with('\n')) && (rest.is_empty() || rest.starts_with(['\n', '\r']))
    })
}

/// Parts with an empty line between two of them.
fn join(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().map(|part| part.trim_matches('\n')).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::{Version, with_entry};

    #[test]
    fn an_entry_stands_at_the_end_of_what_is_not_released() {
        let added = |changelog| with_entry(changelog, "### New\n");
        assert_eq!(
            added("# Log\n\n## Unreleased\n\n- a\n\n## 0.1.0\n\n- b\n"),
            "# Log\n\n## Unreleased\n\n- a\n\n### New\n\n## 0.1.0\n\n- b\n"
        );
        assert_eq!(added("# Log\n\n## 0.1.0\n"), "# Log\n\n## Unreleased\n\n### New\n\n## 0.1.0\n");
        assert_eq!(added("# Log\n"), "# Log\n\n## Unreleased\n\n### New\n");
        assert_eq!(added(""), "## Unreleased\n\n### New\n");
    }

    #[test]
    fn the_version_of_a_manifest_is_that_of_its_package() {
        let manifest = "[package]\nname = \"{{crate}}\"\nversion = \"1.20.3\"\n\n[x]\nversion = \"9.9.9\"\n";
        assert_eq!(Version::of_manifest(manifest).map(|version| version.to_string()).as_deref(), Some("1.20.3"));
        assert_eq!(Version::of_manifest("version = \"1.2\"\n"), None);
    }
}
