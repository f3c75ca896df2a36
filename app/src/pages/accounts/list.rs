use backend::{
    live::List,
    people::{AccountFilter, AccountLine, AccountList, list_accounts},
};
use domain::account::{AccountState, Role};
use leptos::prelude::*;
use serde::Deserialize;

use super::parts::{date, role_words, state_badge, state_words};
use crate::{
    Ctx,
    islands::live::LivePage,
    pages::{Form, Page, PageError, Query},
    routes,
    ui::{
        Button, ButtonVariant, Cell, CellKind, Choice, EmptyState, Field as Input, IconName, InputKind, LinkButton,
        Notice, Row, Select, Table, Tone,
    },
};

/// The words are posted: a name has no place in an address.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    words: String,
    role: String,
    state: String,
    page: String,
    done: String,
}

impl Asked {
    fn filter(&self) -> AccountFilter {
        AccountFilter {
            words: self.words.chars().take(100).collect(),
            role: Role::from_name(&self.role),
            state: AccountState::from_name(&self.state),
            page: self.page.parse().unwrap_or(1),
        }
    }

    /// To ask the same again.
    fn form(&self) -> String {
        routes::form(&[
            ("words", &self.words),
            ("role", &self.role),
            ("state", &self.state),
            ("page", &self.page),
        ])
    }
}

/// Without words.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let words = String::new();
    page(&ctx, Asked { words, ..asked }).await
}

pub async fn find(ctx: Ctx, Form(asked): Form<Asked>) -> Result<Page, PageError> {
    page(&ctx, asked).await
}

async fn page(ctx: &Ctx, asked: Asked) -> Result<Page, PageError> {
    let list = list_accounts(ctx, &asked.filter()).await?;
    Ok(Page::new("Accounts", move || view(&asked, list)))
}

fn view(asked: &Asked, list: AccountList) -> impl IntoView + use<> {
    let news =
        (asked.done == "deleted").then(|| view! { <Notice tone=Tone::Ok live=true title="The account is deleted"/> });
    let waiting = (list.waiting > 0 && asked.state != AccountState::Pending.name()).then(|| {
        let title = match list.waiting {
            1 => "1 account waits for approval".to_owned(),
            many => format!("{many} accounts wait for approval"),
        };
        let href = routes::with_query(routes::ACCOUNTS, &[("state", AccountState::Pending.name())]);
        view! {
            <Notice tone=Tone::Wait title=title>
                <p><a href=href>"See who waits"</a></p>
            </Notice>
        }
    });
    view! {
        <div class="container container--wide">
            <div class="page-head">
                {news}
                <div class="page-head__row">
                    <h1>"Accounts"</h1>
                    <LinkButton href=routes::NEW_ACCOUNT icon=IconName::PLUS>"Add an account"</LinkButton>
                </div>
                <p class="lead">
                    "Everybody who signs in. " <a href=routes::ROLES>"What each role may do"</a>
                </p>
                <div id="accounts-waiting" data-live="">{waiting}</div>
            </div>
            {filters(asked)}
            <div id="accounts" data-live="" data-again=asked.form() data-events=routes::list_events(List::Accounts.name())>
                {results(asked, list)}
            </div>
            <LivePage/>
        </div>
    }
}

fn filters(asked: &Asked) -> impl IntoView + use<> {
    let roles = Role::ALL.map(|role| Choice::new(role.name(), role_words(role)));
    let roles = std::iter::once(Choice::new("", "All roles")).chain(roles);
    let states = AccountState::ALL.map(|state| Choice::new(state.name(), state_words(state)));
    let states = std::iter::once(Choice::new("", "All but deleted")).chain(states);
    view! {
        <form class="filters" method="post" action=routes::ACCOUNTS role="search" aria-label="Accounts">
            <Input id="words" label="Name or e-mail" kind=InputKind::Search value=asked.words.clone() maxlength=100/>
            <Select id="role" label="Role" options=roles.collect() selected=asked.role.clone()/>
            <Select id="state" label="State" options=states.collect() selected=asked.state.clone()/>
            <div class="filters__actions">
                <Button variant=ButtonVariant::Secondary icon=IconName::SEARCH>"Search"</Button>
            </div>
        </form>
    }
}

fn results(asked: &Asked, list: AccountList) -> AnyView {
    if list.rows.is_empty() {
        return view! {
            <EmptyState icon=IconName::SEARCH_X title="No account fits" text="Try fewer words or another role, or add the account that is missing.">
                <LinkButton href=routes::ACCOUNTS variant=ButtonVariant::Secondary>"Show all accounts"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let count = match list.total {
        1 => "1 account".to_owned(),
        many => format!("{many} accounts"),
    };
    view! {
        <div class="list-summary"><p role="status">{count}</p></div>
        <Table caption="Accounts" columns=["Name", "Role", "State", "Since", "Details"]>
            {list.rows.into_iter().map(row).collect_view()}
        </Table>
        {pager(asked, list.page, list.pages)}
    }
    .into_any()
}

fn row(line: AccountLine) -> impl IntoView {
    let about = format!(" {}", line.name);
    view! {
        <Row>
            <Cell label="Name">
                <span class="person__text">
                    <span class="strong">{line.name}</span>
                    <span class="person__note">{line.email}</span>
                </span>
            </Cell>
            <Cell label="Role">{role_words(line.role)}</Cell>
            <Cell label="State">{state_badge(line.state)}</Cell>
            <Cell label="Since">{date(line.created_at)}</Cell>
            <Cell kind=CellKind::Actions>
                <LinkButton href=routes::of_account(routes::ACCOUNT, line.id) variant=ButtonVariant::Secondary small=true>
                    "Open" <span class="visually-hidden">{about}</span>
                </LinkButton>
            </Cell>
        </Row>
    }
}

/// Buttons, because the words are posted.
fn pager(asked: &Asked, page: u32, pages: u32) -> Option<AnyView> {
    let step = |to: u32, label: &'static str| {
        view! { <Button variant=ButtonVariant::Secondary name="page" value=to.to_string()>{label}</Button> }
    };
    (pages > 1).then(|| {
        view! {
            <form class="cluster pager" method="post" action=routes::ACCOUNTS>
                <input type="hidden" name="words" value=asked.words.clone()/>
                <input type="hidden" name="role" value=asked.role.clone()/>
                <input type="hidden" name="state" value=asked.state.clone()/>
                {(page > 1).then(|| step(page - 1, "Previous"))}
                <span>{format!("Page {page} of {pages}")}</span>
                {(page < pages).then(|| step(page + 1, "Next"))}
            </form>
        }
        .into_any()
    })
}
