//! A transport that answers from a script.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ::http::{Method, Response};

use super::clock::Clock;
use super::expectation::{AnswerBy, Differences, Scene};
use super::{Answer, Expectation, Fault, SentRequest};
use crate::rt::{
    Body, BoxFuture, Client, ClientBuilder, Request, Timestamp, Transport, TransportError, TransportErrorKind,
};

/// Requests that are expected, each with its answer. It is a transport, and so is any clone of it, which shares everything.
///
/// A request that is not expected fails the call, and every later one; [`finish`](Self::finish) tells what was wrong with it.
/// Waits take no time: the script has a clock of its own, which only waits and latencies move.
#[derive(Clone)]
pub struct Script(Arc<Shared>);

struct Shared {
    in_order: bool,
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    scenes: Vec<Scene>,
    sent: Vec<SentRequest>,
    unexpected: Option<String>,
}

impl Script {
    /// A script without scenes, whose requests are expected in the order in which they are added.
    #[must_use]
    pub fn new() -> Self {
        Self::of(true)
    }

    /// A script without scenes, whose requests may come in any order. Where several fit, the first that was added counts.
    #[must_use]
    pub fn in_any_order() -> Self {
        Self::of(false)
    }

    fn of(in_order: bool) -> Self {
        Self(Arc::new(Shared { in_order, clock: Clock::new(), state: Mutex::default() }))
    }

    /// Sets when the script begins, by its own clock.
    #[must_use]
    pub fn starting_at(self, start: Timestamp) -> Self {
        self.0.clock.begin(start);
        self
    }

    /// Expects a request by its method and path, `/contacts/{id}` or `/contacts/42`.
    pub fn on(&self, method: Method, template: impl Into<String>) -> Expectation {
        Expectation::new(self.clone(), Some((method, template.into())))
    }

    /// Expects a request, whatever it is.
    pub fn on_any(&self) -> Expectation {
        Expectation::new(self.clone(), None)
    }

    pub(super) fn add(&self, scene: Scene) {
        self.state().scenes.push(scene);
    }

    /// Settings of a client that plays the script, with some token.
    pub fn builder(&self) -> ClientBuilder {
        Client::builder("token").transport(self.clone())
    }

    /// What was sent so far, in order.
    #[must_use]
    pub fn sent(&self) -> Vec<SentRequest> {
        self.state().sent.clone()
    }

    /// How long the client waited so far: between attempts, or for its turn.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        self.0.clock.waits()
    }

    /// How much time has passed by the script's clock.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.clock.elapsed()
    }

    /// Whether all that was expected was sent, and nothing else.
    ///
    /// # Errors
    /// Otherwise: its text tells the differences.
    pub fn check(&self) -> Result<(), Mismatch> {
        let state = self.state();
        let mut report = state.unexpected.clone().unwrap_or_default();
        let owing: Vec<String> = state.scenes.iter().filter(|scene| scene.is_owing()).map(Scene::to_string).collect();
        if !owing.is_empty() {
            writeln!(report, "not called:\n  {}", owing.join("\n  ")).unwrap_or_default();
        }
        if report.is_empty() { Ok(()) } else { Err(Mismatch(report)) }
    }

    /// Makes sure that all that was expected was sent, and nothing else.
    ///
    /// # Panics
    /// Otherwise, with what [`check`](Self::check) tells.
    #[track_caller]
    #[allow(clippy::panic, reason = "a test that does something else than it should has failed")]
    pub fn finish(&self) {
        if let Err(mismatch) = self.check() {
            panic!("{mismatch}");
        }
    }

    /// What is answered to a request, if it is expected.
    fn answer_to(&self, request: &SentRequest) -> Result<AnswerBy, TransportError> {
        let mut state = self.state();
        state.sent.push(request.clone());
        let picked = match &state.unexpected {
            Some(report) => Err(report.clone()),
            None => state.pick(self.0.in_order, request),
        };
        picked.map_err(|report| {
            let error = TransportError::new(TransportErrorKind::Other, report.clone());
            state.unexpected = Some(report);
            error
        })
    }

    async fn play(&self, answer: Answer, timeout: Option<Duration>) -> Result<Response<Body>, TransportError> {
        let fault = answer.as_fault();
        if fault == Some(Fault::Silence) {
            std::future::pending::<()>().await;
        }
        if let Some(timeout) = timeout.filter(|timeout| fault == Some(Fault::Timeout) || answer.latency > *timeout) {
            self.0.clock.pass(timeout);
            return Err(Fault::Timeout.error());
        }
        self.0.clock.pass(answer.latency);
        answer.deliver()
    }

    /// Nothing is done while it is held that could leave it half changed.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Finds the scene for a request, or says why there is none.
    fn pick(&mut self, in_order: bool, request: &SentRequest) -> Result<AnswerBy, String> {
        let mut next = Vec::new();
        for (index, scene) in self.scenes.iter().enumerate() {
            if !scene.is_used_up() {
                next.push(index);
            }
            if in_order && scene.is_owing() {
                break;
            }
        }
        let found: Vec<Differences> =
            next.iter().map(|index| self.scenes[*index].pattern.differences(request)).collect();
        let Some(at) = found.iter().position(Differences::is_empty) else {
            return Err(self.report(&next, &found, request));
        };
        let index = next[at];
        if in_order {
            // Those before it have had their time.
            self.scenes[..index].iter_mut().for_each(Scene::close);
        }
        let scene = &mut self.scenes[index];
        scene.count += 1;
        Ok(scene.answer.clone())
    }

    /// What is wrong with a request, compared to that of the scenes which is nearest to it.
    fn report(&self, next: &[usize], found: &[Differences], request: &SentRequest) -> String {
        let mut report = format!("not expected: {} {}\n", request.method(), request.uri());
        let nearest = found.iter().zip(next).min_by_key(|(differences, _)| differences.distance());
        let Some((differences, nearest)) = nearest else { return report + "  nothing more is expected\n" };
        let expected = &self.scenes[*nearest];
        let lines = differences.lines().join("\n    ");
        let others = next.iter().filter(|index| *index != nearest).map(|index| self.scenes[*index].to_string());
        writeln!(report, "  nearest to it: {expected}\n    {lines}").unwrap_or_default();
        for other in others {
            writeln!(report, "  or expected: {other}").unwrap_or_default();
        }
        report
    }
}

impl Default for Script {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for Script {
    fn send(
        &self,
        request: Request,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let at = self.elapsed();
        Box::pin(async move {
            let request = SentRequest::read(request, timeout, at).await?;
            let answer = self.answer_to(&request)?;
            self.play(answer(&request), timeout).await
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move { self.0.clock.wait(duration) })
    }

    /// An answer is there as soon as it is asked for, so that what does without async is tested as well.
    fn is_blocking(&self) -> bool {
        true
    }

    fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    fn monotonic(&self) -> Duration {
        self.elapsed()
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        write!(f, "Script({} expected, {} sent)", state.scenes.len(), state.sent.len())
    }
}

/// How what was sent differs from what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch(String);

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the script was not played as it is written\n{}", self.0.trim_end())
    }
}

impl std::error::Error for Mismatch {}
