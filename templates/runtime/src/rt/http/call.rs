//! Calls of operations.

use std::fmt::{self, Display};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use ::http::Method;
use bytes::Bytes;

use super::draft::Draft;
use super::endpoint::Read;
use super::error::Label;
use super::execute::{Sent, execute, open};
use super::path::{Path, Variables};
use super::{
    CallOptions, Client, DownloadFuture, Endpoint, Error, Form, Operation, Paged, Pages, Paging, PathParam, RawReply,
    Request, Response, Style,
};
use crate::rt::{Encode, to_checked_vec, to_value};

/// A call in the making. What is wrong with an argument is told when it is sent.
#[must_use = "a call does nothing unless it is awaited"]
pub struct Call<T: 'static> {
    /// On the heap, since a call is handed from function to function.
    draft: Box<Draft>,
    read: Read<T>,
    paging: Option<Paging>,
}

impl<T> Call<T> {
    /// A call of an operation, without its arguments.
    pub fn new(client: &Client, endpoint: &'static Endpoint<T>) -> Self {
        let Endpoint { operation, read, accept, redirects, paging } = endpoint;
        Self { draft: draft(client, operation, accept, *redirects), read: *read, paging: *paging }
    }

    pub(super) fn of_draft(draft: Box<Draft>, read: Read<T>) -> Self {
        Self { draft, read, paging: None }
    }

    /// Sets a variable of the path.
    pub fn path(mut self, name: &'static str, value: PathParam) -> Self {
        self.draft.fill(name, value);
        self
    }

    /// Sets a parameter of the query. What it was set to before is forgotten, here and below.
    pub fn query(mut self, name: &str, value: &dyn Display) -> Self {
        self.draft.query.set(name, value);
        self
    }

    /// Sets a parameter of the query to a list.
    pub fn query_list(mut self, name: &str, items: &[impl Display], style: Style) -> Self {
        let items: Vec<String> = items.iter().map(ToString::to_string).collect();
        self.draft.query.set_list(name, &items, style);
        self
    }

    /// Sets a parameter of the query for each field of an object.
    pub fn query_object(mut self, object: &dyn Encode) -> Self {
        self.draft.query.set_fields(&to_value(object));
        self
    }

    /// Sets a parameter of the query to an object: `name[key]=value`.
    pub fn query_deep(mut self, name: &str, object: &dyn Encode) -> Self {
        self.draft.query.set_deep(name, &to_value(object));
        self
    }

    /// Sets a header.
    pub fn header(mut self, name: &'static str, value: &dyn Display) -> Self {
        self.draft.header(name, value.to_string());
        self
    }

    /// Sets the body to JSON.
    pub fn json(mut self, body: &dyn Encode) -> Self {
        match to_checked_vec(body) {
            Ok(json) => self.draft.body("application/json", json),
            Err(problem) => self.draft.fail(problem),
        }
        self
    }

    /// Sets the body to a text.
    pub fn text(mut self, body: String) -> Self {
        self.draft.body("text/plain; charset=utf-8", body);
        self
    }

    /// Sets the body to some bytes of a media type.
    pub fn raw(mut self, body: Bytes, content_type: &str) -> Self {
        self.draft.body(content_type.to_owned(), body);
        self
    }

    /// Sets the body to a form.
    pub fn form(mut self, form: Form) -> Self {
        let (content_type, content) = form.into_body();
        self.draft.body(content_type, content);
        self
    }

    /// Makes the call fail when it is sent, since an argument is invalid.
    pub fn invalid(mut self, problem: impl Into<String>) -> Self {
        self.draft.fail(problem);
        self
    }

    /// Sets what holds for this call only.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.draft.set_options(options);
        self
    }

    /// The request that would be sent; without the token if the client has to ask for that.
    pub fn request(&self) -> Result<Request, Error> {
        self.draft.build()
    }

    /// Sends the call, for the content of its reply piece by piece.
    pub fn stream(self) -> DownloadFuture {
        DownloadFuture(open(self.draft))
    }

    /// The pages of the list that the reply is one of. Of what is no list there is one.
    pub fn pages(self) -> Pages<T>
    where
        T: Paged,
    {
        Pages::new(self.draft, self.read, self.paging.unwrap_or(Paging::Link))
    }

    /// Sends the call.
    pub fn send(self) -> ResponseFuture<T> {
        ResponseFuture { reply: execute(self.draft), read: self.read }
    }
}

/// What of a call is the same for all that it may return.
fn draft(client: &Client, operation: &'static Operation, accept: &'static str, redirects: bool) -> Box<Draft> {
    // A description knows the standard methods only.
    let method = Method::from_bytes(operation.method().as_bytes()).unwrap_or_default();
    let label = Label { method, path: operation.template().into() };
    let mut draft = Draft::new(client, label, Path::Template(operation.template(), Variables::default()), accept);
    draft.operation = Some(operation);
    draft.redirects = redirects;
    draft.safety = operation.safety();
    draft
}

impl<T> fmt::Debug for Call<T> {
    /// Tells which operation it is; arguments are nobody's business in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Label { method, path } = &self.draft.label;
        write!(f, "Call({method} {path})")
    }
}

/// A call on its way, for the value with its reply.
#[must_use = "a call does nothing unless it is awaited"]
pub struct ResponseFuture<T> {
    reply: Sent<RawReply>,
    read: Read<T>,
}

impl<T> ResponseFuture<T> {
    /// The same for the value alone.
    pub fn into_value(self) -> ValueFuture<T> {
        ValueFuture(self)
    }

    /// Waits for the reply without async.
    ///
    /// # Errors
    /// As when it is awaited; and of the kind [`NotBlocking`](crate::rt::ErrorKind::NotBlocking) where the client's transport
    /// does not block.
    #[cfg(feature = "blocking")]
    pub fn wait(self) -> Result<Response<T>, Error> {
        let reply = self.reply.wait()?;
        take(self.read, &reply).map(|value| Response::new(value, reply))
    }
}

impl<T> Future for ResponseFuture<T> {
    type Output = Result<Response<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let reply = ready!(Pin::new(&mut self.reply).poll(context))?;
        Poll::Ready(take(self.read, &reply).map(|value| Response::new(value, reply)))
    }
}

/// A call on its way, for the value.
#[must_use = "a call does nothing unless it is awaited"]
pub struct ValueFuture<T>(ResponseFuture<T>);

#[cfg(feature = "blocking")]
impl<T> ValueFuture<T> {
    /// Waits for the value without async.
    ///
    /// # Errors
    /// As when it is awaited; and of the kind [`NotBlocking`](crate::rt::ErrorKind::NotBlocking) where the client's transport
    /// does not block.
    pub fn wait(self) -> Result<T, Error> {
        let ResponseFuture { reply, read } = self.0;
        take(read, &reply.wait()?)
    }
}

impl<T> Future for ValueFuture<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match Pin::new(&mut self.0.reply).poll(context) {
            Poll::Ready(Ok(reply)) => taken(self.0.read, &reply),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => Poll::Pending,
        }
    }
}

/// A reply that has been read. It is apart from waiting for it, which would be deeper in the stack by the size of the value.
#[inline(never)]
fn taken<T>(read: Read<T>, reply: &RawReply) -> Poll<Result<T, Error>> {
    Poll::Ready(take(read, reply))
}

/// Reads a reply and tells whoever waits for it.
fn take<T>(read: Read<T>, reply: &RawReply) -> Result<T, Error> {
    let value = read.read(reply);
    reply.tell();
    value
}
