//! Whatever a server sends is read or refused, and what was read is written as it was.
#![no_main]

use intercom_client::models::{
    ActivityLog, Article, Company, Contact, ContentSearchResult, Conversation, ConversationAttribute, ErrorList,
    EventDetails, Ticket, Visitor,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((kind, json)) = input.split_first() else { return };
    macro_rules! read {
        ($($model:ident)*) => {{
            let readers: &[fn(&[u8])] = &[$(|json| {
                let Ok(value) = $model::from_json(json) else { return };
                // The first writing drops repeated keys, of which the first may have been a union's tag.
                let once = $model::from_json(&value.to_json()).expect("what was written can be read").to_json();
                let twice = $model::from_json(&once).expect("what was written can be read").to_json();
                assert_eq!(once, twice);
            }),*];
            readers[usize::from(*kind) % readers.len()](json);
        }};
    }
    read!(
        ActivityLog Article Company Contact ContentSearchResult Conversation ConversationAttribute ErrorList EventDetails
        Ticket Visitor
    );
});
