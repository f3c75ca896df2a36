//! In which lengths a service is given, and what each costs.

use domain::money::Money;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    Fault,
    entity::{schedule_service, service, service_length},
};

/// A length of a visit and what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Length {
    pub minutes: i64,
    /// In the service's currency.
    pub price_minor: Option<i64>,
}

/// A service as one schedule gives it.
#[derive(Clone)]
pub(crate) struct Given {
    /// In the first of its lengths.
    pub service: service::Model,
    /// To choose from; the first is booked where none is chosen.
    pub lengths: Vec<Length>,
}

impl Given {
    /// `further` are lengths of any services, shortest first; `link` is absent for what is given no more. A doctor with a length
    /// of their own gives only that one. It costs what the service asks for it, else what the service costs.
    pub fn new(
        service: service::Model,
        link: Option<&schedule_service::Model>,
        further: &[service_length::Model],
    ) -> Self {
        let further = further.iter().filter(|row| row.service_id == service.id);
        let further = further.map(|row| Length {
            minutes: row.minutes,
            price_minor: row.price_minor.or(service.price_minor),
        });
        let first = Length {
            minutes: service.duration_minutes,
            price_minor: service.price_minor,
        };
        let mut lengths: Vec<Length> = std::iter::once(first).chain(further).collect();
        if let Some(minutes) = link.and_then(|link| link.duration_minutes) {
            let same = lengths.iter().find(|length| length.minutes == minutes);
            let price_minor = same.map_or(service.price_minor, |length| length.price_minor);
            lengths = vec![Length { minutes, price_minor }];
        }
        let first = lengths.first().copied().unwrap_or(first);
        Self {
            service: in_length(service, first),
            lengths,
        }
    }
}

/// The service with this length and its price.
pub(super) fn in_length(service: service::Model, length: Length) -> service::Model {
    service::Model {
        duration_minutes: length.minutes,
        price_minor: length.price_minor,
        ..service
    }
}

/// The further lengths of some services, shortest first.
pub(crate) async fn further_lengths(
    db: &impl ConnectionTrait,
    services: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<service_length::Model>, Fault> {
    let rows = service_length::Entity::find()
        .filter(service_length::Column::ServiceId.is_in(services))
        .order_by_asc(service_length::Column::Minutes)
        .all(db)
        .await?;
    Ok(rows)
}

/// An amount, where both its parts are there.
pub(crate) fn money(minor: Option<i64>, currency: Option<&str>) -> Option<Money> {
    Some(Money {
        minor: minor?,
        currency: currency?.to_owned(),
    })
}
