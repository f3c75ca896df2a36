//! The words that administrators gave to a kind of message. A row stays when the standard words are taken back, so that its version never
//! comes twice.

use domain::messages::Kind;
use sea_orm::entity::prelude::*;

use crate::notification::{Wording, standard};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message_template")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    pub version: i64,
    /// The words here are not used.
    pub is_standard: bool,
    pub subject: String,
    pub heading: String,
    pub body: String,
    pub text_message: String,
    pub changed_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// `None` for the standard words. A text message that the kind did not have when these were saved is the standard one.
    pub fn wording(&self) -> Option<Wording> {
        let standard = standard(Kind::from_name(&self.kind)?).filter(|_| !self.is_standard)?;
        let text = [&self.text_message, &standard.text_message];
        Some(Wording {
            subject: self.subject.clone(),
            heading: self.heading.clone(),
            body: self.body.clone(),
            text_message: text
                .into_iter()
                .find(|text| !text.is_empty())
                .cloned()
                .unwrap_or_default(),
        })
    }
}
