//! The kit: everything a page or an island is made of, and nothing of medicine.
//!
//! Each component has a style file of the same name in `style/ui`. Components work in pages (server only) and in islands.
//! Ids are given, never invented, so that labels, hints and errors find their control on both sides. No component writes an
//! inline style: the content security policy refuses it.

pub mod avatar;
pub mod badge;
pub mod brand;
pub mod breadcrumb;
pub mod button;
pub mod card;
pub mod checkbox;
pub mod code_field;
pub mod date_parts;
pub mod description_list;
pub mod empty_state;
pub mod error_summary;
pub mod field;
pub mod icon;
pub mod menu;
pub mod notice;
pub mod number_tile;
pub mod pagination;
pub mod select;
pub mod steps;
pub mod table;
pub mod tabs;
pub mod text_area;
pub mod timeline;
mod words;

pub use avatar::{Avatar, AvatarSize};
pub use badge::Badge;
pub use brand::{SkipLink, Wordmark};
pub use breadcrumb::{BackLink, Breadcrumb};
pub use button::{Button, ButtonVariant, LinkButton};
pub use card::Card;
pub use checkbox::{Checkbox, CheckboxGroup};
pub use code_field::CodeField;
pub use date_parts::DateParts;
pub use description_list::{Description, DescriptionList};
pub use empty_state::EmptyState;
pub use error_summary::{ErrorSummary, FieldError};
pub use field::{Field, InputKind, InputWidth};
pub use icon::{Icon, IconName};
pub use menu::{Menu, NavLink};
pub use notice::{Notice, Tone};
pub use number_tile::{NumberTile, NumberTileButton, NumberTiles};
pub use pagination::Pagination;
pub use select::{Choice, Select};
pub use steps::Steps;
pub use table::{Cell, CellKind, Row, Table};
pub use tabs::{TabLink, TabNav};
pub use text_area::TextArea;
pub use words::Words;
