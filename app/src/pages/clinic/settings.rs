use axum::{http::StatusCode, response::IntoResponse};
use backend::{
    Fault,
    account::{SetApproval, are_patients_approved, set_approval},
    booking::PatientLimits,
    catalogue::{ChangeSettings, change_settings, get_settings},
};
use domain::{
    catalogue::{Field, LimitsForm, Wrong},
    refusal::Refusal,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::parts::{Asked, Part, by_name, changed, fault, news, summary, tabs, title};
use crate::{
    Ctx,
    pages::{Form, Page, PageError, Query, Reply, see_other},
    routes,
    ui::{Button, ButtonVariant, Card, Checkbox, ErrorSummary, Field as Input, InputKind, InputWidth},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    #[serde(flatten)]
    form: LimitsForm,
    seen_open: String,
    seen_per_day: String,
}

/// What was typed, over what, and why it came back.
struct Entered {
    form: LimitsForm,
    seen: PatientLimits,
    wrong: Wrong,
    is_stale: bool,
}

pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    page(&ctx, None, asked.done).await
}

pub async fn submit(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    let (Ok(most_open), Ok(most_per_day)) = (fields.seen_open.parse(), fields.seen_per_day.parse()) else {
        return Err(PageError::Malformed);
    };
    let seen = PatientLimits {
        most_open,
        most_per_day,
    };
    let input = ChangeSettings {
        seen,
        form: fields.form.clone(),
    };
    let form = fields.form;
    let entered = match change_settings(&ctx, &input).await {
        Ok(Ok(())) => {
            let path = routes::with_query(routes::CLINIC_SETTINGS, &[("done", "saved")]);
            return Ok(see_other(path).into_response());
        }
        Ok(Err(wrong)) => Entered {
            form,
            seen,
            wrong,
            is_stale: false,
        },
        Err(Fault::Refused(Refusal::Stale)) => Entered {
            form,
            seen,
            wrong: Wrong::default(),
            is_stale: true,
        },
        Err(fault) => return Err(fault.into()),
    };
    Ok(page(&ctx, Some(entered), String::new()).await?.into_response())
}

async fn page(ctx: &Ctx, entered: Option<Entered>, done: String) -> Result<Page, PageError> {
    let limits = get_settings(ctx).await?;
    let is_approval = are_patients_approved(ctx).await?;
    let status = match &entered {
        Some(entered) if entered.is_stale => StatusCode::CONFLICT,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let title = title("Clinic settings", entered.is_some());
    Ok(Page::new(title, move || view(limits, is_approval, entered, &done)).with_status(status))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Approval {
    seen: String,
    approval: String,
}

/// Whether accounts of patients wait for approval. When somebody was first, the page shows how it stands.
pub async fn submit_approval(ctx: Ctx, Form(fields): Form<Approval>) -> Reply {
    let yes = |text: &str| text == "true";
    let input = SetApproval {
        seen: yes(&fields.seen),
        is_needed: yes(&fields.approval),
    };
    let done = match set_approval(&ctx, input).await {
        Ok(()) => "saved",
        Err(Fault::Refused(Refusal::Stale)) => "changed",
        Err(fault) => return Err(fault.into()),
    };
    let path = routes::with_query(routes::CLINIC_SETTINGS, &[("done", done)]);
    Ok(see_other(path).into_response())
}

fn view(limits: PatientLimits, is_approval: bool, entered: Option<Entered>, done: &str) -> impl IntoView + use<> {
    let saved = LimitsForm {
        most_open: limits.most_open.to_string(),
        most_per_day: limits.most_per_day.to_string(),
    };
    let (form, seen, wrong, is_stale) = match entered {
        Some(entered) if entered.is_stale => (entered.form, limits, entered.wrong, true),
        Some(entered) => (entered.form, entered.seen, entered.wrong, false),
        None => (saved, limits, Wrong::default(), false),
    };
    let now = format!(
        "Saved now: at most {} to come and {} on one day. What you entered is still in the form.",
        limits.most_open, limits.most_per_day
    );
    view! {
        <div class="container">
            {tabs(Part::Settings)}
            <div class="settings">
                <ErrorSummary errors=summary(&wrong, by_name)/>
                {news(done)}
                {(done == "changed").then(|| changed("Somebody else changed the settings while you had them open. This is how they stand."))}
                {is_stale.then(|| changed("Somebody else changed the settings while you had them open."))}
                {is_stale.then(|| view! { <p>{now}</p> })}
                <h1>"Clinic settings"</h1>
                <Card title="Limits for one patient">
                    <p class="settings__intro">
                        "They keep one account from blocking the calendar. The front desk can book beyond them; appointments that exist stand."
                    </p>
                    <form class="settings__fields" method="post" action=routes::CLINIC_SETTINGS novalidate>
                        <input type="hidden" name="seen_open" value=seen.most_open/>
                        <input type="hidden" name="seen_per_day" value=seen.most_per_day/>
                        <Input
                            id=Field::MostOpen.name()
                            label="Most appointments to come"
                            hint="1 to 200. For example, with 20 a patient who has twenty appointments ahead books the next one when one of them is over."
                            kind=InputKind::Digits
                            width=InputWidth::Short
                            value=form.most_open
                            error=fault(&wrong, Field::MostOpen)
                        />
                        <Input
                            id=Field::MostPerDay.name()
                            label="Most appointments on one day"
                            hint="1 to 50. For example, with 5 a patient books at most five visits on the same date, with all doctors together."
                            kind=InputKind::Digits
                            width=InputWidth::Short
                            value=form.most_per_day
                            error=fault(&wrong, Field::MostPerDay)
                        />
                        <div class="form__actions"><Button>"Save"</Button></div>
                    </form>
                </Card>
                {approval(is_approval)}
            </div>
        </div>
    }
}

fn approval(is_needed: bool) -> impl IntoView {
    view! {
        <Card title="Who registers">
            <p class="settings__intro">
                "Doctors, nurses and specialists always wait for approval. Patients whom the clinic has entered itself never do."
            </p>
            <form class="settings__fields" method="post" action=routes::CLINIC_APPROVAL>
                <input type="hidden" name="seen" value=is_needed.to_string()/>
                <Checkbox
                    id="approval"
                    label="Patient accounts wait for approval"
                    hint="A new patient can sign in and book once an administrator has approved the account. Those who have an account keep it."
                    checked=is_needed
                />
                <div class="form__actions"><Button variant=ButtonVariant::Secondary>"Save who registers"</Button></div>
            </form>
        </Card>
    }
}
