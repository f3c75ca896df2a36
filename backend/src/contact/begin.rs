use domain::{
    access::{Action, Relation, Subject},
    account::{Contact, EmailAddress, PhoneNumber},
    refusal::{Fault as Wrong, FieldError, Refusal},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, sea_query::Expr,
};
use uuid::Uuid;

use super::{Proof, code_hash, find_row, set_contact};
use crate::{
    Broken, Context, Fault,
    account::{CODES, Code, code_expiry, own_account, parse_email, parse_phone, until},
    db::{Tx, retry},
    entity::{Sealed, account, contact_change},
    notification::{self, Message},
    session::brake::{self, Try},
};

/// What became of a wish for another contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It is theirs once they give the code.
    CodeSent,
    /// It is theirs, not proved: no text messages are sent here.
    Changed,
}

/// A contact in its one spelling.
enum New {
    Email(EmailAddress),
    Phone(PhoneNumber),
}

impl New {
    fn parse(what: Contact, text: &str) -> Result<Self, Refusal> {
        let parsed = match what {
            Contact::Email => parse_email(text).map(Self::Email),
            Contact::Phone => parse_phone(text).map(Self::Phone),
        };
        parsed.map_err(|fault| Refusal::Invalid(vec![fault]))
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Phone(phone) => phone.as_str(),
        }
    }

    fn tries(&self, ctx: &Context, account: Uuid) -> Vec<Try> {
        let by = brake::CONTACTS_BY.of(ctx, &account.to_string());
        let to = brake::CONTACTS.of(ctx, self.as_str());
        match self {
            Self::Email(_) => vec![by, to],
            Self::Phone(phone) => brake::texts(ctx, phone.as_str()).chain([by, to]).collect(),
        }
    }
}

/// Sends a code to the contact that who asks wants instead of theirs; until it is given, the old one stays. A wish from before is
/// given up.
///
/// Whether an e-mail address has another account is told to its owner by mail and to nobody else.
///
/// # Errors
/// `SignInFirst`, `ConfirmFirst`; `Invalid` for what is no contact, or is theirs already; `TooManyTries` after five codes an hour to
/// the contact, or ten of the account.
pub async fn begin_change(ctx: &Context, what: Contact, text: &str) -> Result<Begun, Fault> {
    ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
    ctx.recently_verified()?;
    let account = own_account(ctx).await?;
    let new = New::parse(what, text)?;
    let (now, is_proved) = match what {
        Contact::Email => (Some(&account.email), account.email_verified_at.is_some()),
        Contact::Phone => (account.phone.as_ref(), account.phone_verified_at.is_some()),
    };
    let sends_code = what == Contact::Email || ctx.settings().sends_sms;
    if now.is_some_and(|now| now == new.as_str()) && (is_proved || !sends_code) {
        return Err(FieldError::alone(what.field(), Wrong::Unchanged).into());
    }
    brake::count(ctx, new.tries(ctx, account.id)).await?;
    if !sends_code {
        change_at_once(ctx, account.id, what, &new).await?;
        return Ok(Begun::Changed);
    }
    retry(async || {
        let tx = ctx.db().begin().await?;
        contact_change::Entity::delete_many()
            .filter(contact_change::Column::AccountId.eq(account.id))
            .filter(contact_change::Column::Kind.eq(what.name()))
            .exec(&*tx)
            .await?;
        let (id, code) = (ctx.new_id(), Code::new(ctx));
        let is_free = is_free(ctx, &tx, account.id, &new).await?;
        let row = contact_change::Model {
            id,
            account_id: account.id,
            kind: what.name().to_owned(),
            contact: new.as_str().to_owned(),
            code_hash: is_free.then(|| code_hash(ctx, id, &code)),
            attempts: 0,
            codes_sent: 1,
            expires_at: code_expiry(ctx.now()).millis(),
        };
        let row = row.seal(ctx.keys())?.into_active_model().reset_all();
        contact_change::Entity::insert(row).exec_without_returning(&*tx).await?;
        announce(ctx, &tx, &new, is_free.then_some(code), format!("{id}:1")).await?;
        tx.commit().await?;
        Ok(Begun::CodeSent)
    })
    .await
}

/// Sends a fresh code, with fresh tries and ten fresh minutes; the code before it is worth nothing any more.
///
/// # Errors
/// `SignInFirst`; `NotFound` when no other contact is wanted, `TooManyTries` after three, or as [`begin_change`].
pub async fn resend_change_code(ctx: &Context, what: Contact) -> Result<(), Fault> {
    ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
    let account = Uuid::from(ctx.actor().signed_in()?);
    let row = find_row(ctx.db().reader(), account, what).await?;
    let row = row.ok_or(Refusal::NotFound)?;
    if row.codes_sent >= CODES {
        return Err(until(row.expires_at, ctx.now()).into());
    }
    let new =
        New::parse(what, &row.contact(ctx.keys())?).map_err(|_| Broken::Inconsistent("contact_change.contact"))?;
    brake::count(ctx, new.tries(ctx, account)).await?;
    retry(async || {
        use contact_change::Column as C;
        let tx = ctx.db().begin().await?;
        let code = Code::new(ctx);
        let hash = row.code_hash.as_ref().map(|_| code_hash(ctx, row.id, &code));
        let number = row.codes_sent + 1;
        let renewed = contact_change::Entity::update_many()
            .col_expr(C::CodeHash, Expr::value(hash.clone()))
            .col_expr(C::CodesSent, Expr::value(number))
            .col_expr(C::Attempts, Expr::value(0_i64))
            .col_expr(C::ExpiresAt, Expr::value(code_expiry(ctx.now()).millis()))
            .filter(C::Id.eq(row.id))
            .filter(C::CodesSent.eq(row.codes_sent))
            .exec(&*tx)
            .await?;
        // Of a double click the other one sends it.
        if renewed.rows_affected == 1 {
            announce(ctx, &tx, &new, hash.map(|_| code), format!("{}:{number}", row.id)).await?;
        }
        Ok(tx.commit().await?)
    })
    .await
}

async fn change_at_once(ctx: &Context, account: Uuid, what: Contact, new: &New) -> Result<(), Fault> {
    retry(async || {
        let tx = ctx.db().begin().await?;
        set_contact(ctx, &tx, account, what, Some(new.as_str()), Proof::None).await?;
        Ok(tx.commit().await?)
    })
    .await
}

async fn is_free(ctx: &Context, tx: &Tx, own: Uuid, new: &New) -> Result<bool, Fault> {
    let New::Email(email) = new else {
        // Families share a number.
        return Ok(true);
    };
    let others = account::Entity::find()
        .filter(account::with_email(ctx.keys(), email.as_str()))
        .filter(account::Column::Id.ne(own));
    Ok(others.count(&**tx).await? == 0)
}

async fn announce(ctx: &Context, tx: &Tx, new: &New, code: Option<Code>, cause: String) -> Result<(), Fault> {
    let message = match (new, code) {
        (New::Email(email), Some(code)) => Message::ContactCode {
            recipient: email.clone(),
            code: code.into_digits(),
            cause,
        },
        (New::Email(email), None) => Message::ContactTaken {
            recipient: email.clone(),
            cause,
        },
        (New::Phone(phone), Some(code)) => Message::PhoneCode {
            recipient: phone.as_str().to_owned(),
            code: code.into_digits(),
            cause,
        },
        (New::Phone(_), None) => return Ok(()),
    };
    notification::enqueue(ctx, tx, message).await
}
