//! Paths with variables.

/// Whether a path is one of a template: `/contacts/{id}` takes any `/contacts/..` of two segments.
pub(super) fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut came) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), came.next()) {
            (None, None) => return true,
            (Some(wanted), Some(came)) if segment_fits(wanted, came) => {}
            _ => return false,
        }
    }
}

/// A variable stands for one character at least.
fn segment_fits(wanted: &str, came: &str) -> bool {
    let Some((before, after)) = wanted.split_once('{') else { return wanted == came };
    let rest = after.split_once('}').map_or("", |(_, rest)| rest);
    let Some(came) = came.strip_prefix(before) else { return false };
    came.char_indices().skip(1).any(|(at, _)| segment_fits(rest, &came[at..])) || (rest.is_empty() && !came.is_empty())
}
