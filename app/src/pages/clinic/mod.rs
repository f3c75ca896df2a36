//! What administrators set about the clinic: services, who gives them, rooms, limits.

mod doctor;
mod givers;
mod lengths;
mod location;
mod locations;
mod new_service;
mod parts;
mod preview;
mod retire_room;
mod retire_service;
mod room;
mod service;
mod service_form;
mod services;
mod settings;
mod stop_giving;

pub(super) use parts::{Part, tabs};

use super::{Gate, Pages};
use crate::routes;

pub(super) fn routes(pages: Pages) -> Pages {
    const GATE: Gate = Gate::ADMINISTRATOR;
    pages
        .get(routes::CLINIC_SERVICES, GATE, services::show)
        .get(routes::CLINIC_NEW_SERVICE, GATE, new_service::show)
        .post(routes::CLINIC_NEW_SERVICE, GATE, new_service::submit)
        .get(routes::CLINIC_SERVICE, GATE, service::show)
        .post(routes::CLINIC_SERVICE, GATE, service::submit)
        .get(routes::CLINIC_RETIRE_SERVICE, GATE, retire_service::show)
        .post(routes::CLINIC_RETIRE_SERVICE, GATE, retire_service::submit)
        .post(routes::CLINIC_RESTORE_SERVICE, GATE, retire_service::restore)
        .post(routes::CLINIC_GIVE_SERVICE, GATE, givers::submit)
        .get(routes::CLINIC_STOP_GIVING, GATE, stop_giving::show)
        .post(routes::CLINIC_STOP_GIVING, GATE, stop_giving::submit)
        .get(routes::CLINIC_DOCTOR, GATE, doctor::show)
        .post(routes::CLINIC_DOCTOR_CAP, GATE, doctor::set_cap)
        .post(routes::CLINIC_DOCTOR_ORDER, GATE, doctor::order)
        .get(routes::CLINIC_LOCATIONS, GATE, locations::show)
        .get(routes::CLINIC_LOCATION, GATE, location::show)
        .post(routes::CLINIC_ADD_ROOM, GATE, location::add_room)
        .get(routes::CLINIC_ROOM, GATE, room::show)
        .post(routes::CLINIC_ROOM, GATE, room::submit)
        .get(routes::CLINIC_RETIRE_ROOM, GATE, retire_room::show)
        .post(routes::CLINIC_RETIRE_ROOM, GATE, retire_room::submit)
        .post(routes::CLINIC_RESTORE_ROOM, GATE, retire_room::restore)
        .get(routes::CLINIC_SETTINGS, GATE, settings::show)
        .post(routes::CLINIC_SETTINGS, GATE, settings::submit)
        .post(routes::CLINIC_APPROVAL, GATE, settings::submit_approval)
}
