//! The three places of the group. Phone numbers are from ranges that are kept free for fiction.

/// Kinds of rooms.
pub(super) const ECG: &str = "ECG";
pub(super) const TREATMENT: &str = "Treatment room";
pub(super) const ULTRASOUND: &str = "Ultrasound";

/// Where a doctor works and a patient lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place {
    London,
    Berlin,
    NewYork,
}

pub(super) struct PlaceData {
    pub slug: &'static str,
    pub name: &'static str,
    pub street: &'static str,
    pub postal_code: &'static str,
    pub city: &'static str,
    pub country: &'static str,
    pub phone: &'static str,
    pub zone: &'static str,
    pub currency: &'static str,
    /// What some visits need, with its kind.
    pub rooms: &'static [(&'static str, &'static str)],
    /// How prices here compare to those in pounds, in percent.
    pub price_percent: i64,
}

impl Place {
    pub(super) const ALL: [Self; 3] = [Self::London, Self::Berlin, Self::NewYork];

    pub(super) const fn index(self) -> usize {
        self as usize
    }

    pub(super) const fn data(self) -> &'static PlaceData {
        match self {
            Self::London => &LONDON,
            Self::Berlin => &BERLIN,
            Self::NewYork => &NEW_YORK,
        }
    }

    /// A mobile number, one for each number below 400, in E.164 form.
    pub(super) fn mobile(self, number: usize) -> String {
        match self {
            Self::London => format!("+447700900{number:03}"),
            Self::Berlin => format!("+493023125{number:03}"),
            Self::NewYork => {
                let area = ["212", "646", "718", "917"][number / 100 % 4];
                format!("+1{area}55501{:02}", number % 100)
            }
        }
    }
}

const LONDON: PlaceData = PlaceData {
    slug: "london-quayside",
    name: "Riverside Health London Quayside",
    street: "8 Quay Road",
    postal_code: "SE1 2AB",
    city: "London",
    country: "United Kingdom",
    phone: "+44 20 7946 0100",
    zone: "Europe/London",
    currency: "GBP",
    rooms: &[
        (ECG, "ECG room"),
        (TREATMENT, "Treatment room 1"),
        (TREATMENT, "Treatment room 2"),
        (ULTRASOUND, "Ultrasound room"),
    ],
    price_percent: 100,
};

const BERLIN: PlaceData = PlaceData {
    slug: "berlin-lindenufer",
    name: "Riverside Health Berlin Lindenufer",
    street: "Am Lindenufer 21",
    postal_code: "10179",
    city: "Berlin",
    country: "Germany",
    phone: "+49 30 23125 100",
    zone: "Europe/Berlin",
    currency: "EUR",
    rooms: &[
        (ECG, "Room 12 (ECG)"),
        (TREATMENT, "Room 14 (treatment)"),
        (ULTRASOUND, "Room 15 (ultrasound)"),
    ],
    price_percent: 110,
};

const NEW_YORK: PlaceData = PlaceData {
    slug: "new-york-harbor-street",
    name: "Riverside Health New York Harbor Street",
    street: "140 Harbor Street",
    postal_code: "10004",
    city: "New York",
    country: "United States",
    phone: "+1 212 555 0100",
    zone: "America/New_York",
    currency: "USD",
    rooms: &[
        (ECG, "3A, ECG"),
        (ECG, "3B, ECG"),
        (TREATMENT, "4C, treatment"),
        (ULTRASOUND, "4D, ultrasound"),
    ],
    price_percent: 180,
};
