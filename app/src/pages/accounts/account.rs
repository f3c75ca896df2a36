//! One account: what it is, and what can be done with it.

use backend::{
    directory::list_locations,
    people::{AccountView, StaffView, get_account},
    profile::{History, list_changes_of},
};
use domain::{
    account::{AccountChange, AccountState, Contact, Role},
    directory::LocationView,
    ids::AccountId,
    refusal::{Field, Refusal},
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    parts::{role_words, state_badge, time},
    places::{place_words, places},
};
use crate::{
    Ctx,
    error::status_of,
    pages::{Page, PageError, Path, Query, faults::Faults, profile::changes},
    routes,
    ui::{
        BackLink, Button, ButtonVariant, Card, DateParts, Description, DescriptionList, ErrorSummary, Field as Input,
        IconName, InputKind, InputWidth, LinkButton, Notice, TextArea, Tone,
    },
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    done: String,
}

/// What was typed into one of the forms, and why it came back.
#[derive(Default)]
pub(super) struct Entered {
    /// First and last name, e-mail address and phone number.
    pub person: Option<[String; 4]>,
    /// Day, month and year.
    pub birth_date: Option<[String; 3]>,
    /// Slugs of places.
    pub places: Option<Vec<String>>,
    pub reason: String,
    pub refusal: Option<Refusal>,
}

pub async fn show(ctx: Ctx, Path(id): Path<AccountId>, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    page(&ctx, id, Entered::default(), asked.done).await
}

pub(super) async fn page(ctx: &Ctx, id: AccountId, entered: Entered, done: String) -> Result<Page, PageError> {
    let account = get_account(ctx, id).await?;
    let history = if account.is_own {
        None
    } else {
        Some(list_changes_of(ctx, id).await?)
    };
    // For the boxes of the front desk alone.
    let locations = match account.role {
        Role::Support => list_locations(ctx).await?,
        Role::Patient | Role::Doctor | Role::Administrator => Vec::new(),
    };
    let status = entered.refusal.as_ref().map(status_of).unwrap_or_default();
    // A name stands on the page, not in the title: titles end up in histories.
    let title = if entered.refusal.is_some() {
        "Error: Account"
    } else {
        "Account"
    };
    let is_verified = ctx.recently_verified().is_ok();
    Ok(Page::new(title, move || {
        view(account, history, &locations, &entered, is_verified, &done)
    })
    .with_status(status))
}

fn view(
    account: AccountView,
    history: Option<History>,
    locations: &[LocationView],
    entered: &Entered,
    is_verified: bool,
    done: &str,
) -> impl IntoView + use<> {
    let faults = entered.refusal.as_ref().map(Faults::of).unwrap_or_default();
    let order = [
        Field::GivenName,
        Field::FamilyName,
        Field::Email,
        Field::Phone,
        Field::BirthDate,
        Field::Places,
        Field::StateReason,
    ];
    let is_open = account.state != AccountState::Deleted;
    let decision = decision(&account, entered, &faults);
    let person = is_open.then(|| person(&account, entered, &faults));
    let is_patient = is_open && account.role == Role::Patient;
    let birth_date = is_patient.then(|| birth_date(&account, entered, is_verified, &faults));
    let is_at_desk = is_open && account.role == Role::Support;
    let places = is_at_desk.then(|| places(&account, locations, entered, &faults));
    let role = (is_open && !account.is_own).then(|| role(&account));
    let end = (is_open && !account.is_own).then(|| end(&account, entered, &faults));
    let facts = facts(&account);
    let staff = staff(&account);
    let calendar = calendar(&account);
    let invitation = invitation(&account);
    let passkeys = (account.passkeys > 0 && !account.is_own).then(|| passkeys(&account));
    let history = history.and_then(changes).map(|list| sheet("Who changed what", list));
    let news = news(&account, done);
    let problem = entered.refusal.as_ref().and_then(|refusal| problem(&account, refusal));
    let (name, state, role_name) = (account.name(), account.state, role_words(account.role));
    let photo = account.has_photo.then(|| {
        let src = routes::account_photo(account.id);
        view! { <img class="photo" src=src alt=format!("Photo of {name}") width="144" height="144"/> }
    });
    let own = account.is_own.then(|| {
        view! {
            <p class="muted">"This is your own account: another administrator has to suspend or delete it, or change its role."</p>
        }
    });
    view! {
        <div class="container">
            <div class="settings">
                <BackLink href=routes::ACCOUNTS label="Accounts"/>
                <ErrorSummary errors=faults.summary(&order)/>
                {news}
                {problem}
                <div class="page-head">
                    {photo}
                    <h1>{name}</h1>
                    <p class="cluster cluster--s">{state_badge(state)} {role_name}</p>
                </div>
                {decision}
                {facts}
                {staff}
                {calendar}
                {invitation}
                {passkeys}
                {person}
                {birth_date}
                {places}
                {role}
                {own}
                {history}
                {end}
            </div>
        </div>
    }
}

fn news(account: &AccountView, done: &str) -> Option<impl IntoView + use<>> {
    let (title, text) = match done {
        "saved" => ("Saved", ""),
        "role" if account.doctor_slug.is_some() => (
            "The role is changed",
            "The person was signed out and signs in anew with it. Nothing is offered to patients until there are hours and services: set them below.",
        ),
        "role" => (
            "The role is changed",
            "The person was signed out and signs in anew with it.",
        ),
        "staff" => (
            "The professional data are saved",
            "What changed stands in the history of the person's profile.",
        ),
        "places" => ("Saved", "It holds from the next page that the person opens."),
        "created" => (
            "The account is made",
            "A link to set the password is on its way by e-mail. It works for seven days.",
        ),
        "passkeys" => (
            "The passkeys are removed",
            "The person was signed out, is told by e-mail, and signs in with the password.",
        ),
        "invited" => ("A new link is on its way", "The one before it does not work any more."),
        "approve" if account.doctor_slug.is_some() => (
            "Approved",
            "The person is told by e-mail. Nothing is offered to patients until there are hours and services: set them below.",
        ),
        "approve" => ("Approved", "The person is told by e-mail."),
        "reject" => ("Rejected", "The person is told by e-mail, with your reason."),
        "suspend" => ("Suspended", "The person was signed out everywhere."),
        "restore" => ("Restored", "The person can sign in again."),
        _ => return None,
    };
    Some(view! {
        <Notice tone=Tone::Ok live=true title=title>
            {(!text.is_empty()).then(|| view! { <p>{text}</p> })}
        </Notice>
    })
}

/// The refusals that are about no field.
pub(super) fn problem(account: &AccountView, refusal: &Refusal) -> Option<impl IntoView + use<>> {
    let (title, text) = match refusal {
        Refusal::Stale => (
            "It changed since you looked",
            format!(
                "Nothing was saved. This is how it stands now: {}, {}, e-mail {}, phone {}. What you entered is still in the form.",
                account.name(),
                role_and_places(account),
                account.email,
                account.phone.as_deref().unwrap_or("none")
            ),
        ),
        Refusal::LastAdministrator => (
            "This is the last administrator",
            "Make somebody else an administrator first: the clinic needs one.".to_owned(),
        ),
        Refusal::AppointmentsToCome { count } => (
            "There are appointments to come",
            format!("Nothing was saved. {count} to come have to be moved or cancelled first."),
        ),
        _ => return None,
    };
    Some(view! {
        <Notice tone=Tone::Bad live=true title=title>
            <p>{text}</p>
        </Notice>
    })
}

/// "Support for all places"
fn role_and_places(account: &AccountView) -> String {
    let role = role_words(account.role);
    match account.role {
        Role::Support if account.places.is_empty() => format!("{role} for all places"),
        Role::Support => format!("{role} for {}", place_words(account)),
        Role::Patient | Role::Doctor | Role::Administrator => role.to_owned(),
    }
}

fn facts(account: &AccountView) -> AnyView {
    let none = |text: &str| {
        if text.is_empty() {
            "None".to_owned()
        } else {
            text.to_owned()
        }
    };
    let proved = |text: &str, is_proved: bool| match (text, is_proved) {
        ("", _) => none(text),
        (text, true) => text.to_owned(),
        (text, false) => format!("{text} (not confirmed)"),
    };
    let email = proved(&account.email, account.is_email_proved);
    let phone = proved(account.phone.as_deref().unwrap_or_default(), account.is_phone_proved);
    let created = time(account.created_at);
    let last_seen = account.last_seen.map_or("Never".to_owned(), time);
    let upcoming = account.upcoming;
    let sessions = match account.sessions {
        0 => "No browser".to_owned(),
        1 => "1 browser".to_owned(),
        many => format!("{many} browsers"),
    };
    let passkeys = match account.passkeys {
        0 => "None".to_owned(),
        count => count.to_string(),
    };
    let reason = (!account.reason.is_empty()).then(|| {
        let reason = account.reason.clone();
        view! { <Description term="Reason given">{reason}</Description> }
    });
    let born = account
        .birth_date
        .clone()
        .map(|date| view! { <Description term="Date of birth">{date}</Description> });
    let works_at = (account.role == Role::Support).then(|| {
        let places = place_words(account);
        view! { <Description term="Works for">{places}</Description> }
    });
    let list = view! {
        <DescriptionList rows=true>
            {reason}
            {works_at}
            <Description term="E-mail">{email}</Description>
            <Description term="Phone">{phone}</Description>
            {born}
            <Description term="Created">{created}</Description>
            <Description term="Last seen">{last_seen}</Description>
            <Description term="Signed in">{sessions}</Description>
            <Description term="Passkeys">{passkeys}</Description>
            <Description term="Appointments to come">{upcoming}</Description>
        </DescriptionList>
    };
    let profile = (account.role == Role::Patient && account.state != AccountState::Deleted).then(|| {
        view! { <p><a href=routes::patient(account.id)>"What they told the clinic"</a></p> }
    });
    let messages = routes::with_query(routes::DELIVERIES, &[("person", &account.id.to_string())]);
    sheet(
        "About this account",
        view! { {list} {profile} <p><a href=messages>"Messages to them"</a></p> },
    )
}

/// What staff gave, and the way to correct it.
fn staff(account: &AccountView) -> Option<AnyView> {
    let given = account.staff.as_ref().map(given);
    let is_staff = account.role == Role::Doctor && account.state != AccountState::Deleted;
    if given.is_none() && !is_staff {
        return None;
    }
    let change = is_staff.then(|| {
        let href = routes::of_account(routes::ACCOUNT_STAFF, account.id);
        view! {
            <p>
                <LinkButton href=href variant=ButtonVariant::Secondary>"Change the professional data"</LinkButton>
            </p>
        }
    });
    let none = given
        .is_none()
        .then(|| view! { <p class="settings__intro">"The form of staff was not filled for this person yet."</p> });
    let content = view! { {given} {none} {change} };
    Some(sheet("What staff give about themselves", content))
}

pub(super) fn given(staff: &StaffView) -> AnyView {
    let profession = staff.profession.label();
    let [specialty, location, licence, qualifications, languages] = [
        &staff.specialty,
        &staff.location,
        &staff.licence_number,
        &staff.qualifications,
        &staff.languages,
    ]
    .map(Clone::clone);
    view! {
        <DescriptionList rows=true>
            <Description term="Profession">{profession}</Description>
            <Description term="Specialty">{specialty}</Description>
            <Description term="Location">{location}</Description>
            <Description term="Licence number">{licence}</Description>
            <Description term="Qualifications">{qualifications}</Description>
            <Description term="Languages">{languages}</Description>
        </DescriptionList>
    }
    .into_any()
}

fn calendar(account: &AccountView) -> Option<AnyView> {
    let slug = account
        .doctor_slug
        .as_deref()
        .filter(|_| account.state != AccountState::Deleted)?;
    let hours = routes::of_doctor(routes::DOCTOR_SCHEDULE, slug);
    let services = routes::clinic_doctor(slug);
    let content = view! {
        <p class="settings__intro">"Patients are offered times once there are hours and services."</p>
        <p class="cluster">
            <LinkButton href=hours variant=ButtonVariant::Secondary>"Set the hours"</LinkButton>
            <LinkButton href=services variant=ButtonVariant::Secondary>"Services and limits"</LinkButton>
        </p>
    };
    Some(sheet("Calendar", content))
}

/// Approve or reject, for who waits or was rejected.
fn decision(account: &AccountView, entered: &Entered, faults: &Faults) -> Option<AnyView> {
    let can = |change| account.state.after(change).is_some();
    if !can(AccountChange::Approve) || account.is_own {
        return None;
    }
    let what = if account.role == Role::Doctor {
        "Check the licence number and the qualifications first. With the approval the person gets a calendar, and patients are offered times once it has hours and services."
    } else {
        "With the approval the person can sign in and book."
    };
    let action = routes::of_account(routes::ACCOUNT_STATE, account.id);
    let version = account.version.number();
    let reject = can(AccountChange::Reject).then(|| {
        view! {
            <form class="settings__fields" method="post" action=action.clone() novalidate>
                <input type="hidden" name="version" value=version/>
                {reason(entered, faults, "Why not? The person reads it.")}
                <div class="form__actions">
                    <Button variant=ButtonVariant::Danger name="change" value="reject">"Reject the account"</Button>
                </div>
            </form>
        }
    });
    let content = view! {
        <p class="settings__intro">{what}</p>
        <form class="settings__fields" method="post" action=action.clone()>
            <input type="hidden" name="version" value=version/>
            <div class="form__actions">
                <Button name="change" value="approve" icon=IconName::CHECK>"Approve the account"</Button>
            </div>
        </form>
        {reject}
    };
    Some(sheet("Your decision", content))
}

fn reason(entered: &Entered, faults: &Faults, label: &'static str) -> impl IntoView + use<> {
    view! {
        <TextArea
            id=Field::StateReason.name()
            label=label
            hint="Without medical content."
            value=entered.reason.clone()
            error=faults.text(Field::StateReason)
            maxlength=500
            rows=2
            required=true
        />
    }
}

fn invitation(account: &AccountView) -> Option<AnyView> {
    if account.has_password || account.state != AccountState::Active {
        return None;
    }
    let until = match account.invited_until {
        Some(until) => format!("A link to set the password was sent. It works until {}.", time(until)),
        None => "Nobody can sign in yet: there is no password, and no link that works.".to_owned(),
    };
    let content = view! {
        <p class="settings__intro">{until}</p>
        <form class="settings__fields" method="post" action=routes::of_account(routes::ACCOUNT_INVITE, account.id)>
            <input type="hidden" name="version" value=account.version.number()/>
            <div class="form__actions">
                <Button variant=ButtonVariant::Secondary icon=IconName::MAIL>"Send a new link"</Button>
            </div>
        </form>
    };
    Some(sheet("No password yet", content))
}

/// For who has lost the device.
fn passkeys(account: &AccountView) -> AnyView {
    let count = match account.passkeys {
        1 => "There is one passkey.".to_owned(),
        many => format!("There are {many} passkeys."),
    };
    let content = view! {
        <p class="settings__intro">
            {count}
            " If the person has lost them, remove them all; be sure that it is really the person who asks. They are signed out, \
             told by e-mail, and sign in with their password. Staff who need two steps then set them up anew."
        </p>
        <form class="settings__fields" method="post" action=routes::of_account(routes::ACCOUNT_PASSKEYS, account.id)>
            <input type="hidden" name="version" value=account.version.number()/>
            <div class="form__actions">
                <Button variant=ButtonVariant::Danger>"Remove all passkeys"</Button>
            </div>
        </form>
    };
    sheet("Passkeys", content)
}

fn person(account: &AccountView, entered: &Entered, faults: &Faults) -> AnyView {
    let [given, family, email, phone] = entered.person.clone().unwrap_or_else(|| {
        [
            account.given_name.clone(),
            account.family_name.clone(),
            account.email.clone(),
            account.phone.clone().unwrap_or_default(),
        ]
    });
    let (intro, contacts) = if account.is_own {
        let intro = "Your own address and number are changed with a code that is sent to the new one.";
        (intro, own_contacts(account))
    } else {
        let intro =
            "Another address or number counts as not confirmed, and the person is told at the old and at the new one.";
        (intro, contacts(email, phone, faults))
    };
    let content = view! {
        <p class="settings__intro">{intro}</p>
        <form class="settings__fields" method="post" action=routes::of_account(routes::ACCOUNT, account.id) novalidate>
            <input type="hidden" name="version" value=account.version.number()/>
            <div class="field-pair">
                <Input id=Field::GivenName.name() label="First name" value=given error=faults.text(Field::GivenName) maxlength=100 required=true/>
                <Input id=Field::FamilyName.name() label="Last name" value=family error=faults.text(Field::FamilyName) maxlength=100 required=true/>
            </div>
            {contacts}
            <div class="form__actions"><Button variant=ButtonVariant::Secondary>"Save"</Button></div>
        </form>
    };
    sheet("Name and contacts", content)
}

fn contacts(email: String, phone: String, faults: &Faults) -> AnyView {
    view! {
        <Input
            id=Field::Email.name()
            label="E-mail address"
            kind=InputKind::Email
            value=email
            error=faults.text(Field::Email)
            maxlength=254
            required=true
        />
        <Input
            id=Field::Phone.name()
            label="Phone number"
            kind=InputKind::Phone
            width=InputWidth::Medium
            hint="With the country code, like +44 20 7946 0958"
            value=phone
            error=faults.text(Field::Phone)
            optional=true
        />
    }
    .into_any()
}

/// As they are, and where they are changed.
fn own_contacts(account: &AccountView) -> AnyView {
    let email = account.email.clone();
    let phone = account.phone.clone().unwrap_or_default();
    let change = |what| routes::of_contact(routes::CHANGE_CONTACT, what);
    view! {
        <input type="hidden" name=Field::Email.name() value=email/>
        <input type="hidden" name=Field::Phone.name() value=phone/>
        <p><a href=change(Contact::Email)>"Change your e-mail address"</a></p>
        <p><a href=change(Contact::Phone)>"Change your phone number"</a></p>
    }
    .into_any()
}

fn birth_date(account: &AccountView, entered: &Entered, is_verified: bool, faults: &Faults) -> AnyView {
    const INTRO: &str = "The clinic finds the person by it, and the person needs it to take over an account that the clinic made for them.";
    let action = routes::of_account(routes::ACCOUNT_BIRTH_DATE, account.id);
    if !is_verified {
        // The password is asked for first: it would lose what is typed.
        let content = view! {
            <p class="settings__intro">{INTRO}</p>
            <p><LinkButton href=action variant=ButtonVariant::Secondary>"Correct the date of birth"</LinkButton></p>
        };
        return sheet("Date of birth", content);
    }
    let [day, month, year] = entered.birth_date.clone().unwrap_or_else(|| {
        let known = account.birth_date.as_deref().unwrap_or_default();
        let mut parts = known.splitn(3, '-').map(|part| part.trim_start_matches('0').to_owned());
        let [year, month, day] = [(); 3].map(|()| parts.next().unwrap_or_default());
        [day, month, year]
    });
    let content = view! {
        <p class="settings__intro">{INTRO}</p>
        <form class="settings__fields" method="post" action=action novalidate>
            <input type="hidden" name="version" value=account.version.number()/>
            <DateParts
                id=Field::BirthDate.name()
                legend="Date of birth"
                hint="For example, 27 3 1984"
                day=day
                month=month
                year=year
                error=faults.text(Field::BirthDate)
            />
            <div class="form__actions"><Button variant=ButtonVariant::Secondary>"Save"</Button></div>
        </form>
    };
    sheet("Date of birth", content)
}

fn role(account: &AccountView) -> AnyView {
    let content = view! {
        <p class="settings__intro">
            "The person is signed out and signs in anew with the other role. "
            <a href=routes::ROLES>"What each role may do"</a>
        </p>
        <p>
            <LinkButton href=routes::of_account(routes::ACCOUNT_ROLE, account.id) variant=ButtonVariant::Secondary>
                "Change the role"
            </LinkButton>
        </p>
    };
    sheet("Role", content)
}

/// Suspend or restore, and the way to deleting.
fn end(account: &AccountView, entered: &Entered, faults: &Faults) -> AnyView {
    let action = routes::of_account(routes::ACCOUNT_STATE, account.id);
    let version = account.version.number();
    let suspend = account.state.after(AccountChange::Suspend).map(|_| {
        let content = view! {
            <p class="settings__intro">
                "The person is signed out everywhere and cannot sign in until you restore the account. Appointments stand; a doctor is not offered to patients."
            </p>
            <form class="settings__fields" method="post" action=action.clone() novalidate>
                <input type="hidden" name="version" value=version/>
                {reason(entered, faults, "Why? The person reads it.")}
                <div class="form__actions">
                    <Button variant=ButtonVariant::Danger name="change" value="suspend">"Suspend the account"</Button>
                </div>
            </form>
        };
        sheet("Suspend", content)
    });
    let restore = account.state.after(AccountChange::Restore).map(|_| {
        let content = view! {
            <form class="settings__fields" method="post" action=action.clone()>
                <input type="hidden" name="version" value=version/>
                <div class="form__actions">
                    <Button name="change" value="restore">"Restore the account"</Button>
                </div>
            </form>
        };
        sheet("Restore", content)
    });
    let delete = routes::of_account(routes::ACCOUNT_DELETE, account.id);
    view! {
        {suspend}
        {restore}
        <p>
            <LinkButton href=delete variant=ButtonVariant::Quiet icon=IconName::USER_X>"Delete this account"</LinkButton>
        </p>
    }
    .into_any()
}

pub(super) fn sheet(title: &'static str, content: impl IntoView + 'static) -> AnyView {
    view! { <Card title=title>{content}</Card> }.into_any()
}
