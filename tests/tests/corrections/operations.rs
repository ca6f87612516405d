//! Requests that differ from what the description says of them.

use intercom_client::Attributes;
use intercom_client::models::{
    ConvertConversationToTicketRequest, CreateContactNoteBody, CreateDataEventRequest, UpdateConversationRequest,
};
use intercom_client::search::{Search, field};
use serde_json::json;

use crate::Row;
use crate::api::{Api, line, now};

pub const ROWS: &[Row] = &[
    ("GET /export/reporting_data/{job_identifier}", || {
        let line = line(|client| client.reporting_data_export().get("j1", "a1", "c1"));
        assert_eq!(line, "GET /export/reporting_data/j1?app_id=a1&client_id=c1");
    }),
    ("GET /download/reporting_data/{job_identifier}", || {
        let api = Api::with(200, [0x1f, 0x8b, 0x08]);
        let file = now(api.client().reporting_data_export().download("j1", "a1")).unwrap();
        assert_eq!(api.line(), "GET /download/reporting_data/j1?app_id=a1");
        assert_eq!(file.as_ref(), [0x1f, 0x8b, 0x08]);
    }),
    ("GET /conversations/{conversation_id}", || {
        let id = "215472621202693";
        assert_eq!(line(|client| client.conversations().get(id)), format!("GET /conversations/{id}"));
        assert_eq!(
            line(|client| client.conversations().get(215_472_621_202_693_i64)),
            format!("GET /conversations/{id}")
        );
        assert_eq!(line(|client| client.conversations().delete(id)), format!("DELETE /conversations/{id}"));
        let change = UpdateConversationRequest::new().read(true);
        assert_eq!(line(|client| client.conversations().update(id, change)), format!("PUT /conversations/{id}"));
        let ticket = ConvertConversationToTicketRequest::new("3");
        let line = line(|client| client.conversations().convert_to_ticket(id, ticket));
        assert_eq!(line, format!("POST /conversations/{id}/convert"));
    }),
    ("GET /contacts/{contact_id}/notes", || {
        let line = line(|client| client.notes().list_for_contact("66f1a2b3c4d5e6f708192a3b").page(2).per_page(50));
        assert_eq!(line, "GET /contacts/66f1a2b3c4d5e6f708192a3b/notes?page=2&per_page=50");
    }),
    ("POST /contacts/{contact_id}/notes", || {
        let line = line(|client| {
            client.notes().create_for_contact("66f1a2b3c4d5e6f708192a3b", CreateContactNoteBody::new("hi"))
        });
        assert_eq!(line, "POST /contacts/66f1a2b3c4d5e6f708192a3b/notes");
    }),
    ("GET /contacts", || {
        let line = line(|client| client.contacts().list().page(2).per_page(150).starting_after("c9"));
        assert_eq!(line, "GET /contacts?page=2&per_page=150&starting_after=c9");
    }),
    ("GET /articles", || {
        assert_eq!(line(|client| client.articles().list().page(2).per_page(25)), "GET /articles?page=2&per_page=25");
    }),
    ("GET /help_center/collections", || {
        let line = line(|client| client.help_center().list_collections().page(2).per_page(25));
        assert_eq!(line, "GET /help_center/collections?page=2&per_page=25");
    }),
    ("GET /help_center/help_centers", || {
        let line = line(|client| client.help_center().list().page(2).per_page(25));
        assert_eq!(line, "GET /help_center/help_centers?page=2&per_page=25");
    }),
    ("GET /contacts/{contact_id}/companies", || {
        let line = line(|client| client.contacts().list_companies("c1").page(2).per_page(25));
        assert_eq!(line, "GET /contacts/c1/companies?page=2&per_page=25");
    }),
    ("GET /admins/activity_logs", || {
        let line = line(|client| client.admins().list_activity_logs(1_750_000_000).page(2).per_page(25));
        assert_eq!(line, "GET /admins/activity_logs?created_at_after=1750000000&page=2&per_page=25");
    }),
    ("GET /companies", || {
        assert_eq!(line(|client| client.companies().find().company_id("acme")), "GET /companies?company_id=acme");
    }),
    ("GET /events", || {
        let line = line(|client| client.data_events().list().intercom_user_id("c1").summary(true).per_page(5));
        assert_eq!(line, "GET /events?type=user&intercom_user_id=c1&summary=true&per_page=5");
    }),
    ("GET /download/content/data/{job_identifier}", || {
        let api = Api::with(200, [0x1f, 0x8b, 0x08]);
        let file = now(api.client().data_export().download("j1")).unwrap();
        assert_eq!(api.line(), "GET /download/content/data/j1");
        assert_eq!(file.as_ref(), [0x1f, 0x8b, 0x08]);
    }),
    ("POST /companies/list", || {
        let line = line(|client| client.companies().list().page(2).per_page(60));
        assert_eq!(line, "POST /companies/list?page=2&per_page=60");
    }),
    ("GET /companies/scroll", || {
        let line = line(|client| client.companies().scroll().scroll_param("s1"));
        assert_eq!(line, "GET /companies/scroll?scroll_param=s1");
    }),
    ("POST /tickets/search", || {
        let api = Api::new(&json!({"type": "ticket.list", "tickets": []}));
        now(api.client().tickets().search(field("ticket_attribute.3").eq("7b"))).unwrap();
        assert_eq!(api.body()["query"], json!({"field": "ticket_attribute.3", "operator": "=", "value": "7b"}));
    }),
    ("create_data_event_request.metadata", || {
        let api = Api::with(202, "");
        let price = Attributes::new().set("currency", "eur").set("amount", 1200);
        let moored = Attributes::new().set("price", price).set("first", true).set("berths", 2.5);
        let event =
            CreateDataEventRequest::new().event_name("moored").created_at(1_750_000_000).user_id("u1").metadata(moored);
        now(api.client().data_events().create(event)).unwrap();
        let sent = json!({"price": {"currency": "eur", "amount": 1200}, "first": true, "berths": 2.5});
        assert_eq!(api.body()["metadata"], sent);
    }),
    ("search_request.sort", || {
        let api = Api::new(&json!({"type": "conversation.list", "conversations": []}));
        let search = Search::new(field("open").eq(true)).descending("updated_at");
        now(api.client().conversations().search(search)).unwrap();
        assert_eq!(api.body()["sort"], json!({"field": "updated_at", "order": "descending"}));
    }),
];
