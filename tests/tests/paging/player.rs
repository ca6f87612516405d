//! An API that plays a list of three pages.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Response, StatusCode, Uri};
use intercom_client::{Backoff, Body, BoxFuture, Client, Request, Transport, TransportError};
use serde_json::{Map, Value, json};

pub const PAGES: u64 = 3;
const PER_PAGE: u64 = 2;

/// How a page tells of the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `pages.next` is an object with a cursor for the query.
    Cursor,
    /// The same for the body of a search.
    BodyCursor,
    /// `pages` has the number of this page and of all; next is null to the end.
    Number,
    /// The same without a wrapper around the numbers.
    BareNumber,
    /// The same, for the number in the body.
    BodyNumber,
    /// `pages.next` is an address, of whatever host.
    Link,
    /// `next_cursor` and `has_more`.
    Token,
    /// `scroll_param`, and an empty page at the end.
    Scroll,
}

/// Plays a list in a dialect, and remembers what it was asked.
pub struct Player {
    dialect: Dialect,
    /// The names of the fields on the way to the items.
    items: &'static str,
    asked: Mutex<Vec<Request>>,
    /// How many requests came for a scroll, which has no other place than in the API's memory.
    scrolled: Mutex<u64>,
}

impl Player {
    pub fn new(dialect: Dialect, items: &'static str) -> Arc<Self> {
        Arc::new(Self { dialect, items, asked: Mutex::default(), scrolled: Mutex::default() })
    }

    pub fn client(self: &Arc<Self>) -> Client {
        Client::builder("t0ken")
            .base_url("https://api.example")
            .transport(Arc::clone(self))
            .retry(Backoff::never())
            .build()
            .unwrap()
    }

    /// The requests since this was last asked.
    pub fn asked(&self) -> Vec<Request> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    /// The number of the page that a request is for, from 1.
    fn page(&self, request: &Request) -> u64 {
        let query = |name: &str| query(request.uri(), name);
        let body: Value = serde_json::from_slice(request.body().as_bytes().unwrap_or_default()).unwrap_or_default();
        let number = |cursor: Option<String>| cursor.map_or(1, |cursor| number_of(&cursor));
        match self.dialect {
            Dialect::Cursor => number(query("starting_after")),
            Dialect::Token => number(query("cursor")),
            Dialect::BodyCursor => number(body["pagination"]["starting_after"].as_str().map(str::to_owned)),
            Dialect::BodyNumber => body["page"].as_u64().unwrap_or(1),
            Dialect::Number | Dialect::BareNumber | Dialect::Link => {
                query("page").map_or(1, |page| page.parse().unwrap())
            }
            Dialect::Scroll => {
                let mut scrolled = self.scrolled.lock().unwrap();
                *scrolled = if query("scroll_param").is_some() { *scrolled + 1 } else { 1 };
                *scrolled
            }
        }
    }

    fn answer(&self, page: u64) -> Value {
        let first = (page - 1) * PER_PAGE;
        let items: Vec<Value> = (first..first + PER_PAGE).map(item).filter(|_| page <= PAGES).collect();
        let mut answer = self.items.rsplit('.').fold(json!(items), |inner, name| json!({ name: inner }));
        let (next, is_last) = (page + 1, page >= PAGES);
        let told = match self.dialect {
            Dialect::Cursor | Dialect::BodyCursor => {
                let next = if is_last { Value::Null } else { json!({"page": next, "starting_after": cursor(next)}) };
                // As the API has it: how many pages there are is not always known.
                json!({"pages": {"type": "pages", "page": page, "per_page": PER_PAGE, "total_pages": 9, "next": next}})
            }
            Dialect::Number | Dialect::BodyNumber => {
                json!({"pages": {"type": "pages", "page": page, "per_page": PER_PAGE, "total_pages": PAGES, "next": null}})
            }
            Dialect::BareNumber => json!({"page": page, "per_page": PER_PAGE, "total_pages": PAGES}),
            Dialect::Link => {
                let link = format!("https://elsewhere.example/any/path?per_page={PER_PAGE}&page={next}");
                json!({"pages": {"type": "pages", "next": if is_last { Value::Null } else { json!(link) }}})
            }
            Dialect::Token => json!({"next_cursor": (!is_last).then(|| cursor(next)), "has_more": !is_last}),
            Dialect::Scroll => json!({"scroll_param": "scr0ll=+", "pages": null}),
        };
        merge(&mut answer, told);
        merge(&mut answer, json!({"type": "list"}));
        answer
    }
}

impl Transport for Player {
    fn send(&self, request: Request, _: Option<Duration>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let answer = self.answer(self.page(&request));
        self.asked.lock().unwrap().push(request);
        let mut reply = Response::new(Body::from(answer.to_string()));
        *reply.status_mut() = StatusCode::OK;
        Box::pin(async { Ok(reply) })
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

/// The items of the list from one on, by their marks.
pub fn marks_from(first: u64) -> Vec<u64> {
    (first..PAGES * PER_PAGE).collect()
}

/// An item that every list can read, and that is told from the others by a field which none of them knows.
fn item(mark: u64) -> Value {
    json!({"id": mark.to_string(), "name": "n", "mark": mark})
}

/// A cursor with all that a query has to escape.
fn cursor(page: u64) -> String {
    format!("p={page}&/ +%25ü")
}

fn number_of(cursor: &str) -> u64 {
    cursor.strip_prefix("p=").and_then(|rest| rest.strip_suffix("&/ +%25ü")).unwrap_or("mangled").parse().unwrap()
}

fn merge(into: &mut Value, from: Value) {
    let from: Map<String, Value> = serde_json::from_value(from).unwrap();
    into.as_object_mut().unwrap().extend(from);
}

fn query(uri: &Uri, name: &str) -> Option<String> {
    let pairs = uri.query()?.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let (_, value) = pairs.into_iter().find(|(known, _)| *known == name)?;
    Some(decoded(value))
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        rest = others;
        bytes.push(if *first == b'%' {
            let hex = std::str::from_utf8(&rest[..2]).unwrap();
            rest = &rest[2..];
            u8::from_str_radix(hex, 16).unwrap()
        } else {
            *first
        });
    }
    String::from_utf8(bytes).unwrap()
}
