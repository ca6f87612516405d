//! Changes of operations.

use std::collections::{BTreeMap, BTreeSet};

use super::details::{Details, deprecation};
use super::fit::Direction;
use super::spelling::spelling;
use super::types::Told;
use super::{About, Change, Comparison, Rust, Side, Wire, is_component};
use crate::document::pointer;
use crate::emit::{api as emitted, rust};
use crate::ir::{Api, Body, Content, Operation, Param, Payload, Reply, StatusPattern, Ty};

impl Comparison<'_> {
    /// Compares all operations.
    pub(super) fn operations(&mut self) {
        let pairs = self.pairs();
        let tags = self.renamed_tags(&pairs);
        let (old, new) = (self.old.api, self.new.api);
        for (was, is) in &pairs {
            self.operation(&old.operations[*was], &new.operations[*is], &tags);
        }
        for (index, operation) in old.operations.iter().enumerate() {
            if !pairs.iter().any(|(was, _)| *was == index) {
                self.lone_operation(About::Removed(operation));
            }
        }
        for (index, operation) in new.operations.iter().enumerate() {
            if !pairs.iter().any(|(_, is)| *is == index) {
                self.lone_operation(About::Added(operation));
            }
        }
    }

    /// Operations that are the same: of one method and path, or else of one id.
    fn pairs(&self) -> Vec<(usize, usize)> {
        let (old, new) = (&self.old.api.operations, &self.new.api.operations);
        let by_key: BTreeMap<String, usize> = new.iter().enumerate().map(|(index, op)| (op.key(), index)).collect();
        let mut pairs: Vec<(usize, usize)> =
            old.iter().enumerate().filter_map(|(was, op)| Some((was, *by_key.get(&op.key())?))).collect();
        let (told, taken): (BTreeSet<usize>, BTreeSet<usize>) = pairs.iter().copied().unzip();
        let left = || new.iter().enumerate().filter(|(is, _)| !taken.contains(is));
        for (was, operation) in old.iter().enumerate().filter(|(was, _)| !told.contains(was)) {
            pairs.extend(left().find(|(_, other)| other.id == operation.id).map(|(is, _)| (was, is)));
        }
        pairs
    }

    /// Tags whose operations all went to one other tag that was not there before: old name to new. Told once.
    fn renamed_tags(&mut self, pairs: &[(usize, usize)]) -> BTreeMap<String, String> {
        let (old, new) = (self.old.api, self.new.api);
        let mut went: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (was, is) in pairs {
            let was = &old.tags[old.operations[*was].tag].name;
            went.entry(was).or_default().insert(&new.tags[new.operations[*is].tag].name);
        }
        let is_in = |tags: &[crate::ir::Tag], name: &str| tags.iter().any(|tag| tag.name == name);
        let mut renamed = BTreeMap::new();
        for (was, to) in went {
            if let (Some(is), 1) = (to.first(), to.len())
                && !is_in(&new.tags, was)
                && !is_in(&old.tags, is)
            {
                renamed.insert(was.to_owned(), (*is).to_owned());
            }
        }
        for (was, is) in &renamed {
            let tag = new.tags.iter().position(|tag| tag.name == *is);
            let operations = new.operations.iter().filter(|operation| Some(operation.tag) == tag);
            self.changes.push(Change {
                code: "tag-renamed",
                wire: Wire::Compatible,
                rust: Rust::Major,
                pointer: "/tags".to_owned(),
                item: is.clone(),
                message: format!("`client.{was}()` is `client.{is}()` now, and so is the feature"),
                was: Some(was.clone()),
                is: Some(is.clone()),
                before: self.old.document.place("/tags"),
                after: self.new.document.place("/tags"),
                tag: tag.map(|tag| new.tags[tag].wire.clone()),
                operations: operations.map(Operation::label).collect(),
                also: Vec::new(),
                is_root: true,
            });
        }
        renamed
    }

    fn lone_operation(&mut self, about: About<&Operation>) {
        let (code, wire, rust, what) = match about {
            About::Removed(_) => ("operation-removed", Wire::Breaking, Rust::Major, "is gone"),
            _ => ("operation-added", Wire::Compatible, Rust::Minor, "is new"),
        };
        let (label, item) = match about {
            About::Removed(operation) => (operation.label(), method(&self.old, operation)),
            About::Added(operation) | About::Both(_, operation) => (operation.label(), method(&self.new, operation)),
        };
        let message = format!("{label}, `{item}`, {what}");
        self.tell_operation(about, Told { code, wire, rust, item, message, was: None, is: None });
    }

    fn operation(&mut self, was: &Operation, is: &Operation, tags: &BTreeMap<String, String>) {
        self.moved(was, is);
        self.called(was, is, tags);
        self.params(was, is);
        self.body(was, is);
        self.replies(was, is);
        self.rest(was, is);
    }

    fn moved(&mut self, was: &Operation, is: &Operation) {
        if was.key() == is.key() {
            return;
        }
        let item = method(&self.new, is);
        let told = Told {
            code: if was.method == is.method { "operation-moved" } else { "operation-method-changed" },
            wire: Wire::Breaking,
            rust: Rust::Patch,
            message: format!("`{item}` was {}, is {}", was.label(), is.label()),
            item,
            was: Some(was.label()),
            is: Some(is.label()),
        };
        self.tell_operation(About::Both(was, is), told);
    }

    /// Names: of the method, the builder, the tag, and the id.
    fn called(&mut self, was: &Operation, is: &Operation, tags: &BTreeMap<String, String>) {
        let (old, new) = (method(&self.old, was), method(&self.new, is));
        let old_tag = &self.old.api.tags[was.tag].name;
        let new_tag = &self.new.api.tags[is.tag].name;
        let same_tag = old_tag == new_tag || tags.get(old_tag) == Some(new_tag);
        let same_name = was.names.method == is.names.method && was.names.builder == is.names.builder;
        let (code, message) = match (same_tag, same_name) {
            (false, _) => ("operation-tag-moved", format!("`{old}` is `{new}` now")),
            (true, false) if was.names.method != is.names.method => {
                ("operation-renamed", format!("`{old}` is `{new}` now"))
            }
            (true, false) => (
                "operation-renamed",
                format!("the call `{new}` makes is a `{}`, was a `{}`", is.names.builder, was.names.builder),
            ),
            (true, true) if was.id != is.id => {
                ("operation-id-changed", format!("the id of `{new}` was `{}`, is `{}`", was.id, is.id))
            }
            (true, true) => return,
        };
        let told = Told {
            code,
            wire: Wire::Compatible,
            rust: Rust::major_if(!same_tag || !same_name),
            item: new.clone(),
            message,
            was: Some(old),
            is: Some(new),
        };
        self.tell_operation(About::Both(was, is), told);
    }

    fn params(&mut self, was: &Operation, is: &Operation) {
        for (index, (before, after)) in was.path_params.iter().zip(&is.path_params).enumerate() {
            // Any path parameter is taken as text, whatever it is called: only the wire can tell a difference.
            let name = format!("{}, path parameter {}", method(&self.new, is), index + 1);
            if self.fits(Direction::Request, &before.ty, &after.ty) {
                self.param_details(was, is, before, after, &name);
            } else {
                self.param_retyped(was, is, before, after, &name, Rust::Patch);
            }
        }
        if was.path_params.len() != is.path_params.len() {
            self.arguments(was, is, "path-parameters-changed");
        }
        let places = [Place::Query, Place::Header];
        for place in places {
            for before in place.params(was) {
                match place.params(is).iter().find(|param| param.wire == before.wire) {
                    Some(after) => self.param(was, is, before, after),
                    None => self.param_removed(was, is, before),
                }
            }
            for after in place.params(is) {
                if !place.params(was).iter().any(|param| param.wire == after.wire) {
                    self.param_added(was, is, after);
                }
            }
        }
    }

    /// A change of how many positional arguments there are.
    fn arguments(&mut self, was: &Operation, is: &Operation, code: &'static str) {
        let item = method(&self.new, is);
        let (before, after) = (was.path_params.len(), is.path_params.len());
        let told = Told {
            code,
            wire: Wire::Breaking,
            rust: Rust::Major,
            message: format!("`{item}` takes {after} parameters of the path, took {before}"),
            item,
            was: Some(before.to_string()),
            is: Some(after.to_string()),
        };
        self.tell_operation(About::Both(was, is), told);
    }

    fn param(&mut self, was: &Operation, is: &Operation, before: &Param, after: &Param) {
        let item = format!("{}, `{}`", method(&self.new, is), after.wire);
        let fits = self.fits(Direction::Request, &before.ty, &after.ty);
        let taken = self.argument_texts(before, after);
        if !self.alignment.same(&before.ty, &after.ty) && (!fits || taken.0 != taken.1) {
            return self.param_retyped(was, is, before, after, &item, Rust::major_if(taken.0 != taken.1));
        }
        let (code, message) = match (before.required, after.required) {
            (false, true) => ("parameter-required", format!("`{}` must be given", after.wire)),
            (true, false) => ("parameter-optional", format!("`{}` need not be given", after.wire)),
            _ if before.style != after.style => {
                ("parameter-style-changed", format!("`{}` is written in another way", after.wire))
            }
            _ if before.ident != after.ident => {
                ("parameter-respelt", format!("the setter `{}` is `{}` now", before.ident, after.ident))
            }
            _ => return self.param_details(was, is, before, after, &item),
        };
        let told = Told {
            code,
            wire: Wire::breaking_if(matches!(code, "parameter-required" | "parameter-style-changed")),
            rust: Rust::major_if(code != "parameter-style-changed"),
            message: format!("`{}`: {message}", method(&self.new, is)),
            item,
            was: None,
            is: None,
        };
        self.tell_operation(About::Both(was, is), told);
    }

    fn param_details(&mut self, was: &Operation, is: &Operation, before: &Param, after: &Param, item: &str) {
        let subject = format!("`{}`: `{}`", method(&self.new, is), after.wire);
        for told in Details::of_param(before).changes(&Details::of_param(after), item, &subject, true) {
            self.tell_operation(About::Both(was, is), told);
        }
    }

    fn argument_texts(&self, before: &Param, after: &Param) -> (String, String) {
        (argument_text(self.old.api, before), argument_text(self.new.api, after))
    }

    fn param_retyped(
        &mut self,
        was: &Operation,
        is: &Operation,
        before: &Param,
        after: &Param,
        item: &str,
        rust: Rust,
    ) {
        let (old, new) = (self.old_text(&before.ty), self.new_text(&after.ty));
        let told = Told {
            code: "parameter-retyped",
            wire: Wire::breaking_if(!self.fits(Direction::Request, &before.ty, &after.ty)),
            rust,
            item: item.to_owned(),
            message: format!("`{}`: `{}` was `{old}`, is `{new}`", method(&self.new, is), after.wire),
            was: Some(old),
            is: Some(new),
        };
        self.tell_operation(About::Both(was, is), told);
    }

    fn param_removed(&mut self, was: &Operation, is: &Operation, param: &Param) {
        let name = method(&self.new, is);
        let place = self.place_of(is, &param.wire);
        if place == Some("body")
            && let Some(Content::Json(ty) | Content::Multipart(ty)) = is.body.as_ref().map(|body| &body.content)
            && let Some((id, _)) = self.new.api.record(ty)
        {
            self.moved.insert((id, param.wire.clone()));
        }
        let (code, message) = match place {
            Some(place) => ("parameter-moved", format!("`{name}`: `{}` is sent in the {place} now", param.wire)),
            None => ("parameter-removed", format!("`{name}`: the parameter `{}` is gone", param.wire)),
        };
        let told = Told {
            code,
            wire: Wire::Breaking,
            rust: Rust::Major,
            item: format!("{name}, `{}`", param.wire),
            message,
            was: Some(self.old_text(&param.ty)),
            is: place.map(str::to_owned),
        };
        self.tell_operation(About::Both(was, is), told);
    }

    /// Where else a request has something of a name now.
    fn place_of(&self, operation: &Operation, wire: &str) -> Option<&'static str> {
        let has = |params: &[Param]| params.iter().any(|param| param.wire == wire);
        let in_body = || {
            let (Content::Json(ty) | Content::Multipart(ty)) = &operation.body.as_ref()?.content else { return None };
            let (_, record) = self.new.api.record(ty)?;
            record.fields.iter().any(|field| field.wire == wire).then_some("body")
        };
        match () {
            () if has(&operation.path_params) => Some("path"),
            () if has(&operation.query) => Some("query"),
            () if has(&operation.headers) => Some("headers"),
            () => in_body(),
        }
    }

    fn param_added(&mut self, was: &Operation, is: &Operation, param: &Param) {
        // What only moved here is told where it was.
        let was_there = was.params().any(|before| before.wire == param.wire);
        if was_there {
            return;
        }
        let name = method(&self.new, is);
        let how = if param.required && param.constant().is_none() { ", and must be given" } else { "" };
        let told = Told {
            code: "parameter-added",
            wire: Wire::breaking_if(param.required),
            rust: if param.required && param.constant().is_none() { Rust::Major } else { Rust::Minor },
            item: format!("{name}, `{}`", param.wire),
            message: format!("`{name}`: the parameter `{}` is new{how}", param.wire),
            was: None,
            is: Some(self.new_text(&param.ty)),
        };
        self.tell_operation(About::Both(was, is), told);
    }

    fn body(&mut self, was: &Operation, is: &Operation) {
        let item = method(&self.new, is);
        let (code, message, wire, rust) = match (&was.body, &is.body) {
            (None, None) => return,
            (None, Some(body)) => {
                ("body-added", format!("`{item}` takes a body"), Wire::breaking_if(body.required), Rust::Major)
            }
            (Some(_), None) => {
                ("body-removed", format!("`{item}` takes no body any more"), Wire::Breaking, Rust::Major)
            }
            (Some(before), Some(after)) => {
                let asked = (asks_for_body(&self.old, was), asks_for_body(&self.new, is));
                let Some(found) = self.bodies(before, after, asked, &item) else { return };
                found
            }
        };
        let text = |body: &Option<Body>, api| body.as_ref().map(|body| spelling(&emitted::body_argument(api, body).0));
        let (was_text, is_text) = (text(&was.body, self.old.api), text(&is.body, self.new.api));
        let told = Told { code, wire, rust, item, message, was: was_text, is: is_text };
        self.tell_operation(About::Both(was, is), told);
    }

    fn bodies(
        &self,
        was: &Body,
        is: &Body,
        asked: (bool, bool),
        item: &str,
    ) -> Option<(&'static str, String, Wire, Rust)> {
        let texts = (
            spelling(&emitted::body_argument(self.old.api, was).0),
            spelling(&emitted::body_argument(self.new.api, is).0),
        );
        let retyped = |old, new| {
            let fits = self.fits(Direction::Request, old, new);
            let same = self.alignment.same(old, new) || (fits && texts.0 == texts.1);
            let message = format!("`{item}` took `{}`, takes `{}`", texts.0, texts.1);
            (!same).then(|| ("body-retyped", message, Wire::breaking_if(!fits), Rust::major_if(texts.0 != texts.1)))
        };
        let found = match (&was.content, &is.content) {
            (Content::Json(old), Content::Json(new)) | (Content::Multipart(old), Content::Multipart(new)) => {
                retyped(old, new)
            }
            (Content::Text(old), Content::Text(new)) | (Content::Bytes(old), Content::Bytes(new)) if old == new => None,
            (old, new) => Some((
                "content-type-changed",
                format!("the body of `{item}` is {}, was {}", media(new), media(old)),
                Wire::Breaking,
                Rust::major_if(texts.0 != texts.1),
            )),
        };
        // The body is an argument whether or not it may be left out.
        found.or_else(|| match asked {
            (false, true) => {
                Some(("body-required", format!("`{item}` asks for its body"), Wire::Breaking, Rust::Patch))
            }
            (true, false) => {
                Some(("body-optional", format!("`{item}` can do without a body"), Wire::Compatible, Rust::Patch))
            }
            _ => None,
        })
    }

    fn replies(&mut self, was: &Operation, is: &Operation) {
        let item = method(&self.new, is);
        let texts =
            (spelling(&emitted::reply_type(self.old.api, was)), spelling(&emitted::reply_type(self.new.api, is)));
        // What a call returns is told once, with the first change that it comes from.
        let mut rust = Rust::major_if(texts.0 != texts.1 && !self.is_renamed(was, is));
        let (gone, mut new) = (lacking(&is.replies.ok, &was.replies.ok), lacking(&was.replies.ok, &is.replies.ok));
        let mut moved = None;
        if let ([before], [after]) = (&gone[..], &new[..])
            && self.payloads(before, after).is_none()
        {
            self.status_changed(was, is, before, after, std::mem::replace(&mut rust, Rust::Patch));
            moved = Some(before.status);
            new.clear();
        }
        for before in &was.replies.ok {
            let after = is.replies.ok.iter().find(|reply| reply.status == before.status);
            let (code, message, wire) = match after {
                None if moved == Some(before.status) => continue,
                Some(after) => {
                    let Some(wire) = self.payloads(before, after) else { continue };
                    let payload = (payload(&self.old, before), payload(&self.new, after));
                    let message = format!("`{item}` answered `{}`, answers `{}`", payload.0, payload.1);
                    ("reply-retyped", message, wire)
                }
                None => (
                    "reply-removed",
                    format!("`{item}` does not answer with status {} any more", before.status),
                    Wire::Breaking,
                ),
            };
            let told = Told {
                code,
                wire,
                rust: std::mem::replace(&mut rust, Rust::Patch),
                item: item.clone(),
                message,
                was: Some(payload(&self.old, before)),
                is: after.map(|after| payload(&self.new, after)),
            };
            self.tell_operation(About::Both(was, is), told);
        }
        for after in new {
            let told = Told {
                code: "reply-added",
                wire: Wire::Breaking,
                rust: std::mem::replace(&mut rust, Rust::Patch),
                item: item.clone(),
                message: format!("`{item}` may answer with status {} too", after.status),
                was: None,
                is: Some(payload(&self.new, after)),
            };
            self.tell_operation(About::Both(was, is), told);
        }
        self.failures(was, is);
    }

    /// The same answer with another status.
    fn status_changed(&mut self, was: &Operation, is: &Operation, before: &Reply, after: &Reply, rust: Rust) {
        let item = method(&self.new, is);
        let told = Told {
            code: "reply-status-changed",
            wire: Wire::Breaking,
            rust,
            message: format!("`{item}` answers with status {}, answered with {}", after.status, before.status),
            item,
            was: Some(before.status.to_string()),
            is: Some(after.status.to_string()),
        };
        self.tell_operation(About::Both(was, is), told);
    }

    /// Whether what two operations return is the same type under another name.
    fn is_renamed(&self, was: &Operation, is: &Operation) -> bool {
        let same = |before: &Reply, after: &Reply| self.payloads(before, after).is_none();
        was.replies.ok.len() == is.replies.ok.len()
            && was.replies.ok.iter().zip(&is.replies.ok).all(|(before, after)| same(before, after))
    }

    /// What a change of what a reply holds does on the wire; `None` where it holds the same.
    fn payloads(&self, was: &Reply, is: &Reply) -> Option<Wire> {
        match (&was.payload, &is.payload) {
            (Payload::Json(old), Payload::Json(new)) => {
                let fits = self.fits(Direction::Reply, old, new);
                let same = self.alignment.same(old, new) || (fits && self.old_text(old) == self.new_text(new));
                (!same).then(|| Wire::breaking_if(!fits))
            }
            (old, new) => (old != new).then_some(Wire::Breaking),
        }
    }

    /// Failures are read in one way whatever is described, so they only say what to expect.
    fn failures(&mut self, was: &Operation, is: &Operation) {
        let list = |replies: Vec<&Reply>| replies.iter().map(|reply| reply.status.to_string()).collect::<Vec<_>>();
        let added = list(lacking(&was.replies.err, &is.replies.err));
        let removed = list(lacking(&is.replies.err, &was.replies.err));
        let item = method(&self.new, is);
        for (code, statuses, what) in
            [("failure-added", added, "may fail with"), ("failure-removed", removed, "is no longer said to fail with")]
        {
            if statuses.is_empty() {
                continue;
            }
            let told = Told {
                code,
                wire: Wire::Compatible,
                rust: Rust::Patch,
                item: item.clone(),
                message: format!("`{item}` {what} status {}", statuses.join(", ")),
                was: None,
                is: None,
            };
            self.tell_operation(About::Both(was, is), told);
        }
        for before in &was.replies.err {
            let after = is.replies.err.iter().find(|reply| reply.status == before.status);
            if let Some(after) = after.filter(|after| self.payloads(before, after).is_some()) {
                self.failure_retyped(was, is, before, after);
            }
        }
    }

    /// A failure is read in one way, but its own type is public: one that has no other place may be gone with it.
    fn failure_retyped(&mut self, was: &Operation, is: &Operation, before: &Reply, after: &Reply) {
        let item = method(&self.new, is);
        let payload = (payload(&self.old, before), payload(&self.new, after));
        let is_gone = matches!(&before.payload, Payload::Json(Ty::Ref(id))
            if self.alignment.forth(*id).is_none() && !is_component(self.old.ty(*id)));
        let told = Told {
            code: "failure-retyped",
            wire: Wire::Compatible,
            rust: Rust::major_if(is_gone),
            message: format!(
                "a failure of `{item}` with status {} holds `{}`, held `{}`",
                before.status, payload.1, payload.0
            ),
            item,
            was: Some(payload.0),
            is: Some(payload.1),
        };
        self.tell_operation(About::Both(was, is), told);
    }

    fn rest(&mut self, was: &Operation, is: &Operation) {
        let item = method(&self.new, is);
        let mut told = |code, rust, message: String| {
            let told = Told { code, wire: Wire::Compatible, rust, item: item.clone(), message, was: None, is: None };
            self.tell_operation(About::Both(was, is), told);
        };
        if let Some((code, message)) = deprecation(was.docs.deprecated, is.docs.deprecated, &format!("`{item}`")) {
            told(code, Rust::Patch, message);
        }
        match (&was.paging, &is.paging) {
            (None, Some(_)) => told("paging-added", Rust::Minor, format!("`{item}` comes in pages")),
            (Some(_), None) => told("paging-removed", Rust::Major, format!("`{item}` does not come in pages any more")),
            (Some(old), Some(new)) if old != new => {
                told("paging-changed", Rust::Patch, format!("`{item}` is paged in another way"));
            }
            _ => {}
        }
    }

    fn tell_operation(&mut self, about: About<&Operation>, told: Told) {
        let pointer = about.after().or(about.before()).map(pointer_of).unwrap_or_default();
        let place = |side: &Side<'_>, operation: &Operation| side.document.key_place(&pointer_of(operation));
        let tag = match (about.after(), about.before()) {
            (Some(operation), _) => Some(&self.new.api.tags[operation.tag]),
            (None, Some(operation)) => Some(&self.old.api.tags[operation.tag]),
            (None, None) => None,
        };
        self.changes.push(Change {
            code: told.code,
            wire: told.wire,
            rust: told.rust,
            pointer,
            item: told.item,
            message: told.message,
            was: told.was,
            is: told.is,
            before: about.before().and_then(|operation| place(&self.old, operation)),
            after: about.after().and_then(|operation| place(&self.new, operation)),
            tag: tag.map(|tag| tag.wire.clone()),
            operations: about.after().or(about.before()).map(Operation::label).into_iter().collect(),
            also: Vec::new(),
            is_root: true,
        });
    }
}

/// Where a parameter that has a name is sent.
#[derive(Clone, Copy)]
enum Place {
    Query,
    Header,
}

impl Place {
    fn params(self, operation: &Operation) -> &[Param] {
        match self {
            Self::Query => &operation.query,
            Self::Header => &operation.headers,
        }
    }
}

/// How a user calls an operation.
fn method(side: &Side<'_>, operation: &Operation) -> String {
    format!("{}().{}", side.api.tags[operation.tag].name, operation.names.method)
}

/// The type that a caller gives; nothing for what is written by itself.
fn argument_text(api: &Api, param: &Param) -> String {
    match param.constant() {
        Some(_) => String::new(),
        None => spelling(&rust::argument(api, &param.ty, &rust::ident("value")).ty),
    }
}

/// Whether the description itself asks for the body; one with required fields is needed whatever it says.
fn asks_for_body(side: &Side<'_>, operation: &Operation) -> bool {
    let node = side.document.get(&format!("{}/requestBody/required", pointer_of(operation)));
    node.and_then(crate::document::Node::as_bool).unwrap_or(false)
}

fn pointer_of(operation: &Operation) -> String {
    let path = pointer::escape(&operation.path.template).into_owned();
    format!("/paths/{path}/{}", operation.method.as_str().to_lowercase())
}

fn payload(side: &Side<'_>, reply: &Reply) -> String {
    spelling(&emitted::payload_type(side.api, &reply.payload))
}

/// The replies whose status another list lacks.
fn lacking<'r>(without: &[Reply], with: &'r [Reply]) -> Vec<&'r Reply> {
    let has = |status: StatusPattern| without.iter().any(|reply| reply.status == status);
    with.iter().filter(|reply| !has(reply.status)).collect()
}

fn media(content: &Content) -> &str {
    match content {
        Content::Json(_) => "JSON",
        Content::Multipart(_) => "a form",
        Content::Text(media) | Content::Bytes(media) => media,
    }
}
