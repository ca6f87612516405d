//! Whether somebody is in charge.

/// Whom something is assigned to. The API has several words for nobody: null, nothing, `0`, `"0"`, and `nobody_admin`.
///
/// ```text
/// conversation.admin_assignee_id.is_unassigned()
/// ```
pub trait Assignee {
    /// Whether it is nobody.
    fn is_unassigned(&self) -> bool;
}

impl Assignee for i64 {
    fn is_unassigned(&self) -> bool {
        *self == 0
    }
}

impl Assignee for str {
    fn is_unassigned(&self) -> bool {
        matches!(self, "" | "0" | "nobody_admin")
    }
}

impl Assignee for String {
    fn is_unassigned(&self) -> bool {
        self.as_str().is_unassigned()
    }
}

impl<A: Assignee> Assignee for Option<A> {
    fn is_unassigned(&self) -> bool {
        self.as_ref().is_none_or(Assignee::is_unassigned)
    }
}
