//! What these tests share.

use std::sync::Arc;

use backend::{
    Context, Core, Fault, Token,
    account::{Register, register},
    adapters::mail::{OutgoingMail, RecordingMailer},
    jobs::deliver_due,
    testing::{World, visitor_context},
};
use domain::{access::Actor, refusal::Refusal};

pub const BROWSER: &str = "Test browser";
pub const PASSWORD: &str = "a quite long password";

pub fn form(email: &str) -> Register {
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

pub fn visitor(world: &World) -> Context {
    visitor_context(&world.core, 0)
}

/// A registration under way, and the code that was mailed.
pub async fn registered(world: &World, email: &str) -> (Token, String) {
    let token = register(&visitor(world), &form(email)).await.unwrap().token;
    let code = code_in(&mails(&world.core).await[0]).expect("a code in the mail");
    (token, code)
}

/// What is sent now.
pub async fn mails(core: &Arc<Core>) -> Vec<OutgoingMail> {
    let (ctx, mailer) = (Context::system(Arc::clone(core)), RecordingMailer::default());
    while deliver_due(&ctx, &mailer).await.unwrap().leased > 0 {}
    mailer.sent()
}

pub fn code_in(mail: &OutgoingMail) -> Option<String> {
    let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
    mail.text.lines().map(str::trim).find(is_code).map(str::to_owned)
}

/// Another code of six digits.
pub fn wrong(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..5])
}

pub async fn actor(world: &World, session: &Token) -> Actor {
    backend::session::authenticate(&world.core, Some(session))
        .await
        .unwrap()
        .actor
}

pub fn refusal<T>(outcome: Result<T, Fault>) -> Refusal {
    match outcome {
        Err(Fault::Refused(refusal)) => refusal,
        Err(fault) => panic!("broke: {fault:?}"),
        Ok(_) => panic!("was not refused"),
    }
}
