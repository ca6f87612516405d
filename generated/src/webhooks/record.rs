//! Records that only webhooks have, declared in one place each.

/// A record that is read as an emitted model is: `field = "name": Type` for each of its fields.
macro_rules! records {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident = $wire:literal: $type:ty,)+ })+) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Default)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)+
            extra: crate::rt::Extra,
        }

        impl $name {
            const NAMES: &'static crate::rt::Names = &crate::rt::Names { list: &[$($wire),+], slots: b"" };
        }

        impl crate::rt::Decode for $name {
            fn decode(&mut self, r: &mut crate::rt::Reader<'_>) {
                r.record(Self::NAMES, &mut [$(&mut self.$field),+], &[], &mut self.extra);
            }
        }

        crate::rt::read_model!($name);
        crate::rt::extra!($name);
    )+ };
}

/// An enum of boxed models, each by the texts that name it, and `$rest` for any other JSON.
macro_rules! tagged {
    ($(#[$doc:meta])* $name:ident, else $rest:ident {
        $($(#[$variant_doc:meta])* $variant:ident($type:ty) = $($wire:literal)|*,)+
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant(Box<$type>),)+
            /// Anything else, as JSON.
            $rest(crate::rt::Value),
        }

        impl $name {
            /// The texts that name a model, and how that is read.
            const READERS: &[(&str, fn(&mut crate::rt::Reader<'_>) -> Self)] =
                &[$($(($wire, |r| Self::$variant(super::record::read(r))),)*)+];
        }

        impl Default for $name {
            fn default() -> Self {
                Self::$rest(crate::rt::Value::Null)
            }
        }
    };
}

pub(super) use {records, tagged};

/// Reads a model of its own.
pub(super) fn read<T: crate::rt::Decode + Default>(r: &mut crate::rt::Reader<'_>) -> Box<T> {
    let mut value = Box::<T>::default();
    value.decode(r);
    value
}
