//! A small client written as the generator writes it: what the tests exercise the runtime with.
#![allow(missing_docs, clippy::must_use_candidate, reason = "nobody reads the docs of it")]

use crate::rt::{
    self, Always, Call, Client, Decode, Encode, Endpoint, Error, Extra, Form, Names, OneOrMany, Operation, Patch,
    PathParam, RawReply, Reader, ReadyCall, Redirect, Safety, Style, Timestamp, UnknownValue, Upload, Value, Writer,
};
use std::collections::BTreeMap;

// ---- models

#[derive(Debug, Clone, PartialEq, Hash)]
#[non_exhaustive]
pub enum Role {
    User,
    Lead,
    Unknown(UnknownValue),
}

impl Role {
    pub fn as_str(&self) -> &str {
        match self {
            Self::User => "user",
            Self::Lead => "lead",
            Self::Unknown(value) => value.as_str(),
        }
    }
}

impl From<&str> for Role {
    fn from(text: &str) -> Self {
        match text {
            "user" => Self::User,
            "lead" => Self::Lead,
            _ => Self::Unknown(UnknownValue::new(text)),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Contact {
    pub id: String,
    pub name: Option<String>,
    pub role: Option<Role>,
    pub age: Option<i64>,
    pub score: Option<f64>,
    pub active: Option<bool>,
    pub created_at: Option<Timestamp>,
    pub seen_at: Option<rt::DateTime>,
    pub tags: Vec<Tag>,
    pub emails: Option<Vec<String>>,
    pub visits: Option<BTreeMap<String, i32>>,
    pub custom: Option<rt::Map<String, Value>>,
    pub owner: Option<Box<Actor>>,
    pub aliases: OneOrMany<String>,
    pub manager: Option<Box<Contact>>,
    pub home: Tag,
    extra: Extra,
}

impl Contact {
    const NAMES: &'static Names = &Names {
        list: &[
            "id",
            "name",
            "role",
            "age",
            "score",
            "active",
            "created_at",
            "seen_at",
            "tags",
            "emails",
            "visits",
            "custom",
            "owner",
            "aliases",
            "manager",
            "home",
        ],
        slots: b"\0\x03\x07\x10\0\0\x05\x0F\0\x0A\x0E\0\0\0\x04\x09\x0C\0\0\0\x02\0\x0D\0\0\0\x08\x06\x0B\x01\0\0",
    };
}

impl Decode for Contact {
    fn decode(&mut self, r: &mut Reader<'_>) {
        r.record(
            Self::NAMES,
            &mut [
                &mut self.id,
                &mut self.name,
                &mut self.role,
                &mut self.age,
                &mut self.score,
                &mut self.active,
                &mut self.created_at,
                &mut self.seen_at,
                &mut self.tags,
                &mut self.emails,
                &mut self.visits,
                &mut self.custom,
                &mut self.owner,
                &mut self.aliases,
                &mut self.manager,
                &mut self.home,
            ],
            &[0],
            &mut self.extra,
        );
    }
}

impl Encode for Contact {
    fn encode(&self, w: &mut Writer) {
        w.record(
            Self::NAMES,
            &[
                &self.id,
                &self.name,
                &self.role,
                &self.age,
                &self.score,
                &self.active,
                &self.created_at,
                &self.seen_at,
                &self.tags,
                &self.emails,
                &self.visits,
                &self.custom,
                &self.owner,
                &self.aliases,
                &self.manager,
                &self.home,
            ],
            &self.extra,
        );
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Tag {
    pub id: Option<i64>,
    pub name: String,
    pub r#type: Option<String>,
    extra: Extra,
}

impl Tag {
    const NAMES: &'static Names = &Names { list: &["id", "name", "type"], slots: b"\0\0\0\x03\x02\x01\0\0" };
}

impl Decode for Tag {
    fn decode(&mut self, r: &mut Reader<'_>) {
        r.record(Self::NAMES, &mut [&mut self.id, &mut self.name, &mut self.r#type], &[], &mut self.extra);
    }
}

impl Encode for Tag {
    fn encode(&self, w: &mut Writer) {
        w.record(Self::NAMES, &[&self.id, &self.name, &self.r#type], &self.extra);
    }
}

#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Actor {
    Tag(Tag),
    Contact(Box<Contact>),
    Unknown(Value),
}

impl Default for Actor {
    fn default() -> Self {
        Self::Unknown(Value::Null)
    }
}

impl Decode for Actor {
    fn decode(&mut self, r: &mut Reader<'_>) {
        *self = match r.tag("type", &["tag", "contact", "7", "true"]) {
            0 | 2 => {
                let mut value = Tag::default();
                value.decode(r);
                Self::Tag(value)
            }
            1 | 3 => {
                let mut value = Box::<Contact>::default();
                value.decode(r);
                Self::Contact(value)
            }
            _ => Self::Unknown(r.value()),
        };
    }
}

impl Encode for Actor {
    fn encode(&self, w: &mut Writer) {
        match self {
            Self::Tag(value) => value.encode(w),
            Self::Contact(value) => value.encode(w),
            Self::Unknown(value) => w.value(value),
        }
    }
}

/// A request: `kind` is a constant, `tags` is required even when empty, `phone` can be cleared.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct UpdateContactRequest {
    pub tags: Vec<String>,
    pub name: Option<String>,
    pub phone: Patch<String>,
    pub role: Patch<Role>,
    extra: Extra,
}

impl UpdateContactRequest {
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn phone(mut self, phone: impl Into<Patch<String>>) -> Self {
        self.phone = phone.into();
        self
    }

    #[must_use]
    pub fn role(mut self, role: impl Into<Patch<Role>>) -> Self {
        self.role = role.into();
        self
    }
}

impl UpdateContactRequest {
    const NAMES: &'static Names = &Names { list: &["kind", "tags", "name", "phone", "role"], slots: b"" };
}

impl Encode for UpdateContactRequest {
    fn encode(&self, w: &mut Writer) {
        w.record(Self::NAMES, &[&"update", &Always(&self.tags), &self.name, &self.phone, &self.role], &self.extra);
    }
}

/// A reply that differs by status.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum JobReply {
    Done(Tag),
    Accepted,
    Other(u16),
}

fn read_job(reply: &RawReply) -> Result<JobReply, Error> {
    match reply.status().as_u16() {
        200 => Ok(JobReply::Done(rt::json(reply)?)),
        202 => Ok(JobReply::Accepted),
        other => Ok(JobReply::Other(other)),
    }
}

rt::open_enum!(Role);
rt::read_model!(Contact, Tag, Actor);
rt::write_model!(Contact, Tag, Actor, UpdateContactRequest);
rt::extra!(Contact, Tag);
rt::settable!(UpdateContactRequest);

// ---- operations

const fn operation(id: &'static str, method: &'static str, template: &'static str, safety: Safety) -> Operation {
    Operation::new(id, method, template, "Contacts", safety)
}

static GET: Endpoint<Contact> = Endpoint::json(operation("getContact", "GET", "/contacts/{id}", Safety::ReadOnly));
static LIST: Endpoint<Vec<Tag>> = Endpoint::json(operation("listTags", "GET", "/tags", Safety::ReadOnly));
static UPDATE: Endpoint<Contact> =
    Endpoint::json(operation("updateContact", "PUT", "/contacts/{id}", Safety::Idempotent));
static DELETE: Endpoint<()> =
    Endpoint::new(operation("deleteTag", "DELETE", "/pairs/{a}-{b}", Safety::Idempotent), rt::empty);
static DOWNLOAD: Endpoint<rt::Bytes> = Endpoint::bytes(operation("download", "GET", "/download", Safety::ReadOnly));
static FIND: Endpoint<Redirect> = Endpoint::redirect(operation("find", "GET", "/find", Safety::ReadOnly));
static UPLOAD: Endpoint<Option<Tag>> = Endpoint::json_or_empty(operation("upload", "POST", "/upload", Safety::Unsafe));
static JOB: Endpoint<JobReply> = Endpoint::new(operation("job", "POST", "/job", Safety::Unsafe), read_job);

/// The calls, as the generator hangs them on a handle.
#[derive(Debug, Clone)]
pub struct Contacts {
    client: Client,
}

impl Contacts {
    pub fn new(client: &Client) -> Self {
        Self { client: client.clone() }
    }

    pub fn get(&self, id: impl Into<PathParam>) -> GetContact {
        Call::new(&self.client, &GET).path("id", id.into()).ready()
    }

    pub fn list(&self) -> ListTags {
        ListTags { call: Call::new(&self.client, &LIST) }
    }

    pub fn update(&self, id: impl Into<PathParam>, body: &UpdateContactRequest) -> UpdateContact {
        Call::new(&self.client, &UPDATE).path("id", id.into()).json(body).ready()
    }

    pub fn delete(&self, a: impl Into<PathParam>, b: impl Into<PathParam>) -> DeletePair {
        Call::new(&self.client, &DELETE).path("a", a.into()).path("b", b.into()).ready()
    }

    pub fn download(&self) -> Download {
        Call::new(&self.client, &DOWNLOAD).ready()
    }

    pub fn find(&self) -> Find {
        Call::new(&self.client, &FIND).ready()
    }

    pub fn upload(&self, name: Option<&str>, meta: &Tag, file: &Upload) -> UploadFile {
        let form = Form::new().field("name", &name).field("meta", meta).file("file", file);
        Call::new(&self.client, &UPLOAD).form(form).ready()
    }

    pub fn job(&self) -> StartJob {
        Call::new(&self.client, &JOB).text("go".to_owned()).ready()
    }
}

pub type GetContact = ReadyCall<Contact>;
pub type UpdateContact = ReadyCall<Contact>;
pub type DeletePair = ReadyCall<()>;
pub type Download = ReadyCall<rt::Bytes>;
pub type Find = ReadyCall<Redirect>;
pub type UploadFile = ReadyCall<Option<Tag>>;
pub type StartJob = ReadyCall<JobReply>;

#[must_use = "a call does nothing unless it is awaited"]
pub struct ListTags {
    call: Call<Vec<Tag>>,
}

rt::call!(ListTags -> Vec<Tag>);

impl ListTags {
    pub fn per_page(mut self, per_page: i64) -> Self {
        self.call = self.call.query("per_page", &per_page);
        self
    }

    pub fn names(mut self, names: &[&str], style: Style) -> Self {
        self.call = self.call.query_list("names", names, style);
        self
    }

    pub fn filter(mut self, filter: &Value) -> Self {
        self.call = self.call.query_object(filter);
        self
    }

    pub fn deep(mut self, filter: &Value) -> Self {
        self.call = self.call.query_deep("filter", filter);
        self
    }

    pub fn trace(mut self, id: &str) -> Self {
        self.call = self.call.header("X-Trace", &id);
        self
    }
}
