use crate::ui::IconName;

/// A drawing for a specialty, by what its name has in it.
pub(super) fn specialty_icon(slug: &str) -> IconName {
    const DRAWINGS: [(&str, IconName); 17] = [
        ("dermat", IconName::SUN),
        ("cardio", IconName::HEART_PULSE),
        ("pediatric", IconName::BABY),
        ("paediatric", IconName::BABY),
        ("ortho", IconName::BONE),
        ("neuro", IconName::BRAIN),
        ("psych", IconName::BRAIN),
        ("ophthal", IconName::EYE),
        ("ear", IconName::EAR),
        ("ent", IconName::EAR),
        ("physio", IconName::ACTIVITY),
        ("pulmo", IconName::WIND),
        ("respir", IconName::WIND),
        ("uro", IconName::DROPLETS),
        ("nutri", IconName::LEAF),
        ("diet", IconName::LEAF),
        ("dent", IconName::SMILE),
    ];
    let found = DRAWINGS.into_iter().find(|(part, _)| slug.contains(part));
    found.map_or(IconName::STETHOSCOPE, |(_, icon)| icon)
}
