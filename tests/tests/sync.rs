//! Copies that are kept up to date: what was updated since a time, and contacts that were merged.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use intercom_client::sync::Checkpoint;
use intercom_client::testing::{Answer, Script, block_on};
use intercom_client::{Client, Method, Timestamp};
use serde_json::{Value, json};

const NOON: i64 = 1_767_268_800;

fn contact(id: &str, updated_at: i64) -> Value {
    json!({"type": "contact", "id": id, "updated_at": updated_at})
}

fn page(contacts: &[Value], next: Option<&str>) -> Value {
    let next = next.map(|cursor| json!({"starting_after": cursor}));
    json!({"type": "list", "data": contacts, "pages": {"type": "pages", "next": next}})
}

/// The body of the search for what was updated after a time.
fn search(after: i64, starting_after: Option<&str>) -> Value {
    let mut pagination = json!({"per_page": 150});
    if let Some(cursor) = starting_after {
        pagination["starting_after"] = cursor.into();
    }
    json!({
        "query": {"field": "updated_at", "operator": ">", "value": after},
        "sort": {"field": "updated_at", "order": "ascending"},
        "pagination": pagination,
    })
}

fn client(script: &Script) -> Client {
    script.builder().build().unwrap()
}

#[test]
fn a_run_is_stopped_resumed_and_followed_by_the_next() {
    let script = Script::new()
        .on(Method::POST, "/contacts/search")
        .json(search(NOON - 1, None))
        .reply(200, page(&[contact("1", NOON), contact("2", NOON + 5)], Some("c")))
        .on(Method::POST, "/contacts/search")
        .json(search(NOON - 1, None))
        .reply(200, page(&[contact("1", NOON), contact("2", NOON + 5)], Some("c")))
        .on(Method::POST, "/contacts/search")
        .json(search(NOON - 1, Some("c")))
        .reply(200, page(&[contact("3", NOON + 3600)], None))
        .on(Method::POST, "/contacts/search")
        // What is new takes minutes to be found: the next run looks back.
        .json(search(NOON + 3600 - 600 - 1, None))
        .reply(200, page(&[contact("3", NOON + 3600)], None));
    let contacts = client(&script).contacts();

    let mut first = contacts.updated_since(Timestamp::new(NOON));
    assert_eq!(block_on(first.try_next()).unwrap().unwrap().id, "1");
    let stored = first.checkpoint().to_string();

    let mut resumed = contacts.updated_since(stored.parse::<Checkpoint>().unwrap());
    assert_eq!(block_on(resumed.try_next()).unwrap().unwrap().id, "2");
    assert_eq!(block_on(resumed.try_next()).unwrap().unwrap().id, "3");
    assert!(block_on(resumed.try_next()).unwrap().is_none());
    let stored = resumed.checkpoint().to_string();

    let again: Vec<_> = block_on(contacts.updated_since(stored.parse::<Checkpoint>().unwrap()).try_collect()).unwrap();
    assert_eq!(again.len(), 1);
    script.finish();
}

/// Their searches match times by the day, in the time zone of the workspace.
#[test]
fn what_is_too_old_is_left_out_where_the_api_counts_days() {
    let item = |id: &str, updated_at: i64| json!({"id": id, "updated_at": updated_at});
    let items = [item("old", NOON - 1), item("new", NOON), json!({"id": "timeless"})];
    let after = NOON - 25 * 3600;
    let script = Script::new()
        .on(Method::POST, "/conversations/search")
        .json(search(after, None))
        .reply(200, json!({"conversations": items}))
        .on(Method::POST, "/tickets/search")
        .json(search(after, None))
        .reply(200, json!({"tickets": items}))
        .on(Method::POST, "/companies/search")
        .json(search(after, None))
        .reply(200, json!({"data": items}));
    let client = client(&script);
    let conversations: Vec<_> = block_on(client.conversations().updated_since(NOON).try_collect()).unwrap();
    assert_eq!(conversations.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["new", "timeless"]);
    let tickets: Vec<_> = block_on(client.tickets().updated_since(NOON).try_collect()).unwrap();
    assert_eq!(tickets.len(), 2);
    let companies: Vec<_> = block_on(client.companies().updated_since(NOON).try_collect()).unwrap();
    assert_eq!(companies.len(), 2);
    script.finish();
}

#[test]
fn everything_is_asked_for_from_the_beginning_of_time() {
    let script = Script::new()
        .on(Method::POST, "/conversations/search")
        .json(search(0, None))
        .reply(200, json!({"conversations": []}));
    assert!(block_on(client(&script).conversations().updated_since(0).try_next()).unwrap().is_none());
    script.finish();
}

#[test]
fn a_checkpoint_is_read_back_as_it_was_written() {
    for text in ["0/", "-5/7", "1767268800/1767272400/starting_after=a%2Fb&page=2#3", "1/2/"] {
        assert_eq!(text.parse::<Checkpoint>().unwrap().to_string(), text);
    }
    for text in ["", "x/", "1", "1/x", "1/2/page=%"] {
        let error = text.parse::<Checkpoint>().unwrap_err().to_string();
        assert!(error.contains("is no checkpoint") || error.contains("is no position"), "{text}: {error}");
    }
}

fn merged(into: &str) -> Answer {
    let reasons = json!([{"code": "contact_merged"}]);
    Answer::json(410, json!({"errors": reasons})).header("link", &format!("</contacts/{into}>; rel=\"canonical\""))
}

#[test]
fn a_merged_contact_is_followed_up_to_three_times() {
    let get = |script: Script, id: &str| script.on(Method::GET, format!("/contacts/{id}"));
    let three = || {
        let script = get(Script::new(), "a").answer(merged("b"));
        get(get(script, "b").answer(merged("c")), "c").answer(merged("d"))
    };
    let script = get(three(), "d").reply(200, contact("d", NOON));
    assert_eq!(block_on(client(&script).contacts().get_merged("a")).unwrap().id, "d");
    script.finish();

    let script = get(three(), "d").answer(merged("e"));
    let error = block_on(client(&script).contacts().get_merged("a")).unwrap_err();
    assert_eq!(error.status().unwrap(), 410, "more merges than that are not followed");
    script.finish();
}

#[test]
fn a_link_is_followed_only_to_a_contact() {
    for link in [
        "",
        "nonsense",
        "</contacts/>; rel=\"canonical\"",
        "</contacts/../admins>; rel=\"canonical\"",
        "</x/1>; rel=\"canonical\"",
        "</contacts/1>; rel=\"next\"",
    ] {
        let script =
            Script::new().on(Method::GET, "/contacts/a").answer(Answer::json(410, json!({})).header("link", link));
        let error = block_on(client(&script).contacts().get_merged("a")).unwrap_err();
        assert_eq!(error.status().unwrap(), 410, "{link}");
        script.finish();
    }
}
