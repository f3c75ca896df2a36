use domain::booking::{AppointmentView, DayAway, DayBlock, DayEntry, DeskColumn, DeskDay, HourLine, Status, Step};
use leptos::prelude::*;

use super::{
    board::now_drawn,
    dragging::Dragging,
    landing::Over,
    things::{self, Thing},
};
use crate::{
    islands::{
        appointments::StatusBadge,
        day::{
            Open, StepsLeft, Whose, anchor, clock,
            decision::AcceptForm,
            plan::{self, Placed, Stretch, gap_words},
            state::Board,
            timeline::{card_class, next_step, will_come},
        },
    },
    routes,
    ui::{Avatar, AvatarSize, Icon, IconName, timeline},
};

/// One doctor: who it is, and all that is on the day.
pub(super) fn column(board: Board<DeskDay>, dragging: Dragging, slug: String) -> impl IntoView {
    let wanted = slug.clone();
    let column = Memo::new(move |_| {
        let of_doctor = |one: &&DeskColumn| one.slug == wanted;
        board.day.with(|day| day.columns.iter().find(of_doctor).cloned())
    });
    let things = Memo::new(move |_| {
        let now = board.now_minute.get();
        let things = |column: DeskColumn| board.day.with(|day| things::things(day, &column, now));
        column.get().map(things).unwrap_or_default()
    });
    let is_empty = Memo::new(move |_| things.with(Vec::is_empty));
    let over = {
        let slug = slug.clone();
        move || dragging.over(&slug).map(ghost)
    };
    let targets = {
        let slug = slug.clone();
        move || {
            dragging
                .free(&slug)
                .into_iter()
                .map(|(minute, time)| target(minute, time))
                .collect_view()
        }
    };
    let title = title_of(&slug);
    view! {
        <section class="desk-column" data-column=slug aria-labelledby=title>
            {head(board, column.get_untracked())}
            {ground(board, column)}
            <ol class="desk-column__things" role="list">
                <For each=move || things.get() key=Thing::key let(thing)>
                    {thing_view(board, column, thing)}
                </For>
                {move || is_empty.get().then(|| view! { <li class="desk-column__nothing muted">"Nothing on this day"</li> })}
            </ol>
            <div class="desk-column__ground" aria-hidden="true">{targets} {over}</div>
        </section>
    }
}

/// The id of a doctor's name.
fn title_of(slug: &str) -> String {
    format!("desk-{slug}")
}

fn head(board: Board<DeskDay>, column: Option<DeskColumn>) -> impl IntoView {
    let DeskColumn {
        name,
        slug,
        specialty,
        schedule,
        ..
    } = column?;
    let (date, is_over) = board.day.with_untracked(|day| (day.date.clone(), day.date < day.today));
    let whose = Whose::Of(slug.clone());
    let (day, week) = (whose.path(&date, None), whose.week(&date));
    let wish = [
        ("doctor", &*slug),
        ("schedule", &schedule.to_string()),
        ("from", &*date),
    ];
    let book = (!is_over).then(|| routes::with_query(routes::DESK_BOOK, &wish));
    let id = title_of(&slug);
    let (about, about_week) = (format!(" with {name}"), format!(" of {name}"));
    Some(view! {
        <div class="desk-column__head">
            <Avatar name=name.clone() size=AvatarSize::Small/>
            <div class="desk-column__who">
                <h2 class="desk-column__name" id=id><a href=day>{name}</a></h2>
                <p class="muted small">{specialty}</p>
            </div>
            <p class="desk-column__do no-print">
                {book.map(|href| view! {
                    <a class="button button--secondary button--small" href=href>
                        <Icon name=IconName::CALENDAR_PLUS/>
                        "Book" <span class="visually-hidden">{about}</span>
                    </a>
                })}
                <a class="button button--quiet button--small" href=week>
                    "Week" <span class="visually-hidden">{about_week}</span>
                </a>
            </p>
        </div>
    })
}

/// Under the cards: hours and closed time, what is over, where now is.
fn ground(board: Board<DeskDay>, column: Memo<Option<DeskColumn>>) -> impl IntoView {
    let lines = Memo::new(move |_| board.day.with(|day| day.lines.clone()));
    let closed = Memo::new(move |_| {
        let closed = |column: DeskColumn| board.day.with(|day| plan::closed(&things::diary(day, &column)));
        column.get().map(closed).unwrap_or_default()
    });
    let past = Memo::new(move |_| {
        let now = board.now_minute.get();
        let past = |column: DeskColumn| board.day.with(|day| plan::past(&things::diary(day, &column), now));
        column.get().and_then(past)
    });
    let stretch = |Stretch { start, minutes }: Stretch, class: &'static str| {
        let place = timeline::place(start, minutes);
        view! { <div class=format!("timeline__item timeline__item--under {class} {place}")></div> }
    };
    let line = |line: &HourLine| {
        view! { <div class=format!("desk-column__hour {}", timeline::at(line.minute))></div> }
    };
    view! {
        <div class="desk-column__ground" aria-hidden="true">
            {move || lines.with(|lines| lines.iter().map(line).collect_view())}
            {move || closed.get().into_iter().map(|closed| stretch(closed, "closed")).collect_view()}
            {move || past.get().map(|past| stretch(past, "past"))}
            {move || now_drawn(board).map(|minute| view! {
                <div class=format!("desk-column__now {}", timeline::at(minute))></div>
            })}
        </div>
    }
}

fn thing_view(board: Board<DeskDay>, column: Memo<Option<DeskColumn>>, thing: Thing) -> impl IntoView {
    match thing {
        Thing::Closed(block) => off(board, &block, "Closed", block.label.clone()).into_any(),
        Thing::Elsewhere(block) => off(board, &block, "Elsewhere", block.label.clone()).into_any(),
        Thing::Away(away) => time_off(board, away).into_any(),
        Thing::Gap(stretch) => column
            .get_untracked()
            .map(|column| gap(board, &column, stretch))
            .into_any(),
        Thing::Visit(placed) => card(board, *placed).into_any(),
    }
}

fn time_off(board: Board<DeskDay>, away: DayAway) -> impl IntoView {
    let block = DayBlock {
        start_minute: away.start_minute,
        minutes: away.minutes,
        label: String::new(),
    };
    off(board, &block, "Time off", away.reason)
}

fn off(board: Board<DeskDay>, block: &DayBlock, name: &'static str, why: String) -> impl IntoView + use<> {
    let place = timeline::place(block.start_minute, block.minutes);
    let from = board
        .day
        .with_untracked(|day| clock::time_at(&day.lines, block.start_minute));
    view! {
        <li class=format!("timeline__item timeline__item--off {place}")>
            <div class="visit visit--off">
                <span class="visit__time">{from}</span>
                <span class="visit__name">{name}</span>
                <span class="visit__reason">{why}</span>
            </div>
        </li>
    }
}

/// Free time: pressed, it is booked with this doctor then and there.
fn gap(board: Board<DeskDay>, column: &DeskColumn, stretch: Stretch) -> impl IntoView + use<> {
    let (date, from, start) = board.day.with_untracked(|day| {
        let start = day.start.plus_minutes(i64::from(stretch.start));
        (day.date.clone(), clock::time_at(&day.lines, stretch.start), start)
    });
    let wish = [
        ("doctor", &*column.slug),
        ("schedule", &column.schedule.to_string()),
        ("from", &date),
        ("near", &start.millis().to_string()),
    ];
    let href = routes::with_query(routes::DESK_BOOK, &wish);
    let about = format!(" with {} from {from} on", column.name);
    let place = timeline::place(stretch.start, stretch.minutes);
    view! {
        <li class=format!("timeline__item {place}")>
            <a class="gap gap--link" href=href>
                <span class="gap__words">
                    <span class="desk-column__from">{from} " "</span>
                    {gap_words(stretch.minutes)}
                </span>
                <span class="gap__do"><Icon name=IconName::PLUS/> "Book" <span class="visually-hidden">{about}</span></span>
            </a>
        </li>
    }
}

/// One visit; the whole card is the link that opens it, and its next step stands above the link.
fn card(board: Board<DeskDay>, placed: Placed) -> impl IntoView {
    let Placed { entry, lane, lanes } = placed;
    let DayEntry {
        start_minute,
        minutes,
        appointment,
    } = entry.clone();
    let AppointmentView {
        id,
        status,
        patient_name,
        service_name,
        time,
        overbook_reason,
        place,
        has_said_to_come,
        ..
    } = appointment;
    let is_elsewhere = board.day.with_untracked(|day| day.location != place.name);
    let about = match (overbook_reason, is_elsewhere) {
        (Some(_), _) => format!("Overbooked, {service_name}"),
        (None, true) => format!("{}, {service_name}", place.name),
        (None, false) => service_name,
    };
    let is_movable = matches!(status, Status::Requested | Status::Confirmed);
    let at = timeline::place(start_minute, minutes);
    let beside = timeline::lane(lane, lanes);
    let open = Open::Visit(id);
    let href = board.path(&open);
    view! {
        <li class=format!("timeline__item {at} {beside}") id=anchor(id)>
            <article class=format!("{} desk-card", card_class(status)) data-drag=is_movable.then(|| id.to_string())>
                <p class="desk-card__who">
                    <span class="visit__time">{time.from}</span>
                    " "
                    <a
                        class="visit__link"
                        href=href
                        draggable="false"
                        aria-current=move || (board.open.with(Open::visit) == Some(id)).then_some("true")
                        on:click=move |event| board.press(open.clone(), &event)
                    >
                        {patient_name}
                    </a>
                </p>
                <p class="desk-card__what">
                    <StatusBadge status=status/>
                    {will_come(status, has_said_to_come).then(|| view! { <span class="visit__note">"Will come"</span> })}
                    <span class="visit__reason">{about}</span>
                </p>
                <span class="visit__end" data-no-drag="">{action(board, entry)}</span>
            </article>
        </li>
    }
}

/// What is done at the desk with one press: that somebody is here. The rest stands in the panel, and on the doctor's own day.
fn action(board: Board<DeskDay>, entry: DayEntry) -> Option<AnyView> {
    let (stage, may) = board
        .day
        .with_untracked(|day| (clock::stage(day, &entry, day.now_minute), day.may));
    let appointment = entry.appointment;
    if appointment.status == Status::Requested {
        return may
            .decide
            .then(|| view! { <AcceptForm board=board appointment=appointment small=true/> }.into_any());
    }
    let step = StepsLeft::next(appointment.status, stage).filter(|step| *step == Step::Arrive)?;
    Some(next_step(board, appointment, step).into_any())
}

/// Where a drag would end.
fn ghost(over: Over) -> impl IntoView {
    let place = timeline::place(over.start, over.minutes);
    let class = if over.is_free { "" } else { " timeline__ghost--taken" };
    view! { <div class=format!("timeline__item timeline__ghost{class} {place}")><span>{over.label}</span></div> }
}

/// A time to which the visit that is dragged can go.
fn target(minute: u16, time: String) -> impl IntoView {
    view! { <div class=format!("timeline__target {}", timeline::at(minute))><span>{time}</span></div> }
}
