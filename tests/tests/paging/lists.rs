//! All the lists.

use std::collections::BTreeSet;
use std::sync::Arc;

use intercom_client::models::SearchActivityLogsBody;
use intercom_client::search::field;
use intercom_client::{Client, Items, Paged, Pages, Position};
use serde::Serialize;

use crate::now;
use crate::player::{Dialect, PAGES, Player, marks_from};

use Dialect::{BareNumber, BodyCursor, BodyNumber, Cursor, Link, Number, Scroll, Token};

/// A list: its dialects, the names of the fields on the way to its items, and the call.
macro_rules! lists {
    ($($operation:literal [$($dialect:ident),+] $items:literal $call:expr;)+) => {
        #[test]
        fn every_item_of_every_list_comes_once_and_in_order() {
            $($(
                let player = Player::new($dialect, $items);
                let call: fn(&Client) -> _ = $call;
                check($operation, $dialect, &player, || call(&player.client()).items(), || call(&player.client()).pages());
            )+)+
        }

        /// By `METHOD /path`.
        const LISTS: &[&str] = &[$($operation),+];
    };
}

lists! {
    "GET /admins/activity_logs" [Number, Link] "activity_logs" |c| c.admins().list_activity_logs(1_700_000_000);
    "POST /admins/activity_logs/search" [BodyNumber] "activity_logs"
        |c| c.admins().search_activity_logs(SearchActivityLogsBody::new(1_700_000_000));
    "GET /ai/content_import_sources" [Number, Link] "data" |c| c.ai_content().list_import_sources();
    "GET /ai/external_pages" [Number, Link] "data" |c| c.ai_content().list_external_pages();
    "GET /articles" [Number, Link] "data" |c| c.articles().list();
    "GET /articles/{}/versions" [Number, Link] "data" |c| c.articles().list_versions(7);
    "GET /articles/search" [Number, Link] "data.articles" |c| c.articles().search();
    "GET /audiences" [Number, BareNumber, Link] "data" |c| c.audiences().list();
    "GET /help_center/help_centers/{}/redirects" [Number, Link] "data" |c| c.help_center().list_redirects(7);
    "GET /help_center/collections" [Number, Link] "data" |c| c.help_center().list_collections();
    "GET /internal_articles" [Number, Link] "data" |c| c.internal_articles().list();
    "GET /internal_articles/search" [Number, Link] "data.internal_articles" |c| c.internal_articles().search();
    "GET /folders" [Number, Link] "data" |c| c.folders().list();
    "GET /companies" [Number, Link] "data" |c| c.companies().find().tag_id("7");
    "GET /companies/{}/contacts" [Cursor, Link] "data" |c| c.companies().list_contacts("7");
    "GET /companies/{}/notes" [Number, Link] "data" |c| c.notes().list_for_company("7");
    "POST /companies/search" [BodyCursor] "data" |c| c.companies().search(field("name").eq("n"));
    "POST /companies/list" [Number, Link] "data" |c| c.companies().list();
    "GET /companies/scroll" [Scroll] "data" |c| c.companies().scroll();
    "GET /contacts/{}/companies" [Number, Link] "companies" |c| c.contacts().list_companies("7");
    "GET /contacts/{}/notes" [Number, Link] "data" |c| c.notes().list_for_contact("7");
    "POST /contacts/search" [BodyCursor] "data" |c| c.contacts().search(field("name").eq("n"));
    "GET /contacts/activities" [Cursor] "data" |c| c.contacts().list_activities();
    "GET /contacts" [Cursor, Link] "data" |c| c.contacts().list();
    "GET /contacts/{}/merge_history" [Token] "data" |c| c.contacts().list_merge_history("7");
    "GET /content/search" [Number, Link] "data" |c| c.content().search();
    "GET /content_snippets" [Number, BareNumber, Link] "data" |c| c.content_snippets().list();
    "GET /conversations" [Cursor] "conversations" |c| c.conversations().list();
    "POST /conversations/search" [BodyCursor] "conversations"
        |c| c.conversations().search(field("name").eq("n"));
    "GET /conversations/{}/side_conversations" [Number, Link] "side_conversations"
        |c| c.conversations().list_side_conversations("7");
    "GET /conversations/deleted" [Number, Link] "conversations" |c| c.conversations().list_deleted();
    "GET /custom_object_instances/{}" [Number, Link] "data" |c| c.custom_object_instances().list("order");
    "GET /data_connectors" [Cursor] "data" |c| c.data_connectors().list();
    "GET /data_connectors/{}/execution_results" [Cursor] "data" |c| c.data_connectors().list_execution_results("7");
    "GET /events" [Link] "events" |c| c.data_events().list();
    "GET /macros" [Cursor] "data" |c| c.macros().list();
    "GET /messages/status" [Cursor] "events" |c| c.messages().list_whatsapp_statuses("7");
    "GET /news/news_items" [Number, Link] "data" |c| c.news().list_items();
    "GET /news/newsfeeds/{}/items" [Number, Link] "data" |c| c.news().list_newsfeed_items("7");
    "GET /news/newsfeeds" [Number, Link] "data" |c| c.news().list_newsfeeds();
    "GET /calls" [Number, Link] "data" |c| c.calls().list();
    "POST /tickets/search" [BodyCursor] "tickets" |c| c.tickets().search(field("name").eq("n"));
}

/// A list that is paged by the rules of the crate but not by this test would be one that nobody has seen work.
#[test]
fn no_list_is_left_out() {
    let choices = include_str!("../../../spec/preview/generator.toml");
    let (_, paging) = choices.split_once("[paging]\n").unwrap();
    let rules = paging.lines().take_while(|line| line.starts_with('"')).map(|line| line.split('"').nth(1).unwrap());
    let (rules, lists): (BTreeSet<&str>, BTreeSet<&str>) = (rules.collect(), LISTS.iter().copied().collect());
    assert_eq!(rules, lists);
}

fn check<T: Paged<Item: Serialize>>(
    operation: &str,
    dialect: Dialect,
    player: &Arc<Player>,
    items: impl Fn() -> Items<T>,
    pages: impl Fn() -> Pages<T>,
) {
    let at = format!("{operation} by {dialect:?}");
    // A scroll tells by an empty page that it is at its end.
    let requests = usize::try_from(PAGES).unwrap() + usize::from(dialect == Scroll);

    let all: Vec<T::Item> = now(items().try_collect()).unwrap_or_else(|error| panic!("{at}: {error}"));
    assert_eq!(marks(&all), marks_from(0), "{at}");
    let asked = player.asked();
    assert_eq!(asked.len(), requests, "{at}");
    for request in &asked {
        assert_eq!(request.uri().host(), Some("api.example"), "{at}");
        assert_eq!(request.uri().path(), asked[0].uri().path(), "{at}");
        assert_eq!(request.method(), asked[0].method(), "{at}");
        assert_eq!(request.headers(), asked[0].headers(), "{at}");
    }

    // Page by page, from where an earlier run stopped after the second.
    let mut first = pages();
    for _ in 0..2 {
        now(first.try_next()).unwrap().unwrap();
    }
    let stored = first.position().unwrap_or_else(|| panic!("{at}: no third page")).to_string();
    drop(first);
    player.asked();
    let rest = pages().start_at(stored.parse::<Position>().unwrap());
    let rest: Vec<_> = now(rest.try_collect::<Vec<_>>()).unwrap();
    let rest: Vec<T::Item> = rest.into_iter().flat_map(intercom_client::Page::into_items).collect();
    assert_eq!(marks(&rest), marks_from(4), "{at}");
    assert_eq!(player.asked().len(), requests - 2, "{at}");

    // Item by item, from within a page.
    let mut first = items();
    for _ in 0..3 {
        now(first.try_next()).unwrap().unwrap();
    }
    let stored = first.position().unwrap().to_string();
    if dialect != Scroll {
        let rest: Vec<T::Item> = now(items().start_at(stored.parse().unwrap()).try_collect()).unwrap();
        assert_eq!(marks(&rest), marks_from(3), "{at}");
    }
    player.asked();
}

fn marks<I: Serialize>(items: &[I]) -> Vec<u64> {
    items.iter().map(|item| serde_json::to_value(item).unwrap()["mark"].as_u64().unwrap()).collect()
}
