/// Who asks. The owner is the patient of the appointments and, in their browser, the one of the hold; the doctor treats them; the
/// other doctor has an open emergency access; the other desk is bound to a place where none of it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Visitor,
    Owner,
    OtherPatient,
    Doctor,
    OtherDoctor,
    OtherDesk,
    Support,
    Administrator,
}

impl Who {
    pub const ALL: [Self; 8] = [
        Self::Visitor,
        Self::Owner,
        Self::OtherPatient,
        Self::Doctor,
        Self::OtherDoctor,
        Self::OtherDesk,
        Self::Support,
        Self::Administrator,
    ];

    /// As routes.txt calls them.
    pub const fn role(self) -> &'static str {
        match self {
            Self::Visitor => "",
            Self::Owner | Self::OtherPatient => "patient",
            Self::Doctor | Self::OtherDoctor => "doctor",
            Self::OtherDesk | Self::Support => "support",
            Self::Administrator => "administrator",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Visitor => "anonymous",
            Self::Owner => "owner",
            Self::OtherPatient => "other patient",
            Self::Doctor => "treating",
            Self::OtherDoctor => "other doctor",
            Self::OtherDesk => "other desk",
            Self::Support => "support",
            Self::Administrator => "administrator",
        }
    }

    /// Whether somebody may find out that what a request names exists: all others are strangers to it, and get the same answer
    /// as if it did not.
    pub fn may_know(self, subject: &str) -> bool {
        use Who as W;
        match subject {
            // The clinic shows these to everybody.
            "{doctor}" | "{schedule}" | "{service}" | "{second}" | "{specialty}" | "{specialty_id}" | "{location}"
            | "{photo}" => true,
            // Whoever has the link from the mail is its owner.
            "{invitation}" | "{reset}" => true,
            // Those of the patient, of who treats, and of the clinic's books.
            "{visit}" | "{today}" | "{request}" => matches!(self, W::Owner | W::Doctor | W::Support | W::Administrator),
            "{hold}" | "{device}" | "{passkey}" | "{message}" => self == W::Owner,
            // Not even administrators open the emergency access of another.
            "{emergency}" => self == W::OtherDoctor,
            // In an emergency everybody who works here asks for a patient; the desk books for them.
            "{patient}" => !matches!(self, W::Visitor | W::Owner | W::OtherPatient),
            "{away}" => matches!(self, W::Doctor | W::Support | W::Administrator),
            "{delivery}" | "{other}" | "{pictured}" | "{waiting}" | "{invited}" | "{room}" | "{old_room}"
            | "{old_service}" | "{closure}" => self == W::Administrator,
            // Whether an address has an account is nobody's to find out.
            "{email}" => false,
            other => panic!("who may know of {other}?"),
        }
    }
}
