use backend::directory::list_locations;
use domain::{account::Role, booking::AppointmentView};

use crate::{Ctx, islands::day::Whose, pages::PageError, routes};

/// Where an appointment stands for the one who looks at it, and what the place is called: the own day of a doctor, the front
/// desk of its place and date, a patient's own list.
pub(super) async fn back(ctx: &Ctx, appointment: &AppointmentView) -> Result<(String, String), PageError> {
    let date = &appointment.time.iso_date;
    let open = Some(appointment.id);
    match ctx.role() {
        Some(Role::Doctor) => Ok((Whose::Own.path(date, open), "My day".to_owned())),
        Some(Role::Support | Role::Administrator) => {
            let locations = list_locations(ctx).await?;
            let there = locations
                .into_iter()
                .find(|location| location.place == appointment.place);
            // Without its location the desk shows the first one of who asks.
            let (slug, label) = match there {
                Some(location) => (location.slug, format!("The front desk, {}", appointment.place.name)),
                None => (String::new(), "The front desk".to_owned()),
            };
            Ok((Whose::Place(slug).path(date, open), label))
        }
        _ => Ok((routes::APPOINTMENTS.to_owned(), "My appointments".to_owned())),
    }
}
