//! What a script expects of a request.

use std::fmt;
use std::sync::Arc;

use ::http::Method;
use serde_json::Value;

use super::diff::{differences, is_scrubbed};
use super::template::fits;
use super::{Answer, Fault, Script, SentRequest};

/// A request that a script expects, in the making: it wants an answer.
#[must_use = "an expectation without an answer is forgotten"]
pub struct Expectation {
    script: Script,
    pattern: Pattern,
    times: Times,
}

/// What a request has to be.
pub(super) struct Pattern {
    /// The method and the template of the path; `None` for any.
    call: Option<(Method, String)>,
    pub(super) query: Vec<(String, String)>,
    /// Whether the query may have nothing else.
    whole_query: bool,
    headers: Vec<(String, String)>,
    pub(super) body: Option<Value>,
}

/// How often a request is expected.
#[derive(Clone, Copy)]
pub(super) struct Times {
    pub(super) least: usize,
    pub(super) most: usize,
}

const ONCE: Times = Times { least: 1, most: 1 };

/// An expectation with its answer.
pub(super) struct Scene {
    pub(super) pattern: Pattern,
    pub(super) times: Times,
    pub(super) answer: AnswerBy,
    pub(super) count: usize,
}

pub(super) type AnswerBy = Arc<dyn Fn(&SentRequest) -> Answer + Send + Sync>;

#[allow(clippy::must_use_candidate, reason = "the script that is given back is known already")]
impl Expectation {
    pub(super) fn new(script: Script, call: Option<(Method, String)>) -> Self {
        Self { script, pattern: Pattern::of(call), times: ONCE }
    }

    /// Expects a parameter in the query. The query may have others.
    pub fn query(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.pattern.query.push((name.into(), value.to_string()));
        self
    }

    /// Expects a header. There may be others.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.pattern.headers.push((name.into(), value.into()));
        self
    }

    /// Expects this JSON as the content.
    pub fn json(mut self, body: impl Into<Value>) -> Self {
        self.pattern.body = Some(body.into());
        self
    }

    /// Expects the request so many times; otherwise once.
    pub fn times(mut self, times: usize) -> Self {
        self.times = Times { least: times, most: times };
        self
    }

    /// Expects the request any number of times, or not at all.
    pub fn any_times(mut self) -> Self {
        self.times = Times { least: 0, most: usize::MAX };
        self
    }

    /// Answers with a status and JSON.
    pub fn reply(self, status: u16, body: impl Into<Value>) -> Script {
        self.answer(Answer::json(status, body))
    }

    /// Gives no reply.
    pub fn fail(self, fault: Fault) -> Script {
        self.answer(Answer::fault(fault))
    }

    /// Answers.
    pub fn answer(self, answer: Answer) -> Script {
        self.answer_by(move |_| answer.clone())
    }

    /// Answers with what a function makes of the request.
    pub fn answer_by(self, answer: impl Fn(&SentRequest) -> Answer + Send + Sync + 'static) -> Script {
        let Self { script, pattern, times } = self;
        script.add(Scene { pattern, times, answer: Arc::new(answer), count: 0 });
        script
    }
}

impl fmt::Debug for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expectation({})", self.pattern)
    }
}

impl Scene {
    pub(super) fn is_used_up(&self) -> bool {
        self.count >= self.times.most
    }

    pub(super) fn is_owing(&self) -> bool {
        self.count < self.times.least
    }
}

impl Scene {
    /// A request that comes once.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn once(pattern: Pattern, answer: Answer) -> Self {
        Self { pattern, times: ONCE, answer: Arc::new(move |_| answer.clone()), count: 0 }
    }

    /// Lets it not be played any more.
    pub(super) fn close(&mut self) {
        self.times.most = self.count;
    }
}

impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pattern.fmt(f)?;
        if self.times.least > 1 {
            write!(f, " ({} of {} times)", self.count, self.times.least)?;
        }
        Ok(())
    }
}

/// The ways in which a request is not what is expected.
#[derive(Default)]
pub(super) struct Differences {
    lines: Vec<String>,
    /// Whether it is about another operation altogether.
    is_other: bool,
}

impl Differences {
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// A line for each.
    pub(super) fn lines(&self) -> &[String] {
        &self.lines
    }

    /// How far the two are apart.
    pub(super) fn distance(&self) -> (bool, usize) {
        (self.is_other, self.lines.len())
    }

    fn add(&mut self, what: impl fmt::Display, expected: impl fmt::Display, came: impl fmt::Display) {
        self.lines.push(format!("{what}: expected {expected}, came {came}"));
    }
}

impl Pattern {
    fn of(call: Option<(Method, String)>) -> Self {
        Self { call, query: Vec::new(), whole_query: false, headers: Vec::new(), body: None }
    }

    /// Of requests with no other parameters than those that are added.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn exactly(method: Method, template: String) -> Self {
        Self { whole_query: true, ..Self::of(Some((method, template))) }
    }

    pub(super) fn differences(&self, request: &SentRequest) -> Differences {
        let mut found = Differences::default();
        if let Some((method, template)) = &self.call {
            if method != request.method() {
                found.add("method", method, request.method());
            }
            if !fits(template, request.path()) {
                found.add("path", template, request.path());
                found.is_other = true;
            }
        }
        self.compare_query(&request.query(), &mut found);
        for (name, value) in &self.headers {
            let came = request.header(name);
            if came != Some(value) {
                found.add(format!("header `{name}`"), quoted(Some(value)), quoted(came));
            }
        }
        if let Some(body) = &self.body {
            let body = differences(body, &request.json()).into_iter().map(|line| format!("content {line}"));
            found.lines.extend(body);
        }
        found
    }

    fn compare_query(&self, came: &[(String, String)], found: &mut Differences) {
        for (name, value) in &self.query {
            let mut values = came.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).peekable();
            let first = values.peek().copied();
            if !values.any(|came| came == value || is_scrubbed(value)) {
                found.add(format!("query `{name}`"), quoted(Some(value)), quoted(first));
            }
        }
        let is_expected = |name: &str| self.query.iter().any(|(known, _)| known == name);
        for (name, value) in came.iter().filter(|(name, _)| self.whole_query && !is_expected(name)) {
            found.add(format!("query `{name}`"), quoted(None), quoted(Some(value)));
        }
    }
}

fn quoted(value: Option<&str>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| format!("{value:?}"))
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.call {
            Some((method, template)) => write!(f, "{method} {template}"),
            None => f.write_str("anything"),
        }
    }
}
