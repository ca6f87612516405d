//! Values that JSON has no word for.

mod assignee;
mod attributes;
mod calendars;
mod civil;
mod date_time;
mod one_or_many;
mod open_enum;
mod patch;
mod timestamp;
mod unknown;
mod upload;

pub use self::assignee::Assignee;
pub use self::attributes::{AttributeValue, Attributes};
pub use self::date_time::DateTime;
pub use self::one_or_many::OneOrMany;
pub use self::open_enum::{OpenEnum, place_of};
pub use self::patch::Patch;
pub use self::timestamp::Timestamp;
pub use self::unknown::UnknownValue;
pub use self::upload::Upload;
