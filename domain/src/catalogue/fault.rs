use super::lengths::{LENGTH_NAMES, PRICE_NAMES, name_of_row};

/// What is wrong with a form, each field once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wrong(pub Vec<FieldFault>);

impl Wrong {
    /// One field by itself.
    pub fn alone(field: Field, problem: Problem) -> Self {
        Self(vec![FieldFault { field, problem }])
    }

    /// Keeps a parsed value, or notes why there is none.
    pub(super) fn take<T>(&mut self, field: Field, parsed: Result<T, Problem>) -> Option<T> {
        parsed
            .map_err(|problem| self.0.push(FieldFault { field, problem }))
            .ok()
    }
}

/// What is wrong with one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldFault {
    pub field: Field,
    pub problem: Problem,
}

/// The fields of the forms about services, rooms and limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    Name,
    Specialty,
    VisitKind,
    Duration,
    Step,
    BufferBefore,
    BufferAfter,
    Notice,
    Horizon,
    CutOff,
    CapPerDay,
    Lapse,
    Price,
    Currency,
    RoomKind,
    /// One of the lengths beside the service's own, by its row from 0.
    FurtherLength(u8),
    /// What it costs.
    FurtherPrice(u8),
    /// A doctor's own length of a service.
    OwnDuration,
    DoctorCap,
    /// The doctor, at a place, who is to give a service.
    Schedule,
    RoomName,
    MostOpen,
    MostPerDay,
}

/// The ways a field can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    Missing,
    TooLong {
        most: u16,
    },
    /// No whole number, no amount, or characters that nothing is called by.
    Malformed,
    OutOfRange,
    /// Not one of the list.
    Unknown,
    /// Another room of the place is called so.
    Taken,
    /// It cannot change while something stands on it.
    InUse,
    /// The service has this length already.
    Repeated,
    /// A price where the service has none, and so no currency.
    WithoutCurrency,
    /// A notice that reaches beyond the horizon leaves nothing to book.
    BeyondHorizon,
}

impl Field {
    /// The name in the form, and the id of the input.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Specialty => "specialty",
            Self::VisitKind => "visit_kind",
            Self::Duration => "duration",
            Self::Step => "step",
            Self::BufferBefore => "buffer_before",
            Self::BufferAfter => "buffer_after",
            Self::Notice => "notice",
            Self::Horizon => "horizon",
            Self::CutOff => "cut_off",
            Self::CapPerDay => "cap_per_day",
            Self::Lapse => "lapse",
            Self::Price => "price",
            Self::Currency => "currency",
            Self::RoomKind => "room_kind",
            Self::FurtherLength(row) => name_of_row(&LENGTH_NAMES, row),
            Self::FurtherPrice(row) => name_of_row(&PRICE_NAMES, row),
            Self::OwnDuration => "own_duration",
            Self::DoctorCap => "doctor_cap",
            Self::Schedule => "schedule",
            Self::RoomName => "room_name",
            Self::MostOpen => "most_open",
            Self::MostPerDay => "most_per_day",
        }
    }

    /// As at the start of a sentence.
    const fn label(self) -> &'static str {
        match self {
            Self::Name => "The name",
            Self::Specialty => "The specialty",
            Self::VisitKind => "The kind of visit",
            Self::Duration | Self::OwnDuration | Self::FurtherLength(_) => "The length",
            Self::Step => "The distance between starts",
            Self::BufferBefore => "The time before",
            Self::BufferAfter => "The time after",
            Self::Notice => "The notice",
            Self::Horizon => "How far ahead",
            Self::CutOff => "The cut-off",
            Self::CapPerDay | Self::DoctorCap => "The most visits a day",
            Self::Lapse => "The time to answer",
            Self::Price | Self::FurtherPrice(_) => "The price",
            Self::Currency => "The currency",
            Self::RoomKind => "The kind of room",
            Self::Schedule => "The doctor",
            Self::RoomName => "The name of the room",
            Self::MostOpen => "The most appointments to come",
            Self::MostPerDay => "The most appointments on one day",
        }
    }

    /// What it takes, as the end of a sentence.
    const fn range(self) -> &'static str {
        match self {
            Self::Duration | Self::FurtherLength(_) | Self::Step | Self::OwnDuration => {
                "must be 5 to 720 minutes (12 hours)"
            }
            Self::BufferBefore | Self::BufferAfter => "must be 0 to 240 minutes (4 hours)",
            Self::Notice | Self::CutOff => "must be at most 365 days",
            Self::Horizon => "must be 1 to 730 days",
            Self::CapPerDay | Self::DoctorCap => "must be 1 to 1000; leave it empty for no limit",
            Self::Lapse => "must be 15 minutes to 30 days",
            Self::Price | Self::FurtherPrice(_) => "must be at most 1000000",
            Self::MostOpen => "must be 1 to 200",
            Self::MostPerDay => "must be 1 to 50",
            Self::Name
            | Self::Specialty
            | Self::VisitKind
            | Self::Currency
            | Self::RoomKind
            | Self::Schedule
            | Self::RoomName => "cannot be this",
        }
    }

    /// What a well-formed answer looks like.
    const fn example(self) -> &'static str {
        match self {
            Self::Price | Self::FurtherPrice(_) => "must be an amount, like 90 or 90.50",
            Self::Horizon => "must be a whole number of days, like 60",
            Self::CapPerDay | Self::DoctorCap | Self::MostOpen | Self::MostPerDay => "must be a whole number, like 8",
            Self::Notice | Self::CutOff | Self::Lapse => "must be a whole number, like 24, with its unit",
            Self::Name | Self::RoomKind | Self::RoomName => "has characters that cannot be shown; type it again",
            _ => "must be a whole number of minutes, like 30",
        }
    }
}

impl FieldFault {
    /// What the person reads by the field: what is wrong and what to do.
    pub fn text(self) -> String {
        let label = self.field.label();
        match (self.problem, self.field) {
            (Problem::Missing, Field::Specialty | Field::VisitKind | Field::Schedule | Field::Currency) => {
                format!("{label} is missing: choose one from the list")
            }
            (Problem::Missing, _) => format!("{label} is missing"),
            (Problem::TooLong { most }, _) => format!("{label} must have at most {most} characters"),
            (Problem::Malformed, field) => format!("{label} {}", field.example()),
            (Problem::OutOfRange, field) => format!("{label} {}", field.range()),
            (Problem::Unknown, _) => format!("{label} is not in the list any more: choose another"),
            (Problem::Taken, _) => "Another room of this location has this name: choose another".into(),
            (Problem::InUse, Field::Specialty) => {
                "Doctors of the present specialty give this service: take it from them first".into()
            }
            (Problem::InUse, Field::RoomKind) => {
                "Appointments to come need the room as it is: retire it and add one of the other kind".into()
            }
            (Problem::InUse, _) => format!("{label} cannot change while it is in use"),
            (Problem::Repeated, _) => "The service has this length already: take one of the two out".into(),
            (Problem::WithoutCurrency, _) => {
                "The service itself has no price: give it one first, or leave this one empty".into()
            }
            (Problem::BeyondHorizon, _) => {
                "The notice is longer than appointments can be booked ahead, so nothing could be booked: shorten it, \
                 or let people book further ahead"
                    .into()
            }
        }
    }
}
