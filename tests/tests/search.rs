//! Searches: what is sent for a query, and which queries are not sent at all.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use http::Response;
use intercom_client::models::TagBasic;
use intercom_client::search::{Query, Search, all, any, field};
use intercom_client::{Body, BoxFuture, Client, ErrorKind, Request, Timestamp, Transport, TransportError};
use serde_json::{Value, json};

/// Remembers what it was asked, and has found nothing.
#[derive(Default)]
struct Api(Mutex<Vec<Request>>);

impl Transport for Api {
    fn send(&self, request: Request, _: Option<Duration>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        self.0.lock().unwrap().push(request);
        Box::pin(async { Ok(Response::new(Body::from("{}"))) })
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

/// What is sent for a search, or why nothing is.
fn sent(search: impl Into<Search>) -> Result<Value, String> {
    let api = Arc::new(Api::default());
    let client = Client::builder("t0ken").transport(Arc::clone(&api)).build().unwrap();
    let call = pin!(client.contacts().search(search).into_future());
    let Poll::Ready(result) = call.poll(&mut Context::from_waker(Waker::noop())) else { panic!("it answers at once") };
    let asked = api.0.lock().unwrap();
    match result {
        Ok(_) => Ok(serde_json::from_slice(asked[0].body().as_bytes().unwrap()).unwrap()),
        Err(error) => {
            assert!(asked.is_empty(), "nothing is sent");
            let ErrorKind::InvalidRequest(problem) = error.kind() else { panic!("{error}") };
            Err(problem.clone())
        }
    }
}

fn query(query: Query) -> Value {
    sent(query).unwrap()["query"].take()
}

#[test]
fn every_operator_and_every_kind_of_value_is_sent_as_the_api_takes_it() {
    let (f, owned) = (|| field("f"), String::from("a"));
    let rows: [(Query, &str, Value); 20] = [
        (f().eq("a"), "=", json!("a")),
        (f().eq(String::from("a")), "=", json!("a")),
        (f().not_eq(7), "!=", json!(7)),
        (f().is_in(["a", "b"]), "IN", json!(["a", "b"])),
        (f().is_not_in(vec![1, 2]), "NIN", json!([1, 2])),
        (f().lt(7_i64), "<", json!(7)),
        (f().at_most(7), "<=", json!(7)),
        (f().gt(Timestamp::new(1_700_000_000)), ">", json!(1_700_000_000)),
        (f().at_least(1.5), ">=", json!(1.5)),
        (f().contains("a"), "~", json!("a")),
        (f().does_not_contain("a"), "!~", json!("a")),
        (f().starts_with("a"), "^", json!("a")),
        (f().ends_with("a"), "$", json!("a")),
        (f().eq(true), "=", json!(true)),
        (f().eq(None::<&str>), "=", Value::Null),
        (f().eq(Some(7)), "=", json!(7)),
        (f().is_null(), "=", Value::Null),
        (f().is_not_null(), "!=", Value::Null),
        (f().eq(&owned), "=", json!("a")),
        (f().eq(intercom_client::models::ConversationListItemState::Open), "=", json!("open")),
    ];
    for (filter, operator, value) in rows {
        assert_eq!(query(filter), json!({"field": "f", "operator": operator, "value": value}));
    }
}

#[test]
fn groups_nest_and_searches_are_sorted_and_paged() {
    let email = || any([field("email").contains("@acme.com"), field("custom_attributes.plan").is_in(["pro"])]);
    let search = Search::new(all([field("role").eq("user"), email()])).descending("created_at").per_page(7);
    let expected = json!({
        "query": {"operator": "AND", "value": [
            {"field": "role", "operator": "=", "value": "user"},
            {"operator": "OR", "value": [
                {"field": "email", "operator": "~", "value": "@acme.com"},
                {"field": "custom_attributes.plan", "operator": "IN", "value": ["pro"]},
            ]},
        ]},
        "sort": {"field": "created_at", "order": "descending"},
        "pagination": {"per_page": 7},
    });
    assert_eq!(sent(search.clone()).unwrap(), expected);
    assert_eq!(sent(search.starting_after("c")).unwrap()["pagination"], json!({"per_page": 7, "starting_after": "c"}));
    // In a form of their own searches are what they are, however odd.
    let odd = json!({"query": {"field": "a"}, "pagination": "x", "include": ["tags"]});
    assert_eq!(sent(Search::from(odd.clone())).unwrap(), odd);
    assert_eq!(sent(Search::from(odd).per_page(3)).unwrap()["pagination"], json!({"per_page": 3}));
    assert_eq!(
        sent(Search::new(email()).ascending("name")).unwrap()["sort"],
        json!({"field": "name", "order": "ascending"})
    );
    assert_eq!(sent(expected.clone()).unwrap(), expected, "the API's own form is taken as it is");
}

#[test]
fn what_the_api_would_refuse_is_not_sent_and_the_group_is_named() {
    let many = |count| (0..count).map(|_| field("f").eq("a")).collect::<Vec<_>>();
    assert!(sent(all(many(15))).is_ok());
    assert!(sent(all([any(many(15)), any(many(15))])).is_ok());
    let rows = [
        (all(many(16)), "the search.all: a group can have 15 filters, not 16"),
        (all([field("f").eq(1), any(many(16))]), "the search.all[1].any: a group can have 15 filters, not 16"),
        (any([]), "the search.any: a group needs at least one filter"),
        (any([all([any(many(1))])]), "the search.any[0].all[0].any: groups can be nested 2 levels deep, not 3"),
        (field("").eq(1), "the search: the field has no name"),
        (
            all([field("tag_id").is_in(["1"])]),
            "the search.all[0]: `tag_id` can be compared by `=` and `!=` only, not by `IN`",
        ),
        (field("f").is_in(Vec::<String>::new()), "the search: `f` cannot be compared with []"),
        (field("f").eq(TagBasic::default()), "the search: `f` cannot be compared with {\"id\":\"\",\"name\":\"\"}"),
    ];
    for (query, problem) in rows {
        assert_eq!(sent(query).unwrap_err(), problem);
    }
}
