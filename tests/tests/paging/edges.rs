//! What lists do that end, break or go round in circles.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::Response;
use intercom_client::search::field;
use intercom_client::{Body, BoxFuture, Client, Position, Request, Transport, TransportError};
use serde_json::{Value, json};

use crate::now;

/// Gives these answers, in turn.
#[derive(Default)]
struct Answers {
    answers: Mutex<VecDeque<(u16, Value)>>,
    asked: Mutex<Vec<Request>>,
}

impl Answers {
    /// A client that gets the answers.
    fn client(answers: impl IntoIterator<Item = (u16, Value)>) -> (Client, Arc<Self>) {
        let answers = Arc::new(Self { answers: Mutex::new(answers.into_iter().collect()), asked: Mutex::default() });
        (Client::builder("t0ken").transport(Arc::clone(&answers)).build().unwrap(), answers)
    }

    /// Path and query of the requests.
    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|request| request.uri().path_and_query().unwrap().to_string()).collect()
    }
}

impl Transport for Answers {
    fn send(&self, request: Request, _: Option<Duration>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        self.asked.lock().unwrap().push(request);
        let (status, answer) = self.answers.lock().unwrap().pop_front().unwrap_or((418, Value::Null));
        let reply = Response::builder().status(status).body(Body::from(answer.to_string())).unwrap();
        Box::pin(async { Ok(reply) })
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

fn contacts(ids: &[&str], next: &Value) -> (u16, Value) {
    let data: Vec<Value> = ids.iter().map(|id| json!({"type": "contact", "id": id})).collect();
    (200, json!({"type": "list", "data": data, "pages": {"page": 1, "total_pages": 9, "next": next}}))
}

fn after(cursor: impl Into<Value>) -> Value {
    json!({"starting_after": cursor.into()})
}

fn ids(client: &Client) -> Vec<String> {
    let contacts: Vec<_> = now(client.contacts().list().items().try_collect::<Vec<_>>()).unwrap();
    contacts.into_iter().map(|contact| contact.id).collect()
}

#[test]
fn a_list_ends_where_the_api_says_so_and_where_it_says_nonsense() {
    type Answer = (u16, Value);
    let two = |next| contacts(&["1", "2"], &next);
    let rows: [(&str, Vec<Answer>, usize); 10] = [
        ("no next page", vec![two(Value::Null)], 1),
        ("an empty cursor", vec![two(after(""))], 1),
        ("no cursor", vec![two(json!({"page": 2}))], 1),
        ("a link without a query", vec![two(json!("https://api.intercom.io/contacts"))], 1),
        (
            "a link with a percent sign that is no escape",
            vec![two(json!("https://api.intercom.io/contacts?q=100%&page=2")), two(Value::Null)],
            2,
        ),
        ("an empty page that goes on", vec![two(after("a")), contacts(&[], &after("b"))], 2),
        ("a cursor that stays", vec![two(after("a")), two(after("a"))], 2),
        ("cursors that go round", vec![two(after("a")), two(after("b")), two(after("a"))], 3),
        ("a cursor that is a number", vec![two(after(7)), two(Value::Null)], 2),
        ("no word of pages", vec![(200, json!({"data": [{"id": "1"}]}))], 1),
    ];
    for (case, answers, requests) in rows {
        let (client, api) = Answers::client(answers);
        ids(&client);
        assert_eq!(api.asked().len(), requests, "{case}");
    }
}

#[test]
fn what_a_call_asks_for_is_asked_for_every_page() {
    let (client, api) = Answers::client([contacts(&["1"], &after("a b")), contacts(&["2"], &Value::Null)]);
    let call = client.contacts().list().per_page(7);
    assert_eq!(now(call.items().try_collect::<Vec<_>>()).unwrap().len(), 2);
    assert_eq!(api.asked(), ["/contacts?per_page=7", "/contacts?per_page=7&starting_after=a%20b"]);

    let (client, api) = Answers::client([contacts(&["1"], &after("a")), contacts(&["2"], &Value::Null)]);
    let tickets = client.tickets().search(field("id").eq("1")).pages().per_page(7);
    assert_eq!(now(tickets.try_collect::<Vec<_>>()).unwrap().len(), 1, "a list under another name is empty");
    let body: Value = serde_json::from_slice(api.asked.lock().unwrap()[0].body().as_bytes().unwrap()).unwrap();
    assert_eq!(body, json!({"query": {"field": "id", "operator": "=", "value": "1"}, "pagination": {"per_page": 7}}));
}

#[test]
fn a_parameter_that_a_link_repeats_is_repeated() {
    let link = "https://api.intercom.io/contacts?tag=a%20b&page=2&tag=c";
    let (client, api) = Answers::client([contacts(&["1"], &link.into()), contacts(&["2"], &Value::Null)]);
    assert_eq!(ids(&client).len(), 2);
    assert_eq!(api.asked()[1], "/contacts?tag=a%20b&tag=c&page=2");
}

#[test]
fn a_page_leads_to_the_next_one() {
    let (client, _) = Answers::client([contacts(&["1"], &after("a")), contacts(&["2", "3"], &Value::Null)]);
    let first = now(client.contacts().list().pages().try_next()).unwrap().unwrap();
    assert_eq!(first.items()[0].id, "1");
    assert_eq!(first.next_position().unwrap().to_string(), "starting_after=a");
    let second = now(first.next()).unwrap().unwrap();
    assert_eq!(second.items().len(), 2);
    assert_eq!(second.response().status(), 200);
    assert!(second.next_position().is_none());
    assert!(now(second.next()).unwrap().is_none());
}

#[test]
fn after_an_error_a_list_is_over_but_knows_where_to_go_on() {
    let answers = [contacts(&["1"], &after("a")), (404, json!({})), contacts(&["2"], &Value::Null)];
    let (client, api) = Answers::client(answers);
    let mut items = client.contacts().list().items();
    assert_eq!(now(items.try_next()).unwrap().unwrap().id, "1");
    assert!(now(items.try_next()).unwrap_err().is_not_found());
    assert!(now(items.try_next()).unwrap().is_none(), "it does not call for ever");
    let position = items.position().unwrap();
    let rest = client.contacts().list().items().start_at(position);
    assert_eq!(now(rest.try_collect::<Vec<_>>()).unwrap()[0].id, "2");
    assert_eq!(api.asked()[1..], ["/contacts?starting_after=a", "/contacts?starting_after=a"]);
}

#[test]
fn a_list_that_failed_can_go_on_from_its_position() {
    let page = |ids, next: Option<&str>| contacts(ids, &next.map_or(Value::Null, after));
    let failure = || (404, json!({}));
    let (client, api) =
        Answers::client([page(&["1"], Some("a")), failure(), page(&["2"], Some("b")), page(&["3"], None)]);
    let mut items = client.contacts().list().items();
    assert_eq!(now(items.try_next()).unwrap().unwrap().id, "1");
    now(items.try_next()).unwrap_err();
    let position = items.position().unwrap();
    let rest = now(items.start_at(position).try_collect::<Vec<_>>()).unwrap();
    assert_eq!(rest.into_iter().map(|contact| contact.id).collect::<Vec<_>>(), ["2", "3"]);
    assert_eq!(api.asked().len(), 4);

    // Back to where it was already is no going round in circles.
    let (client, _) =
        Answers::client([page(&["1"], Some("a")), page(&["2"], None), page(&["1"], Some("a")), page(&["2"], None)]);
    let mut pages = client.contacts().list().pages();
    while now(pages.try_next()).unwrap().is_some() {}
    let again = now(pages.start_at(Position::default()).try_collect::<Vec<_>>()).unwrap();
    assert_eq!(again.len(), 2);
}

/// 500 says that a scroll was closed: asking again for its next page is of no use, only starting anew is.
#[test]
fn a_scroll_that_was_closed_starts_again() {
    let page = |id: &str| (200, json!({"type": "list", "data": [{"id": id}], "scroll_param": "s"}));
    let (client, api) = Answers::client([page("1"), (500, json!({})), page("1")]);
    let mut companies = client.companies().scroll().items();
    assert_eq!(now(companies.try_next()).unwrap().unwrap().id, "1");
    assert_eq!(now(companies.try_next()).unwrap_err().status().unwrap(), 500);
    assert!(companies.position().unwrap().is_start());
    assert_eq!(api.asked(), ["/companies/scroll", "/companies/scroll?scroll_param=s"]);
}

/// `GET /companies` answers the company itself where its id is given.
#[test]
fn a_reply_that_is_the_item_is_a_list_of_one() {
    let (client, api) = Answers::client([(200, json!({"type": "company", "id": "1"}))]);
    let companies: Vec<_> = now(client.companies().find().company_id("x").items().try_collect()).unwrap();
    assert_eq!((companies.len(), companies[0].id.as_str(), api.asked().len()), (1, "1", 1));
}

#[test]
fn a_position_is_read_back_as_it_was_written() {
    for text in ["", "page=2", "starting_after=a%20%26%3D&page=2#7", "#3"] {
        assert_eq!(text.parse::<Position>().unwrap().to_string(), text);
    }
    assert!("".parse::<Position>().unwrap().is_start());
    for text in ["page=%", "page=%zz", "page=%ff", "page=2#", "page=2#x", "&#1"] {
        let error = text.parse::<Position>().unwrap_err();
        assert!(error.to_string().contains("is no position in a list"), "{text}: {error}");
    }
}
