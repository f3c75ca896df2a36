use domain::{
    account::Contact,
    messages::Channel,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    Context, Fault,
    db::Tx,
    entity::{account, location},
    fault::is_taken,
    notification::{self, Changer, ContactChanged, ContactNotice, Message},
    profile, session,
};

/// What shows that a new contact is the person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// The code that was sent there.
    Code,
    None,
}

/// Writes another contact into an account, keeps the old one in the history, ends what was begun by the old one, and tells the person:
/// at the old one, and at both when somebody else did it.
///
/// # Errors
/// `NotFound`; `Invalid` with [`Wrong::Taken`] when an address has another account.
pub(crate) async fn set_contact(
    ctx: &Context,
    tx: &Tx,
    id: Uuid,
    what: Contact,
    new: Option<&str>,
    proof: Proof,
) -> Result<(), Fault> {
    use account::Column as C;
    let row = account::Entity::find_by_id(id).lock_exclusive().one(&**tx).await?;
    let row = row.ok_or(Refusal::NotFound)?.open(ctx.keys())?;
    let old = match what {
        Contact::Email => Some(row.email.clone()),
        Contact::Phone => row.phone.clone(),
    };
    let verified_at = (proof == Proof::Code).then(|| ctx.now().millis());
    let update = account::Entity::update_many()
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(id));
    let update = match (what, new) {
        (Contact::Email, Some(email)) => update
            .col_expr(C::Email, Expr::value(account::sealed_email(ctx.keys(), &id, email)?))
            .col_expr(
                C::EmailIndex,
                Expr::value(account::index(ctx.keys(), "email", email).map(|(_, hash)| hash)),
            )
            .col_expr(C::EmailVerifiedAt, Expr::value(verified_at)),
        (Contact::Phone, phone) => update
            .col_expr(C::Phone, Expr::value(account::sealed_phone(ctx.keys(), &id, phone)?))
            .col_expr(C::PhoneIndex, Expr::value(account::phone_index(ctx.keys(), phone)))
            .col_expr(C::PhoneVerifiedAt, Expr::value(verified_at)),
        (Contact::Email, None) => return Err(FieldError::alone(Field::Email, Wrong::Missing).into()),
    };
    update.exec(&**tx).await.map_err(|error| match is_taken(&error) {
        true => FieldError::alone(Field::Email, Wrong::Taken).into(),
        false => Fault::from(error),
    })?;
    if old.as_deref() == new {
        // The same one, proved at last.
        return Ok(());
    }
    let before = (what.field(), old.clone().unwrap_or_default());
    profile::record(ctx, tx, id, &[before]).await?;
    session::end_half_done(tx, id).await?;
    tell(ctx, tx, &row, what, old.as_deref(), new).await
}

/// `row` is as it was, in plain text.
async fn tell(
    ctx: &Context,
    tx: &Tx,
    row: &account::Model,
    what: Contact,
    old: Option<&str>,
    new: Option<&str>,
) -> Result<(), Fault> {
    let is_own = ctx.actor().account().map(Uuid::from) == Some(row.id);
    let by = if is_own { Changer::Person } else { Changer::Clinic };
    let channel = match what {
        Contact::Email => Channel::Email,
        Contact::Phone => Channel::Sms,
    };
    let location = location::Entity::find().order_by_asc(location::Column::Slug);
    let phone = location.one(&**tx).await?.map(|location| location.phone);
    let mut recipients = vec![(channel, old, false)];
    if by == Changer::Clinic {
        recipients.push((channel, new, true));
    }
    if what == Contact::Phone {
        recipients.push((Channel::Email, Some(row.email.as_str()), false));
    }
    for (channel, recipient, is_new) in recipients {
        let Some(recipient) = recipient else { continue };
        if channel == Channel::Sms && !ctx.settings().sends_sms {
            continue;
        }
        let notice = ContactNotice {
            channel,
            recipient: recipient.to_owned(),
            id: ctx.new_id(),
            change: ContactChanged {
                what,
                by,
                is_new,
                phone: phone.clone(),
            },
        };
        notification::enqueue(ctx, tx, Message::ContactChanged(notice)).await?;
    }
    Ok(())
}
