use crate::ui::IconName;

/// A drawing for a specialty, by how its slug begins.
pub(super) fn specialty_icon(slug: &str) -> IconName {
    const DRAWINGS: [(&str, IconName); 14] = [
        ("cardio", IconName::HEART_PULSE),
        ("dent", IconName::SMILE),
        ("dermat", IconName::SUN),
        ("ear", IconName::EAR),
        ("neuro", IconName::BRAIN),
        ("nutrition", IconName::LEAF),
        ("ophthal", IconName::EYE),
        ("ortho", IconName::BONE),
        ("paediatric", IconName::BABY),
        ("pediatric", IconName::BABY),
        ("physio", IconName::ACTIVITY),
        ("psych", IconName::LEAF),
        ("pulmo", IconName::WIND),
        ("uro", IconName::DROPLETS),
    ];
    let found = DRAWINGS.into_iter().find(|(start, _)| slug.starts_with(start));
    found.map_or(IconName::STETHOSCOPE, |(_, icon)| icon)
}
