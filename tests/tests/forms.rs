//! Bodies of several parts, as the client makes them of a record.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use http::Method;
use intercom_client::models::{UploadEcommerceCatalogBody, UploadEcommerceCatalogBodyFinalize};
use intercom_client::testing::{Script, block_on};
use serde_json::json;

#[test]
fn what_a_record_has_beside_its_fields_is_sent_once() {
    let script = Script::new().on(Method::POST, "/ecommerce/connectors/7/catalog").reply(200, json!({}));
    let client = script.builder().build().unwrap();
    let body = UploadEcommerceCatalogBody::new()
        .finalize(UploadEcommerceCatalogBodyFinalize::True)
        .set("finalize", "false")
        .set("part_number", 2)
        .set("new", "more");
    block_on(client.ecommerce_connectors().upload_catalog("7", body)).unwrap();
    let sent = script.sent();
    let text = String::from_utf8(sent[0].body().to_vec()).unwrap();
    let parts = text.split("Content-Disposition: form-data; ").skip(1);
    let lines = |part: &'_ str| part.lines().filter(|line| !line.is_empty()).take(2).collect::<Vec<_>>().join(": ");
    let parts: Vec<String> = parts.map(lines).collect();
    let wanted = ["name=\"finalize\": true", "name=\"new\": more", "name=\"part_number\": 2"];
    assert_eq!(parts, wanted);
}
