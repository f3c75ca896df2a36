//! What administrators set about what can be booked: services, who gives them, rooms, limits. One use case a file.
//!
//! A change carries the version that was seen, and takes the rows of the schedules it is about for itself before it reads:
//! bookings share them, so each booking is made by the rules before or by those after, and what is counted and shown before
//! saving is still so when it is saved. Appointments that exist are never changed by a change of the rules.

mod change_room;
mod change_service;
mod change_settings;
mod create_service;
mod doctor_cap;
mod doctor_offers;
mod get_service;
mod ground;
mod list_places;
mod list_services;
mod offering;
mod preview;
mod retire_room;
mod retire_service;

pub use change_room::{AddRoom, ChangeRoom, add_room, change_room};
pub use change_service::{ChangeService, change_service};
pub use change_settings::{ChangeSettings, change_settings, get_settings};
pub use create_service::create_service;
pub use doctor_cap::{SetDoctorCap, set_doctor_cap};
pub use doctor_offers::{DoctorOffers, OfferLine, ScheduleOffers, get_doctor_offers};
pub use get_service::{Candidate, Giver, ServiceDetail, get_service};
pub use list_places::{PlaceDetail, PlaceLine, RoomLine, get_place, get_room, list_places, list_room_kinds};
pub use list_services::{ServiceFilter, ServiceLine, ServiceList, ServiceState, list_services};
pub use offering::{GiveService, MoveService, StopGiving, Way, give_service, move_service, stop_giving};
pub use preview::{Preview, PreviewService, preview_service};
pub use retire_room::{Moved, RetirePlan, RetireRoom, plan_retire_room, restore_room, retire_room};
pub use retire_service::{RestoreService, RetireService, restore_service, retire_service};

use domain::catalogue::Wrong;

use crate::Fault;

/// What comes of a form: it is saved, or fields are wrong, or a refusal of the whole.
pub type Saved<T> = Result<Result<T, Wrong>, Fault>;
