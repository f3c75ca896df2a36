//! How long a visit takes, where there is something to choose.

use domain::directory::{LengthView, ServiceView};
use leptos::prelude::*;

use super::PageError;

/// The length that a link or a form asks for; nothing where it asks for none.
///
/// # Errors
/// `Malformed` for what is no number: no form of ours sends it.
pub fn wished(text: &str) -> Result<Option<u16>, PageError> {
    match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| PageError::Malformed),
    }
}

/// As an address carries it: empty for the first, which is shown without being asked for.
pub fn in_address(service: &ServiceView, minutes: u16) -> String {
    if minutes == service.duration_minutes {
        String::new()
    } else {
        minutes.to_string()
    }
}

/// "30 minutes", "30 or 60 minutes", "30, 45 or 60 minutes"
pub fn minutes_words(minutes: impl IntoIterator<Item = i64>) -> String {
    let all: Vec<String> = minutes.into_iter().map(|minutes| minutes.to_string()).collect();
    match all.split_last() {
        Some((last, [])) => format!("{last} minutes"),
        Some((last, others)) => format!("{} or {last} minutes", others.join(", ")),
        None => String::new(),
    }
}

/// All lengths of a service: "30 or 60 minutes".
pub fn service_words(service: &ServiceView) -> String {
    minutes_words(service.lengths().iter().map(|length| length.minutes.into()))
}

/// What a service costs: "90.00 GBP", or "50.00 GBP for 30 minutes, 90.00 GBP for 60 minutes" where that differs.
pub fn fee_words(service: &ServiceView) -> Option<String> {
    let lengths = service.lengths();
    if lengths.iter().all(|length| length.price == service.price) {
        return service.price.as_ref().map(ToString::to_string);
    }
    let words = |LengthView { minutes, price }: &LengthView| {
        let price = price.as_ref()?;
        Some(format!("{price} for {minutes} minutes"))
    };
    let all: Vec<String> = lengths.iter().filter_map(words).collect();
    Some(all.join(", "))
}

/// Lengths and prices in a few words: "30 minutes, 90.00 GBP", "50.00 GBP for 30 minutes, 90.00 GBP for 60 minutes".
pub fn terms(service: &ServiceView) -> String {
    let has_one_price = service.lengths().iter().all(|length| length.price == service.price);
    match (fee_words(service), has_one_price) {
        (Some(fee), true) => format!("{}, {fee}", service_words(service)),
        (Some(fees), false) => fees,
        (None, _) => service_words(service),
    }
}

/// The lengths as one choice, a GET form of its own so that a choice is an address; nothing where there is nothing to choose.
/// `kept` is what the address keeps, `then` what stands in the form after the choice.
pub fn choice(
    service: &ServiceView,
    chosen: u16,
    action: String,
    kept: &[(&'static str, &str)],
    then: impl IntoView,
) -> Option<AnyView> {
    if service.further.is_empty() {
        return None;
    }
    let kept = kept.iter().filter(|(_, value)| !value.is_empty());
    let kept = kept.map(|&(name, value)| view! { <input type="hidden" name=name value=value.to_owned()/> });
    let kept = kept.collect_view();
    let options = service.lengths().into_iter().map(|LengthView { minutes, price }| {
        let price = price.map(|price| view! { <span class="chip__note">{price.to_string()}</span> });
        view! {
            <label class="chip chip--choice">
                <input type="radio" name="minutes" value=minutes checked=minutes == chosen autocomplete="off"/>
                <span>{minutes} " minutes"</span>
                {price}
            </label>
        }
    });
    let options = options.collect_view();
    let form = view! {
        <form class="lengths" method="get" action=action>
            {kept}
            <fieldset>
                <legend class="lengths__title">"How long"</legend>
                <div class="chips__list">{options}</div>
            </fieldset>
            {then}
        </form>
    };
    Some(form.into_any())
}

#[cfg(test)]
mod tests {
    use domain::{directory::VisitKind, money::Money};

    use super::*;

    fn service(lengths: &[(u16, Option<i64>)]) -> ServiceView {
        let view = |&(minutes, minor): &(u16, Option<i64>)| LengthView {
            minutes,
            price: minor.map(|minor| Money {
                minor,
                currency: "GBP".into(),
            }),
        };
        let mut lengths = lengths.iter().map(view);
        let first = lengths.next().expect("a length");
        ServiceView {
            id: "0193a5c0-0000-4000-8000-000000000001".parse().expect("an id"),
            name: "Treatment".into(),
            kind: VisitKind::InPerson,
            duration_minutes: first.minutes,
            price: first.price,
            further: lengths.collect(),
            needs_approval: false,
        }
    }

    #[test]
    fn lengths_and_prices_are_said_in_words() {
        let fees = "50.00 GBP for 30 minutes, 70.00 GBP for 45 minutes, 90.00 GBP for 60 minutes";
        for (lengths, minutes, fee, both) in [
            (&[(30, None)][..], "30 minutes", None, "30 minutes"),
            (
                &[(30, Some(5000)), (60, Some(5000))],
                "30 or 60 minutes",
                Some("50.00 GBP"),
                "30 or 60 minutes, 50.00 GBP",
            ),
            (
                &[(30, Some(5000)), (45, Some(7000)), (60, Some(9000))],
                "30, 45 or 60 minutes",
                Some(fees),
                fees,
            ),
        ] {
            let service = service(lengths);
            assert_eq!(service_words(&service), minutes);
            assert_eq!(fee_words(&service).as_deref(), fee);
            assert_eq!(terms(&service), both);
        }
    }

    #[test]
    fn what_is_not_offered_is_the_first() {
        let service = service(&[(30, None), (60, None)]);
        for (wished, minutes) in [(None, 30), (Some(30), 30), (Some(60), 60), (Some(45), 30)] {
            assert_eq!(service.length_or_first(wished).minutes, minutes, "{wished:?}");
        }
        assert_eq!(
            (in_address(&service, 30).as_str(), in_address(&service, 60).as_str()),
            ("", "60")
        );
    }
}
