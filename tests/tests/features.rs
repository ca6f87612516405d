//! The client with few of its features, by itself: together with the workspace it would get those of others.

use std::collections::BTreeMap;

use integration_tests::{Cargo, Scratch};

fn is_clean_with(features: &str) {
    let arguments = ["check", "--package", "intercom-client", "--no-default-features", "--features", features];
    Cargo::on_workspace(&arguments).apart().run_clean();
}

#[test]
fn without_any_feature() {
    is_clean_with("");
}

#[test]
fn with_one_feature_alone() {
    for feature in ["admins", "identity", "webhooks"] {
        is_clean_with(feature);
    }
}

/// The documentation of each operation has a call of it, which is compiled.
#[test]
fn with_the_examples_of_one_tag_alone() {
    for tag in ["tags", "office_hours"] {
        let alone = ["test", "--doc", "--package", "intercom-client", "--no-default-features", "--features", tag];
        let files = format!("src/api/{tag}.rs");
        let printed = Cargo::on_workspace(&[&alone[..], &["--", &files]].concat()).apart().run();
        assert!(!printed.err.contains("warning"), "{}", printed.err);
        assert!(!printed.out.contains("running 0 tests"), "{}", printed.out);
    }
}

const MANIFEST: &str = r#"
[package]
name = "few-features"
version = "0.0.0"
edition = "2024"

[dependencies]
serde_json = "1"

[dependencies.intercom-client]
path = "../../../generated"
default-features = false
features = ["admins", "contacts", "tags"]
"#;

/// Calls of three tags, carried by a transport that answers by itself and needs no runtime.
const PROGRAM: &str = r#"
use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use intercom_client::http::Response;
use intercom_client::models::CreateOrUpdateTagRequest;
use intercom_client::{Body, BoxFuture, Client, Error, Request, Transport, TransportError};

struct Echo;

impl Transport for Echo {
    fn send(&self, request: Request, _: Option<Duration>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let name = format!("{} {}", request.method(), request.uri().path());
        let body = serde_json::json!({"id": "1", "name": name, "admins": [{"id": "2", "name": name}]});
        Box::pin(std::future::ready(Ok(Response::new(Body::from(body.to_string())))))
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}

fn ready<F: IntoFuture>(call: F) -> F::Output {
    match pin!(call.into_future()).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!(),
    }
}

fn main() -> Result<(), Error> {
    let client = Client::builder("fake-token").transport(Echo).build()?;
    println!("{:?}", ready(client.admins().list())?.admins[0].name);
    println!("{:?}", ready(client.contacts().get("7"))?.name);
    println!("{:?}", ready(client.tags().create(CreateOrUpdateTagRequest::new("vip")))?.name);
    Ok(())
}
"#;

#[test]
fn with_three_tags_and_a_transport_of_ones_own() {
    let files = [("Cargo.toml", MANIFEST), ("src/main.rs", PROGRAM)];
    let files = BTreeMap::from(files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())));
    let program = Scratch::of_files("few-features", files);
    let tree = program.cargo(&["tree", "--prefix", "none", "--edges", "normal"]).run().out;
    for heavy in ["reqwest", "tokio", "hyper", "rustls", "ureq"] {
        assert!(!tree.lines().any(|line| line.split(' ').next() == Some(heavy)), "{tree}");
    }
    let printed = program.cargo(&["run", "--quiet"]).run().out;
    assert_eq!(printed, "\"GET /admins\"\nSome(\"GET /contacts/7\")\n\"POST /tags\"\n");
}
