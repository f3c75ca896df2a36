//! Initials for somebody without a picture, or the picture.

use leptos::prelude::*;

/// How large an avatar is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarSize {
    /// 36 px: menus, tables.
    Small,
    /// 48 px: lists.
    #[default]
    Medium,
    /// 64 px: cards.
    Large,
    /// 96 px: a person's own page.
    Huge,
}

impl AvatarSize {
    fn class(self) -> &'static str {
        match self {
            Self::Small => " avatar--small",
            Self::Medium => "",
            Self::Large => " avatar--large",
            Self::Huge => " avatar--huge",
        }
    }
}

/// A portrait, or initials on a tint that comes from the name. The name itself stands beside it, so it is hidden from screen
/// readers.
#[component]
pub fn Avatar(
    /// The whole name; gives initials and tint.
    #[prop(into)]
    name: String,
    /// How large it is.
    #[prop(optional)]
    size: AvatarSize,
    /// Address of a square portrait.
    #[prop(optional_no_strip)]
    photo: Option<String>,
) -> impl IntoView {
    let class = format!("avatar{} tint-{}", size.class(), tint(&name));
    let inside = match photo {
        Some(src) => view! { <img src=src alt="" loading="lazy" decoding="async" width="96" height="96"/> }.into_any(),
        None => initials(&name).into_any(),
    };
    view! { <span class=class aria-hidden="true">{inside}</span> }
}

/// First letters of the first and the last word.
fn initials(name: &str) -> String {
    let mut words = words(name).filter_map(|word| word.chars().next());
    let first = words.next();
    first
        .into_iter()
        .chain(words.last())
        .flat_map(char::to_uppercase)
        .collect()
}

/// One of eight tints, the same for the same name everywhere (FNV-1a, its bits mixed into the top three).
fn tint(name: &str) -> u32 {
    let bytes = words(name).flat_map(str::bytes);
    let hash = bytes.fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash.wrapping_mul(0x9e37_79b1) >> 29
}

/// The name without titles that end in a full stop ("Dr."), which one page says and another leaves out.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split_whitespace().filter(|word| !word.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_leave_out_titles_and_middle_names() {
        for (name, expected) in [
            ("Dr. Amina Okafor", "AO"),
            ("Prof. Dr. Jonas Karl Lindqvist", "JL"),
            ("Élodie", "É"),
            ("øyvind ås", "ØÅ"),
            ("", ""),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn a_title_does_not_change_the_tint() {
        assert_eq!(tint("Dr. Amina Okafor"), tint("Amina Okafor"));
    }

    #[test]
    fn names_are_spread_over_all_tints() {
        let used: std::collections::BTreeSet<u32> = (0..100).map(|n| tint(&format!("Person {n}"))).collect();
        assert_eq!(used, (0..8).collect());
    }
}
