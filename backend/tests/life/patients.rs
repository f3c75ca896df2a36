//! The front desk finds patients and adds new ones, who later make the account theirs.

use backend::{
    Context,
    account::{Register, register, verify_email},
    adapters::{Carriers, mail::RecordingMailer},
    booking::{BookFor, Rules, book_for, list_own_appointments},
    jobs,
    patient::{AddPatient, add_patient, find_patients, get_patient},
    session::{SignIn, sign_in},
    testing::{World, doctor_context, instant, patient_context, support_context, visitor_context},
};
use domain::{
    access::{Actor, Places},
    account::Role,
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
};

use crate::ground::*;

fn newcomer() -> AddPatient {
    AddPatient {
        given_name: "Rosa".into(),
        family_name: "Vidal".into(),
        birth_day: "3".into(),
        birth_month: "8".into(),
        birth_year: "1951".into(),
        email: "rosa.vidal@example.com".into(),
        phone: "+44 20 7946 0111".into(),
    }
}

/// As she registers herself later.
fn registration(birth_year: &str) -> Register {
    Register {
        given_name: "Rosa".into(),
        family_name: "Vidal".into(),
        birth_day: "3".into(),
        birth_month: "8".into(),
        birth_year: birth_year.into(),
        email: "rosa.vidal@example.com".into(),
        phone: "+44 20 7946 0111".into(),
        password: "a long enough password".into(),
    }
}

/// The texts of all mails.
async fn mails(world: &World) -> Vec<String> {
    let mailer = RecordingMailer::default();
    jobs::deliver_due(&Context::system(world.core.clone()), Carriers::mail_only(&mailer))
        .await
        .unwrap();
    mailer.sent().into_iter().map(|mail| mail.text).collect()
}

on_both_databases! {
    async fn patients_are_found_by_what_they_say_on_the_phone(world: World) {
        let support = support_context(&world.core, &world.clinic);
        for words in ["lund", "Pia Lund", "1984-03-27 pia", "020 7946 0123 pia", "Pia.Lund@example.com", "9460123", "  LUND  pia "] {
            let found = find_patients(&support, words).await.unwrap();
            assert!(found.iter().any(|patient| patient.name == "Pia Lund"), "{words}");
        }
        for words in ["", "p", "%%", "46012", "0461 9460123", "Ada Moreno", "nobody"] {
            assert!(find_patients(&support, words).await.unwrap().is_empty(), "{words}");
        }
    }

    async fn only_the_front_desk_and_administrators_find_and_add_patients(world: World) {
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        let patient = patient_context(&world.core, &world.clinic, 0);
        let pia = world.clinic.patients[0].account;
        for who in [&doctor, &patient] {
            assert!(find_patients(who, "lund").await.is_err());
            assert!(get_patient(who, pia).await.is_err());
            assert_eq!(refusal(add_patient(who, &newcomer()).await), Refusal::Forbidden);
        }
        let support = support_context(&world.core, &world.clinic);
        assert_eq!(get_patient(&support, pia).await.unwrap().name, "Pia Lund");
        let doctors_account = get_patient(&support, world.clinic.doctors[0].account).await;
        assert!(doctors_account.is_err(), "a doctor is no patient");
    }

    async fn who_is_barred_is_booked_for_and_who_is_deleted_is_not_found(world: World) {
        let support = support_context(&world.core, &world.clinic);
        let pia = world.clinic.patients[0].account;
        let doctor = &world.clinic.doctors[0];
        let states = [("suspended", true), ("pending", false), ("rejected", false), ("deleted", false)];
        for (number, (state, is_patient)) in states.into_iter().enumerate() {
            let sql = format!("UPDATE account SET state = '{state}' WHERE id = {{0}}");
            world.db.execute(&sql, &[pia.into()]).await.unwrap();
            let found = find_patients(&support, "lund").await.unwrap();
            assert_eq!(found.iter().any(|patient| patient.id == pia), is_patient, "{state}");
            let one = get_patient(&support, pia).await.map(|patient| patient.name);
            let wish = BookFor {
                schedule: doctor.schedule,
                service: doctor.service,
                minutes: None,
                start: instant(&format!("2026-11-26T1{number}:00:00Z")),
                patient: pia,
                reason: "Asked by phone.".into(),
                rules: Rules::Keep,
                override_reason: String::new(),
                idempotency_key: format!("booked-when-{state}"),
            };
            let booked = book_for(&support, &wish).await.map(|visit| visit.patient_name);
            if is_patient {
                assert_eq!((one.unwrap().as_str(), booked.unwrap().as_str()), ("Pia Lund", "Pia Lund"), "{state}");
            } else {
                assert_eq!((refusal(one), refusal(booked)), (Refusal::NotFound, Refusal::NotFound), "{state}");
            }
        }
        assert_eq!(world.db.count("appointment").await, 1);
    }

    async fn what_is_wrong_with_a_new_patient_is_said_at_once(world: World) {
        let support = support_context(&world.core, &world.clinic);
        let form = AddPatient { given_name: String::new(), email: "nobody".into(), birth_year: "2040".into(), ..newcomer() };
        let Refusal::Invalid(wrong) = refusal(add_patient(&support, &form).await) else { panic!() };
        let fields: Vec<Field> = wrong.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, [Field::GivenName, Field::BirthDate, Field::Email]);
        let taken = AddPatient { email: "pia.lund@example.com".into(), ..newcomer() };
        assert_eq!(refusal(add_patient(&support, &taken).await), FieldError::alone(Field::Email, FieldFault::Taken));
    }

    async fn a_patient_added_by_phone_makes_the_account_theirs_by_registering(world: World) {
        let support = support_context(&world.core, &world.clinic);
        let rosa = add_patient(&support, &newcomer()).await.unwrap();
        let doctor = &world.clinic.doctors[0];
        let wish = BookFor {
            schedule: doctor.schedule,
            service: doctor.service,
            minutes: None,
            start: instant(TEN),
            patient: rosa,
            reason: "Asked by phone.".into(),
            rules: Rules::Keep,
            override_reason: String::new(),
            idempotency_key: KEY.into(),
        };
        book_for(&support, &wish).await.unwrap();
        let visitor = visitor_context(&world.core, 0);
        let form = SignIn { email: "rosa.vidal@example.com".into(), ..SignIn::default() };
        assert_eq!(refusal(sign_in(&visitor, &form).await.map(|_| ())), Refusal::WrongCredentials);

        let registered = register(&visitor, &registration("1951")).await.unwrap();
        let mails = mails(&world).await;
        let code = mails.iter().flat_map(|mail| mail.split_whitespace()).find(|word| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit()));
        verify_email(&visitor, &registered.token, code.unwrap(), "a browser").await.unwrap();
        let own = Context::new(
            world.core.clone(),
            Actor::Person { account: rosa, role: Role::Patient, doctor: None, places: Places::All },
            None,
        );
        assert_eq!(list_own_appointments(&own).await.unwrap().upcoming.len(), 1);
        let form = SignIn { password: "a long enough password".into(), ..form };
        assert!(sign_in(&visitor, &form).await.is_ok());
        assert_eq!(world.db.count(&format!("account WHERE email_index = '{}'", backend::testing::email_index("rosa.vidal@example.com"))).await, 1);
    }

    async fn a_stranger_with_the_address_and_another_birth_date_gets_no_code(world: World) {
        let support = support_context(&world.core, &world.clinic);
        add_patient(&support, &newcomer()).await.unwrap();
        register(&visitor_context(&world.core, 0), &registration("1990")).await.unwrap();
        assert!(mails(&world).await[0].contains("You already have an account"));
    }
}
