//! The two ways to make the call.

use std::hint::black_box;
use std::net::SocketAddr;
use std::time::Duration;

use intercom_client::Client;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect;

use crate::{Outcome, bare};

const TOKEN: &str = "dG9rOmhhcmJvdXJfYmVuY2hfdG9rZW5fMDQxNw==";
const CONTACT: &str = "66f0a1b2c3d4e5f601234567";

/// A way to make the call.
pub trait Caller: Clone + Send + 'static {
    /// Fetches a contact, and makes sure that it is one.
    fn call(&self) -> impl Future<Output = Outcome> + Send;
}

/// By the client, with its defaults.
#[derive(Clone)]
pub struct Through(Client);

impl Through {
    pub fn new(server: SocketAddr) -> Outcome<Self> {
        Ok(Self(Client::builder(TOKEN).base_url(format!("http://{server}")).build()?))
    }
}

impl Caller for Through {
    async fn call(&self) -> Outcome {
        let contact = self.0.contacts().get(CONTACT).await?;
        let found = if contact.id == CONTACT { Ok(()) } else { Err("another contact") };
        black_box(contact);
        Ok(found?)
    }
}

/// In reqwest alone, as somebody would write it who wants it quick: what is the same for all requests is set once. Connect
/// timeout, timeout, redirects and headers are those of the client.
#[derive(Clone)]
pub struct Bare {
    client: reqwest::Client,
    base: String,
}

impl Bare {
    pub fn new(server: SocketAddr) -> Outcome<Self> {
        let mut token = HeaderValue::try_from(format!("Bearer {TOKEN}"))?;
        token.set_sensitive(true);
        let headers = HeaderMap::from_iter([
            (HeaderName::from_static("intercom-version"), HeaderValue::from_static(intercom_client::API_VERSION)),
            (ACCEPT, HeaderValue::from_static("application/json")),
            (AUTHORIZATION, token),
        ]);
        let client = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(30))
            .user_agent("intercom-client/0.1.0")
            .default_headers(headers)
            .build()?;
        Ok(Self { client, base: format!("http://{server}") })
    }
}

impl Caller for Bare {
    async fn call(&self) -> Outcome {
        let reply = self.client.get(format!("{}/contacts/{CONTACT}", self.base)).send().await?.error_for_status()?;
        let contact: bare::Contact = serde_json::from_slice(&reply.bytes().await?)?;
        let found = if contact.id == CONTACT { Ok(()) } else { Err("another contact") };
        black_box(contact);
        Ok(found?)
    }
}

/// Makes so many calls in all, so many of them at once.
pub async fn calls(caller: &impl Caller, at_once: usize, calls: usize) -> Outcome {
    if at_once == 1 {
        return one_by_one(caller.clone(), calls).await;
    }
    let start = |_| tokio::spawn(one_by_one(caller.clone(), calls / at_once));
    let tasks: Vec<_> = (0..at_once).map(start).collect();
    for task in tasks {
        task.await??;
    }
    Ok(())
}

async fn one_by_one(caller: impl Caller, calls: usize) -> Outcome {
    for _ in 0..calls {
        caller.call().await?;
    }
    Ok(())
}
