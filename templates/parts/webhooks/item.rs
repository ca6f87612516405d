//! What a notification has in it.

use super::record::{read, records, tagged};
use crate::models::{
    ActivityLog, Admin, Article, Call, Company, Contact, Conversation, ConversationPart, DataEvent, Jobs,
    SubscriptionTypeList, Tag, Ticket, TicketPart, Visitor,
};
use crate::rt::{Decode, Reader, Timestamp, Value};

tagged! {
    /// What a notification has in it, told by its own `type`, not by the topic: several topics may have one kind of item,
    /// and one topic several.
    Item, else Other {
        /// A teammate.
        Admin(Admin) = "admin",
        /// What a teammate did.
        ActivityLog(ActivityLog) = "admin_activity_log_event",
        /// A request to the API, by any app of the workspace.
        ApiRequest(ApiRequest) = "api.request.completed",
        /// An article. A deleted one has little more than its id.
        Article(Article) = "article",
        /// A call.
        Call(Call) = "call",
        /// A company. A deleted one has little more than its id.
        Company(Company) = "company",
        /// A company and the contact that joined or left it.
        CompanyContact(CompanyContact) = ,
        /// A user or lead. A deleted one has little more than its ids; one that another was merged into has `merged_from`
        /// in `extra()`.
        Contact(Contact) = "contact",
        /// A contact and what it subscribed to, or no longer does.
        ContactSubscription(ContactSubscription) =
            "contact_subscribe" | "contact_unsubscribe" | "granular_subscribe" | "granular_unsubscribe",
        /// A contact and the tag that it got or lost.
        ContactTag(ContactTag) = "contact_tag",
        /// What a contact did with something that was sent or shown.
        ContentStat(ContentStat) = ,
        /// A conversation, as a rule with the one part that the notification is about. A deleted one has `conversation_id`
        /// in `extra()` and nothing else.
        Conversation(Conversation) = "conversation",
        /// A conversation and the contact that joined or left it.
        ConversationContact(ConversationContact) = ,
        /// A part of a conversation.
        ConversationPart(ConversationPart) = "conversation_part",
        /// Something that a user did, as an application told it.
        DataEvent(DataEvent) = "event",
        /// A job that ran in the background.
        Job(Jobs) = "job",
        /// Nothing: the endpoint is tried.
        Ping(Ping) = "ping",
        /// A ticket.
        Ticket(Ticket) = "ticket",
        /// A ticket and the part of it that the notification is about.
        TicketTicketPart(TicketTicketPart) = "ticket_ticket_part",
        /// A visitor.
        Visitor(Visitor) = "visitor",
    }
}

impl Decode for Item {
    fn decode(&mut self, r: &mut Reader<'_>) {
        *self = match Self::reader(r) {
            Some(read) => read(r),
            None => Self::Other(r.value()),
        };
    }
}

impl Item {
    fn reader(r: &mut Reader<'_>) -> Option<fn(&mut Reader<'_>) -> Self> {
        let types: Vec<&str> = Self::READERS.iter().map(|(name, _)| *name).collect();
        if let Some((_, read)) = Self::READERS.get(r.tag("type", &types)) {
            return Some(*read);
        }
        // Its types are as many as there are kinds of content.
        if r.has_key(&["content_stat"]) == 0 {
            return Some(|r| Self::ContentStat(read(r)));
        }
        // These pairs come without a type.
        if r.has_key(&["type"]) == 0 {
            return None;
        }
        match r.has_key(&["company", "conversation"]) {
            0 => Some(|r| Self::CompanyContact(read(r))),
            1 => Some(|r| Self::ConversationContact(read(r))),
            _ => None,
        }
    }
}

records! {
    /// A request to the API.
    ApiRequest {
        /// What it is.
        r#type = "type": Option<String>,
        /// The id that the reply had.
        request_id = "request_id": Option<String>,
        /// When it was made.
        timestamp = "timestamp": Option<Timestamp>,
        /// What was asked.
        request = "request": Option<ApiRequestLine>,
        /// Who asked.
        authentication = "authentication": Option<ApiRequestAuthentication>,
        /// What was answered.
        response = "response": Option<ApiRequestResponse>,
        /// The teammate that it was made for.
        admin = "admin": Option<ApiRequestAdmin>,
    }

    /// What a request to the API asked.
    ApiRequestLine {
        /// Its method.
        method = "method": Option<String>,
        /// Its path.
        path = "path": Option<String>,
        /// Where it came from.
        ip_address = "ip_address": Option<String>,
        /// What it came from.
        user_agent = "user_agent": Option<String>,
    }

    /// How a request to the API was authenticated.
    ApiRequestAuthentication {
        /// Such as `oauth`.
        method = "method": Option<String>,
        /// The id of the token; not the token.
        token_id = "token_id": Option<String>,
        /// The app that has the token.
        oauth_client_id = "oauth_client_id": Option<String>,
        /// The same app, by its code.
        app_package_code = "app_package_code": Option<String>,
    }

    /// What a request to the API was answered with.
    ApiRequestResponse {
        /// The HTTP status.
        status = "status": Option<i64>,
    }

    /// The teammate that a request to the API was made for.
    ApiRequestAdmin {
        /// The id.
        id = "id": Option<String>,
        /// The email address.
        email = "email": Option<String>,
    }

    /// A company and a contact that joined or left it.
    CompanyContact {
        /// The company.
        company = "company": Option<Box<Company>>,
        /// The contact.
        contact = "contact": Option<Box<Contact>>,
    }

    /// A contact and what it subscribed to, or no longer does.
    ContactSubscription {
        /// Which of the two, and whether it is about one kind of message or all mail.
        r#type = "type": Option<String>,
        /// The contact.
        contact = "contact": Option<Box<Contact>>,
        /// The kinds of messages; none where it is about all mail.
        subscription_types = "subscription_types": Option<SubscriptionTypeList>,
        /// When.
        created_at = "created_at": Option<Timestamp>,
    }

    /// A contact and a tag that it got or lost.
    ContactTag {
        /// What it is.
        r#type = "type": Option<String>,
        /// The tag.
        tag = "tag": Option<Tag>,
        /// The contact.
        contact = "contact": Option<Box<Contact>>,
        /// When.
        created_at = "created_at": Option<Timestamp>,
    }

    /// What a contact did with something that was sent or shown.
    ContentStat {
        /// Which kind of content: `content_stat.email`, `content_stat.tour` and so on.
        r#type = "type": Option<String>,
        /// What happened, and with what.
        content_stat = "content_stat": Option<ContentStatDetails>,
        /// The contact.
        contact = "contact": Option<Box<Contact>>,
        /// The company, where the content went to contacts of certain companies.
        company = "company": Option<Box<Company>>,
        /// When.
        created_at = "created_at": Option<Timestamp>,
    }

    /// What happened with a piece of content. What only some kinds of content have is in `extra()`.
    ContentStatDetails {
        /// The id of this record.
        id = "id": Option<String>,
        /// What happened: `receipt`, `open`, `click`, `unsubscribe` and so on.
        stat_type = "stat_type": Option<String>,
        /// The kind of content.
        content_type = "content_type": Option<String>,
        /// The content. Each version of an A/B test has its own.
        content_id = "content_id": Option<String>,
        /// What the content is called.
        content_title = "content_title": Option<String>,
        /// The outbound message that the content belongs to.
        ruleset_id = "ruleset_id": Option<String>,
        /// The version of that message.
        ruleset_version_id = "ruleset_version_id": Option<String>,
        /// The series that the content belongs to.
        series_id = "series_id": Option<String>,
        /// What the series is called.
        series_title = "series_title": Option<String>,
        /// The place in the series.
        node_id = "node_id": Option<String>,
    }

    /// A conversation and a contact that joined or left it.
    ConversationContact {
        /// The conversation, in an inner form that no model describes.
        conversation = "conversation": Value,
        /// The contact.
        contact = "contact": Option<Box<Contact>>,
    }

    /// What is sent to try an endpoint.
    Ping {
        /// What it is.
        r#type = "type": Option<String>,
        /// Some text.
        message = "message": Option<String>,
    }

    /// A ticket and the part of it that the notification is about.
    TicketTicketPart {
        /// What it is.
        r#type = "type": Option<String>,
        /// The ticket.
        ticket = "ticket": Option<Box<Ticket>>,
        /// The part.
        ticket_part = "ticket_part": Option<Box<TicketPart>>,
    }
}
