//! Lists as an API of this kind answers them: the fields of the models, with values that are made up.

use serde_json::{Map, Value, json};

use crate::random::Random;

/// How many items a list has.
const ITEMS: usize = 50;
/// Some day in 2025.
const EPOCH: u64 = 1_750_000_000;

const WORDS: [&str; 40] = [
    "parcel",
    "harbour",
    "invoice",
    "the",
    "a",
    "we",
    "cannot",
    "find",
    "our",
    "order",
    "after",
    "yesterday",
    "printer",
    "blue",
    "still",
    "waiting",
    "for",
    "reply",
    "please",
    "check",
    "account",
    "again",
    "garden",
    "shipping",
    "late",
    "thanks",
    "with",
    "kind",
    "regards",
    "number",
    "seems",
    "wrong",
    "and",
    "it",
    "was",
    "never",
    "delivered",
    "to",
    "me",
    "tomorrow",
];
const FIRST: [&str; 12] =
    ["Ada", "Bela", "Chandra", "Dagny", "Emeka", "Fumiko", "Goran", "Hedda", "Ines", "Jorun", "Kwame", "Léonie"];
const LAST: [&str; 10] = ["Arnesen", "Brandt", "Castro", "Dvořák", "Eze", "Farkas", "Grimm", "Hoang", "Ito", "Jansen"];

/// A list, and how many of its objects have fields that no model knows.
pub struct Document {
    /// What it is a list of.
    pub name: &'static str,
    /// Whether it has fields that no model knows.
    pub unknown: bool,
    /// The text.
    pub json: Vec<u8>,
    /// The same as a tree.
    pub tree: Value,
    /// Objects with unknown fields.
    pub strangers: u64,
}

/// The lists; with `unknown` fields, or without any.
#[must_use]
pub fn all(unknown: bool) -> Vec<Document> {
    let makers: [(&'static str, fn(&mut Random) -> Value); 3] =
        [("conversations", conversations), ("contacts", contacts), ("tickets", tickets)];
    let made = makers.map(|(name, make)| {
        let mut random = Random::new(name.len() as u64);
        let mut tree = make(&mut random);
        let strangers = if unknown { add_unknown(&mut tree, &mut random) } else { 0 };
        // Writing to memory does not fail.
        Document { name, unknown, json: serde_json::to_vec(&tree).unwrap_or_default(), tree, strangers }
    });
    made.into()
}

/// Gives each item, and one object in it, fields that a later version of the API may have.
fn add_unknown(list: &mut Value, random: &mut Random) -> u64 {
    let mut strangers = 0;
    let items = list.as_object_mut().into_iter().flat_map(Map::values_mut).filter_map(Value::as_array_mut).flatten();
    for item in items.filter_map(Value::as_object_mut) {
        item.insert("x_sentiment".to_owned(), json!({"label": random.pick(&["calm", "cross"]), "score": 0.5}));
        item.insert("x_folder".to_owned(), json!(random.hex(8)));
        strangers += 1;
        let inner = ["source", "location", "ticket_type"]
            .into_iter()
            .find_map(|name| Some((name, item.get(name)?.is_object())));
        if let Some((name, true)) = inner
            && let Some(inner) = item.get_mut(name).and_then(Value::as_object_mut)
        {
            inner.insert("x_rank".to_owned(), json!(random.below(100)));
            strangers += 1;
        }
    }
    strangers
}

fn list(kind: &str, of: &str, random: &mut Random, item: fn(&mut Random) -> Value) -> Value {
    let items: Vec<Value> = (0..ITEMS).map(|_| item(random)).collect();
    json!({
        "type": kind,
        of: items,
        "total_count": 1_234,
        "pages": {
            "type": "pages", "page": 1, "per_page": 50, "total_pages": 25,
            "next": {"per_page": 50, "starting_after": random.hex(40)},
        },
    })
}

// ---- parts

fn id(random: &mut Random) -> String {
    (100_000 + random.below(900_000_000)).to_string()
}

fn time(random: &mut Random) -> u64 {
    EPOCH + random.below(20_000_000)
}

/// A value in so many of a hundred cases, otherwise null.
fn some(random: &mut Random, percent: u64, value: impl FnOnce(&mut Random) -> Value) -> Value {
    if random.chance(percent) { value(random) } else { Value::Null }
}

fn text(random: &mut Random, least: u64, most: u64) -> String {
    let count = least + random.below(most - least);
    let words: Vec<&str> = (0..count).map(|_| random.pick(&WORDS)).collect();
    words.join(" ")
}

/// Text as an editor writes it: paragraphs, and here and there a character that JSON escapes or that is not ASCII.
fn html(random: &mut Random) -> String {
    let paragraphs = 1 + random.below(3);
    (0..paragraphs)
        .map(|_| {
            let link = if random.chance(30) { "<a href=\"https://shop.example/help\">here</a>" } else { "– ok" };
            format!("<p>{} {link}</p>\n", text(random, 8, 30))
        })
        .collect()
}

fn name(random: &mut Random) -> String {
    format!("{} {}", random.pick(&FIRST), random.pick(&LAST))
}

fn email(random: &mut Random) -> String {
    format!("{}.{}@mail.example", random.pick(&["a", "bel", "chan", "dag", "eme"]), random.hex(6))
}

fn attributes(random: &mut Random) -> Value {
    let mut values = Map::new();
    values.insert("plan".to_owned(), json!(random.pick(&["free", "team", "works"])));
    values.insert("seats".to_owned(), json!(random.below(400)));
    values.insert("renewal_at".to_owned(), json!(time(random)));
    values.insert("beta".to_owned(), json!(random.chance(50)));
    if random.chance(60) {
        values.insert("region of sale".to_owned(), json!(text(random, 1, 4)));
    }
    if random.chance(40) {
        values.insert("discount".to_owned(), json!(0.125));
    }
    Value::Object(values)
}

fn contact_reference(random: &mut Random) -> Value {
    json!({"type": "contact", "id": random.hex(24), "external_id": some(random, 70, |random| json!(random.hex(12)))})
}

fn attachment(random: &mut Random) -> Value {
    json!({
        "type": "upload", "name": format!("{}.png", random.pick(&WORDS)),
        "url": format!("https://files.shop.example/i/o/{}/{}", id(random), random.hex(32)),
        "content_type": "image/png", "filesize": random.below(4_000_000), "width": 640, "height": 480,
    })
}

fn linked(random: &mut Random) -> Value {
    let count = random.below(3);
    let data: Vec<Value> =
        (0..count).map(|_| json!({"type": "ticket", "id": id(random), "category": random.pick(&["Customer", "Back-office", "Tracker"])})).collect();
    json!({"type": "list", "data": data, "total_count": count, "has_more": false})
}

fn addressable(random: &mut Random, kind: &str, path: &str) -> Value {
    let count = random.below(4);
    let data: Vec<Value> = (0..count)
        .map(|_| {
            let id = id(random);
            json!({"type": kind, "url": format!("/{path}/{id}"), "id": id})
        })
        .collect();
    json!({"type": "list", "data": data, "url": format!("/contacts/{}/{path}", random.hex(24)), "total_count": count, "has_more": false})
}

// ---- items

fn conversations(random: &mut Random) -> Value {
    list("conversation.list", "conversations", random, conversation)
}

fn conversation(random: &mut Random) -> Value {
    let tags: Vec<Value> = (0..random.below(4))
        .map(|_| {
            json!({
                "type": "tag", "id": id(random), "name": text(random, 1, 3), "applied_at": time(random),
                "applied_by": {"type": "admin", "id": id(random)},
            })
        })
        .collect();
    let attachments: Vec<Value> = (0..random.below(2)).map(|_| attachment(random)).collect();
    json!({
        "type": "conversation",
        "id": id(random),
        "title": some(random, 40, |random| json!(text(random, 3, 9))),
        "created_at": time(random),
        "updated_at": time(random),
        "waiting_since": some(random, 50, |random| json!(time(random))),
        "snoozed_until": some(random, 10, |random| json!(time(random))),
        "open": random.chance(60),
        "state": random.pick(&["open", "closed", "snoozed"]),
        "read": random.chance(50),
        "priority": random.pick(&["low", "medium", "high"]),
        "admin_assignee_id": some(random, 80, |random| json!(random.below(9_000_000))),
        "team_assignee_id": some(random, 50, |random| json!(random.below(9_000_000))),
        "tags": {"type": "tag.list", "tags": tags},
        "conversation_rating": some(random, 30, |random| json!({
            "rating": 1 + random.below(5), "remark": some(random, 50, |random| json!(text(random, 3, 12))),
            "created_at": time(random), "updated_at": time(random), "contact": contact_reference(random),
            "teammate": {"type": "admin", "id": id(random)},
        })),
        "source": {
            "type": "email", "id": id(random), "delivered_as": "customer_initiated", "subject": text(random, 2, 8),
            "body": html(random),
            "author": {"type": "user", "id": random.hex(24), "name": name(random), "email": email(random)},
            "attachments": attachments, "url": some(random, 30, |_| json!("https://shop.example/basket")), "redacted": false,
        },
        "contacts": {"type": "contact.list", "contacts": [contact_reference(random)]},
        "teammates": {"type": "admin.list", "admins": [{"type": "admin", "id": id(random)}]},
        "custom_attributes": attributes(random),
        "first_contact_reply": some(random, 60, |random| json!({"created_at": time(random), "type": "conversation", "url": "https://shop.example"})),
        "sla_applied": some(random, 40, |random| json!({
            "type": "conversation_sla_summary", "sla_name": text(random, 1, 3), "sla_status": random.pick(&["hit", "missed", "active"]),
        })),
        "statistics": statistics(random),
        "linked_objects": linked(random),
        "ai_agent_participated": false,
        "channel": {"initial": "email", "current": "chat"},
    })
}

fn statistics(random: &mut Random) -> Value {
    let mut statistics = Map::new();
    statistics.insert("type".to_owned(), json!("conversation_statistics"));
    for name in [
        "time_to_assignment",
        "time_to_admin_reply",
        "time_to_first_close",
        "time_to_last_close",
        "median_time_to_reply",
    ] {
        statistics.insert(name.to_owned(), some(random, 80, |random| json!(random.below(90_000))));
    }
    for name in [
        "first_contact_reply_at",
        "first_assignment_at",
        "first_admin_reply_at",
        "first_close_at",
        "last_assignment_at",
        "last_assignment_admin_reply_at",
        "last_contact_reply_at",
        "last_admin_reply_at",
        "last_close_at",
    ] {
        statistics.insert(name.to_owned(), some(random, 80, |random| json!(time(random))));
    }
    for name in ["count_reopens", "count_assignments", "count_conversation_parts"] {
        statistics.insert(name.to_owned(), json!(random.below(12)));
    }
    Value::Object(statistics)
}

fn contacts(random: &mut Random) -> Value {
    list("list", "data", random, contact)
}

fn contact(random: &mut Random) -> Value {
    let mut contact = json!({
        "type": "contact",
        "id": random.hex(24),
        "external_id": some(random, 70, |random| json!(random.hex(12))),
        "workspace_id": "k7wq2p",
        "role": random.pick(&["user", "lead"]),
        "email": email(random),
        "email_domain": "mail.example",
        "phone": some(random, 30, |random| json!(format!("+4930{}", id(random)))),
        "name": name(random),
        "owner_id": some(random, 40, |random| json!(id(random))),
        "has_hard_bounced": false,
        "marked_email_as_spam": false,
        "unsubscribed_from_emails": random.chance(10),
        "created_at": time(random),
        "updated_at": time(random),
        "language_override": null,
        "browser": random.pick(&["firefox", "chrome", "safari"]),
        "browser_version": format!("{}.0", 90 + random.below(50)),
        "browser_language": "de",
        "os": random.pick(&["Linux", "OS X 15.1", "Windows 11"]),
        "custom_attributes": attributes(random),
        "avatar": some(random, 40, |random| json!({"type": "avatar", "image_url": format!("https://files.shop.example/{}", random.hex(16))})),
        "tags": addressable(random, "tag", "tags"),
        "notes": addressable(random, "note", "notes"),
        "companies": addressable(random, "company", "companies"),
        "location": {
            "type": "location", "country": "Germany", "region": random.pick(&["Berlin", "Sachsen", "Bayern"]),
            "city": random.pick(&["Leipzig", "Potsdam", "Fürth"]), "country_code": "DEU", "continent_code": "EU",
        },
        "social_profiles": {"type": "list", "data": [{"type": "social_profile", "name": "Mast", "url": "https://mast.example/@a"}]},
        "opted_out_subscription_types": addressable(random, "subscription", "subscriptions"),
        "opted_in_subscription_types": addressable(random, "subscription", "subscriptions"),
        "sms_consent": false,
        "unsubscribed_from_sms": false,
        "referrer": some(random, 30, |_| json!("https://shop.example/")),
    });
    for name in [
        "signed_up_at",
        "last_seen_at",
        "last_replied_at",
        "last_contacted_at",
        "last_email_opened_at",
        "last_email_clicked_at",
    ] {
        contact[name] = some(random, 60, |random| json!(time(random)));
    }
    for name in [
        "android_app_name",
        "android_app_version",
        "android_device",
        "android_os_version",
        "ios_app_name",
        "ios_device",
        "utm_campaign",
        "utm_medium",
    ] {
        contact[name] = some(random, 10, |random| json!(text(random, 1, 3)));
    }
    contact
}

fn tickets(random: &mut Random) -> Value {
    list("ticket.list", "tickets", random, ticket)
}

fn state(random: &mut Random) -> Value {
    json!({
        "type": "ticket_state", "id": id(random), "category": random.pick(&["submitted", "in_progress", "resolved"]),
        "internal_label": text(random, 1, 3), "external_label": text(random, 1, 3),
    })
}

fn ticket(random: &mut Random) -> Value {
    let parts: Vec<Value> = (0..1 + random.below(5)).map(|_| part(random)).collect();
    let count = parts.len();
    let attributes: Vec<Value> = (0..3).map(|order| json!({
        "type": "ticket_type_attribute", "id": id(random), "workspace_id": "k7wq2p", "name": text(random, 1, 3),
        "description": text(random, 3, 8), "data_type": "string", "input_options": {"multiline": false}, "order": order,
        "required_to_create": false, "required_to_create_for_contacts": false, "visible_on_create": true,
        "visible_to_contacts": true, "default": false, "ticket_type_id": random.below(99_999), "archived": false,
        "created_at": time(random), "updated_at": time(random),
    })).collect();
    json!({
        "type": "ticket",
        "id": id(random),
        "ticket_id": random.below(90_000).to_string(),
        "category": random.pick(&["Customer", "Back-office", "Tracker"]),
        "ticket_attributes": {"_default_title_": text(random, 2, 6), "_default_description_": text(random, 8, 30), "weight": 12},
        "ticket_state": state(random),
        "ticket_type": {
            "type": "ticket_type", "id": id(random), "category": "Customer", "name": text(random, 1, 3),
            "description": text(random, 4, 9), "icon": "🎟", "workspace_id": "k7wq2p",
            "ticket_type_attributes": {"type": "list", "data": attributes}, "archived": false,
            "created_at": time(random), "updated_at": time(random), "is_internal": false,
        },
        "contacts": {"type": "contact.list", "contacts": [contact_reference(random)]},
        "admin_assignee_id": some(random, 70, |random| json!(random.below(9_000_000))),
        "team_assignee_id": some(random, 70, |random| json!(random.below(9_000_000))),
        "created_at": time(random),
        "updated_at": time(random),
        "open": random.chance(60),
        "snoozed_until": null,
        "linked_objects": linked(random),
        "ticket_parts": {"type": "ticket_part.list", "ticket_parts": parts, "total_count": count},
        "is_shared": random.chance(50),
        "company_id": some(random, 30, |random| json!(random.hex(24))),
    })
}

fn part(random: &mut Random) -> Value {
    let attachments: Vec<Value> = (0..random.below(2)).map(|_| attachment(random)).collect();
    json!({
        "type": "ticket_part", "id": id(random), "part_type": random.pick(&["comment", "note"]), "body": html(random),
        "created_at": time(random), "updated_at": time(random), "attachments": attachments, "redacted": false,
        "author": {
            "type": random.pick(&["admin", "user", "bot"]), "id": id(random), "name": name(random), "email": email(random),
        },
        "assigned_to": some(random, 20, |random| json!({"type": "admin", "id": id(random)})),
        "external_id": some(random, 20, |random| json!(random.hex(8))),
    })
}
