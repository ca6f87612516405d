//! Reading what servers send and writing it back.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use intercom_runtime::example::{Actor, Contact, Role, Tag, UpdateContactRequest};
use intercom_runtime::rt::{
    DecodeError, Extra, Issue, IssueCode, Issues, Leniency, Names, OneOrMany, Patch, Timestamp, Value, Writer,
    from_slice, to_value, to_vec,
};
use serde_json::json;

fn read(json: &Value) -> (Contact, Issues) {
    from_slice(json.to_string().as_bytes()).unwrap()
}

/// Reads a value that must fit, and writes it back.
fn round_trip(json: &Value) -> Value {
    let (contact, issues) = read(json);
    assert!(issues.is_empty(), "{:?}", issues.list());
    to_value(&contact)
}

fn told(issues: &Issues) -> Vec<String> {
    issues.list().iter().map(ToString::to_string).collect()
}

fn fatal(text: &str) -> DecodeError {
    from_slice::<Contact>(text.as_bytes()).unwrap_err()
}

#[test]
fn a_record_comes_back_as_it_was() {
    let json = json!({
        "id": "1", "name": "Ann \"A\" \u{e9}\n", "role": "user", "age": 41, "score": 1.5, "active": true,
        "created_at": 1_700_000_000, "seen_at": "2024-05-31T08:15:30Z",
        "tags": [{"id": 7, "name": "vip", "type": "tag"}], "emails": ["a@b.c"], "visits": {"home": 2},
        "custom": {"plan": {"deep": [1, 2.5, null, "x", false]}}, "owner": {"type": "tag", "id": 9, "name": "t"},
        "aliases": ["x", "y"], "manager": {"id": "2", "home": {"name": "n"}}, "home": {"name": "h"},
    });
    assert_eq!(round_trip(&json), json);
}

#[test]
fn one_or_many_keeps_its_form() {
    for aliases in [json!("x"), json!(["x"])] {
        let json = json!({"id": "1", "aliases": aliases, "home": {"name": ""}});
        assert_eq!(round_trip(&json), json);
    }
}

#[test]
fn absent_null_and_empty_list_read_alike() {
    let (absent, issues) = read(&json!({"id": "1", "home": {}}));
    assert!(issues.is_empty());
    let (null, issues) =
        read(&json!({"id": "1", "home": {}, "name": null, "tags": null, "emails": null, "aliases": null}));
    assert!(issues.is_empty());
    assert_eq!(absent, null);
    let (empty, _) = read(&json!({"id": "1", "home": {}, "tags": []}));
    assert_eq!(absent, empty);
}

#[test]
fn unknown_fields_are_kept() {
    let json = json!({"new": {"a": [1, {"b": null}]}, "id": "1", "né\"w": 18_446_744_073_709_551_615_u64, "home": {"name": "", "x": 1}});
    let (contact, issues) = read(&json);
    assert!(issues.is_empty());
    assert_eq!(contact.extra().len(), 2);
    assert_eq!(contact.home.extra()["x"], 1);
    assert_eq!(to_value(&contact), json);
}

#[test]
fn mistyped_fields_are_kept_and_written_back() {
    let json = json!({
        "id": {"not": "text"}, "name": ["x"], "age": "old", "active": "maybe", "created_at": "soon", "tags": "x",
        "home": [1], "custom": 7, "visits": [], "owner": 5, "score": true, "seen_at": false, "role": {}, "manager": "boss",
    });
    let (contact, issues) = read(&json);
    assert_eq!(contact.id, "");
    assert_eq!(contact.name, None);
    assert_eq!(contact.owner.as_deref(), Some(&Actor::Unknown(json!(5))));
    // The owner is a union, which takes anything.
    assert_eq!(issues.total(), 13);
    assert_eq!(to_value(&contact), json);
    let codes: Vec<IssueCode> = issues.list().iter().map(Issue::code).collect();
    assert!(codes.iter().all(|code| *code == IssueCode::Mismatch), "{codes:?}");
}

#[test]
fn a_field_that_is_set_wins_over_what_was_sent() {
    let (mut contact, _) = read(&json!({"id": "1", "name": 1.5, "age": [], "home": {"name": "", "id": "x"}}));
    contact.age = Some(0);
    contact.home.id = Some(3);
    let written = to_value(&contact);
    assert_eq!(written["age"], 0);
    assert_eq!(written["home"]["id"], 3);
}

#[test]
fn null_where_there_is_no_place_for_it() {
    let json = json!({"id": null, "home": null});
    let (contact, issues) = read(&json);
    assert_eq!(told(&issues), ["$.home: expected an object, found null", "$.id: expected a string, found null"]);
    assert_eq!(to_value(&contact), json);
}

#[test]
fn a_missing_field_is_named_where_it_should_be() {
    let (_, issues) = read(&json!({"home": {}, "manager": {"home": {}, "name": "x"}}));
    assert_eq!(
        told(&issues),
        ["$.manager.id: expected a required field, found nothing", "$.id: expected a required field, found nothing"]
    );
    assert_eq!(issues.list()[0].code(), IssueCode::Missing);
}

#[test]
fn good_items_of_a_list_stay() {
    let tags = json!([{"name": "a"}, null, {"name": "b"}, 5, {"name": []}]);
    let (contact, issues) = read(&json!({"id": "1", "home": {}, "tags": tags, "emails": ["x", {}, "y"]}));
    let names: Vec<&str> = contact.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(names, ["a", "b", ""]);
    assert_eq!(contact.emails.as_deref(), Some(&["x".to_owned(), "y".to_owned()][..]));
    assert_eq!(contact.extra()["tags"], tags);
    assert_eq!(contact.extra()["emails"], json!(["x", {}, "y"]));
    let paths: Vec<String> = issues.list().iter().map(|issue| issue.path().to_owned()).collect();
    assert_eq!(paths, ["$.emails[1]", "$.tags[1]", "$.tags[3]", "$.tags[4].name"]);
}

#[test]
fn good_entries_of_a_map_stay() {
    let (contact, issues) = read(&json!({"id": "1", "home": {}, "visits": {"a": 1, "b": {}, "c": 2}}));
    assert_eq!(contact.visits.unwrap().into_iter().collect::<Vec<_>>(), [("a".into(), 1), ("c".into(), 2)]);
    assert_eq!(issues.list()[0].path(), "$.visits.b");
}

#[test]
fn a_rejected_list_at_the_root_keeps_what_is_good() {
    let (tags, issues) = from_slice::<Vec<Tag>>(br#"[{"name":"a"},"x",{"name":"b"}]"#).unwrap();
    assert_eq!(tags.len(), 2);
    assert_eq!(told(&issues), ["$[1]: expected an object"]);
}

#[test]
fn paths_lead_through_odd_keys() {
    let text = r#"{"id":"1","home":{},"visits":{"a b":{},"":1,"c\"":[]}}"#;
    let (_, issues) = from_slice::<Contact>(text.as_bytes()).unwrap();
    let list = issues.list();
    assert_eq!(list[0].path(), r#"$.visits["a b"]"#);
    assert_eq!(list[1].path(), r#"$.visits["c\""]"#);
    assert_eq!(&text[list[1].offset()..][..2], "[]");
}

#[test]
fn unions_find_their_tag_anywhere() {
    let read = |text: &str| from_slice::<Actor>(text.as_bytes()).unwrap().0;
    assert!(matches!(read(r#"{"id":1,"name":"x","type":"tag"}"#), Actor::Tag(tag) if tag.id == Some(1)));
    assert!(matches!(read(r#"{"deep":{"type":"tag"},"id":"c","t":[1],"ty\u0070e":"contact"}"#), Actor::Contact(_)));
    assert!(matches!(read(r#"{"type":7}"#), Actor::Tag(_)));
    assert!(matches!(read(r#"{"type":true}"#), Actor::Contact(_)));
    for unknown in [r#"{"n":[1,2.5],"type":"alien"}"#, r#"{"type":null}"#, "{}", "null", "[1]", r#""x""#] {
        let actor = read(unknown);
        assert!(matches!(actor, Actor::Unknown(_)), "{unknown}");
        assert_eq!(to_vec(&actor), unknown.as_bytes());
    }
}

#[test]
fn enums_are_open() {
    assert_eq!(Role::from("user"), Role::User);
    assert_eq!("boss".parse::<Role>().unwrap().to_string(), "boss");
    assert_eq!(Role::default().as_str(), "");
    let json = json!({"id": "1", "role": "boss", "home": {"name": ""}});
    assert_eq!(round_trip(&json), json);
}

#[test]
fn leniencies_are_counted_and_placed() {
    let (contact, issues) = read(&json!({
        "id": 7, "name": true, "age": "41", "score": "1.5", "active": "false", "created_at": "1970-01-02T00:00:00Z",
        "seen_at": 12, "tags": {"name": "one", "id": 3.0}, "emails": "x", "home": {"id": 1.0e2},
    }));
    assert!(issues.is_empty(), "{:?}", told(&issues));
    assert_eq!((contact.id.as_str(), contact.name.as_deref(), contact.age), ("7", Some("true"), Some(41)));
    assert_eq!(
        (contact.score, contact.active, contact.created_at),
        (Some(1.5), Some(false), Some(Timestamp::new(86_400)))
    );
    assert_eq!(contact.seen_at.unwrap().as_str(), "12");
    assert_eq!((contact.tags[0].id, contact.home.id), (Some(3), Some(100)));
    let expected = [
        (Leniency::NumberForString, 1),
        (Leniency::BoolForString, 1),
        (Leniency::StringForNumber, 2),
        (Leniency::FloatForInteger, 2),
        (Leniency::StringForBool, 1),
        (Leniency::TextForTimestamp, 1),
        (Leniency::NumberForDateTime, 1),
        (Leniency::OneForMany, 2),
    ];
    assert_eq!(issues.leniencies(), expected);
    let found: Vec<_> = issues.lenient().into_iter().map(|used| (used.path().to_owned(), used.leniency())).collect();
    assert!(found.contains(&("$.tags".to_owned(), Leniency::OneForMany)), "{found:?}");
    assert!(found.contains(&("$.home.id".to_owned(), Leniency::FloatForInteger)), "{found:?}");
}

#[test]
fn rejected_values_are_no_leniency() {
    let (_, issues) = read(&json!({"id": "1", "home": {}, "tags": "x", "active": "yes", "age": 1.5, "score": "inf"}));
    assert_eq!(issues.leniencies(), []);
    assert_eq!(issues.total(), 4);
}

#[test]
fn numbers_at_the_edges() {
    let age = |text: &str| {
        let (contact, issues) =
            from_slice::<Contact>(format!(r#"{{"id":"1","home":{{}},"age":{text}}}"#).as_bytes()).unwrap();
        (contact.age, issues.list().first().map(Issue::code))
    };
    assert_eq!(age("9223372036854775807"), (Some(i64::MAX), None));
    assert_eq!(age("-9223372036854775808"), (Some(i64::MIN), None));
    assert_eq!(age("-0"), (Some(0), None));
    assert_eq!(age("1e3"), (Some(1000), None));
    assert_eq!(age(r#""-12""#), (Some(-12), None));
    for beyond in ["9223372036854775808", "-9223372036854775809", "1e400", "123456789012345678901234567890"] {
        assert_eq!(age(beyond), (None, Some(IssueCode::OutOfRange)), "{beyond}");
    }
    for other in ["1.5", "1e300", r#""""#, r#""1x""#, r#"" 1""#, r#""NaN""#, r#""-inf""#] {
        assert_eq!(age(other), (None, Some(IssueCode::Mismatch)), "{other}");
    }
    assert_eq!(from_slice::<u64>(b"18446744073709551615").unwrap().0, u64::MAX);
    assert_eq!(
        to_value(&from_slice::<f64>(b"123456789012345678901234567890").unwrap().0),
        json!(1.234_567_890_123_456_8e29)
    );
    assert!(from_slice::<u64>(b"-1").is_err());
    assert!(from_slice::<i32>(b"2147483648").is_err());
    assert!(from_slice::<f64>(b"1e400").is_err());
}

#[test]
fn numbers_in_free_form_json() {
    let value = |text: &str| {
        let (value, issues) = from_slice::<Value>(text.as_bytes()).unwrap();
        (value, issues.list().first().map(Issue::code))
    };
    assert_eq!(value("18446744073709551615"), (json!(u64::MAX), None));
    assert_eq!(value("-9223372036854775808"), (json!(i64::MIN), None));
    assert_eq!(value("18446744073709551616"), (json!(18_446_744_073_709_551_616.0), Some(IssueCode::Inexact)));
    assert_eq!(value("1e400"), (json!("1e400"), Some(IssueCode::Inexact)));
    assert_eq!(value("1.10"), (json!(1.1), None));
}

#[test]
fn text_that_is_no_json_is_fatal() {
    let cases = [
        ("", "more, but the document ends", "$", 0),
        ("  ", "more, but the document ends", "$", 2),
        ("{", "more, but the document ends", "$", 1),
        (r#"{"id":"1"#, "more, but the document ends", "$.id", 8),
        (r#"{"tags":[{"name":"x"},{"name":"y" "id":1}]}"#, "a comma or the end of the object", "$.tags[1]", 34),
        (r#"{"tags":[1 2]}"#, "a comma or the end of the list", "$.tags", 11),
        (r#"{"id" 1}"#, "a colon", "$", 6),
        (r#"{"id":"1",}"#, "something after the comma", "$", 10),
        (r#"{"id":"1"} x"#, "the end of the document", "$", 11),
        (r#"{"x":tru}"#, "a JSON value", "$.x", 8),
        (r#"{"x":NaN}"#, "a JSON value", "$.x", 5),
        (r#"{"x":01}"#, "a valid number", "$.x", 6),
        (r#"{"id":"\ud800"}"#, "a valid escape", "$.id", 13),
    ];
    for (text, expected, path, offset) in cases {
        let error = fatal(text);
        assert_eq!((error.expected(), error.path(), error.offset()), (expected, path, offset), "{text}");
    }
}

#[test]
fn another_kind_at_the_root_is_fatal() {
    for text in ["[]", "1", "null", r#""x""#] {
        assert_eq!(fatal(text).to_string(), "expected an object at $ (byte 0)");
    }
    assert_eq!(from_slice::<Vec<Tag>>(b" {}").unwrap_err().to_string(), "expected a list at $ (byte 1)");
    assert_eq!(from_slice::<String>(b"{}").unwrap_err().expected(), "a string");
    assert!(from_slice::<Vec<Tag>>(b"null").unwrap().0.is_empty());
    assert_eq!(from_slice::<Option<Tag>>(b"null").unwrap().0, None);
}

#[test]
fn depth_is_limited() {
    let nested =
        |levels: usize| format!(r#"{{"id":"1","home":{{}},"x":{}1{}}}"#, "[".repeat(levels), "]".repeat(levels));
    assert!(from_slice::<Contact>(nested(127).as_bytes()).is_ok());
    let error = fatal(&nested(128));
    assert_eq!(error.expected(), "nesting of at most 128 levels");
    assert!(error.path().starts_with("$.x[0][0]"));
    assert!(!fatal(&nested(100_000)).path().is_empty());
    let managers = |levels: usize| format!("{}null{}", r#"{"manager":"#.repeat(levels), "}".repeat(levels));
    assert!(from_slice::<Contact>(managers(128).as_bytes()).is_ok());
    assert_eq!(fatal(&managers(129)).expected(), "nesting of at most 128 levels");
    // What is skipped counts as well.
    let skipped = format!(r#"{{"id":{}{}}}"#, "[".repeat(150), "]".repeat(150));
    assert_eq!(fatal(&skipped).expected(), "nesting of at most 128 levels");
}

#[test]
fn the_last_of_two_equal_keys_wins() {
    let (contact, _) = from_slice::<Contact>(
        br#"{"id":"1","home":{},"name":"x","name":"y","tags":[{"name":"a"}],"tags":[],"new":1,"new":2,"age":"x","age":3}"#,
    )
    .unwrap();
    assert_eq!((contact.name.as_deref(), contact.tags.len(), contact.age), (Some("y"), 0, Some(3)));
    assert_eq!(contact.extra()["new"], 2);
    assert_eq!(to_value(&contact)["age"], 3);
}

#[test]
fn a_key_counts_by_its_text_however_it_is_written() {
    let text =
        "{ \"\\u0069d\"\n:\t\"1\" ,\r\n\"hom\\u0065\":{\"name\" : \"n\"},\"n\\u0065w\":1, \"\\\"\":2, \"\u{e9}\":3}";
    let (contact, issues) = from_slice::<Contact>(text.as_bytes()).unwrap();
    assert!(issues.is_empty(), "{:?}", issues.list());
    assert_eq!((contact.id.as_str(), contact.home.name.as_str()), ("1", "n"));
    assert_eq!(Value::Object(contact.extra().clone()), json!({"new": 1, "\"": 2, "\u{e9}": 3}));
    // No white space of JSON.
    for text in ["{\u{c}\"id\":1}", "{\"id\":1,\u{c}\"home\":{}}", "{\"id\"\u{c}:1}", "{\"i\td\":1}", "{,\"id\":1}"] {
        assert!(from_slice::<Contact>(text.as_bytes()).is_err(), "{text:?}");
    }
}

#[test]
fn text_that_is_no_utf8_is_fatal_where_it_is_read() {
    for text in [&b"{\"id\":\"\xff\"}"[..], b"{\"new\":\"\xff\"}", b"{\"age\":[\"\xff\"]}", b"{\"\xff\":1}"] {
        assert_eq!(from_slice::<Contact>(text).unwrap_err().expected(), "UTF-8");
    }
}

#[test]
fn only_the_first_issues_are_listed() {
    let (_, issues) = from_slice::<Vec<Tag>>(format!("[{}0]", "0,".repeat(999)).as_bytes()).unwrap();
    assert_eq!((issues.total(), issues.list().len()), (1000, 64));
    assert_eq!(issues.list()[63].path(), "$[63]");
    let (_, issues) = from_slice::<Vec<String>>(format!("[{}0]", "0,".repeat(999)).as_bytes()).unwrap();
    assert_eq!((issues.count(Leniency::NumberForString), issues.lenient().len()), (1000, 64));
    assert!(issues.is_empty());
}

#[test]
fn requests_write_constants_and_required_fields() {
    let body = UpdateContactRequest::new();
    assert_eq!(to_vec(&body), br#"{"kind":"update","tags":[]}"#);
    let body = body.phone(Patch::Null).role("lead").set("beta", json!({"x": 1})).set("name", "n");
    assert_eq!(
        to_value(&body),
        json!({"kind": "update", "tags": [], "name": "n", "phone": null, "role": "lead", "beta": {"x": 1}})
    );
}

#[test]
fn patches_are_made_of_options() {
    assert_eq!(Patch::<String>::or_null(Some("x")), Patch::Set("x".to_owned()));
    assert_eq!(Patch::<String>::or_null(None::<&str>), Patch::Null);
    assert_eq!(Patch::<Timestamp>::or_absent(None::<i64>), Patch::Absent);
    let from: [Patch<String>; 3] = ["x".into(), String::from("x").into(), (&String::from("x")).into()];
    assert!(from.iter().all(|patch| patch.as_ref() == Patch::Set(&"x".to_owned())));
}

#[test]
fn lookahead_chooses_between_variants() {
    use intercom_runtime::rt::{Decode, Reader, Shape};
    #[derive(Default)]
    struct Seen(usize, usize, Vec<Shape>);
    impl Decode for Seen {
        fn decode(&mut self, r: &mut Reader<'_>) {
            self.0 = r.has_key(&["a", "b", "c"]);
            self.1 = r.best(&[&["a"], &["b", "c"], &["c", "b"]]);
            self.2.push(r.shape());
            r.value();
        }
    }
    let see = |text: &str| {
        let Seen(has, best, shapes) = from_slice::<Seen>(text.as_bytes()).unwrap().0;
        (has, best, shapes[0])
    };
    assert_eq!(see(r#"{"c":1,"b":2,"a":null}"#), (1, 1, Shape::Object));
    assert_eq!(see(r#"{"x":{"a":1},"c":0}"#), (2, 1, Shape::Object));
    assert_eq!(see(r#"{"x":1}"#), (3, 3, Shape::Object));
    assert_eq!(see("[1]"), (3, 3, Shape::Array));
    for (text, shape) in [("null", Shape::Null), ("true", Shape::Bool), ("-1", Shape::Int), ("1.0", Shape::Float)] {
        assert_eq!(see(text).2, shape);
    }
    assert_eq!((see("1E2").2, see("\"1.5\"").2), (Shape::Float, Shape::String));
}

#[test]
fn times() {
    let seconds = |text: &str| Timestamp::parse(text).map(Timestamp::as_secs);
    assert_eq!(seconds("1970-01-01T00:00:00Z"), Some(0));
    assert_eq!(seconds("2000-02-29T12:30:15.250+02:00"), Some(951_820_215));
    assert_eq!(seconds("1969-12-31 23:59:59z"), Some(-1));
    assert_eq!(seconds("0000-01-01T00:00:00Z"), Some(-62_167_219_200));
    assert_eq!(seconds("9999-12-31T23:59:60-0000"), Some(253_402_300_800));
    let wrong = [
        "",
        "2000-02-30T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2000-13-01T00:00:00Z",
        "2000-01-01T24:00:00Z",
        "2000-01-01T00:00:00",
        "2000-01-01",
        "2000-01-01T00:00:00.Z",
        "2000-01-01T00:00:00Zx",
        "+200-01-01T00:00:00Z",
        "2000-01-01T00:00:00+24:00",
    ];
    for text in wrong {
        assert_eq!(seconds(text), None, "{text}");
    }
    for seconds in [0, -1, 1_700_000_000] {
        let time = Timestamp::new(seconds);
        assert_eq!(Timestamp::from(time.to_system_time().unwrap()), time);
    }
    assert_eq!(intercom_runtime::rt::DateTime::new("1970-01-01T00:01:00Z").timestamp(), Some(Timestamp::new(60)));
    assert_eq!(intercom_runtime::rt::DateTime::new("12").timestamp(), Some(Timestamp::new(12)));
}

#[test]
fn one_or_many_is_a_collection() {
    let one: OneOrMany<String> = "x".into();
    let many: OneOrMany<i64> = vec![1, 2].into();
    assert_eq!(one.iter().count() + many.iter().count(), 3);
    assert_eq!(many.into_vec(), [1, 2]);
}

/// Any change to a document must be survived, and what is read must be writable and stable.
#[test]
fn random_changes_never_panic() {
    let source = json!({
        "id": "1", "name": "n\u{e9}\n", "age": 41, "score": -1.5e3, "active": true, "created_at": "2024-05-31T08:15:30Z",
        "tags": [{"id": 7, "name": "vip"}, {"id": "8"}], "emails": ["a", "b"], "visits": {"home": 2}, "home": {"name": "h"},
        "custom": {"plan": [1, 2.5, null]}, "owner": {"id": 9, "x": {"type": "q"}, "type": "tag"}, "aliases": ["x"],
        "manager": {"id": "2", "owner": {"type": "contact", "id": "3"}}, "new": [{"a": 99_999_999_999_u64}],
    })
    .to_string()
    .into_bytes();
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = move |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % below as u64).unwrap()
    };
    let pieces: [&[u8]; 16] = [
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\"",
        b"null",
        b"1e999",
        b"99999999999999999999",
        b"\\",
        b"\xff",
        b"true",
        b"\"x\"",
        b" ",
        b"{\"type\":",
    ];
    let mut read = 0;
    for _ in 0..40_000 {
        let mut text = source.clone();
        for _ in 0..=next(3) {
            let at = next(text.len());
            let end = (at + next(12)).min(text.len());
            text.splice(at..end, pieces[next(pieces.len())].iter().copied());
        }
        match from_slice::<Contact>(&text) {
            Ok((contact, issues)) => {
                read += 1;
                assert!(issues.list().iter().all(|issue| issue.offset() < text.len()));
                // The first writing drops repeated keys, of which the first may have been a union's tag.
                let once = to_vec(&from_slice::<Contact>(&to_vec(&contact)).unwrap().0);
                let twice = to_vec(&from_slice::<Contact>(&once).unwrap().0);
                assert_eq!(String::from_utf8(once), String::from_utf8(twice));
            }
            Err(error) => assert!(error.path().starts_with('$') && error.offset() <= text.len()),
        }
    }
    assert!(read > 100, "only {read} were readable");
}

#[cfg(feature = "serde")]
#[test]
fn models_go_through_serde() {
    let json = json!({"id": 7, "home": {"name": "h"}, "new": 1, "role": "user"});
    let contact: Contact = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(serde_json::to_value(&contact).unwrap()["id"], "7");
    assert_eq!(serde_json::from_str::<Role>("\"lead\"").unwrap(), Role::Lead);
    assert!(serde_json::from_str::<Contact>("[]").is_err());
    assert_eq!(serde_json::to_value(UpdateContactRequest::new()).unwrap(), json!({"kind": "update", "tags": []}));
}

#[test]
fn texts_are_written_as_serde_json_writes_them() {
    for special in (0..128_u8).map(char::from).chain("é€🦀".chars()) {
        for before in 0..20 {
            let text = format!("{}{special}{}{special}", "a".repeat(before), "ü".repeat(before % 7));
            assert_eq!(to_vec(&text), serde_json::to_vec(&text).unwrap(), "{text:?}");
        }
    }
}

#[test]
fn names_of_records_have_their_escapes_already() {
    const NAMES: &Names = &Names { list: &["a\\\"b", "e"], slots: b"" };
    let (mut writer, mut extra) = (Writer::default(), Extra::default());
    extra.insert("a\"b", "sent");
    extra.insert("c\"d", 2);
    writer.record(NAMES, &[&String::new(), &None::<i64>], &extra);
    assert_eq!(String::from_utf8(writer.into_bytes()).unwrap(), r#"{"a\"b":"sent","c\"d":2}"#);
}
