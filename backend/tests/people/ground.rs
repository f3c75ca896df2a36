//! What these tests share.

use std::sync::Arc;

use backend::{
    Context, Core, Fault, Token,
    account::{Register, RegisterStaff, Verified, register, register_staff, verify_email},
    adapters::{
        Carriers,
        mail::{OutgoingMail, RecordingMailer},
    },
    booking::{self, Book, Held, HoldSlot},
    jobs::deliver_due,
    people::{AccountView, ChangeState, change_state, get_account},
    session::{SignIn, SignedIn, sign_in},
    testing::{self, World, administrator_context, patient_context, visitor_context},
};
use domain::{
    account::{AccountChange, StaffForm},
    booking::AppointmentView,
    ids::AccountId,
    refusal::Refusal,
};

pub const PASSWORD: &str = "a quite long password";

pub fn admin(world: &World) -> Context {
    administrator_context(&world.core, &world.clinic)
}

pub fn visitor(world: &World) -> Context {
    visitor_context(&world.core, 0)
}

pub fn staff_form() -> StaffForm {
    StaffForm {
        profession: "nurse".into(),
        specialty: "dermatology".into(),
        location: "london".into(),
        licence_number: "19A0047".into(),
        qualifications: "BSc Nursing".into(),
        languages: "English, German".into(),
    }
}

pub fn staff(email: &str) -> RegisterStaff {
    RegisterStaff {
        given_name: "Nils".into(),
        family_name: "Österberg".into(),
        email: email.into(),
        phone: "+44 20 7946 0958".into(),
        password: PASSWORD.into(),
        staff: staff_form(),
        photo: Vec::new(),
    }
}

pub fn patient(email: &str) -> Register {
    Register {
        given_name: "Clara".into(),
        family_name: "Meyer".into(),
        birth_day: "27".into(),
        birth_month: "3".into(),
        birth_year: "1984".into(),
        email: email.into(),
        phone: "+44 20 7946 0958".into(),
        password: PASSWORD.into(),
    }
}

/// Registers a nurse, who then waits.
pub async fn waiting_nurse(world: &World, email: &str) -> AccountId {
    let token = register_staff(&visitor(world), &staff(email)).await.unwrap().token;
    assert!(matches!(prove(world, &token).await, Verified::Pending(_)));
    find(world, email).await
}

/// Registers a patient up to the code.
pub async fn new_patient(world: &World, email: &str) -> Verified {
    let token = register(&visitor(world), &patient(email)).await.unwrap().token;
    prove(world, &token).await
}

pub async fn prove(world: &World, token: &Token) -> Verified {
    let sent = mails(&world.core).await;
    let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
    let code = sent.last().unwrap().text.lines().map(str::trim).find(is_code).unwrap();
    verify_email(&visitor(world), token, code, "a browser").await.unwrap()
}

/// The account with this address.
pub async fn find(world: &World, email: &str) -> AccountId {
    let filter = backend::people::AccountFilter {
        words: email.to_owned(),
        ..Default::default()
    };
    let list = backend::people::list_accounts(&admin(world), &filter).await.unwrap();
    assert_eq!(list.rows.len(), 1, "{email}");
    list.rows[0].id
}

pub async fn view(world: &World, id: AccountId) -> AccountView {
    get_account(&admin(world), id).await.unwrap()
}

pub async fn change(ctx: &Context, world: &World, id: AccountId, what: AccountChange, why: &str) -> Result<(), Fault> {
    let input = ChangeState {
        account: id,
        version: view(world, id).await.version,
        change: what,
        reason: why.to_owned(),
    };
    change_state(ctx, &input).await
}

pub async fn enter(world: &World, email: &str, password: &str) -> Result<SignedIn, Fault> {
    let form = SignIn {
        email: email.into(),
        password: password.into(),
        user_agent: String::new(),
    };
    sign_in(&visitor(world), &form).await
}

/// What is sent now to others than the administrator.
pub async fn mails(core: &Arc<Core>) -> Vec<OutgoingMail> {
    let (ctx, mailer) = (Context::system(Arc::clone(core)), RecordingMailer::default());
    while deliver_due(&ctx, Carriers::mail_only(&mailer)).await.unwrap().leased > 0 {}
    let is_for_others = |mail: &OutgoingMail| mail.to.address != "admin@example.com";
    mailer.sent().into_iter().filter(is_for_others).collect()
}

/// A time tomorrow, of the first doctor.
pub async fn hold(world: &World, ctx: &Context) -> Held {
    let doctor = &world.clinic.doctors[0];
    let wish = HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start: testing::instant("2026-11-24T10:00:00Z"),
    };
    booking::hold(ctx, &wish).await.unwrap()
}

/// The first patient's visit, tomorrow.
pub async fn book(world: &World) -> AppointmentView {
    let ctx = patient_context(&world.core, &world.clinic, 0);
    let held = hold(world, &ctx).await;
    let wish = Book {
        hold: held.view.id,
        version: held.view.version,
        reason: "A mole".into(),
        idempotency_key: "one-two-three-four-five".into(),
    };
    booking::book(&ctx, &wish).await.unwrap()
}

/// What the trail says was done to an account, oldest first.
pub async fn trail(world: &World, id: AccountId, action: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM audit_event WHERE subject_id = {{0}} AND action = '{action}'");
    world.db.number(&sql, &[id.into()]).await
}

pub fn refusal<T>(outcome: Result<T, Fault>) -> Refusal {
    match outcome {
        Err(Fault::Refused(refusal)) => refusal,
        Err(fault) => panic!("broke: {fault:?}"),
        Ok(_) => panic!("was not refused"),
    }
}
