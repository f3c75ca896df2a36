use std::sync::Arc;

use backend::{
    Context,
    account::set_message_choices,
    adapters::{Carriers, sms::RecordingSmsGateway},
    booking::{Book, Decisions, HoldSlot, book, calendar_file, hold},
    jobs::deliver_due,
    schedule::{SetOverride, list_schedules, set_override},
    testing::{self, Kind, TestDoctor, World, doctor_context, instant, patient_context},
};
use domain::{
    booking::AppointmentView,
    messages::{Channel, Choices, Topic},
    schedule::{DateHours, HoursText, parse_windows},
};
use uuid::Uuid;

use super::server::{Server, mailer, read_calendar};

/// A visit, and how the clock at the place shows it.
struct Case {
    doctor: usize,
    start: &'static str,
    date: &'static str,
    clock: &'static str,
    offset: &'static str,
}

/// The days on which clocks change, and those around them.
const CASES: [Case; 6] = [
    Case {
        doctor: 0,
        start: "2027-03-26T14:00:00Z",
        date: "Friday 26 March 2027",
        clock: "14:00",
        offset: "UTC",
    },
    // The clocks of London are put forward at one in the morning.
    Case {
        doctor: 0,
        start: "2027-03-28T13:00:00Z",
        date: "Sunday 28 March 2027",
        clock: "14:00",
        offset: "UTC+1",
    },
    Case {
        doctor: 0,
        start: "2027-03-29T13:00:00Z",
        date: "Monday 29 March 2027",
        clock: "14:00",
        offset: "UTC+1",
    },
    Case {
        doctor: 1,
        start: "2027-03-12T19:00:00Z",
        date: "Friday 12 March 2027",
        clock: "14:00",
        offset: "UTC-5",
    },
    // Those of New York are.
    Case {
        doctor: 1,
        start: "2027-03-14T18:00:00Z",
        date: "Sunday 14 March 2027",
        clock: "14:00",
        offset: "UTC-4",
    },
    Case {
        doctor: 1,
        start: "2027-03-15T18:00:00Z",
        date: "Monday 15 March 2027",
        clock: "14:00",
        offset: "UTC-4",
    },
];

/// Page, mail, text message, calendar part and calendar file say the same for a patient who may be anywhere.
pub async fn check(kind: Kind) -> Result<String, String> {
    let world = testing::world_with_texts(kind).await;
    // By day in London and in New York.
    world.clock.set("2027-03-08T15:00:00Z");
    for (doctor, sunday) in [(0, "2027-03-28"), (1, "2027-03-14")] {
        open_on(&world, doctor, sunday).await;
    }
    let mut choices = Choices::default();
    choices.choose(Topic::Appointments, Channel::Sms, true);
    let postbox = Server::postbox();
    for (number, case) in CASES.iter().enumerate() {
        let patient = patient_context(&world.core, &world.clinic, number % 3);
        set_message_choices(&patient, &choices).await.unwrap();
        let view = take(&patient, &world.clinic.doctors[case.doctor], case.start, number).await;
        let (before, gateway) = (postbox.mails().len(), RecordingSmsGateway::default());
        deliver(&world, &postbox, &gateway).await;
        let mails = postbox.mails();
        let mail = mails[before..].iter().find(|mail| !mail.calendars.is_empty());
        let mail = mail.ok_or("no mail with a calendar part")?;
        let texts = gateway.sent();
        let text = &texts.first().ok_or("no text message")?.text;

        let time = &view.time;
        let shown = [&time.date, &time.from, &time.offset].map(String::as_str);
        let same = |where_: &str, is_so: bool| match is_so {
            true => Ok(()),
            false => Err(format!("{}, {where_}: {mail:?}; {text}; {time:?}", case.start)),
        };
        same("the page", shown == [case.date, case.clock, case.offset])?;
        let says = |text: &str| {
            [case.date, case.clock, case.offset]
                .iter()
                .all(|part| text.contains(part))
        };
        same("the mail", says(&mail.text) && says(&mail.html))?;
        same(
            "the subject",
            mail.subject.ends_with(&format!("{}, {}", case.date, case.clock)),
        )?;
        same(
            "the text message",
            text.contains(&format!("{} {} ({})", case.date, case.clock, case.offset)),
        )?;
        let file = read_calendar(&calendar_file(&patient, view.id).await.unwrap());
        for event in [&mail.calendars[0], &file] {
            same("the calendar", event.errors.is_empty() && event.status == "CONFIRMED")?;
            same("its text", says(&event.description))?;
            same("its start", event.start * 1000 == instant(case.start).millis())?;
            same("its end", event.end - event.start == 30 * 60)?;
        }
    }
    Ok(format!("{} visits", CASES.len()))
}

async fn open_on(world: &World, doctor: usize, date: &str) {
    let ctx = doctor_context(&world.core, &world.clinic, doctor);
    let schedules = list_schedules(&ctx, None).await.unwrap().schedules;
    let hours = HoursText {
        from: "14:00".into(),
        to: "15:00".into(),
    };
    let input = SetOverride {
        schedule: schedules[0].id,
        version: schedules[0].version,
        date: date.parse().unwrap(),
        hours: DateHours::Windows(parse_windows(&[hours]).unwrap()),
        decisions: Decisions::default(),
    };
    set_override(&ctx, &input).await.unwrap();
}

async fn take(ctx: &Context, doctor: &TestDoctor, start: &str, number: usize) -> AppointmentView {
    let slot = HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start: instant(start),
    };
    let held = hold(ctx, &slot).await.unwrap().view;
    let form = Book {
        hold: held.id,
        version: held.version,
        reason: "An itching mole".into(),
        idempotency_key: Uuid::from_u128(number as u128 + 1).to_string(),
    };
    book(ctx, &form).await.unwrap()
}

async fn deliver(world: &World, postbox: &Server, gateway: &RecordingSmsGateway) {
    let (ctx, mailer) = (Context::system(Arc::clone(&world.core)), mailer(postbox.port));
    let carriers = Carriers {
        mail: &mailer,
        sms: Some(gateway),
    };
    while deliver_due(&ctx, carriers).await.unwrap().leased > 0 {}
}
