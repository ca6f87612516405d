//! Values that an application keeps under names of its own.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;

use intercom_runtime::rt::{
    AttributeValue, Attributes, IssueCode, Map, Patch, Timestamp, Value, from_slice, to_value, to_vec,
};
use serde_json::json;

fn read(json: &str) -> Attributes {
    let (attributes, issues) = from_slice::<Attributes>(json.as_bytes()).unwrap();
    assert!(issues.is_empty(), "{:?}", issues.list());
    attributes
}

#[test]
fn values_of_every_kind_come_back_as_they_were() {
    let json = concat!(
        r#"{"big":18446744073709551615,"deep":{"list":[[1],{"a":null}]},"left":null,"plan":"pro","#,
        r#""price":0.30000000000000004,"seats":-9223372036854775808,"trial":true}"#
    );
    let attributes = read(json);
    assert_eq!(String::from_utf8(to_vec(&attributes)).unwrap(), json);
    assert_eq!(Value::Object(Map::from(attributes)), serde_json::from_str::<Value>(json).unwrap());
}

#[test]
fn absent_null_and_empty_are_empty_but_are_told_apart_when_written() {
    assert_eq!(read("null"), Attributes::default());
    assert_eq!(read("{}"), Attributes::default());
    assert!(read("{}").is_empty());
    assert_ne!(read(r#"{"a":null}"#), Attributes::default());
    assert_eq!(to_value(&read("{}")), json!({}));
    let (attributes, issues) = from_slice::<BTreeMap<String, Attributes>>(br#"{"a":[1],"b":{"c":1}}"#).unwrap();
    assert_eq!(issues.list()[0].code(), IssueCode::Mismatch);
    assert_eq!(issues.list()[0].path(), "$.a");
    assert_eq!(attributes["b"].get("c").and_then(AttributeValue::as_i64), Some(1));
}

#[test]
fn a_value_is_read_as_what_it_spells() {
    let value = |json: Value| AttributeValue::from(json);
    assert_eq!((value(json!("12")).as_i64(), value(json!(12)).as_i64()), (Some(12), Some(12)));
    assert_eq!((value(json!("1.5")).as_f64(), value(json!(2)).as_f64()), (Some(1.5), Some(2.0)));
    assert_eq!((value(json!("inf")).as_f64(), value(json!(1.5)).as_i64()), (None, None));
    assert_eq!((value(json!("true")).as_bool(), value(json!("yes")).as_bool()), (Some(true), None));
    let noon = Some(Timestamp::new(43_200));
    assert_eq!(
        (value(json!(43_200)).as_timestamp(), value(json!("1970-01-01T12:00:00Z")).as_timestamp()),
        (noon, noon)
    );
    assert_eq!((value(json!("pro")).as_str(), value(json!(1)).as_str()), (Some("pro"), None));
    assert_eq!(value(json!(["a", 1])).as_list().map(<[_]>::len), Some(2));
    assert_eq!(value(json!({"id": "3"})).as_object().unwrap().get("id").unwrap().as_str(), Some("3"));
    assert!(value(Value::Null).is_null());
}

#[test]
fn they_are_made_from_what_an_application_has() {
    let mut attributes = Attributes::new()
        .set("plan", "pro")
        .set("owner", String::from("Ada"))
        .set("seats", 5)
        .set("ids", vec![1_u64, u64::MAX])
        .set("rate", 1.5)
        .set("broken", f64::NAN)
        .set("trial", false)
        .set("left", None::<&str>)
        .set("since", Timestamp::new(7))
        .set("boat", Attributes::from([("name", "Tern")]));
    assert_eq!(attributes.insert("seats", 6), Some(5.into()));
    assert_eq!(attributes.remove("owner"), Some("Ada".into()));
    assert_eq!(attributes.remove("owner"), None);
    assert_eq!(
        to_value(&attributes),
        json!({
            "plan": "pro", "seats": 6, "ids": [1, u64::MAX], "rate": 1.5, "broken": null, "trial": false,
            "left": null, "since": 7, "boat": {"name": "Tern"},
        })
    );
    assert_eq!(attributes.iter().map(|(name, _)| name).next(), Some("boat"));
    assert_eq!(Patch::from([("seats", 5)]), Patch::Set(Attributes::new().set("seats", 5)));
    assert_eq!([("a", 1)].into_iter().collect::<Attributes>(), BTreeMap::from([("a", 1)]).into());
}
