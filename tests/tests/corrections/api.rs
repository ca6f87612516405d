//! The API as these tests need it: it gives one answer, and remembers what it was asked.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use intercom_client::{Body, BoxFuture, Client, Error, Request, Transport, TransportError};
use serde_json::Value;

/// Gives one answer to everything.
pub struct Api {
    status: u16,
    answer: Vec<u8>,
    asked: Mutex<Vec<Request>>,
}

impl Api {
    /// An API that answers JSON.
    pub fn new(answer: &Value) -> Arc<Self> {
        Self::with(200, answer.to_string())
    }

    /// An API that answers whatever is given.
    pub fn with(status: u16, answer: impl Into<Vec<u8>>) -> Arc<Self> {
        Arc::new(Self { status, answer: answer.into(), asked: Mutex::default() })
    }

    /// A client for which everything that does not fit is an error.
    pub fn client(self: &Arc<Self>) -> Client {
        Client::builder("token").transport(Arc::clone(self)).strict(true).build().unwrap()
    }

    /// `METHOD /path?query` of the only request.
    pub fn line(&self) -> String {
        let asked = self.asked.lock().unwrap();
        let [request] = asked.as_slice() else { panic!("{} requests", asked.len()) };
        format!("{} {}", request.method(), request.uri().path_and_query().unwrap())
    }

    /// Whether nothing was asked.
    pub fn is_untouched(&self) -> bool {
        self.asked.lock().unwrap().is_empty()
    }

    /// The body of the only request.
    pub fn body(&self) -> Value {
        serde_json::from_slice(self.asked.lock().unwrap()[0].body().as_bytes().unwrap()).unwrap()
    }
}

impl Transport for Api {
    fn send(
        &self,
        request: Request,
        _timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        self.asked.lock().unwrap().push(request);
        let mut reply = http::Response::new(Body::from(self.answer.clone()));
        *reply.status_mut() = http::StatusCode::from_u16(self.status).unwrap();
        Box::pin(async { Ok(reply) })
    }

    fn sleep(&self, _duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

/// What a call comes to. It never has to wait.
pub fn now<T>(call: impl IntoFuture<Output = Result<T, Error>>) -> Result<T, Error> {
    match pin!(call.into_future()).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("the API answers at once"),
    }
}

/// What a call of an API with one answer comes to. What does not fit fails the test, with its path.
pub fn read<T, C: IntoFuture<Output = Result<T, Error>>>(answer: &Value, call: impl FnOnce(Client) -> C) -> T {
    now(call(Api::new(answer).client())).unwrap_or_else(|error| panic!("{error}"))
}

/// The line of the request that a call makes; what comes back does not matter.
pub fn line<T, C: IntoFuture<Output = Result<T, Error>>>(call: impl FnOnce(Client) -> C) -> String {
    let api = Api::new(&Value::Object(serde_json::Map::new()));
    let _ = now(call(api.client()));
    api.line()
}
