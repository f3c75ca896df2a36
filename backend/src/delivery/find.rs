//! Whose messages somebody looks for.

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use crate::{
    Context,
    directory::contains,
    entity::{account, outbox_message},
};

const MOST_WORDS: usize = 5;

/// Messages to accounts that every word fits, a part of a name or the whole e-mail address, and those to an address or a number that
/// is written in full. `None` for no words.
pub(super) fn to_whom(ctx: &Context, words: &str) -> Option<Condition> {
    use account::Column as A;
    use outbox_message::Column as C;
    let mut accounts = account::Entity::find().select_only().column(A::Id);
    let all: Vec<String> = words
        .split_whitespace()
        .take(MOST_WORDS)
        .map(str::to_lowercase)
        .collect();
    if all.is_empty() {
        return None;
    }
    for word in &all {
        let fits = Condition::any()
            .add(contains(A::GivenName, word))
            .add(contains(A::FamilyName, word))
            .add(account::with_email(ctx.keys(), word));
        accounts = accounts.filter(fits);
    }
    let to_account = Condition::any().add(C::AccountId.in_subquery(accounts.into_query()));
    let address = outbox_message::index(ctx.keys(), "recipient", &all.concat());
    Some(match address {
        Some((_, hash)) => to_account.add(C::RecipientIndex.eq(hash)),
        None => to_account,
    })
}
