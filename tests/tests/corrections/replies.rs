//! Replies that differ from what the description says of them.

use intercom_client::models::{
    ActivityLogActivityType, ActivityLogMetadata, Admin, Article, ChangeTicketTypeReplyTicketState, Company, Contact,
    Conversation, ConversationListItem, ConversationPart, ConversationStatistics, CursorPagesNext, DataAttribute,
    DataAttributeDataType, DataEvent, DataExportStatus, FindCompaniesReply, ListedDataEvent, PagesLink, Tag, Ticket,
    TicketPart, Visitor,
};
use intercom_client::{Assignee, Attributes, Timestamp};
use serde_json::{Value, json};

use crate::Row;
use crate::api::{Api, now, read};

const SECONDS: i64 = 1_750_000_000;
const ISO: &str = "2025-06-15T15:06:40.000Z";
const TIME: Timestamp = Timestamp::new(SECONDS);

/// One JSON object, and another that wins.
fn with(mut base: Value, more: Value) -> Value {
    if let (Value::Object(base), Value::Object(more)) = (&mut base, more) {
        base.extend(more);
    }
    base
}

fn conversation_json(more: Value) -> Value {
    let base =
        json!({"type": "conversation", "id": "1", "created_at": 1, "updated_at": 2, "open": true, "state": "open"});
    with(base, more)
}

fn conversation(more: Value) -> Conversation {
    read(&conversation_json(more), |client| client.conversations().get("1"))
}

fn listed_conversation(more: Value) -> ConversationListItem {
    let list = json!({"type": "conversation.list", "conversations": [conversation_json(more)]});
    read(&list, |client| client.conversations().list()).conversations.remove(0)
}

fn part(more: Value) -> ConversationPart {
    let part = with(json!({"type": "conversation_part", "id": "5", "part_type": "comment", "created_at": 3}), more);
    conversation(json!({"conversation_parts": {"conversation_parts": [part]}}))
        .conversation_parts
        .unwrap()
        .conversation_parts
        .remove(0)
}

fn statistics(more: Value) -> ConversationStatistics {
    conversation(json!({"statistics": more})).statistics.unwrap()
}

/// A number of the statistics is null until there is one.
fn comes(name: &str, field: fn(&ConversationStatistics) -> Option<i64>) {
    assert_eq!(field(&statistics(json!({name: null}))), None);
    assert_eq!(field(&statistics(json!({name: 65}))), Some(65));
}

/// A time of the statistics is null until there is one, and in webhooks it is text.
fn happens(name: &str, field: fn(&ConversationStatistics) -> Option<Timestamp>) {
    assert_eq!(field(&statistics(json!({name: null}))), None);
    assert_eq!(field(&statistics(json!({name: SECONDS}))), Some(TIME));
    assert_eq!(field(&statistics(json!({name: ISO}))), Some(TIME));
}

fn ticket(more: Value) -> Ticket {
    let ticket = with(json!({"type": "ticket", "id": "9", "ticket_id": "17"}), more);
    read(&ticket, |client| client.tickets().get("9"))
}

fn ticket_part(more: Value) -> TicketPart {
    let part = with(json!({"type": "ticket_part", "id": "5", "part_type": "comment", "created_at": 3}), more);
    ticket(json!({"ticket_parts": {"ticket_parts": [part]}})).ticket_parts.unwrap().ticket_parts.remove(0)
}

/// An assignee of a ticket has had several spellings.
fn assigns(name: &str, field: fn(&Ticket) -> Option<i64>) {
    for (sent, read) in [(json!(7), Some(7)), (json!("7"), Some(7)), (json!(0), Some(0)), (json!("0"), Some(0))] {
        assert_eq!(field(&ticket(json!({name: sent}))), read, "{sent}");
    }
    assert_eq!(field(&ticket(json!({name: null}))), None);
}

/// A ticket whose type was changed.
fn retyped(more: Value) -> intercom_client::models::ChangeTicketTypeReply {
    use intercom_client::models::ChangeTicketTypeRequest;
    let ticket = with(json!({"type": "ticket", "id": "9", "ticket_id": "17"}), more);
    read(&ticket, |client| client.tickets().change_type("9", ChangeTicketTypeRequest::new("3", "4")))
}

fn contact(more: Value) -> Contact {
    let contact = json!({"type": "contact", "id": "c1", "role": "user", "created_at": 1, "updated_at": 2});
    read(&with(contact, more), |client| client.contacts().get("c1"))
}

/// A text of the contact that may be null.
fn tells(name: &str, field: fn(&Contact) -> &Option<String>) {
    assert_eq!(field(&contact(json!({name: "spring"}))).as_deref(), Some("spring"));
    assert_eq!(field(&contact(json!({name: null}))).as_deref(), None);
}

/// Some list of the contact.
fn list_of(kind: &str) -> Value {
    json!({
        "type": "list",
        "data": [{"type": kind, "id": "4", "url": format!("/{kind}s/4")}],
        "url": format!("/contacts/c1/{kind}s"),
        "total_count": 1,
        "has_more": false,
    })
}

fn company(more: Value) -> Company {
    let company = json!({"type": "company", "id": "k1", "company_id": "acme"});
    read(&with(company, more), |client| client.companies().get("k1"))
}

fn visitor(more: Value) -> Visitor {
    let visitor = json!({"type": "visitor", "id": "v1"});
    read(&with(visitor, more), |client| client.visitors().get_by_user_id("u1"))
}

fn article(more: Value) -> Article {
    let article = json!({
        "type": "article", "id": "a1", "title": "How to moor", "author_id": 7, "state": "draft",
        "created_at": 1, "updated_at": 2,
    });
    read(&with(article, more), |client| client.articles().get("a1"))
}

fn admin(more: Value) -> Admin {
    let admin = json!({"type": "admin", "id": "7", "name": "Ada", "email": "ada@harbour.test"});
    read(&with(admin, more), |client| client.admins().get("7"))
}

fn tag(more: Value) -> Tag {
    let list = json!({"type": "list", "data": [with(json!({"type": "tag", "id": "4", "name": "vip"}), more)]});
    read(&list, |client| client.tags().list()).data.remove(0)
}

fn activity(kind: &str, metadata: Value) -> (ActivityLogActivityType, ActivityLogMetadata) {
    let entry = json!({"id": "l1", "created_at": 1, "activity_type": kind, "metadata": metadata});
    let list = json!({"type": "activity_log.list", "activity_logs": [entry]});
    let entry = read(&list, |client| client.admins().list_activity_logs(1)).activity_logs.remove(0);
    (entry.activity_type, entry.metadata.unwrap())
}

fn attribute(more: Value) -> DataAttribute {
    let attribute =
        json!({"type": "data_attribute", "name": "seats", "full_name": "custom_attributes.seats", "label": "Seats"});
    let list = json!({"type": "list", "data": [with(with(attribute, json!({"data_type": "integer"})), more)]});
    read(&list, |client| client.data_attributes().list()).data.remove(0)
}

/// Pages that tell an address, and the last, which tells none.
fn links(list: fn(&Value) -> Option<PagesLink>) {
    let pages = |next: Value| json!({"type": "pages", "page": 1, "per_page": 10, "total_pages": 2, "next": next});
    let next = list(&pages(json!("https://api.intercom.io/things?page=2"))).unwrap().next;
    assert_eq!(next.as_deref(), Some("https://api.intercom.io/things?page=2"));
    assert_eq!(list(&pages(Value::Null)).unwrap().next, None);
}

/// What a call of an API that refuses comes to.
fn refusal(status: u16, body: &Value) -> intercom_client::Error {
    now(Api::with(status, body.to_string()).client().admins().list()).unwrap_err()
}

pub const ROWS: &[Row] = &[
    ("conversation_teammates.teammates", || {
        let teammates = json!({"type": "admin.list", "admins": [{"type": "admin", "id": "7"}]});
        let teammates = conversation(json!({"teammates": teammates})).teammates.unwrap();
        assert_eq!(teammates.admins[0].id.as_deref(), Some("7"));
    }),
    ("ticket_type_attribute_list.ticket_type_attributes", || {
        let attributes = json!({"type": "list", "data": [{"id": "3", "name": "berth", "data_type": "string"}]});
        let kind = json!({"id": "2", "name": "Mooring", "ticket_type_attributes": attributes});
        let kind = ticket(json!({"ticket_type": kind})).ticket_type.unwrap();
        assert_eq!(kind.ticket_type_attributes.unwrap().data[0].name, "berth");
    }),
    ("conversation_statistics.time_to_assignment", || comes("time_to_assignment", |s| s.time_to_assignment)),
    ("conversation_statistics.time_to_admin_reply", || comes("time_to_admin_reply", |s| s.time_to_admin_reply)),
    ("conversation_statistics.time_to_first_close", || comes("time_to_first_close", |s| s.time_to_first_close)),
    ("conversation_statistics.time_to_last_close", || comes("time_to_last_close", |s| s.time_to_last_close)),
    ("conversation_statistics.median_time_to_reply", || comes("median_time_to_reply", |s| s.median_time_to_reply)),
    ("conversation_statistics.first_contact_reply_at", || {
        happens("first_contact_reply_at", |s| s.first_contact_reply_at);
    }),
    ("conversation_statistics.first_assignment_at", || happens("first_assignment_at", |s| s.first_assignment_at)),
    ("conversation_statistics.first_admin_reply_at", || happens("first_admin_reply_at", |s| s.first_admin_reply_at)),
    ("conversation_statistics.first_close_at", || happens("first_close_at", |s| s.first_close_at)),
    ("conversation_statistics.last_assignment_at", || happens("last_assignment_at", |s| s.last_assignment_at)),
    ("conversation_statistics.last_assignment_admin_reply_at", || {
        happens("last_assignment_admin_reply_at", |s| s.last_assignment_admin_reply_at);
    }),
    ("conversation_statistics.last_contact_reply_at", || happens("last_contact_reply_at", |s| s.last_contact_reply_at)),
    ("conversation_statistics.last_admin_reply_at", || happens("last_admin_reply_at", |s| s.last_admin_reply_at)),
    ("conversation_statistics.last_close_at", || happens("last_close_at", |s| s.last_close_at)),
    ("conversation_statistics.handling_time", || comes("handling_time", |s| s.handling_time)),
    ("conversation_statistics.last_closed_by_id", || {
        assert_eq!(statistics(json!({"last_closed_by_id": 9_608_799})).last_closed_by_id.as_deref(), Some("9608799"));
        assert_eq!(statistics(json!({"last_closed_by_id": null})).last_closed_by_id, None);
    }),
    ("conversation.team_assignee_id", || {
        assert_eq!(conversation(json!({"team_assignee_id": null})).team_assignee_id, None);
        assert_eq!(conversation(json!({"team_assignee_id": 0})).team_assignee_id, Some(0));
        assert_eq!(listed_conversation(json!({"team_assignee_id": "5017691"})).team_assignee_id, Some(5_017_691));
    }),
    ("conversation.admin_assignee_id", || {
        assert_eq!(conversation(json!({"admin_assignee_id": null})).admin_assignee_id, None);
        assert_eq!(conversation(json!({"admin_assignee_id": 0})).admin_assignee_id, Some(0));
        assert_eq!(listed_conversation(json!({"admin_assignee_id": 7})).admin_assignee_id, Some(7));
    }),
    ("assignees, where there is none", || {
        let nobody = json!({"type": "nobody_admin", "id": null});
        let part = part(json!({"assigned_to": nobody})).assigned_to.unwrap();
        assert!(part.id.is_unassigned() && part.r#type.is_unassigned());
        for sent in [json!(0), json!("0"), Value::Null] {
            assert!(conversation(json!({"admin_assignee_id": sent})).admin_assignee_id.is_unassigned());
            assert!(contact(json!({"owner_id": sent})).owner_id.is_unassigned());
        }
        assert!(!conversation(json!({"admin_assignee_id": 7})).admin_assignee_id.is_unassigned());
        assert!(!contact(json!({"owner_id": "7"})).owner_id.is_unassigned());
    }),
    ("data_export.download_expires_at", || {
        let job = json!({"job_identifier": "j1", "status": "complete", "download_expires_at": SECONDS.to_string()});
        let job = read(&job, |client| client.data_export().get("j1"));
        assert_eq!(job.download_expires_at.unwrap().timestamp(), Some(TIME));
        assert!(matches!(job.status, DataExportStatus::Complete));
    }),
    ("ticket.admin_assignee_id", || assigns("admin_assignee_id", |t| t.admin_assignee_id)),
    ("ticket.team_assignee_id", || assigns("team_assignee_id", |t| t.team_assignee_id)),
    ("contact.owner_id", || {
        assert_eq!(contact(json!({"owner_id": 7})).owner_id.as_deref(), Some("7"));
        assert_eq!(contact(json!({"owner_id": "7"})).owner_id.as_deref(), Some("7"));
        assert_eq!(contact(json!({"owner_id": null})).owner_id, None);
    }),
    ("ticket.snoozed_until", || {
        assert_eq!(ticket(json!({"snoozed_until": null})).snoozed_until, None);
        assert_eq!(ticket(json!({"snoozed_until": SECONDS})).snoozed_until, Some(TIME));
    }),
    ("ticket.company_id", || {
        assert_eq!(ticket(json!({"company_id": null})).company_id, None);
        assert_eq!(ticket(json!({"company_id": "k1"})).company_id.as_deref(), Some("k1"));
    }),
    ("ticket.channel", || assert_eq!(ticket(json!({"channel": "messenger"})).channel.as_deref(), Some("messenger"))),
    ("ticket.ticket_state_internal_label", || {
        let ticket = retyped(json!({"ticket_state": "submitted", "ticket_state_internal_label": "New"}));
        assert_eq!(ticket.ticket_state_internal_label.as_deref(), Some("New"));
        let Some(ChangeTicketTypeReplyTicketState::TicketStateName(name)) = ticket.ticket_state else {
            panic!("the state was text")
        };
        assert_eq!(name, "submitted");
    }),
    ("ticket.ticket_state_external_label", || {
        let state = json!({"type": "ticket_state", "id": "6", "category": "submitted"});
        let ticket = retyped(json!({"ticket_state": state, "ticket_state_external_label": "Received"}));
        assert_eq!(ticket.ticket_state_external_label.as_deref(), Some("Received"));
        let Some(ChangeTicketTypeReplyTicketState::TicketState(state)) = ticket.ticket_state else {
            panic!("the state was an object")
        };
        assert_eq!(state.id, "6");
    }),
    ("ticket_type.is_internal", || {
        let ticket = ticket(json!({"ticket_type": {"id": "2", "name": "Mooring", "is_internal": true}}));
        assert_eq!(ticket.ticket_type.unwrap().is_internal, Some(true));
    }),
    ("contact.opted_out_subscription_types", || {
        let list = contact(json!({"opted_out_subscription_types": list_of("subscription")}));
        assert_eq!(list.opted_out_subscription_types.unwrap().data[0].id.as_deref(), Some("4"));
    }),
    ("contact.opted_in_subscription_types", || {
        let list = contact(json!({"opted_in_subscription_types": list_of("subscription")}));
        assert_eq!(list.opted_in_subscription_types.unwrap().total_count, Some(1));
    }),
    ("contact.utm_campaign", || tells("utm_campaign", |c| &c.utm_campaign)),
    ("contact.utm_content", || tells("utm_content", |c| &c.utm_content)),
    ("contact.utm_medium", || tells("utm_medium", |c| &c.utm_medium)),
    ("contact.utm_source", || tells("utm_source", |c| &c.utm_source)),
    ("contact.utm_term", || tells("utm_term", |c| &c.utm_term)),
    ("contact.referrer", || tells("referrer", |c| &c.referrer)),
    ("contact.enabled_push_messaging", || {
        assert_eq!(contact(json!({"enabled_push_messaging": true})).enabled_push_messaging, Some(true));
        assert_eq!(contact(json!({"enabled_push_messaging": null})).enabled_push_messaging, None);
    }),
    ("contact.sms_consent", || assert_eq!(contact(json!({"sms_consent": false})).sms_consent, Some(false))),
    ("contact.unsubscribed_from_sms", || {
        assert_eq!(contact(json!({"unsubscribed_from_sms": true})).unsubscribed_from_sms, Some(true));
    }),
    ("contact_location.country_code", || {
        let codes = |code: Value| contact(json!({"location": {"type": "location", "country_code": code}}));
        assert_eq!(codes(json!("PRT")).location.unwrap().country_code.as_deref(), Some("PRT"));
        assert_eq!(codes(Value::Null).location.unwrap().country_code, None);
    }),
    ("contact_location.continent_code", || {
        let codes = |code: Value| contact(json!({"location": {"type": "location", "continent_code": code}}));
        assert_eq!(codes(json!("EU")).location.unwrap().continent_code.as_deref(), Some("EU"));
        assert_eq!(codes(Value::Null).location.unwrap().continent_code, None);
    }),
    ("contact_companies.type", || {
        let companies = contact(json!({"companies": list_of("company")})).companies.unwrap();
        assert_eq!(companies.r#type.as_deref(), Some("list"));
    }),
    ("contact_notes.type", || {
        assert_eq!(contact(json!({"notes": list_of("note")})).notes.unwrap().r#type.as_deref(), Some("list"));
    }),
    ("contact_tags.type", || {
        assert_eq!(contact(json!({"tags": list_of("tag")})).tags.unwrap().r#type.as_deref(), Some("list"));
    }),
    ("contact_social_profiles.type", || {
        let profiles = json!({"type": "list", "data": [{"type": "social_profile", "name": "Mastodon"}]});
        let profiles = contact(json!({"social_profiles": profiles})).social_profiles.unwrap();
        assert_eq!(profiles.r#type.as_deref(), Some("list"));
        assert_eq!(profiles.data.len(), 1);
    }),
    ("addressable_list.type", || {
        let tags = contact(json!({"tags": list_of("tag")})).tags.unwrap();
        assert_eq!(tags.data[0].r#type.as_deref(), Some("tag"));
    }),
    ("addressable_list.url", || {
        let tags = contact(json!({"tags": list_of("tag")})).tags.unwrap();
        assert_eq!(tags.data[0].url.as_deref(), Some("/tags/4"));
    }),
    ("contact_companies.url", || {
        let companies = contact(json!({"companies": list_of("company")})).companies.unwrap();
        assert_eq!(companies.url.as_deref(), Some("/contacts/c1/companys"));
    }),
    ("contact_reference.email", || {
        let contacts = json!({"type": "contact.list", "contacts": [{"id": "c1", "email": "ola@harbour.test"}]});
        let contacts = conversation(json!({"contacts": contacts})).contacts.unwrap();
        assert_eq!(contacts.contacts[0].email.as_deref(), Some("ola@harbour.test"));
    }),
    ("company.name", || assert_eq!(company(json!({"name": null})).name, None)),
    ("company.plan", || {
        assert!(company(json!({"plan": null})).plan.is_none());
        let plan = company(json!({"plan": {"type": "plan", "id": "p", "name": "Harbour"}})).plan.unwrap();
        assert_eq!(plan.name.as_deref(), Some("Harbour"));
    }),
    ("company.remote_created_at", || {
        assert_eq!(company(json!({"remote_created_at": null})).remote_created_at, None);
        assert_eq!(company(json!({"remote_created_at": SECONDS})).remote_created_at, Some(TIME));
    }),
    ("company.last_request_at", || {
        assert_eq!(company(json!({"last_request_at": null})).last_request_at, None);
        assert_eq!(company(json!({})).last_request_at, None);
    }),
    ("company.size", || assert_eq!(company(json!({"size": null})).size, None)),
    ("company.website", || assert_eq!(company(json!({"website": null})).website, None)),
    ("company.industry", || assert_eq!(company(json!({"industry": null})).industry, None)),
    ("company.tag_ids", || assert_eq!(company(json!({"tag_ids": ["4", 5]})).tag_ids, ["4", "5"])),
    ("company.custom_attributes", || {
        let attributes = company(json!({"custom_attributes": any_values()})).custom_attributes;
        holds_any_values(&attributes);
    }),
    ("custom_attributes", || {
        let attributes = conversation(json!({"custom_attributes": any_values()})).custom_attributes;
        holds_any_values(&attributes);
    }),
    ("visitor.custom_attributes", || {
        let attributes = visitor(json!({"custom_attributes": any_values()})).custom_attributes;
        holds_any_values(&attributes);
    }),
    ("data_event.metadata", || {
        let price = json!({"price": {"currency": "eur", "amount": 1200}, "first": true, "berths": 2.5});
        let event = json!({"type": "event", "event_name": "moored", "created_at": SECONDS, "metadata": price});
        let page = json!({"type": "event.list", "events": [event]});
        let ListedDataEvent::Event(event) = read(&page, |client| client.data_events().list()).events.remove(0) else {
            panic!("it was an event")
        };
        let DataEvent { event_name, created_at, metadata, .. } = event;
        assert_eq!((event_name.as_str(), created_at), ("moored", TIME));
        let paid = metadata.get("price").unwrap().as_object().unwrap();
        assert_eq!(paid.get("amount").unwrap().as_i64(), Some(1200));
        assert_eq!(metadata.get("berths").unwrap().as_f64(), Some(2.5));
    }),
    ("admin.avatar", || {
        let avatar = json!({"type": "avatar", "image_url": "https://static.harbour.test/ada.png"});
        let avatar = admin(json!({"avatar": avatar})).avatar.unwrap();
        assert_eq!(avatar.image_url.as_deref(), Some("https://static.harbour.test/ada.png"));
        assert!(admin(json!({"avatar": null})).avatar.is_none());
    }),
    ("part_attachment.width", || {
        let attachments = json!([{"type": "upload", "name": "log.txt", "width": null}, {"width": 640}]);
        let widths: Vec<_> = part(json!({"attachments": attachments})).attachments.iter().map(|a| a.width).collect();
        assert_eq!(widths, [None, Some(640)]);
    }),
    ("part_attachment.height", || {
        let attachments = json!([{"type": "upload", "name": "log.txt", "height": null}, {"height": 480}]);
        let heights: Vec<_> = part(json!({"attachments": attachments})).attachments.iter().map(|a| a.height).collect();
        assert_eq!(heights, [None, Some(480)]);
    }),
    ("starting_after_paging.per_page", || {
        let next = |next: Value| -> CursorPagesNext {
            let pages = json!({"type": "pages", "page": 1, "next": next});
            let list = json!({"type": "list", "data": [], "pages": pages});
            read(&list, |client| client.contacts().list()).pages.unwrap().next.unwrap()
        };
        let bare = next(json!({"page": 2, "starting_after": "after-c1"}));
        assert_eq!((bare.page, bare.per_page, bare.starting_after.as_deref()), (Some(2), None, Some("after-c1")));
        assert_eq!(next(json!({"per_page": null})).per_page, None);
    }),
    ("article_list.pages", || {
        links(|pages| {
            let list = json!({"type": "list", "data": [], "pages": pages});
            read(&list, |client| client.articles().list()).pages
        });
    }),
    ("collection_list.pages", || {
        links(|pages| {
            let list = json!({"type": "list", "data": [], "pages": pages});
            read(&list, |client| client.help_center().list_collections()).pages
        });
    }),
    ("company_list.pages", || {
        links(|pages| {
            let list = json!({"type": "list", "data": [], "pages": pages});
            read(&list, |client| client.companies().list()).pages
        });
    }),
    ("note_list.pages", || {
        links(|pages| {
            let list = json!({"type": "list", "data": [], "pages": pages});
            read(&list, |client| client.notes().list_for_contact("c1")).pages
        });
    }),
    ("activity_log_list.pages", || {
        links(|pages| {
            let list = json!({"type": "activity_log.list", "activity_logs": [], "pages": pages});
            read(&list, |client| client.admins().list_activity_logs(1)).pages
        });
    }),
    ("error.request_id", || {
        let error = refusal(401, &json!({"type": "error.list", "request_id": "0007abcd1e2f", "errors": []}));
        assert_eq!(error.request_id(), Some("0007abcd1e2f"));
        assert_eq!(refusal(401, &json!({"type": "error.list", "request_id": null, "errors": []})).request_id(), None);
    }),
    ("error.errors.[].data", || {
        let data = json!({"required_permissions": ["read_tickets"]});
        let error =
            refusal(403, &json!({"type": "error.list", "errors": [{"code": "action_forbidden", "data": data}]}));
        assert_eq!(error.api().unwrap().errors()[0].data(), Some(&data));
    }),
    ("POST /phone_call_redirects, a failure", || {
        let error = refusal(400, &json!({"error_key": "sms_failed", "message": "No network at sea"}));
        assert!(error.api().unwrap().has_code("sms_failed"));
        assert_eq!(error.api().unwrap().message(), Some("No network at sea"));
    }),
    ("conversation_source.subject", || {
        assert_eq!(conversation(json!({"source": {"subject": null}})).source.unwrap().subject, None);
    }),
    ("conversation_source.body", || {
        assert_eq!(conversation(json!({"source": {"body": null}})).source.unwrap().body, None);
    }),
    ("conversation_source.type", || {
        let source = conversation(json!({"source": {"type": "carrier_pigeon"}})).source.unwrap();
        assert_eq!(source.r#type.as_deref(), Some("carrier_pigeon"));
    }),
    ("conversation_source.author", || {
        let author = json!({"type": "user", "id": "c1", "name": "Ola", "email": "ola@harbour.test"});
        let author = conversation(json!({"source": {"author": author}})).source.unwrap().author.unwrap();
        assert_eq!((author.id.as_deref(), author.name.as_deref()), (Some("c1"), Some("Ola")));
    }),
    ("conversation_part_author.email", || {
        let part = part(json!({"author": {"type": "lead", "id": "c2", "email": ""}}));
        assert_eq!(part.author.unwrap().email.as_deref(), Some(""));
    }),
    ("ticket_part_author.email", || {
        let part = ticket_part(json!({"author": {"type": "user", "id": "c2", "email": ""}}));
        assert_eq!(part.author.unwrap().email.as_deref(), Some(""));
    }),
    ("conversation.topics", || {
        let topics = json!({"type": "topic.list", "topics": [], "total_count": 0});
        assert_eq!(conversation(json!({"topics": topics})).topics.unwrap().total_count, Some(0));
    }),
    ("conversation.ticket", || {
        assert!(conversation(json!({"ticket": null})).ticket.is_none());
        let ticket = conversation(json!({"ticket": {"type": "ticket", "id": "9", "ticket_id": "17"}})).ticket.unwrap();
        assert_eq!(ticket.ticket_id, "17");
    }),
    ("conversation_list_item.topics", || {
        let topics = json!({"type": "topic.list", "topics": [], "total_count": 0});
        assert_eq!(listed_conversation(json!({"topics": topics})).topics.unwrap().total_count, Some(0));
    }),
    ("conversation_list_item.ticket", || {
        assert!(listed_conversation(json!({"ticket": null})).ticket.is_none());
        let ticket = json!({"type": "ticket", "id": "9", "ticket_id": "17"});
        assert_eq!(listed_conversation(json!({"ticket": ticket})).ticket.unwrap().id, "9");
    }),
    ("activity_log.activity_type", || {
        let (kind, _) = activity("harbour_closed", json!({}));
        assert!(matches!(kind, ActivityLogActivityType::Unknown(_)));
        assert_eq!(kind.as_str(), "harbour_closed");
    }),
    ("activity_log_metadata.before", || {
        let (_, text) = activity("role_change", json!({"before": "Crew"}));
        assert_eq!(text.before, Some(json!("Crew")));
        let (_, object) = activity("role_change", json!({"before": {"seat": "lite"}, "team": {"id": 3}}));
        assert_eq!(object.before, Some(json!({"seat": "lite"})));
        assert_eq!(object.extra()["team"], json!({"id": 3}));
    }),
    ("activity_log_metadata.after", || {
        let (_, text) = activity("role_change", json!({"after": "Captain"}));
        assert_eq!(text.after, Some(json!("Captain")));
        let (_, object) = activity("role_change", json!({"after": {"seat": "full"}, "enabled": true}));
        assert_eq!(object.after, Some(json!({"seat": "full"})));
        assert_eq!(object.extra()["enabled"], json!(true));
    }),
    ("article.content_id", || assert_eq!(article(json!({"content_id": 55})).content_id.as_deref(), Some("55"))),
    ("article_statistics.conversations", || {
        let article = article(json!({"statistics": {"type": "article_statistics", "conversations": 3}}));
        assert_eq!(article.statistics.unwrap().conversations, Some(3));
    }),
    ("tag.applied_at", || {
        assert_eq!(tag(json!({})).applied_at, None);
        assert_eq!(tag(json!({"applied_at": SECONDS})).applied_at, Some(TIME));
    }),
    ("tag.applied_by", || {
        assert!(tag(json!({})).applied_by.is_none());
        let by = tag(json!({"applied_by": {"type": "admin", "id": "7"}})).applied_by.unwrap();
        assert_eq!(by.id.as_deref(), Some("7"));
    }),
    ("data_attribute.id", || {
        assert_eq!(attribute(json!({})).id, None);
        assert_eq!(attribute(json!({"id": 12})).name, "seats");
    }),
    ("data_attribute.data_type", || {
        assert!(matches!(attribute(json!({"data_type": "datetime"})).data_type, DataAttributeDataType::Datetime));
        assert_eq!(attribute(json!({"data_type": "sonar"})).data_type.as_str(), "sonar");
    }),
    ("conversation.priority", || {
        for sent in ["priority", "not_priority", "urgent", "none"] {
            assert_eq!(conversation(json!({"priority": sent})).priority.unwrap().as_str(), sent);
        }
    }),
    ("contact.created_at", || {
        assert_eq!(contact(json!({"created_at": ISO})).created_at, TIME);
        assert_eq!(contact(json!({"created_at": SECONDS})).created_at, TIME);
    }),
    ("company.created_at", || {
        assert_eq!(company(json!({"created_at": ISO})).created_at, Some(TIME));
        assert_eq!(company(json!({"created_at": SECONDS})).created_at, Some(TIME));
    }),
    ("article.created_at", || {
        assert_eq!(article(json!({"created_at": ISO})).created_at, TIME);
        assert_eq!(article(json!({"created_at": SECONDS})).created_at, TIME);
    }),
    ("contact.signed_up_at", || {
        let after_2038 = 2_328_134_400_i64;
        assert_eq!(contact(json!({"signed_up_at": after_2038})).signed_up_at, Some(Timestamp::new(after_2038)));
    }),
    ("GET /companies, one", || {
        let one = json!({"type": "company", "id": "k1", "company_id": "acme"});
        let FindCompaniesReply::Company(one) = read(&one, |client| client.companies().find().company_id("acme")) else {
            panic!("it was one company")
        };
        assert_eq!(one.id, "k1");
    }),
    ("GET /companies, several", || {
        let several = json!({"type": "list", "data": [{"type": "company", "id": "k1", "company_id": "acme"}]});
        let FindCompaniesReply::List(several) = read(&several, |client| client.companies().find().tag_id("4")) else {
            panic!("it was a list")
        };
        assert_eq!(several.data[0].company_id, "acme");
    }),
    ("GET /events, a summary", || {
        let summary = json!({"type": "event.summary", "user_id": "u1", "events": [{"name": "moored", "count": 3}]});
        let mut page = read(&summary, |client| client.data_events().list().user_id("u1").summary(true));
        let ListedDataEvent::Summary(count) = page.events.remove(0) else { panic!("it was a count") };
        assert_eq!((count.name.as_str(), count.count), ("moored", 3));
    }),
];

/// One attribute of each kind.
fn any_values() -> Value {
    json!({
        "plan": "pro", "seats": 12, "rating": 4.5, "trial": true, "left": null,
        "tags": ["a", "b"], "boat": {"type": "order.list", "instances": [{"id": "31"}]},
    })
}

fn holds_any_values(attributes: &Attributes) {
    let get = |name: &str| attributes.get(name).unwrap();
    assert_eq!(get("plan").as_str(), Some("pro"));
    assert_eq!(get("seats").as_i64(), Some(12));
    assert_eq!(get("rating").as_f64(), Some(4.5));
    assert_eq!(get("trial").as_bool(), Some(true));
    assert!(get("left").is_null());
    assert_eq!(get("tags").as_list().unwrap()[1].as_str(), Some("b"));
    assert!(get("boat").as_object().unwrap().get("instances").is_some());
    assert_eq!(attributes.len(), 7);
}
