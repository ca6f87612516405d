//! Each region leads to its host.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use intercom_client::{Body, BoxFuture, Client, Region, Request, Transport, TransportError};

/// Remembers where requests were to go.
#[derive(Default)]
struct Hosts(Mutex<Vec<String>>);

impl Transport for Hosts {
    fn send(
        &self,
        request: Request,
        _timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        self.0.lock().unwrap().push(request.uri().to_string());
        Box::pin(async { Ok(http::Response::new(Body::from("{}"))) })
    }

    fn sleep(&self, _duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

/// The value of a future that never has to wait.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("the transport answers at once"),
    }
}

#[test]
fn each_region_leads_to_its_host() {
    let regions = [
        (Region::Us, "https://api.intercom.io/me"),
        (Region::Eu, "https://api.eu.intercom.io/me"),
        (Region::Au, "https://api.au.intercom.io/me"),
    ];
    for (region, url) in regions {
        let hosts = Arc::new(Hosts::default());
        let client = Client::builder("token").region(region).transport(Arc::clone(&hosts)).build().unwrap();
        now(async { client.admins().identify().await }).unwrap();
        assert_eq!(*hosts.0.lock().unwrap(), [url]);
    }
}

#[test]
fn without_a_region_it_is_the_united_states() {
    let hosts = Arc::new(Hosts::default());
    let client = Client::builder("token").transport(Arc::clone(&hosts)).build().unwrap();
    now(async { client.tags().list().await }).unwrap();
    assert_eq!(*hosts.0.lock().unwrap(), ["https://api.intercom.io/tags"]);
}
