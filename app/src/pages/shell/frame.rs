use domain::account::Role;
use leptos::prelude::*;

use super::{Waiting, bell::bell};
use crate::{
    AppState, Ctx,
    islands::session::IdleWarning,
    routes,
    ui::{Avatar, AvatarSize, ButtonVariant, Icon, IconName, LinkButton, Menu, NavLink, SkipLink, Wordmark},
};

/// The same on every page: header with navigation, footer.
pub(super) struct Frame {
    path: String,
    role: Option<Role>,
    name: Option<String>,
    clinic: String,
    is_demo: bool,
    waiting: Waiting,
    has_bell: bool,
    /// For the people of the clinic: when they are signed out if they do nothing.
    seconds_left: Option<u32>,
}

impl Frame {
    pub fn new(state: &AppState, ctx: Option<&Ctx>, waiting: Waiting) -> Self {
        let path = ctx.map_or("", |ctx| ctx.path());
        Self {
            path: path.split('?').next().unwrap_or_default().to_owned(),
            role: ctx.and_then(|ctx| ctx.role()),
            name: ctx.and_then(|ctx| ctx.name()).map(str::to_owned),
            clinic: state.core.settings.clinic_name.clone(),
            is_demo: state.demo.is_some(),
            waiting,
            has_bell: ctx.is_some_and(Ctx::is_let_in),
            seconds_left: ctx
                .filter(|ctx| ctx.role().is_some_and(|role| role != Role::Patient))
                .and_then(Ctx::seconds_left),
        }
    }

    pub fn around(self, page: impl IntoView) -> impl IntoView {
        let width = match self.role {
            Some(Role::Doctor | Role::Administrator | Role::Support) => "container container--wide",
            Some(Role::Patient) | None => "container",
        };
        let home = self.role.map_or(routes::HOME, home);
        let navigation = navigation(&self.path, self.role, self.waiting);
        let bell = self
            .has_bell
            .then(|| bell(self.waiting.unread, is_within(&self.path, routes::INBOX)));
        let account = match (self.name, self.role) {
            (Some(name), Some(role)) => account_menu(name, role).into_any(),
            _ => sign_in_link(&self.path).into_any(),
        };
        view! {
            <body>
                <SkipLink/>
                {self.is_demo.then(|| demo_banner(width))}
                <header class="site-header">
                    <div class=format!("{width} site-header__inner")>
                        <Wordmark href=home/>
                        <div class="site-header__end">{navigation} {bell} {account}</div>
                    </div>
                </header>
                <main class="page" id="main" tabindex="-1">{page}</main>
                {footer(width, self.clinic)}
                {self.seconds_left.map(|seconds| view! { <IdleWarning seconds_left=seconds/> })}
            </body>
        }
    }
}

/// Where a person of this role begins.
pub const fn home(role: Role) -> &'static str {
    match role {
        Role::Patient => routes::HOME,
        Role::Support => routes::DESK,
        Role::Doctor => routes::DAY,
        Role::Administrator => routes::ALL_APPOINTMENTS,
    }
}

/// What stands together under "Clinic".
const CLINIC_PLACES: [&str; 9] = [
    routes::CLINIC_SERVICES,
    routes::CLINIC_DOCTORS,
    routes::CLINIC_LOCATIONS,
    "/admin/rooms",
    routes::CLINIC_SETTINGS,
    routes::AUDIT,
    routes::DELIVERIES,
    routes::TEMPLATES,
    routes::HEALTH,
];

/// Where each role goes, the most used first.
fn destinations(role: Option<Role>) -> &'static [(&'static str, IconName, &'static str)] {
    const DOCTORS: (&str, IconName, &str) = (routes::DOCTORS, IconName::SEARCH, "Find a doctor");
    const OWN: (&str, IconName, &str) = (routes::APPOINTMENTS, IconName::CALENDAR, "My appointments");
    const DAY: (&str, IconName, &str) = (routes::DAY, IconName::CALENDAR_CLOCK, "My day");
    const WEEK: (&str, IconName, &str) = (routes::WEEK, IconName::CALENDAR, "My week");
    const DESK: (&str, IconName, &str) = (routes::DESK, IconName::CALENDAR_CLOCK, "Front desk");
    const REQUESTS: (&str, IconName, &str) = (routes::REQUESTS, IconName::HOURGLASS, "Requests");
    const ALL: (&str, IconName, &str) = (routes::ALL_APPOINTMENTS, IconName::CALENDAR, "Appointments");
    const STAFF: (&str, IconName, &str) = (routes::CLINIC_DOCTORS, IconName::STETHOSCOPE, "Doctors’ hours");
    const CLINIC: (&str, IconName, &str) = (routes::CLINIC_SERVICES, IconName::LIST_CHECKS, "Clinic");
    const ACCOUNTS: (&str, IconName, &str) = (routes::ACCOUNTS, IconName::USER_CHECK, "Accounts");
    const HOURS: (&str, IconName, &str) = (routes::SCHEDULE, IconName::CLOCK, "My hours");
    const HELP: (&str, IconName, &str) = (routes::HELP, IconName::CIRCLE_HELP, "Help");
    match role {
        None => &[DOCTORS, HELP],
        Some(Role::Support) => &[DESK, STAFF, DOCTORS, HELP],
        Some(Role::Patient) => &[DOCTORS, OWN, HELP],
        Some(Role::Doctor) => &[DAY, WEEK, REQUESTS, HOURS, HELP],
        Some(Role::Administrator) => &[DESK, ALL, REQUESTS, CLINIC, ACCOUNTS],
    }
}

fn navigation(path: &str, role: Option<Role>, waiting: Waiting) -> impl IntoView {
    // A visitor's few links leave room on a phone; everybody else gets a bar under the thumb.
    let class = if role.is_some() {
        "site-nav site-nav--bar"
    } else {
        "site-nav site-nav--visitor"
    };
    let links = destinations(role).iter().map(|&(href, icon, label)| {
        let is_current = match href {
            routes::CLINIC_SERVICES => CLINIC_PLACES.iter().any(|place| is_within(path, place)),
            routes::ACCOUNTS => is_within(path, href) || is_within(path, routes::ROLES),
            _ => is_within(path, href),
        };
        let count = match href {
            routes::REQUESTS => waiting.requests,
            routes::ACCOUNTS => waiting.accounts,
            _ => 0,
        };
        view! { <NavLink href=href icon=icon label=label current=is_current count=count/> }
    });
    view! {
        <nav class=class aria-label="Main">
            <ul class="site-nav__list" role="list">{links.collect_view()}</ul>
        </nav>
    }
}

fn is_within(path: &str, place: &str) -> bool {
    path.strip_prefix(place)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn sign_in_link(path: &str) -> impl IntoView {
    let is_there = is_within(path, routes::SIGN_IN);
    (!is_there).then(|| {
        view! {
            <LinkButton href=routes::SIGN_IN variant=ButtonVariant::Secondary small=true>
                "Sign in"
            </LinkButton>
        }
    })
}

fn account_menu(name: String, role: Role) -> impl IntoView {
    let button = view! {
        <Avatar name=name.clone() size=AvatarSize::Small/>
        <span class="menu__name">{name.clone()}</span>
    };
    let is_staff = role != Role::Patient;
    let access_log = (role == Role::Patient).then(|| {
        view! {
            <a class="menu__item" href=routes::ACCESS_LOG>
                <Icon name=IconName::EYE/>
                "Who saw my data"
            </a>
        }
    });
    let role = match role {
        Role::Patient => "Patient",
        Role::Doctor => "Doctor",
        Role::Support => "Support",
        Role::Administrator => "Administrator",
    };
    view! {
        <Menu label="Account of" button=button.into_any()>
            <p class="menu__who">
                <span class="strong">{name}</span>
                <br/>
                <span class="muted small">{role}</span>
            </p>
            {is_staff.then(|| view! {
                <a class="menu__item" href=routes::EMERGENCY>
                    <Icon name=IconName::TRIANGLE_ALERT/>
                    "Emergency access"
                </a>
            })}
            {access_log}
            <a class="menu__item" href=routes::PROFILE>
                <Icon name=IconName::USER_CHECK/>
                "Profile"
            </a>
            <a class="menu__item" href=routes::MESSAGES>
                <Icon name=IconName::MAIL/>
                "Messages to me"
            </a>
            <a class="menu__item" href=routes::PASSWORD>
                <Icon name=IconName::LOCK/>
                "Password and sign-in"
            </a>
            <a class="menu__item" href=routes::DEVICES>
                <Icon name=IconName::LIST_CHECKS/>
                "Devices"
            </a>
            <form method="post" action=routes::SIGN_OUT>
                <button class="menu__item" type="submit">
                    <Icon name=IconName::LOG_OUT/>
                    "Sign out"
                </button>
            </form>
        </Menu>
    }
}

fn demo_banner(width: &str) -> impl IntoView {
    view! {
        <aside class="demo-banner" aria-label="Demo">
            <div class=format!("{width} demo-banner__inner")>
                <p class="demo-banner__text">
                    <Icon name=IconName::INFO/>
                    "Demo clinic, invented people"
                </p>
                <a href=routes::DEMO_MAIL>"Mail"</a>
            </div>
        </aside>
    }
}

fn footer(width: &str, clinic: String) -> impl IntoView {
    view! {
        <footer class="site-footer">
            <div class=format!("{width} site-footer__inner")>
                <p class="site-footer__note">
                    {clinic} ". Not for emergencies: in an emergency call your local emergency number."
                </p>
                <ul class="site-footer__links" role="list">
                    <li><a href=routes::DOCTORS>"Find a doctor"</a></li>
                    <li><a href=routes::HELP>"Help"</a></li>
                </ul>
            </div>
        </footer>
    }
}
