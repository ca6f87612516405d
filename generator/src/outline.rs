//! A compact text form of the representation, for snapshots and for people.
//!
//! One line an operation and one a type, what belongs to them indented below: `name?` may be absent, `T|null` may be
//! null, `"text"` after a name is how it is written on the wire where that is not the same.

use std::fmt::{Display, Formatter, Result};

use crate::ir::{
    Api, Body, Constant, Content, Field, Kind, Operation, Param, ParamStyle, Payload, Ty, TypeDef, UnionTag, Usage,
    Variant,
};

/// The outline of an API.
#[must_use]
pub fn outline(api: &Api) -> String {
    Outline(api).to_string()
}

struct Outline<'a>(&'a Api);

impl Display for Outline<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        for operation in &self.0.operations {
            self.operation(operation, f)?;
        }
        for def in &self.0.types {
            self.type_def(def, f)?;
        }
        Ok(())
    }
}

impl Outline<'_> {
    fn operation(&self, operation: &Operation, f: &mut Formatter<'_>) -> Result {
        let (tag, names) = (&self.0.tags[operation.tag].name, &operation.names);
        let (label, safety) = (operation.label(), operation.safety);
        write!(f, "{label} -> {tag}.{} {} {safety:?}", names.method, names.builder)?;
        if !operation.also_in.is_empty() {
            write!(f, ", also in {}", operation.also_in.join(", "))?;
        }
        if let Some(paging) = operation.paging {
            write!(f, ", in pages by {paging:?}")?;
        }
        writeln!(f)?;
        self.params("path", &operation.path_params, f)?;
        self.params("query", &operation.query, f)?;
        self.params("header", &operation.headers, f)?;
        if let Some(body) = &operation.body {
            writeln!(f, "    {}", self.body(body))?;
        }
        for reply in &operation.replies.ok {
            writeln!(f, "    ok {}: {}", reply.status, self.payload(&reply.payload))?;
        }
        for reply in &operation.replies.err {
            writeln!(f, "    error {}: {}", reply.status, self.payload(&reply.payload))?;
        }
        Ok(())
    }

    fn params(&self, place: &str, params: &[Param], f: &mut Formatter<'_>) -> Result {
        for param in params {
            let (name, ty) = (named(&param.ident, &param.wire, !param.required), self.ty(&param.ty));
            write!(f, "    {place} {name}: {ty}")?;
            match param.style {
                ParamStyle::Plain => writeln!(f)?,
                style => writeln!(f, ", {style:?}")?,
            }
        }
        Ok(())
    }

    fn body(&self, body: &Body) -> String {
        let optional = if body.required { "" } else { "?" };
        match &body.content {
            Content::Json(ty) => format!("body{optional}: {}", self.ty(ty)),
            Content::Multipart(ty) => format!("body{optional}: multipart {}", self.ty(ty)),
            Content::Text(media) => format!("body{optional}: text {media}"),
            Content::Bytes(media) => format!("body{optional}: bytes {media}"),
        }
    }

    fn payload(&self, payload: &Payload) -> String {
        match payload {
            Payload::Json(ty) => self.ty(ty),
            Payload::Empty => "nothing".to_owned(),
            Payload::Text => "text".to_owned(),
            Payload::Bytes(media) => format!("bytes {media}"),
            Payload::Redirect => "redirect".to_owned(),
        }
    }

    fn type_def(&self, def: &TypeDef, f: &mut Formatter<'_>) -> Result {
        let features: Vec<&str> = def.features.iter().map(|feature| self.0.feature_name(*feature)).collect();
        write!(f, "{} = {}: {} [{}]", def.name, def.origin.key, usage(def.usage), features.join(" "))?;
        match &def.kind {
            Kind::Alias(target) => writeln!(f, " alias of {}", self.ty(target)),
            Kind::Replaced(with) => writeln!(f, " replaced by {}", with.path),
            Kind::OpenEnum(values) => {
                writeln!(f, " enum")?;
                values.iter().try_for_each(|value| writeln!(f, "    {} {:?}", value.ident, value.wire))
            }
            Kind::Record(record) => {
                writeln!(f, " record")?;
                record.fields.iter().try_for_each(|field| self.field(field, f))?;
                let sets = record.at_least_one_of.iter();
                sets.map(|set| set.join(" + ")).try_for_each(|set| writeln!(f, "    at least: {set}"))
            }
            Kind::Union(union) => {
                writeln!(f, " union by {}", tag(&union.tag))?;
                union.variants.iter().try_for_each(|variant| self.variant(variant, f))
            }
        }
    }

    fn field(&self, field: &Field, f: &mut Formatter<'_>) -> Result {
        write!(f, "    {}: {}", named(&field.ident, &field.wire, !field.required), self.ty(&field.ty))?;
        if field.nullable {
            write!(f, "|null")?;
        }
        if let Some(default) = &field.default {
            write!(f, ", default {default}")?;
        }
        for limit in &field.limits {
            write!(f, ", {limit}")?;
        }
        let flags = [(field.read_only, "read only"), (field.boxed, "boxed")];
        flags.iter().filter(|(set, _)| *set).try_for_each(|(_, flag)| write!(f, ", {flag}"))?;
        writeln!(f)
    }

    fn variant(&self, variant: &Variant, f: &mut Formatter<'_>) -> Result {
        write!(f, "    {}: {}", named(&variant.ident, &variant.label, false), self.ty(&variant.ty))?;
        variant.values.iter().try_for_each(|value| write!(f, " {value:?}"))?;
        variant.shapes.iter().try_for_each(|shape| write!(f, " {shape:?}"))?;
        writeln!(f, "{}", if variant.boxed { ", boxed" } else { "" })
    }

    fn ty(&self, ty: &Ty) -> String {
        match ty {
            Ty::Const(Constant::String(text)) => format!("{text:?}"),
            Ty::Const(constant) => constant.spelling(),
            Ty::List(item) => format!("[{}]", self.ty(item)),
            Ty::Map(value) => format!("{{{}}}", self.ty(value)),
            Ty::OneOrMany(item) => format!("one or many {}", self.ty(item)),
            Ty::Nullable(inner) => format!("{}|null", self.ty(inner)),
            Ty::Ref(id) => self.0.ty(*id).name.clone(),
            plain => format!("{plain:?}").to_lowercase(),
        }
    }
}

/// A name, whether it may be absent, and its spelling on the wire where that is another one.
fn named(ident: &str, wire: &str, optional: bool) -> String {
    let optional = if optional { "?" } else { "" };
    if ident == wire { format!("{ident}{optional}") } else { format!("{ident}{optional} {wire:?}") }
}

fn usage(usage: Usage) -> &'static str {
    match (usage.input, usage.output) {
        (true, true) => "sent and read",
        (true, false) => "sent",
        (false, true) => "read",
        (false, false) => "unused",
    }
}

fn tag(tag: &UnionTag) -> String {
    match tag {
        UnionTag::Property(name) => format!("property {name:?}"),
        UnionTag::Sibling(name) => format!("sibling {name:?}"),
        UnionTag::JsonShape => "shape".to_owned(),
        UnionTag::RequiredKeys => "required key".to_owned(),
        UnionTag::BestMatch => "best match".to_owned(),
        UnionTag::EncodeOnly => "nothing: only sent".to_owned(),
    }
}
