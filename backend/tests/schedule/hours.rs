use backend::{
    Context,
    booking::Decisions,
    schedule::{
        Preview, SetOverride, SetWeeklyHours, get_schedule, list_doctors, list_schedules, preview, set_override,
        set_weekly_hours,
    },
    testing::{World, administrator_context, patient_context, visitor_context},
};
use domain::{
    access::{Actor, Places},
    account::Role,
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
    schedule::{DateHours, Week},
    slots::Reason,
    version::Version,
};

use super::ground::{ada, ben, done, on_both_databases, own, refusal, set_date, set_week, windows, workdays};

fn support(world: &World) -> Context {
    let actor = Actor::Person {
        account: world.clinic.administrator,
        role: Role::Support,
        doctor: None,
        places: Places::All,
    };
    Context::new(world.core.clone(), actor, None)
}

fn question(world: &World, week: Option<Week>, from: &str, days: u8) -> Preview {
    let doctor = &world.clinic.doctors[0];
    Preview {
        schedule: doctor.schedule,
        service: doctor.service,
        from: Some(from.parse().unwrap()),
        days,
        week,
        date: None,
    }
}

on_both_databases! {
    async fn a_week_is_set_and_read_again(world: World) {
        let ctx = ada(&world);
        let before = own(&ctx).await;
        assert_eq!((before.week.minutes(), before.version), (40 * 60, Version::FIRST));
        let week = workdays(&[("09:00", "12:30"), ("13:30", "18:00")]);
        done(set_week(week.clone(), &ctx, Decisions::default()).await);
        let after = own(&ctx).await;
        assert_eq!((after.week, after.version), (week.clone(), Version::new(2)));
        assert_eq!(after.changed.unwrap().by.as_deref(), Some("Ada Moreno"));
        assert_eq!(world.db.count("audit_event WHERE action NOT LIKE 'read_%'").await, 1);
        // The same again changes nothing, whatever was seen.
        let again = SetWeeklyHours { schedule: before.id, version: before.version, week, decisions: Decisions::default() };
        done(set_weekly_hours(&ctx, &again).await);
        assert_eq!(own(&ctx).await.version, Version::new(2));
        assert_eq!(world.db.count("audit_event WHERE action NOT LIKE 'read_%'").await, 1);
    }

    async fn the_second_of_two_people_is_told_and_overwrites_nothing(world: World) {
        let (doctor, administrator) = (ada(&world), administrator_context(&world.core, &world.clinic));
        let seen = own(&doctor).await;
        done(set_week(workdays(&[("08:00", "12:00")]), &doctor, Decisions::default()).await);
        let mut late = SetWeeklyHours {
            schedule: seen.id,
            version: seen.version,
            week: workdays(&[("10:00", "16:00")]),
            decisions: Decisions::default(),
        };
        assert_eq!(refusal(set_weekly_hours(&administrator, &late).await), Refusal::Stale);
        let now = own(&doctor).await;
        assert_eq!(now.week, workdays(&[("08:00", "12:00")]));
        // The same entries on what stands now.
        late.version = now.version;
        done(set_weekly_hours(&administrator, &late).await);
        assert_eq!(own(&doctor).await.week, late.week);
    }

    async fn only_the_doctor_and_administrators_set_hours(world: World) {
        let seen = own(&ada(&world)).await;
        let input = SetWeeklyHours {
            schedule: seen.id,
            version: seen.version,
            week: Week::default(),
            decisions: Decisions::default(),
        };
        let date = SetOverride {
            schedule: seen.id,
            version: seen.version,
            date: "2026-11-24".parse().unwrap(),
            hours: DateHours::Closed,
            decisions: Decisions::default(),
        };
        for (ctx, expected) in [
            (ben(&world), Refusal::NotFound),
            (patient_context(&world.core, &world.clinic, 0), Refusal::NotFound),
            (visitor_context(&world.core, 0), Refusal::SignInFirst),
            (support(&world), Refusal::Forbidden),
        ] {
            assert_eq!(refusal(set_weekly_hours(&ctx, &input).await), expected);
            assert_eq!(refusal(set_override(&ctx, &date).await), expected);
        }
        assert_eq!(refusal(list_schedules(&ben(&world), Some("ada-moreno")).await), Refusal::NotFound);
        assert_eq!(refusal(get_schedule(&ben(&world), seen.id).await), Refusal::NotFound);
        assert_eq!(refusal(list_doctors(&ben(&world)).await), Refusal::Forbidden);
        let read = list_schedules(&support(&world), Some("ada-moreno")).await.unwrap();
        assert!(!read.may_edit);
        assert_eq!(list_doctors(&support(&world)).await.unwrap().len(), 2);
        assert_eq!(own(&ada(&world)).await.version, Version::FIRST);
    }

    async fn a_date_has_other_hours_is_closed_and_is_as_every_week_again(world: World) {
        let ctx = ada(&world);
        let slots = async |week| {
            let days = preview(&ctx, &question(&world, week, "2026-11-24", 1)).await.unwrap();
            (days[0].slots.len(), days[0].reasons.clone())
        };
        done(set_date(&ctx, "2026-11-24", windows(&[("10:00", "12:00")]), Decisions::default()).await);
        assert_eq!(slots(None).await, (4, vec![]));
        done(set_date(&ctx, "2026-11-24", DateHours::Closed, Decisions::default()).await);
        assert_eq!(slots(None).await, (0, vec![Reason::Closed]));
        assert_eq!(own(&ctx).await.overrides.len(), 1);
        done(set_date(&ctx, "2026-11-24", DateHours::Weekly, Decisions::default()).await);
        assert_eq!(slots(None).await, (16, vec![]));
        assert_eq!(own(&ctx).await.overrides.len(), 0);
        for (date, fault) in [("2026-11-22", FieldFault::TooOld), ("2036-11-22", FieldFault::TooFar)] {
            let refused = refusal(set_date(&ctx, date, DateHours::Closed, Decisions::default()).await);
            assert_eq!(refused, FieldError::alone(Field::Date, fault));
        }
    }

    async fn a_preview_is_by_the_hours_entered_and_writes_nothing(world: World) {
        let ctx = ada(&world);
        let week = workdays(&[("09:00", "10:00"), ("22:00", "01:00")]);
        let days = preview(&ctx, &question(&world, Some(week), "2026-11-24", 7)).await.unwrap();
        let counts: Vec<usize> = days.iter().map(|day| day.slots.len()).collect();
        // Tuesday to Friday with two after midnight of the day before, Saturday with those of Friday.
        assert_eq!(counts, [8, 8, 8, 8, 2, 0, 6]);
        assert_eq!(days[5].reasons, [Reason::Closed]);
        assert_eq!(own(&ctx).await.week.minutes(), 40 * 60);
        let stranger = preview(&ben(&world), &question(&world, None, "2026-11-24", 1)).await;
        assert_eq!(refusal(stranger), Refusal::NotFound);
    }

    async fn hours_on_a_day_when_the_clock_changes_are_by_the_wall(world: World) {
        world.clock.set("2027-03-20T08:00:00Z");
        let ctx = ada(&world);
        let date = "2027-03-28";
        done(set_date(&ctx, date, windows(&[("00:00", "04:00")]), Decisions::default()).await);
        let times: Vec<String> = preview(&ctx, &question(&world, None, date, 1))
            .await
            .unwrap()
            .remove(0)
            .slots
            .into_iter()
            .map(|free| free.time)
            .collect();
        assert_eq!(times, ["00:00", "00:30", "02:00", "02:30", "03:00", "03:30"]);
    }
}
