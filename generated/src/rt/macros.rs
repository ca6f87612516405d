//! The impls that all generated types of a kind share. Paths are absolute, since a schema may be called `String`.
//!
//! What is no more than a call of something else is `#[inline]`: it is compiled where it is used, and not here for each of
//! hundreds of types that a program may never see.

#![allow(unused_macros, unused_imports, reason = "which of them are needed depends on the description")]

/// An enum of strings that may grow: `pub enum Role { User, Unknown(UnknownValue) }` with `as_str` and
/// `From<&str>`.
macro_rules! open_enum {
    ($($name:ident),+ $(,)?) => { $(
        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(text: &::core::primitive::str) -> ::core::result::Result<Self, Self::Err> {
                ::core::result::Result::Ok(Self::from(text))
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::core::convert::AsRef<::core::primitive::str> for $name {
            #[inline]
            fn as_ref(&self) -> &::core::primitive::str {
                self.as_str()
            }
        }

        // Derived, it would come with a function that asks for the same of each variant.
        impl ::core::cmp::Eq for $name {}

        impl $crate::rt::OpenEnum for $name {}

        impl ::core::default::Default for $name {
            /// The empty text, which stands for no value.
            fn default() -> Self {
                Self::Unknown($crate::rt::UnknownValue::new(""))
            }
        }

        impl $crate::rt::Decode for $name {
            fn decode(&mut self, r: &mut $crate::rt::Reader<'_>) {
                *self = Self::from(r.str());
            }
        }

        impl $crate::rt::Encode for $name {
            fn encode(&self, w: &mut $crate::rt::Writer) {
                w.str(self.as_str());
            }
        }

        $crate::rt::serde_read!($name);
        $crate::rt::serde_write!($name);
    )+ };
}

/// A type that the API sends.
macro_rules! read_model {
    ($($name:ident),+ $(,)?) => { $(
        impl $name {
            /// Reads the value from JSON text. What does not fit is left out, as in a reply.
            ///
            /// # Errors
            /// When the text is no JSON, or JSON of another kind altogether.
            #[inline]
            pub fn from_json(json: &[::core::primitive::u8]) -> ::core::result::Result<Self, $crate::rt::Error> {
                $crate::rt::from_json(json)
            }
        }

        $crate::rt::serde_read!($name);
    )+ };
}

/// A type that can be written.
macro_rules! write_model {
    ($($name:ident),+ $(,)?) => { $(
        impl $name {
            /// Writes the value as JSON text.
            #[inline]
            #[must_use]
            pub fn to_json(&self) -> ::std::vec::Vec<::core::primitive::u8> {
                $crate::rt::to_vec(self)
            }
        }

        $crate::rt::serde_write!($name);
    )+ };
}

/// A record with a private field `extra: Extra`.
macro_rules! extra {
    ($($name:ident),+ $(,)?) => { $(
        impl $name {
            /// Fields that the model does not know, and those whose value it could not take, as JSON.
            #[inline]
            #[must_use]
            pub fn extra(&self) -> &$crate::rt::Map<::std::string::String, $crate::rt::Value> {
                self.extra.as_map()
            }
        }
    )+ };
}

/// A request record with a private field `extra: Extra`.
macro_rules! settable {
    ($($name:ident),+ $(,)?) => { $(
        impl $name {
            /// Adds a field that the model does not have.
            #[inline]
            #[must_use]
            pub fn set(
                mut self,
                name: impl ::core::convert::Into<::std::string::String>,
                value: impl ::core::convert::Into<$crate::rt::Value>,
            ) -> Self {
                self.extra.insert(name, value);
                self
            }
        }
    )+ };
}

/// A call: a struct with a private field `call: Call<Reply>`.
macro_rules! call {
    ($($name:ident $(<$type:ident>)? -> $reply:ty),+ $(,)?) => { $(
        impl $(<$type>)? $name $(<$type>)? {
            /// Sets what holds for this call only: its timeout, further headers.
            #[inline]
            pub fn options(mut self, options: $crate::rt::CallOptions) -> Self {
                self.call = self.call.options(options);
                self
            }

            /// Sends the call, for the reply with its status, headers and issues.
            #[inline]
            #[must_use = "a call does nothing unless it is awaited"]
            pub fn with_response(self) -> $crate::rt::ResponseFuture<$reply> {
                self.call.send()
            }

            /// Sends the call and waits for the value, without async: for a client whose transport blocks, such as that of
            /// [`ClientBuilder::blocking`](crate::rt::ClientBuilder::blocking).
            ///
            /// # Errors
            /// As when it is awaited; and of the kind [`NotBlocking`](crate::rt::ErrorKind::NotBlocking) where the transport
            /// does not block.
            #[inline]
            #[cfg(feature = "blocking")]
            pub fn wait(self) -> ::core::result::Result<$reply, $crate::rt::Error> {
                self.call.send().into_value().wait()
            }

            /// The request that the call would send, token and all, unless a `TokenProvider` has that.
            ///
            /// # Errors
            /// When an argument cannot be sent, as an empty path parameter.
            #[inline]
            pub fn request(&self) -> ::core::result::Result<$crate::rt::Request, $crate::rt::Error> {
                self.call.request()
            }
        }

        impl $(<$type>)? ::core::future::IntoFuture for $name $(<$type>)? {
            type Output = ::core::result::Result<$reply, $crate::rt::Error>;
            type IntoFuture = $crate::rt::ValueFuture<$reply>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                self.call.send().into_value()
            }
        }

        impl $(<$type>)? ::core::fmt::Debug for $name $(<$type>)? {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.call, f)
            }
        }
    )+ };
}

/// A call whose reply is a file.
macro_rules! download {
    ($($name:ty),+ $(,)?) => { $(
        impl $name {
            /// Sends the call, for the file piece by piece as a [`Download`](crate::rt::Download): it may be larger than
            /// memory.
            #[inline]
            pub fn stream(self) -> $crate::rt::DownloadFuture {
                self.call.stream()
            }
        }
    )+ };
}

/// A call whose reply is a page of a list.
macro_rules! paged {
    ($($name:ident -> $reply:ty),+ $(,)?) => { $(
        impl $name {
            /// The items of all pages, each page fetched when an item of it is asked for.
            #[inline]
            pub fn items(self) -> $crate::rt::Items<$reply> {
                self.pages().items()
            }

            /// The pages, each fetched when it is asked for.
            #[inline]
            pub fn pages(self) -> $crate::rt::Pages<$reply> {
                self.call.pages()
            }
        }
    )+ };
}

#[cfg(feature = "serde")]
macro_rules! serde_read {
    ($name:ident) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::rt::deserialize(deserializer)
            }
        }
    };
}

#[cfg(feature = "serde")]
macro_rules! serde_write {
    ($name:ident) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::rt::serialize(self, serializer)
            }
        }
    };
}

#[cfg(not(feature = "serde"))]
macro_rules! serde_read {
    ($name:ident) => {};
}

#[cfg(not(feature = "serde"))]
macro_rules! serde_write {
    ($name:ident) => {};
}

pub(crate) use {call, download, extra, open_enum, paged, read_model, serde_read, serde_write, settable, write_model};
