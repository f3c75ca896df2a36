use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use super::{
    DURATION_LEAST, DURATION_MOST, FURTHER_LENGTHS_MOST, Field, FurtherLength, Problem, Wrong,
    number::{amount, small},
    service_form::{PRICE_MOST_MINOR, amount_text},
};

/// A length beside the service's own, as a form has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LengthRow {
    pub minutes: String,
    /// The service's price where empty.
    pub price: String,
}

/// What the inputs of the rows are called.
pub(super) const LENGTH_NAMES: [&str; FURTHER_LENGTHS_MOST] =
    ["length_1", "length_2", "length_3", "length_4", "length_5"];
pub(super) const PRICE_NAMES: [&str; FURTHER_LENGTHS_MOST] = [
    "length_price_1",
    "length_price_2",
    "length_price_3",
    "length_price_4",
    "length_price_5",
];

/// There is no input beyond the last row.
pub(super) fn name_of_row(names: &[&'static str; FURTHER_LENGTHS_MOST], row: u8) -> &'static str {
    names.get(usize::from(row)).copied().unwrap_or_default()
}

/// The rows that a form sent, without gaps; what belongs to none is somebody else's.
pub(super) fn read<'de, D: Deserializer<'de>>(form: D) -> Result<Vec<LengthRow>, D::Error> {
    let mut fields = BTreeMap::<String, String>::deserialize(form)?;
    let names = LENGTH_NAMES.into_iter().zip(PRICE_NAMES);
    let rows = names.filter_map(
        |(minutes, price)| match (fields.remove(minutes), fields.remove(price)) {
            (None, None) => None,
            (minutes, price) => Some(LengthRow {
                minutes: minutes.unwrap_or_default(),
                price: price.unwrap_or_default(),
            }),
        },
    );
    Ok(rows.collect())
}

/// Rows that are left empty are none.
pub(super) fn parse(
    rows: &[LengthRow],
    own: Option<u16>,
    has_currency: bool,
    wrong: &mut Wrong,
) -> Option<Vec<FurtherLength>> {
    let mut taken: Vec<u16> = own.into_iter().collect();
    let mut lengths = Vec::with_capacity(rows.len());
    let mut is_whole = true;
    for (row, LengthRow { minutes, price }) in (0..).zip(rows) {
        if minutes.trim().is_empty() && price.trim().is_empty() {
            continue;
        }
        let minutes = small(minutes, DURATION_LEAST..=DURATION_MOST);
        let minutes = minutes.and_then(|minutes| match taken.contains(&minutes) {
            true => Err(Problem::Repeated),
            false => Ok(minutes),
        });
        let price = match amount(price, PRICE_MOST_MINOR) {
            Ok(Some(_)) if !has_currency => Err(Problem::WithoutCurrency),
            parsed => parsed,
        };
        let minutes = wrong.take(Field::FurtherLength(row), minutes);
        let price_minor = wrong.take(Field::FurtherPrice(row), price);
        match minutes.zip(price_minor) {
            Some((minutes, price_minor)) => lengths.push(FurtherLength { minutes, price_minor }),
            None => is_whole = false,
        }
        taken.extend(minutes);
    }
    lengths.sort_unstable();
    is_whole.then_some(lengths)
}

impl From<&FurtherLength> for LengthRow {
    fn from(length: &FurtherLength) -> Self {
        Self {
            minutes: length.minutes.to_string(),
            price: length.price_minor.map(amount_text).unwrap_or_default(),
        }
    }
}

/// "60 minutes for 90.00, 90 minutes"
pub(super) fn words(rows: &[LengthRow]) -> String {
    let words = |LengthRow { minutes, price }: &LengthRow| match price.trim() {
        "" => format!("{} minutes", minutes.trim()),
        price => format!("{} minutes for {price}", minutes.trim()),
    };
    let all: Vec<String> = rows
        .iter()
        .filter(|row| !row.minutes.trim().is_empty())
        .map(words)
        .collect();
    if all.is_empty() {
        "none".to_owned()
    } else {
        all.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of a service of 30 minutes with this price.
    type Parsed = Result<Vec<(u16, Option<i64>)>, Vec<(Field, Problem)>>;

    fn parsed(rows: &[(&str, &str)], price: Option<&str>) -> Parsed {
        let rows: Vec<LengthRow> = rows
            .iter()
            .map(|&(minutes, price)| LengthRow {
                minutes: minutes.into(),
                price: price.into(),
            })
            .collect();
        let mut wrong = Wrong::default();
        match parse(&rows, Some(30), price.is_some(), &mut wrong) {
            Some(lengths) => Ok(lengths.iter().map(|one| (one.minutes, one.price_minor)).collect()),
            None => Err(wrong.0.iter().map(|fault| (fault.field, fault.problem)).collect()),
        }
    }

    #[test]
    fn further_lengths_are_whole_minutes_each_once_with_a_price_or_the_services() {
        use Field::{FurtherLength as Length, FurtherPrice as Price};
        for (rows, expected) in [
            (vec![], Ok(vec![])),
            (vec![("", ""), (" ", " ")], Ok(vec![])),
            (
                vec![("90", "120"), ("60", "")],
                Ok(vec![(60, None), (90, Some(12_000))]),
            ),
            (
                vec![("5", "0"), ("720", "1000000")],
                Ok(vec![(5, Some(0)), (720, Some(100_000_000))]),
            ),
            (vec![("4", "")], Err(vec![(Length(0), Problem::OutOfRange)])),
            (
                vec![("721", "x")],
                Err(vec![(Length(0), Problem::OutOfRange), (Price(0), Problem::Malformed)]),
            ),
            (vec![("1 hour", "")], Err(vec![(Length(0), Problem::Malformed)])),
            (vec![("", "90")], Err(vec![(Length(0), Problem::Missing)])),
            (vec![("60", "1000000.01")], Err(vec![(Price(0), Problem::OutOfRange)])),
            (vec![("60", ""), ("30", "")], Err(vec![(Length(1), Problem::Repeated)])),
            (
                vec![("60", ""), ("060", "90")],
                Err(vec![(Length(1), Problem::Repeated)]),
            ),
        ] {
            assert_eq!(parsed(&rows, Some("50")), expected, "{rows:?}");
        }
        assert_eq!(parsed(&[("60", "")], None), Ok(vec![(60, None)]));
        assert_eq!(
            parsed(&[("60", "90")], None),
            Err(vec![(Price(0), Problem::WithoutCurrency)])
        );
    }

    #[test]
    fn a_form_has_rows_without_gaps_and_no_more_than_there_are_inputs() {
        let form = [
            ("name", "Treatment"),
            ("length_5", "90"),
            ("length_2", "60"),
            ("length_price_2", "70"),
            ("length_6", "100"),
        ];
        let form = serde::de::value::MapDeserializer::<_, serde::de::value::Error>::new(form.into_iter());
        let rows = read(form).unwrap();
        let rows: Vec<_> = rows
            .iter()
            .map(|row| (row.minutes.as_str(), row.price.as_str()))
            .collect();
        assert_eq!(rows, [("60", "70"), ("90", "")]);
    }

    #[test]
    fn every_input_has_a_name_of_its_own() {
        let rows = 0..u8::try_from(FURTHER_LENGTHS_MOST).unwrap();
        let names = rows.flat_map(|row| [Field::FurtherLength(row).name(), Field::FurtherPrice(row).name()]);
        let names: std::collections::BTreeSet<_> = names.collect();
        assert_eq!(names.len(), 2 * FURTHER_LENGTHS_MOST);
    }
}
