//! What a notification is about.

use crate::rt::UnknownValue;

macro_rules! topics {
    ($($name:ident = $wire:literal,)+) => {
        /// What a notification is about; Intercom may add more.
        #[derive(Debug, Clone, PartialEq, Hash)]
        #[non_exhaustive]
        pub enum Topic {
            $(#[doc = concat!("`", $wire, "`")] $name,)+
            /// A topic that this version of the crate does not know.
            Unknown(UnknownValue),
        }

        impl Topic {
            /// All that this version of the crate knows.
            pub const KNOWN: &[Self] = &[$(Self::$name),+];

            /// The text of the topic.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => $wire,)+
                    Self::Unknown(topic) => topic.as_str(),
                }
            }
        }

        impl From<&str> for Topic {
            fn from(text: &str) -> Self {
                match text {
                    $($wire => Self::$name,)+
                    _ => Self::Unknown(UnknownValue::new(text)),
                }
            }
        }
    };
}

crate::rt::open_enum!(Topic);

topics! {
    AdminActivityLogEventCreated = "admin.activity_log_event.created",
    AdminAddedToWorkspace = "admin.added_to_workspace",
    AdminAwayModeUpdated = "admin.away_mode_updated",
    AdminLoggedIn = "admin.logged_in",
    AdminLoggedOut = "admin.logged_out",
    AdminRemovedFromWorkspace = "admin.removed_from_workspace",
    ApiRequestCompleted = "api.request.completed",
    ArticleCreated = "article.created",
    ArticleDeleted = "article.deleted",
    ArticlePublished = "article.published",
    ArticleUnpublished = "article.unpublished",
    ArticleUpdated = "article.updated",
    CallEnded = "call.ended",
    CallRecordingAvailable = "call.recording_available",
    CallStarted = "call.started",
    CallTranscriptionAvailable = "call.transcription_available",
    CompanyContactAttached = "company.contact.attached",
    CompanyContactDetached = "company.contact.detached",
    CompanyCreated = "company.created",
    CompanyDeleted = "company.deleted",
    CompanyUpdated = "company.updated",
    ContactAddedEmail = "contact.added_email",
    ContactArchived = "contact.archived",
    ContactCreated = "contact.created",
    ContactDeleted = "contact.deleted",
    ContactEmailUpdated = "contact.email.updated",
    ContactLeadAddedEmail = "contact.lead.added_email",
    ContactLeadCreated = "contact.lead.created",
    ContactLeadSignedUp = "contact.lead.signed_up",
    ContactLeadTagCreated = "contact.lead.tag.created",
    ContactLeadTagDeleted = "contact.lead.tag.deleted",
    ContactLeadUpdated = "contact.lead.updated",
    ContactMerged = "contact.merged",
    ContactSignedUp = "contact.signed_up",
    ContactSubscribed = "contact.subscribed",
    ContactTagCreated = "contact.tag.created",
    ContactTagDeleted = "contact.tag.deleted",
    ContactUnarchive = "contact.unarchive",
    ContactUnarchived = "contact.unarchived",
    ContactUnsubscribed = "contact.unsubscribed",
    ContactUserCreated = "contact.user.created",
    ContactUserTagCreated = "contact.user.tag.created",
    ContactUserTagDeleted = "contact.user.tag.deleted",
    ContactUserUpdated = "contact.user.updated",
    ContentStatBanner = "content_stat.banner",
    ContentStatCarousel = "content_stat.carousel",
    ContentStatChat = "content_stat.chat",
    ContentStatChecklist = "content_stat.checklist",
    ContentStatCustomBot = "content_stat.custom_bot",
    ContentStatEmail = "content_stat.email",
    ContentStatNewsItem = "content_stat.news_item",
    ContentStatPost = "content_stat.post",
    ContentStatPush = "content_stat.push",
    ContentStatSeries = "content_stat.series",
    ContentStatSeriesWebhook = "content_stat.series.webhook",
    ContentStatSms = "content_stat.sms",
    ContentStatSurvey = "content_stat.survey",
    ContentStatTooltipGroup = "content_stat.tooltip_group",
    ContentStatTour = "content_stat.tour",
    ConversationAdminAssigned = "conversation.admin.assigned",
    ConversationAdminClosed = "conversation.admin.closed",
    ConversationAdminNoted = "conversation.admin.noted",
    ConversationAdminOpenAssigned = "conversation.admin.open.assigned",
    ConversationAdminOpened = "conversation.admin.opened",
    ConversationAdminReplied = "conversation.admin.replied",
    ConversationAdminSingleCreated = "conversation.admin.single.created",
    ConversationAdminSnoozed = "conversation.admin.snoozed",
    ConversationAdminUnsnoozed = "conversation.admin.unsnoozed",
    ConversationContactAttached = "conversation.contact.attached",
    ConversationContactDetached = "conversation.contact.detached",
    ConversationDeleted = "conversation.deleted",
    ConversationOperatorReplied = "conversation.operator.replied",
    ConversationPartRedacted = "conversation_part.redacted",
    ConversationPartTagCreated = "conversation_part.tag.created",
    ConversationPriorityUpdated = "conversation.priority.updated",
    ConversationRatingAdded = "conversation.rating.added",
    ConversationRead = "conversation.read",
    ConversationUserCreated = "conversation.user.created",
    ConversationUserReplied = "conversation.user.replied",
    EventCreated = "event.created",
    GranularSubscribe = "granular.subscribe",
    GranularUnsubscribe = "granular.unsubscribe",
    JobCompleted = "job.completed",
    Ping = "ping",
    ProcedureHitlNotificationCreated = "procedure.hitl_notification.created",
    TicketAdminAssigned = "ticket.admin.assigned",
    TicketAdminReplied = "ticket.admin.replied",
    TicketAttributeUpdated = "ticket.attribute.updated",
    TicketClosed = "ticket.closed",
    TicketContactAttached = "ticket.contact.attached",
    TicketContactDetached = "ticket.contact.detached",
    TicketContactReplied = "ticket.contact.replied",
    TicketCreated = "ticket.created",
    TicketNoteCreated = "ticket.note.created",
    TicketRatingProvided = "ticket.rating.provided",
    TicketStateUpdated = "ticket.state.updated",
    TicketTeamAssigned = "ticket.team.assigned",
    UserCreated = "user.created",
    UserDeleted = "user.deleted",
    UserEmailUpdated = "user.email.updated",
    UserTagCreated = "user.tag.created",
    UserTagDeleted = "user.tag.deleted",
    UserUnsubscribed = "user.unsubscribed",
    VisitorSignedUp = "visitor.signed_up",
}
