//! What takes several forms, and how the form is found.

use intercom_client::ErrorKind;
use intercom_client::models::{
    ContentSearchResult, ConversationPart, ConvertVisitorRequest, ConvertVisitorRequestUser,
    ConvertVisitorRequestVisitor, CreateContactRequest, EventDetails, MergePreviewResponse,
};
use serde_json::{Value, json};

use crate::Row;
use crate::api::{Api, now};

fn part(json: &Value) -> ConversationPart {
    let part = ConversationPart::from_json(json.to_string().as_bytes()).unwrap();
    let written: Value = serde_json::from_slice(&part.to_json()).unwrap();
    assert_eq!(written["event_details"], json["event_details"]);
    part
}

/// The details of a part, with the kind of the part before and behind them.
fn details(kind: &str, details: &str) -> [EventDetails; 2] {
    let around = r#""id":"1","created_at":2"#;
    let before = format!(r#"{{"part_type":"{kind}","event_details":{details},{around}}}"#);
    let behind = format!(r#"{{"event_details":{details},{around},"part_type":"{kind}"}}"#);
    [before, behind].map(|text| part(&serde_json::from_str(&text).unwrap()).event_details.unwrap())
}

/// What keeps a call from being sent.
fn refused<T, C: IntoFuture<Output = Result<T, intercom_client::Error>>>(
    call: impl FnOnce(intercom_client::Client) -> C,
) -> String {
    let api = Api::new(&json!({}));
    let Err(error) = now(call(api.client())) else { panic!("it was sent") };
    assert!(matches!(error.kind(), ErrorKind::InvalidRequest { .. }), "{error:?}");
    assert!(api.is_untouched());
    error.to_string()
}

pub const ROWS: &[Row] = &[
    ("by what stands beside it", || {
        let action = r#"{"action":{"name":"Refund","result":"success"}}"#;
        for read in details("custom_action_started", action) {
            assert!(matches!(read, EventDetails::CustomActionStarted(_)), "{read:?}");
        }
        for read in details("custom_action_finished", action) {
            assert!(matches!(read, EventDetails::CustomActionFinished(_)), "{read:?}");
        }
        for read in details("conversation_sla_removed", r#"{"sla_name":"Gold"}"#) {
            let EventDetails::ConversationSlaRemoved(read) = read else { panic!("{read:?}") };
            assert_eq!(read.sla_name.as_deref(), Some("Gold"));
        }
    }),
    ("by what stands beside it, of an unknown kind", || {
        for read in details("boarded", r#"{"ship":{"name":"Tern"}}"#) {
            let EventDetails::Unknown(read) = read else { panic!("{read:?}") };
            assert_eq!(read, json!({"ship": {"name": "Tern"}}));
        }
    }),
    ("by what stands beside it, of any shape", || {
        assert!(part(&json!({"id": "1", "part_type": "snoozed", "event_details": null})).event_details.is_none());
        let lone = EventDetails::from_json(br#"{"call_id":"7"}"#).unwrap();
        assert!(matches!(lone, EventDetails::CallSummary(_)), "{lone:?}");
    }),
    ("by true and false", || {
        let allowed = MergePreviewResponse::from_json(br#"{"allowed":true}"#).unwrap();
        assert!(matches!(allowed, MergePreviewResponse::Allowed(_)), "{allowed:?}");
        let blocked = MergePreviewResponse::from_json(br#"{"allowed":false}"#).unwrap();
        assert!(matches!(blocked, MergePreviewResponse::Blocked(_)), "{blocked:?}");
    }),
    ("by many values for one", || {
        for (kind, is_article) in [("article", true), ("internal_article", false), ("content_snippet", false)] {
            let found = ContentSearchResult::from_json(json!({"type": kind}).to_string().as_bytes()).unwrap();
            assert_eq!(matches!(found, ContentSearchResult::Article(_)), is_article, "{found:?}");
            assert_eq!(matches!(found, ContentSearchResult::DefaultItem(_)), !is_article, "{found:?}");
        }
    }),
    ("one of several fields is asked for", || {
        let message = refused(|client| client.contacts().create(CreateContactRequest::new().name("Ola")));
        assert!(message.ends_with("the body needs `email`, or `external_id`, or `role`"), "{message}");
        let api = Api::new(&json!({"type": "contact", "id": "c1", "role": "lead", "created_at": 1, "updated_at": 2}));
        now(api.client().contacts().create(CreateContactRequest::new().role("lead"))).unwrap();
        now(Api::new(&json!({})).client().contacts().create(CreateContactRequest::new().set("email", "a@b.test"))).ok();
        assert_eq!(api.body(), json!({"role": "lead"}));
    }),
    ("one of several fields is asked for, further down", || {
        let visitor = ConvertVisitorRequestVisitor::new();
        let user = ConvertVisitorRequestUser::new().id("u1");
        let message = refused(|client| client.visitors().convert(ConvertVisitorRequest::new("user", user, visitor)));
        assert!(message.ends_with("`$.visitor` of the body needs `id`, or `user_id`, or `email`"), "{message}");
    }),
];
