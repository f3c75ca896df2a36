use domain::refusal::{Field, FieldError, Refusal};

use crate::ui;

/// What is wrong with a form that is shown again: for the summary on top of it, and by each field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(Vec<FieldError>);

impl Faults {
    /// The faults that a refusal names; none unless it is [`Refusal::Invalid`].
    pub fn of(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::Invalid(faults) => Self(faults.clone()),
            _ => Self::default(),
        }
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What stands by a field.
    pub fn text(&self, field: Field) -> Option<String> {
        self.0.iter().find(|fault| fault.field == field).map(FieldError::text)
    }

    /// For [`ui::ErrorSummary`], in the order of `fields`, which is the order on the page.
    pub fn summary(&self, fields: &[Field]) -> Vec<ui::FieldError> {
        let named = |&field: &Field| Some(ui::FieldError::new(field.name(), self.text(field)?));
        fields.iter().filter_map(named).collect()
    }

    /// The title of the page, which tells at once that the form came back.
    pub fn title(&self, title: &str) -> String {
        if self.is_empty() {
            title.to_owned()
        } else {
            format!("Error: {title}")
        }
    }
}

impl From<Vec<FieldError>> for Faults {
    fn from(faults: Vec<FieldError>) -> Self {
        Self(faults)
    }
}

#[cfg(test)]
mod tests {
    use domain::refusal::Fault;

    use super::*;

    #[test]
    fn the_summary_follows_the_page_and_says_the_same_as_the_fields() {
        let faults = Faults::from(vec![
            FieldError {
                field: Field::Phone,
                fault: Fault::Missing,
            },
            FieldError {
                field: Field::Email,
                fault: Fault::Malformed,
            },
        ]);
        let summary = faults.summary(&[Field::Email, Field::Phone, Field::Password]);
        let expected = [Field::Email, Field::Phone]
            .map(|field| ui::FieldError::new(field.name(), faults.text(field).expect("a fault")));
        assert_eq!(summary, expected);
        assert_eq!(faults.text(Field::Password), None);
    }

    #[test]
    fn another_refusal_names_no_field() {
        assert!(Faults::of(&Refusal::Stale).is_empty());
    }
}
