use crate::ui::IconName;

/// The drawing of a specialty, by its slug; a stethoscope for general practice and for what has no drawing of its own.
pub(super) fn specialty_icon(slug: &str) -> IconName {
    match slug {
        "cardiology" => IconName::HEART_PULSE,
        "dentistry" => IconName::SMILE,
        "dermatology" => IconName::SUN,
        "ear-nose-throat" => IconName::EAR,
        "gynaecology" => IconName::VENUS,
        "neurology" => IconName::BRAIN,
        "ophthalmology" => IconName::EYE,
        "orthopaedics" => IconName::BONE,
        "paediatrics" => IconName::BABY,
        "physiotherapy" => IconName::ACTIVITY,
        "psychiatry" => IconName::LEAF,
        _ => IconName::STETHOSCOPE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the demo clinic.
    const SLUGS: [&str; 12] = [
        "cardiology",
        "dentistry",
        "dermatology",
        "ear-nose-throat",
        "general-practice",
        "gynaecology",
        "neurology",
        "ophthalmology",
        "orthopaedics",
        "paediatrics",
        "physiotherapy",
        "psychiatry",
    ];

    #[test]
    fn no_two_specialties_share_a_drawing() {
        for (index, slug) in SLUGS.iter().enumerate() {
            let same = |other: &&&str| specialty_icon(other) == specialty_icon(slug);
            assert_eq!(SLUGS[index + 1..].iter().find(same), None, "{slug}");
        }
    }

    #[test]
    fn only_the_whole_slug_counts() {
        assert_eq!(specialty_icon("dentistry"), IconName::SMILE);
        for unknown in ["", "rheumatology", "early-years", "dent", "paediatric-cardiology"] {
            assert_eq!(specialty_icon(unknown), IconName::STETHOSCOPE, "{unknown}");
        }
    }
}
