//! A transport for tests, of no network.
#![allow(dead_code, reason = "not every test needs all of it")]

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use http::{Response, response};
use intercom_runtime::rt::{Body, BoxFuture, Request, Transport, TransportError, TransportErrorKind};

/// Answers from a script, each after a second by its own clock, and remembers what it was asked. When the script is at its
/// end, nothing can be connected to any more.
#[derive(Default)]
pub struct Script {
    answers: Mutex<VecDeque<Response<&'static str>>>,
    pub asked: Mutex<Vec<Request>>,
    pub clock: Mutex<Duration>,
}

impl Script {
    pub fn of(answers: impl IntoIterator<Item = response::Builder>) -> Arc<Self> {
        let answers = answers.into_iter().map(|answer| answer.body("{}").unwrap()).collect();
        Arc::new(Self { answers: Mutex::new(answers), ..Self::default() })
    }

    pub fn statuses<const N: usize>(statuses: [u16; N]) -> Arc<Self> {
        Self::of(statuses.map(|status| Response::builder().status(status)))
    }

    /// What was sent in a header, request by request.
    pub fn sent(&self, name: &str) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        let value =
            |request: &Request| request.headers().get(name).map_or("-".into(), |value| value.to_str().unwrap().into());
        asked.iter().map(value).collect()
    }
}

impl Transport for Script {
    fn send(&self, request: Request, _: Option<Duration>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        *self.clock.lock().unwrap() += Duration::from_secs(1);
        self.asked.lock().unwrap().push(request);
        let answer = self.answers.lock().unwrap().pop_front();
        let answer = answer.ok_or_else(|| TransportError::new(TransportErrorKind::Connect, "the cable is cut"));
        Box::pin(std::future::ready(answer.map(|answer| answer.map(Body::from))))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        *self.clock.lock().unwrap() += duration;
        Box::pin(std::future::ready(()))
    }

    fn monotonic(&self) -> Duration {
        *self.clock.lock().unwrap()
    }
}

/// A transport that is always ready needs no runtime.
pub fn wait<F: IntoFuture>(call: F) -> F::Output {
    let mut future = pin!(call.into_future());
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the script is always ready"),
    }
}
