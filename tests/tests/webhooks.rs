//! Webhooks: who sent them is told, and whatever is in them is read.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use http::{HeaderMap, HeaderValue, Method};
use intercom_client::webhooks::{
    Event, FIN_SIGNATURE_HEADER, FinEvent, Item, Notification, SIGNATURE_HEADER, SignatureError, Topic, Verifier,
    WebhookError, is_probe, sign, sign_fin,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const SECRET: &str = "harbour-secret";
const FIN_SECRET: &str = "lighthouse-secret";

fn verifier() -> Verifier {
    Verifier::new(SECRET).fin(FIN_SECRET)
}

/// A notification as it is sent.
fn envelope(topic: &str, item: &Value) -> Value {
    json!({
        "type": "notification_event",
        "app_id": "harbour",
        "data": {"type": "notification_event_data", "item": item},
        "links": {},
        "id": "notif_1",
        "topic": topic,
        "delivery_status": "pending",
        "delivery_attempts": 1,
        "delivered_at": 0,
        "first_sent_at": 1_700_000_001,
        "created_at": 1_700_000_000,
        "self": null,
    })
}

fn headers(name: &'static str, value: &str) -> HeaderMap {
    HeaderMap::from_iter([(http::HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())])
}

fn receive(body: &str) -> Event {
    let headers = headers(SIGNATURE_HEADER, &sign(SECRET, body.as_bytes()));
    verifier().receive(&headers, body.as_bytes()).unwrap()
}

fn notification(topic: &str, item: &Value) -> Notification {
    match receive(&envelope(topic, item).to_string()) {
        Event::Notification(notification) => *notification,
        other => panic!("no notification: {other:?}"),
    }
}

// ---- who sent it

#[test]
fn signatures_are_those_of_the_published_vectors() {
    // RFC 2202 and RFC 4231, test case 2 of each.
    let (key, body) = ("Jefe", b"what do ya want for nothing?");
    let sha1 = "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79";
    let sha256 = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert_eq!(sign(key, body), format!("sha1={sha1}"));
    assert_eq!(sign_fin(key, body), format!("sha256={sha256}"));
    let verifier = Verifier::new(key).fin(key);
    verifier.verify(body, format!("sha1={}", sha1.to_uppercase())).unwrap();
    verifier.verify_fin(body, format!("sha256={}", sha256.to_uppercase())).unwrap();
    verifier.verify(body, HeaderValue::from_str(&format!("sha1={sha1}")).unwrap()).unwrap();
}

#[test]
fn what_is_not_signed_by_the_secret_is_refused() {
    let body = b"{}";
    let right = sign(SECRET, body);
    let verifier = verifier();
    let refused = |body: &[u8], signature: &str| verifier.verify(body, signature).unwrap_err();
    assert_eq!(refused(b"{ }", &right), SignatureError::Mismatch);
    assert_eq!(refused(body, &sign("another", body)), SignatureError::Mismatch);
    assert_eq!(refused(body, &sign("", body)), SignatureError::Mismatch);
    let digits = right.strip_prefix("sha1=").unwrap();
    for garbled in [
        "",
        "sha1=",
        digits,
        &right[..44],
        &format!("{right}0"),
        &right.replace("sha1", "sha256"),
        &sign_fin(SECRET, body),
    ] {
        assert_eq!(refused(body, garbled), SignatureError::Malformed, "{garbled}");
    }
    let no_digit = format!("sha1=g{}", &digits[1..]);
    assert_eq!(refused(body, &no_digit), SignatureError::Malformed);
    assert_eq!(verifier.verify(body, b"sha1=\xff\xfe").unwrap_err(), SignatureError::Malformed);
}

#[test]
fn a_secret_can_be_exchanged_and_an_empty_one_is_none() {
    let body = b"{}";
    let both = Verifier::new("new").or("old");
    both.verify(body, sign("new", body)).unwrap();
    both.verify(body, sign("old", body)).unwrap();
    let none = Verifier::new("").or("").fin("");
    assert_eq!(none.verify(body, sign("", body)), Err(SignatureError::NoSecret));
    assert_eq!(none.verify_fin(body, sign_fin("", body)), Err(SignatureError::NoSecret));
    let shown = format!("{both:?}");
    assert!(!shown.contains("new") && !shown.contains("old"), "{shown}");
}

#[test]
fn nothing_is_read_before_it_is_verified() {
    let refused = |headers: &HeaderMap| verifier().receive(headers, b"no JSON").unwrap_err();
    assert_eq!(refused(&HeaderMap::new()), WebhookError::Signature(SignatureError::Missing));
    let wrong = headers(SIGNATURE_HEADER, &sign("another", b"no JSON"));
    assert_eq!(refused(&wrong), WebhookError::Signature(SignatureError::Mismatch));
    // Neither secret signs for the other kind.
    let crossed = headers(FIN_SIGNATURE_HEADER, &sign_fin(SECRET, b"no JSON"));
    assert_eq!(refused(&crossed), WebhookError::Signature(SignatureError::Mismatch));
    let mut both = headers(FIN_SIGNATURE_HEADER, &sign_fin(FIN_SECRET, b"no JSON"));
    both.extend(wrong);
    assert_eq!(refused(&both), WebhookError::Signature(SignatureError::Mismatch));
    let right = headers(SIGNATURE_HEADER, &sign(SECRET, b"no JSON"));
    assert!(matches!(refused(&right), WebhookError::Decode(_)));
}

#[test]
fn a_probe_is_told_by_its_method() {
    assert!(is_probe(&Method::HEAD));
    assert!(!is_probe(&Method::POST));
}

// ---- what it says

#[test]
fn a_notification_is_read() {
    let item = json!({"type": "conversation", "id": 123, "state": "open", "wind": "north"});
    let body = envelope("conversation.user.replied", &item).to_string();
    let Event::Notification(read) = receive(&body) else { panic!("no notification") };
    assert_eq!((read.id.as_deref(), &read.app_id[..]), (Some("notif_1"), "harbour"));
    assert_eq!(read.topic, Topic::ConversationUserReplied);
    assert_eq!(i64::from(read.created_at.unwrap()), 1_700_000_000);
    assert_eq!(i64::from(read.first_sent_at.unwrap()), 1_700_000_001);
    assert_eq!((read.delivery_attempts, read.delivery_status.as_deref()), (Some(1), Some("pending")));
    assert_eq!(read.raw(), body.as_bytes());
    assert_eq!(read.extra()["delivered_at"], 0);
    let Item::Conversation(conversation) = &read.item else { panic!("{:?}", read.item) };
    assert_eq!(conversation.id, "123");
    assert_eq!(conversation.extra()["wind"], "north");
}

#[test]
fn a_ping_has_no_id() {
    let mut body = envelope("ping", &json!({"type": "ping", "message": "hello"}));
    body["id"] = Value::Null;
    body["delivery_status"] = Value::Null;
    let Event::Notification(read) = receive(&body.to_string()) else { panic!("no notification") };
    assert_eq!((&read.id, &read.delivery_status, &read.topic), (&None, &None, &Topic::Ping));
    assert!(read.issues().is_empty());
    assert!(matches!(read.item, Item::Ping(ping) if ping.message.as_deref() == Some("hello")));
}

/// The variant of an item, as `Debug` shows it.
fn variant(item: &Item) -> String {
    format!("{item:?}").split('(').next().unwrap().to_owned()
}

#[test]
fn an_item_is_told_by_its_own_type_whatever_the_topic() {
    let kinds = [
        ("Admin", json!({"type": "admin", "id": 7, "name": "Ada", "email": "ada@example.com"})),
        ("ActivityLog", json!({"type": "admin_activity_log_event", "id": "1", "activity_type": "new_thing"})),
        ("ApiRequest", json!({"type": "api.request.completed", "response": {"status": 200}})),
        ("Article", json!({"type": "article", "id": "1"})),
        ("Call", json!({"type": "call", "id": "1"})),
        ("Company", json!({"type": "company", "id": "1", "created_at": "2024-01-02T03:04:05.678+00:00"})),
        ("CompanyContact", json!({"company": {"id": "1"}, "contact": {"id": "2"}})),
        ("Contact", json!({"type": "contact", "id": "1", "deleted": true})),
        ("ContactSubscription", json!({"type": "granular_subscribe", "contact": {"id": "1"}})),
        ("ContactSubscription", json!({"type": "contact_unsubscribe", "contact": {"id": "1"}})),
        ("ContactTag", json!({"type": "contact_tag", "tag": {"id": "1", "name": "vip"}, "contact": {"id": "2"}})),
        ("ContentStat", json!({"type": "content_stat.kite", "content_stat": {"id": 1}, "contact": {"id": "2"}})),
        ("Conversation", json!({"type": "conversation", "conversation_id": "1"})),
        ("ConversationContact", json!({"conversation": {"model": {"id": 1}}, "contact": {"id": "2"}})),
        ("ConversationPart", json!({"type": "conversation_part", "id": "1"})),
        ("DataEvent", json!({"type": "event", "event_name": "sailed"})),
        ("Job", json!({"type": "job", "id": "1"})),
        ("Ping", json!({"type": "ping"})),
        ("Ticket", json!({"type": "ticket", "id": "1", "team_assignee_id": "0"})),
        ("TicketTicketPart", json!({"type": "ticket_ticket_part", "ticket": {"id": "1"}, "ticket_part": {"id": "2"}})),
        ("Visitor", json!({"type": "visitor", "id": "1"})),
        ("Other", json!({"type": "kite", "company": {}})),
        ("Other", json!({"type": 7})),
        ("Other", json!({})),
        ("Other", json!([1])),
        ("Other", json!("text")),
        ("Other", Value::Null),
    ];
    for (expected, item) in kinds {
        let read = notification("sea.rose", &item);
        assert_eq!(variant(&read.item), expected, "{item}");
        assert_eq!(read.topic.as_str(), "sea.rose");
        assert!(matches!(&read.topic, Topic::Unknown(_)));
        if let Item::Other(kept) = &read.item {
            assert_eq!(*kept, item);
        }
    }
}

#[test]
fn what_is_wrapped_is_read_too() {
    let tagged = json!({
        "type": "contact_tag",
        "created_at": 1_700_000_000,
        "tag": {"type": "tag", "id": 5, "name": "vip"},
        "contact": {"type": "contact", "id": "c1", "role": "user", "created_at": "2023-11-14T22:13:20.963+00:00"},
    });
    let Item::ContactTag(tagged) = notification("contact.user.tag.created", &tagged).item else { panic!("no tag") };
    assert_eq!(tagged.tag.unwrap().id, "5");
    assert_eq!(i64::from(tagged.created_at.unwrap()), 1_700_000_000);
    let contact = tagged.contact.unwrap();
    assert_eq!((&contact.id[..], i64::from(contact.created_at)), ("c1", 1_700_000_000));

    let replied = json!({
        "type": "ticket_ticket_part",
        "ticket": {"type": "ticket", "id": "t1", "admin_assignee_id": "7"},
        "ticket_part": {"type": "ticket_part", "id": "p1", "body": "ahoy"},
    });
    let Item::TicketTicketPart(replied) = notification("ticket.admin.replied", &replied).item else {
        panic!("no part")
    };
    assert_eq!(replied.ticket.unwrap().id, "t1");
    assert_eq!(replied.ticket_part.unwrap().body.as_deref(), Some("ahoy"));

    let asked = json!({
        "type": "api.request.completed",
        "request": {"method": "GET", "path": "/admins"},
        "response": {"status": "200"},
        "admin": null,
        "tide": "low",
    });
    let Item::ApiRequest(asked) = notification("api.request.completed", &asked).item else { panic!("no request") };
    assert_eq!(asked.request.as_ref().unwrap().path.as_deref(), Some("/admins"));
    assert_eq!((asked.response.as_ref().unwrap().status, &asked.admin), (Some(200), &None));
    assert_eq!(asked.extra()["tide"], "low");
}

#[test]
fn nulls_and_other_types_are_left_out() {
    let body = json!({"type": 1, "id": {}, "topic": null, "app_id": null, "data": null, "created_at": "soon"});
    let Event::Notification(read) = receive(&body.to_string()) else { panic!("no notification") };
    assert_eq!((&read.id, &read.app_id[..], read.topic.as_str()), (&None, "", ""));
    assert_eq!((read.created_at, &read.item), (None, &Item::Other(Value::Null)));
    assert!(!read.issues().is_empty());
    let Event::Notification(read) = receive("{}") else { panic!("no notification") };
    assert_eq!(read.item, Item::Other(Value::Null));
    for other in ["[]", "\"text\"", "7", "null", "", "{", "{\"data\": {\"item\": {\"type\": \"contact\""] {
        let headers = headers(SIGNATURE_HEADER, &sign(SECRET, other.as_bytes()));
        let refused = verifier().receive(&headers, other.as_bytes()).unwrap_err();
        assert!(matches!(refused, WebhookError::Decode(_)), "{other}");
    }
}

#[test]
fn every_topic_is_read_as_it_is_written() {
    let texts: BTreeSet<&str> = Topic::KNOWN.iter().map(Topic::as_str).collect();
    assert_eq!(texts.len(), Topic::KNOWN.len());
    for topic in Topic::KNOWN {
        assert_eq!(notification(topic.as_str(), &Value::Null).topic, *topic);
    }
}

// ---- Fin

fn fin(body: &Value) -> FinEvent {
    let body = body.to_string();
    let headers = headers(FIN_SIGNATURE_HEADER, &sign_fin(FIN_SECRET, body.as_bytes()));
    match verifier().receive(&headers, body.as_bytes()).unwrap() {
        Event::Fin(event) => event,
        other => panic!("not about Fin: {other:?}"),
    }
}

#[test]
fn events_of_fin_come_by_the_same_door() {
    let at = "2024-05-06T07:08:09.123Z";
    let event = |name: &str| json!({"event_name": name, "conversation_id": "c1", "user_id": "u1", "created_at_ms": at});
    let FinEvent::StatusUpdated(updated) = fin(&event("fin_status_updated")) else { panic!("no status") };
    assert_eq!((&updated.conversation_id[..], updated.created_at_ms.as_str()), ("c1", at));
    let mut replied = event("fin_replied");
    replied["message"] = json!({"author": "fin", "body": "ahoy", "timestamp_ms": at});
    let FinEvent::Replied(replied) = fin(&replied) else { panic!("no reply") };
    assert_eq!(replied.message.body, "ahoy");
    let mut chunk = event("fin_reply_chunk");
    chunk["chunk_index"] = json!("3");
    assert!(matches!(fin(&chunk), FinEvent::ReplyChunk(chunk) if chunk.chunk_index == 3));
    assert!(matches!(fin(&event("csat_requested")), FinEvent::CsatRequested(_)));
    let unknown = event("fin_sang");
    assert_eq!(fin(&unknown), FinEvent::Other(unknown));
}

// ---- whatever comes

/// A notification with something of everything in it.
fn rich() -> String {
    let contact = json!({"type": "contact", "id": "c1", "role": "user", "tags": {"type": "list", "data": []}});
    let parts = json!({"type": "list", "conversation_parts": [{"type": "conversation_part", "id": "p", "tags": []}]});
    let conversation =
        json!({"type": "conversation", "id": "1", "contacts": {"contacts": [contact]}, "conversation_parts": parts});
    envelope("conversation.user.replied", &conversation).to_string()
}

proptest! {
    #[test]
    fn a_signed_body_with_any_bytes_changed_is_read_or_refused(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let original = rich().into_bytes();
        let mut body = original.clone();
        for (index, byte) in changes {
            let index = index.index(body.len());
            body[index] = byte;
        }
        if is_cut {
            body.truncate(cut.index(body.len()));
        }
        // The signature of the original is that of no other body.
        let is_changed = body != original;
        prop_assert_eq!(verifier().verify(&body, sign(SECRET, &original)).is_err(), is_changed);
        let signed = headers(SIGNATURE_HEADER, &sign(SECRET, &body));
        match verifier().receive(&signed, &body) {
            Ok(Event::Notification(read)) => prop_assert_eq!(read.raw(), &body[..]),
            Ok(_) | Err(WebhookError::Decode(_)) => {}
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        }
    }

    #[test]
    fn a_garbled_header_is_refused(header in prop::collection::vec(any::<u8>(), 0..80)) {
        let verifier = verifier();
        let refused = [verifier.verify(b"{ }", &header).is_err(), verifier.verify_fin(b"{ }", &header).is_err()];
        prop_assert_eq!(refused, [true; 2]);
    }
}
