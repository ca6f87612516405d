//! How an application is tested that uses this crate: without a network, a port, a runtime, or waiting.
//!
//! In an application what is called from `main` here would be `#[test]` functions, and this crate with the feature
//! `test-util` among the `[dev-dependencies]`.
//!
//! ```text
//! cargo run --example testing_without_network --features test-util
//! ```

use std::time::Duration;

use intercom_client::models::UpdateContactRequest;
use intercom_client::testing::{Answer, Fault, Script, block_on};
use intercom_client::{AttributeValue, Client, Error, Method};
use serde_json::json;

/// What is to be tested: a contact gets a plan. Tells whether that was anything new.
async fn upgrade(client: &Client, id: &str, plan: &str) -> Result<bool, Error> {
    let contact = client.contacts().get(id).await?;
    if contact.custom_attributes.get("plan").and_then(AttributeValue::as_str) == Some(plan) {
        return Ok(false);
    }
    client.contacts().update(id, UpdateContactRequest::new().custom_attributes([("plan", plan)])).await?;
    Ok(true)
}

fn a_contact_gets_the_plan() -> Result<(), Error> {
    let script = Script::new()
        .on(Method::GET, "/contacts/7")
        .reply(200, json!({"id": "7", "custom_attributes": {"plan": "free"}}))
        .on(Method::PUT, "/contacts/7")
        .json(json!({"custom_attributes": {"plan": "pro"}})) // anything else fails the call
        .reply(200, json!({"id": "7"}));
    let client = script.builder().build()?;
    assert!(block_on(upgrade(&client, "7", "pro"))?);
    script.finish(); // has everything been sent that was expected?
    Ok(())
}

fn nothing_is_sent_where_nothing_changes() -> Result<(), Error> {
    let script = Script::new();
    let script = script.on(Method::GET, "/contacts/7").reply(200, json!({"custom_attributes": {"plan": "pro"}}));
    assert!(!block_on(upgrade(&script.builder().build()?, "7", "pro"))?);
    assert_eq!(script.sent().len(), 1);
    script.finish();
    Ok(())
}

/// By the script's own clock: nobody waits.
fn what_passes_by_itself_is_tried_again() -> Result<(), Error> {
    let script = Script::new()
        .on(Method::GET, "/contacts/{id}")
        .fail(Fault::Connect)
        .on(Method::GET, "/contacts/{id}")
        .answer(Answer::json(429, json!({})).header("Retry-After", "5"))
        .on(Method::GET, "/contacts/{id}")
        .reply(200, json!({"custom_attributes": {"plan": "pro"}}));
    assert!(!block_on(upgrade(&script.builder().build()?, "7", "pro"))?);
    assert!(script.elapsed() >= Duration::from_secs(5));
    script.finish();
    Ok(())
}

fn a_refusal_comes_through() -> Result<(), Error> {
    let script = Script::new();
    let script = script.on_any().reply(404, json!({"type": "error.list", "errors": [{"code": "not_found"}]}));
    let error = block_on(upgrade(&script.builder().build()?, "7", "pro")).expect_err("there is no such contact");
    assert!(error.is_not_found(), "{error}");
    script.finish();
    Ok(())
}

fn main() -> Result<(), Error> {
    a_contact_gets_the_plan()?;
    nothing_is_sent_where_nothing_changes()?;
    what_passes_by_itself_is_tried_again()?;
    a_refusal_comes_through()?;
    println!("all is well");
    Ok(())
}
