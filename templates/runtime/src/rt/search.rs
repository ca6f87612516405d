//! Queries of searches: of contacts, companies, conversations and tickets.
//!
//! What the API would refuse is told when the call is sent, before anything is: a group without filters or with more than
//! 15, groups nested more than 2 levels deep, an operator that the field does not take.

use serde_json::{Map, Value, json};

use super::{Encode, Names, Writer, to_value};

/// So many groups may be nested: `(a or b) and (c or d)` is two.
const LEVELS: usize = 2;
/// So many filters may be in a group.
const FILTERS: usize = 15;

/// What is searched for: a filter, or a group of queries. Made by [`field`], [`all`] and [`any`].
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a query does nothing until it is sent"]
pub struct Query(Node);

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Filter {
        field: String,
        operator: &'static str,
        value: Value,
    },
    Group {
        group: Group,
        queries: Vec<Query>,
    },
    /// A query in the API's own form.
    Json(Value),
}

/// What holds of the queries of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    All,
    Any,
}

/// What matches all of the queries.
pub fn all(queries: impl IntoIterator<Item = Query>) -> Query {
    Query(Node::Group { group: Group::All, queries: queries.into_iter().collect() })
}

/// What matches at least one of the queries.
pub fn any(queries: impl IntoIterator<Item = Query>) -> Query {
    Query(Node::Group { group: Group::Any, queries: queries.into_iter().collect() })
}

/// A field to compare, by its name in the API: `email`, `source.type`, `custom_attributes.plan`.
pub fn field(name: impl Into<String>) -> Field {
    Field(name.into())
}

/// A field that is compared with what comes next.
#[derive(Debug, Clone)]
#[must_use = "a field alone is no query"]
pub struct Field(String);

/// What a field can be compared with: text, a number, a flag, a [`Timestamp`](super::Timestamp), a value of an enum of
/// the models, or `None` for null.
pub trait Comparable {
    /// The value as JSON.
    fn to_comparable(&self) -> Value;
}

impl<T: Encode> Comparable for T {
    fn to_comparable(&self) -> Value {
        to_value(self)
    }
}

#[allow(clippy::needless_pass_by_value, reason = "a number is passed as it is")]
impl Field {
    fn compare(self, operator: &'static str, value: Value) -> Query {
        Query(Node::Filter { field: self.0, operator, value })
    }

    /// Equal to a value (`=`). A date without a time of day is equal to every time of that day.
    pub fn eq(self, value: impl Comparable) -> Query {
        self.compare("=", value.to_comparable())
    }

    /// Anything but a value (`!=`), nothing included.
    pub fn not_eq(self, value: impl Comparable) -> Query {
        self.compare("!=", value.to_comparable())
    }

    /// One of several values (`IN`).
    pub fn is_in(self, values: impl IntoIterator<Item = impl Comparable>) -> Query {
        self.compare("IN", values.into_iter().map(|value| value.to_comparable()).collect())
    }

    /// None of several values (`NIN`).
    pub fn is_not_in(self, values: impl IntoIterator<Item = impl Comparable>) -> Query {
        self.compare("NIN", values.into_iter().map(|value| value.to_comparable()).collect())
    }

    /// Less than a number, or before a time (`<`).
    pub fn lt(self, value: impl Comparable) -> Query {
        self.compare("<", value.to_comparable())
    }

    /// At most a number, or a time or before (`<=`).
    pub fn at_most(self, value: impl Comparable) -> Query {
        self.compare("<=", value.to_comparable())
    }

    /// More than a number, or after a time (`>`).
    pub fn gt(self, value: impl Comparable) -> Query {
        self.compare(">", value.to_comparable())
    }

    /// At least a number, or a time or after (`>=`).
    pub fn at_least(self, value: impl Comparable) -> Query {
        self.compare(">=", value.to_comparable())
    }

    /// Has a text in it (`~`).
    pub fn contains(self, text: impl Comparable) -> Query {
        self.compare("~", text.to_comparable())
    }

    /// Has a text not in it (`!~`).
    pub fn does_not_contain(self, text: impl Comparable) -> Query {
        self.compare("!~", text.to_comparable())
    }

    /// Begins with a text (`^`).
    pub fn starts_with(self, text: impl Comparable) -> Query {
        self.compare("^", text.to_comparable())
    }

    /// Ends with a text (`$`).
    pub fn ends_with(self, text: impl Comparable) -> Query {
        self.compare("$", text.to_comparable())
    }

    /// Has no value.
    pub fn is_null(self) -> Query {
        self.compare("=", Value::Null)
    }

    /// Has a value.
    pub fn is_not_null(self) -> Query {
        self.compare("!=", Value::Null)
    }
}

impl Query {
    fn to_json(&self) -> Value {
        match &self.0 {
            Node::Filter { field, operator, value } => json!({"field": field, "operator": operator, "value": value}),
            Node::Group { group, queries } => {
                let queries: Vec<Value> = queries.iter().map(Self::to_json).collect();
                json!({"operator": group.operator(), "value": queries})
            }
            Node::Json(value) => value.clone(),
        }
    }

    /// What the API would refuse in it, and where. Queries in the API's own form are its own business.
    fn problem(&self, place: &str, level: usize) -> Option<String> {
        match &self.0 {
            Node::Filter { field, operator, value } => {
                filter_problem(field, operator, value).map(|problem| format!("{place}: {problem}"))
            }
            Node::Group { group, queries } => {
                let place = format!("{place}.{}", group.name());
                group_problem(queries.len(), level).map(|problem| format!("{place}: {problem}")).or_else(|| {
                    let mut queries = queries.iter().enumerate();
                    queries.find_map(|(index, query)| query.problem(&format!("{place}[{index}]"), level + 1))
                })
            }
            Node::Json(_) => None,
        }
    }
}

impl Group {
    fn operator(self) -> &'static str {
        match self {
            Self::All => "AND",
            Self::Any => "OR",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Any => "any",
        }
    }
}

fn group_problem(filters: usize, level: usize) -> Option<String> {
    if level > LEVELS {
        return Some(format!("groups can be nested {LEVELS} levels deep, not {level}"));
    }
    match filters {
        0 => Some("a group needs at least one filter".to_owned()),
        1..=FILTERS => None,
        _ => Some(format!("a group can have {FILTERS} filters, not {filters}")),
    }
}

fn filter_problem(field: &str, operator: &str, value: &Value) -> Option<String> {
    if field.is_empty() {
        return Some("the field has no name".to_owned());
    }
    if field == "tag_id" && !["=", "!="].contains(&operator) {
        return Some(format!("`tag_id` can be compared by `=` and `!=` only, not by `{operator}`"));
    }
    let is_comparable = match value {
        Value::Array(values) => !values.is_empty() && !values.iter().any(|value| value.is_object() || value.is_array()),
        value => !value.is_object(),
    };
    (!is_comparable).then(|| format!("`{field}` cannot be compared with {value}"))
}

impl Default for Query {
    /// A group without filters, for a request whose query is yet to be set: it is refused before it is sent.
    fn default() -> Self {
        all([])
    }
}

impl From<Value> for Query {
    /// A query in the API's own form, which is sent as it is.
    fn from(json: Value) -> Self {
        Self(Node::Json(json))
    }
}

impl Encode for Query {
    fn encode(&self, w: &mut Writer) {
        w.value(&self.to_json());
        if let Some(problem) = self.problem("the search", 1) {
            w.refuse(problem);
        }
    }
}

/// A search: a query, how its hits are sorted, and how many come at once. A query alone is one too.
#[derive(Debug, Clone, PartialEq, Default)]
#[must_use = "a search does nothing until it is sent"]
pub struct Search {
    query: Query,
    sort: Option<Value>,
    pagination: Option<Value>,
    extra: super::Extra,
}

impl Search {
    /// A search for what a query matches.
    pub fn new(query: impl Into<Query>) -> Self {
        Self { query: query.into(), ..Self::default() }
    }

    /// Sorts the hits by a field, the least first.
    pub fn ascending(self, field: impl Into<String>) -> Self {
        self.sort(&field.into(), "ascending")
    }

    /// Sorts the hits by a field, the greatest first.
    pub fn descending(self, field: impl Into<String>) -> Self {
        self.sort(&field.into(), "descending")
    }

    fn sort(mut self, field: &str, order: &str) -> Self {
        self.sort = Some(json!({"field": field, "order": order}));
        self
    }

    /// Sets how many hits come at once at most; the API has a limit of its own, 150.
    pub fn per_page(self, hits: u32) -> Self {
        self.page("per_page", hits.into())
    }

    /// Sets after which hit to start: the cursor of an earlier reply.
    pub fn starting_after(self, cursor: impl Into<String>) -> Self {
        self.page("starting_after", cursor.into().into())
    }

    fn page(mut self, name: &str, value: Value) -> Self {
        let mut fields = match self.pagination {
            Some(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        fields.insert(name.to_owned(), value);
        self.pagination = Some(Value::Object(fields));
        self
    }
}

impl From<Query> for Search {
    fn from(query: Query) -> Self {
        Self::new(query)
    }
}

impl From<Value> for Search {
    /// A search in the API's own form, which is sent as it is.
    fn from(json: Value) -> Self {
        let Value::Object(fields) = json else { return Self::new(Value::Null) };
        let mut search = Self::new(Value::Null);
        for (name, value) in fields {
            match name.as_str() {
                "query" => search.query = value.into(),
                "sort" => search.sort = Some(value),
                "pagination" => search.pagination = Some(value),
                _ => search.extra.insert(name, value),
            }
        }
        search
    }
}

impl Search {
    const NAMES: &'static Names = &Names { list: &["query", "sort", "pagination"], slots: b"" };
}

impl Encode for Search {
    fn encode(&self, w: &mut Writer) {
        w.record(Self::NAMES, &[&self.query, &self.sort, &self.pagination], &self.extra);
    }
}
