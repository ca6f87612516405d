//! Events of the Fin Agent API.

use super::record::tagged;
use crate::models::{
    FinAgentCsatRequestedEvent, FinAgentRepliedEvent, FinAgentReplyChunkEvent, FinAgentStatusUpdatedEvent,
};
use crate::rt::{Decode, Reader};

tagged! {
    /// What the Fin Agent API tells about a conversation, by webhook or by server-sent event; `event_name` names it.
    FinEvent, else Other {
        /// Fin took up the conversation, waits, or is done with it.
        StatusUpdated(FinAgentStatusUpdatedEvent) = "fin_status_updated",
        /// Fin has replied.
        Replied(FinAgentRepliedEvent) = "fin_replied",
        /// A piece of a reply that Fin is still writing.
        ReplyChunk(FinAgentReplyChunkEvent) = "fin_reply_chunk",
        /// Fin wants to know how satisfied the user is.
        CsatRequested(FinAgentCsatRequestedEvent) = "csat_requested",
    }
}

impl Decode for FinEvent {
    fn decode(&mut self, r: &mut Reader<'_>) {
        let names: Vec<&str> = Self::READERS.iter().map(|(name, _)| *name).collect();
        *self = match Self::READERS.get(r.tag("event_name", &names)) {
            Some((_, read)) => read(r),
            None => Self::Other(r.value()),
        };
    }
}

crate::rt::read_model!(FinEvent);
