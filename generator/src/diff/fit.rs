//! Whether every value of one type is a value of another, on the wire.

use std::collections::BTreeSet;

use super::Comparison;
use crate::ir::{Api, Constant, EnumValue, Kind, Record, Ty, TypeId, Union};

/// Which way values go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// What callers of the old description send has to be what the new one takes.
    Request,
    /// What the new description answers has to be what callers of the old one expect. They expect that fields and values
    /// of enums are added.
    Reply,
}

impl Comparison<'_> {
    /// Whether a change of type goes unnoticed by the callers of the old description.
    pub(super) fn fits(&self, direction: Direction, old: &Ty, new: &Ty) -> bool {
        let mut fit = match direction {
            Direction::Request => Fit { from: self.old.api, to: self.new.api, direction, told: BTreeSet::new() },
            Direction::Reply => Fit { from: self.new.api, to: self.old.api, direction, told: BTreeSet::new() },
        };
        match direction {
            Direction::Request => fit.ty(old, new),
            Direction::Reply => fit.ty(new, old),
        }
    }
}

struct Fit<'a> {
    from: &'a Api,
    to: &'a Api,
    direction: Direction,
    /// Pairs that are being looked at, or were: types refer to each other in circles.
    told: BTreeSet<(TypeId, TypeId)>,
}

impl Fit<'_> {
    fn ty(&mut self, from: &Ty, to: &Ty) -> bool {
        let (from, to) = (self.from.unalias(from), self.to.unalias(to));
        match (from, to) {
            (Ty::Nullable(from), Ty::Nullable(to))
            | (Ty::List(from), Ty::List(to) | Ty::OneOrMany(to))
            | (Ty::Map(from), Ty::Map(to))
            | (Ty::OneOrMany(from), Ty::OneOrMany(to)) => self.ty(from, to),
            (from, Ty::Nullable(to) | Ty::OneOrMany(to)) => self.ty(from, to),
            (Ty::Ref(from), Ty::Ref(to)) => self.defs(*from, *to),
            (Ty::Ref(from), to) => self.def_as(*from, to),
            (from, Ty::Ref(to)) => self.as_def(from, *to),
            (Ty::Const(from), Ty::Const(to)) => from == to,
            (_, Ty::Const(_)) if self.direction == Direction::Request => false,
            (from, to) => to_kind_fits(wire_kind(from), wire_kind(to)),
        }
    }

    fn defs(&mut self, from: TypeId, to: TypeId) -> bool {
        if !self.told.insert((from, to)) {
            return true;
        }
        match (&self.from.ty(from).kind, &self.to.ty(to).kind) {
            (Kind::Record(from), Kind::Record(to)) => self.records(from, to),
            (Kind::OpenEnum(from), Kind::OpenEnum(to)) => self.direction == Direction::Reply || includes(to, from),
            (Kind::Union(from), Kind::Union(to)) => from.variants.iter().all(|variant| self.as_union(&variant.ty, to)),
            (Kind::Union(from), _) => from.variants.iter().all(|variant| self.ty(&variant.ty, &Ty::Ref(to))),
            (_, Kind::Union(to)) => self.as_union(&Ty::Ref(from), to),
            (Kind::Replaced(from), Kind::Replaced(to)) => from == to,
            _ => false,
        }
    }

    fn as_def(&mut self, from: &Ty, to: TypeId) -> bool {
        match &self.to.ty(to).kind {
            Kind::OpenEnum(values) => match from {
                Ty::Const(Constant::String(text)) => values.iter().any(|value| value.wire == *text),
                Ty::String => self.direction == Direction::Reply,
                _ => false,
            },
            Kind::Union(union) => self.as_union(from, union),
            Kind::Replaced(_) => true,
            _ => false,
        }
    }

    fn def_as(&mut self, from: TypeId, to: &Ty) -> bool {
        match &self.from.ty(from).kind {
            _ if *to == Ty::Json => true,
            Kind::OpenEnum(values) => match to {
                Ty::Const(Constant::String(only)) if self.direction == Direction::Request => {
                    values.iter().all(|value| value.wire == *only)
                }
                _ => wire_kind(to) == WireKind::Text,
            },
            Kind::Record(_) => matches!(to, Ty::Map(value) if **value == Ty::Json),
            Kind::Union(union) => union.variants.iter().all(|variant| self.ty(&variant.ty, to)),
            Kind::Replaced(_) => true,
            Kind::Alias(_) => false,
        }
    }

    fn as_union(&mut self, from: &Ty, to: &Union) -> bool {
        to.variants.iter().any(|variant| self.ty(from, &variant.ty))
    }

    fn records(&mut self, from: &Record, to: &Record) -> bool {
        let asked = to.fields.iter().all(|wanted| {
            let Some(given) = from.fields.iter().find(|field| field.wire == wanted.wire) else {
                return !wanted.required && self.direction == Direction::Request;
            };
            (given.required || !wanted.required)
                && (wanted.nullable || !given.nullable)
                && self.ty(&given.ty, &wanted.ty)
        });
        let known = self.direction == Direction::Reply
            || from.fields.iter().all(|given| to.fields.iter().any(|field| field.wire == given.wire));
        asked && known
    }
}

fn includes(all: &[EnumValue], some: &[EnumValue]) -> bool {
    some.iter().all(|value| all.iter().any(|other| other.wire == value.wire))
}

/// What tells values apart in JSON; how a text is to be understood does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WireKind {
    Bool,
    Int,
    Float,
    Text,
    File,
    Json,
    List,
    Map,
}

fn to_kind_fits(from: WireKind, to: WireKind) -> bool {
    from == to || to == WireKind::Json || (from, to) == (WireKind::Int, WireKind::Float)
}

fn wire_kind(ty: &Ty) -> WireKind {
    match ty {
        Ty::Bool => WireKind::Bool,
        Ty::Int | Ty::Timestamp => WireKind::Int,
        Ty::Float => WireKind::Float,
        Ty::String | Ty::DateTime | Ty::Date | Ty::Uuid | Ty::Uri => WireKind::Text,
        Ty::File => WireKind::File,
        Ty::List(_) => WireKind::List,
        Ty::Map(_) => WireKind::Map,
        Ty::Const(constant) => kind_of(constant),
        Ty::OneOrMany(inner) | Ty::Nullable(inner) => wire_kind(inner),
        Ty::Json | Ty::Ref(_) => WireKind::Json,
    }
}

fn kind_of(constant: &Constant) -> WireKind {
    match constant {
        Constant::String(_) => WireKind::Text,
        Constant::Int(_) => WireKind::Int,
        Constant::Bool(_) => WireKind::Bool,
    }
}
