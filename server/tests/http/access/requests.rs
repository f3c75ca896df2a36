//! One request for each page and server function, with what it is about in braces: see [`super::ground::Ground`].

/// A page: its row in routes.txt, the address to ask for, the form to send.
pub type PageCase = (&'static str, &'static str, &'static str);

const NEW_SERVICE: &str = "name=Check&duration=45&notice=0&notice_unit=hours&horizon=60&cut_off=24&cut_off_unit=hours\
                           &lapse=1&lapse_unit=days&visit_kind=video&specialty={specialty_id}&price=90.50&currency=EUR";
const CHANGED_SERVICE: &str = "version=1&action=save&name=Check&duration=45&notice=0&notice_unit=hours&horizon=60&cut_off=24\
                               &cut_off_unit=hours&lapse=1&lapse_unit=days&visit_kind=in_person&specialty={specialty_id}\
                               &price=90.50&currency=EUR";
const WEEK: &str = "schedule={schedule}&version=1&save=1&w0-0-from=08:00&w0-0-to=17:00&w1-0-from=09:00&w1-0-to=17:00\
                    &w2-0-from=09:00&w2-0-to=17:00&w3-0-from=09:00&w3-0-to=17:00&w4-0-from=09:00&w4-0-to=17:00";
const DATE: &str = "location={location}&date=2026-11-28&version=1&kind=closed";
const AWAY: &str = "version=1&first_day=2026-12-01&away_reason=Course";
const PERSON: &str = "given_name=Rosa&family_name=Vidal&birth_date_day=3&birth_date_month=8&birth_date_year=1951\
                      &email=rosa.vidal@example.com&phone=%2B442079460111";
const EMERGENCY: &str = "family_name=Lund&birth_date_day=27&birth_date_month=3&birth_date_year=1984&patient={patient}\
                         &emergency_reason=Found+unconscious";

#[rustfmt::skip]
pub const PAGES: &[PageCase] = &[
    ("GET /", "/", ""),
    ("GET /admin/appointments", "/admin/appointments?from=&location={location}&doctor={doctor}", ""),
    ("GET /admin/closures", "/admin/closures?location={location}", ""),
    ("POST /admin/closures", "/admin/closures", "location={location}&version=1&first_day=2026-12-10&away_reason=Works"),
    ("POST /admin/closures/remove", "/admin/closures/remove", "id={closure}&version=1&location={location}"),
    ("GET /admin/doctors", "/admin/doctors", ""),
    ("GET /admin/doctors/{slug}", "/admin/doctors/{doctor}", ""),
    ("POST /admin/doctors/{slug}/cap", "/admin/doctors/{doctor}/cap", "version=1&doctor_cap=8"),
    ("POST /admin/doctors/{slug}/order", "/admin/doctors/{doctor}/order", "schedule={schedule}&version=1&service={second}&way=up"),
    ("GET /admin/doctors/{slug}/schedule", "/admin/doctors/{doctor}/schedule", ""),
    ("POST /admin/doctors/{slug}/schedule", "/admin/doctors/{doctor}/schedule", WEEK),
    ("GET /admin/doctors/{slug}/schedule/calendar", "/admin/doctors/{doctor}/schedule/calendar?date=2026-11-25", ""),
    ("POST /admin/doctors/{slug}/schedule/calendar", "/admin/doctors/{doctor}/schedule/calendar", DATE),
    ("GET /admin/doctors/{slug}/schedule/time-off", "/admin/doctors/{doctor}/schedule/time-off", ""),
    ("POST /admin/doctors/{slug}/schedule/time-off", "/admin/doctors/{doctor}/schedule/time-off", AWAY),
    ("POST /admin/doctors/{slug}/schedule/time-off/remove", "/admin/doctors/{doctor}/schedule/time-off/remove", "id={away}&version=1"),
    ("GET /admin/emergency-access", "/admin/emergency-access", ""),
    ("GET /admin/locations", "/admin/locations", ""),
    ("GET /admin/locations/{slug}", "/admin/locations/{location}", ""),
    ("POST /admin/locations/{slug}/rooms", "/admin/locations/{location}/rooms", "room_name=Room+7&room_kind=Laser"),
    ("GET /admin/rooms/{id}", "/admin/rooms/{room}", ""),
    ("POST /admin/rooms/{id}", "/admin/rooms/{room}", "version=1&room_name=Room+1b&room_kind=Ultrasound"),
    ("POST /admin/rooms/{id}/restore", "/admin/rooms/{old_room}/restore", "version=1"),
    ("GET /admin/rooms/{id}/retire", "/admin/rooms/{room}/retire", ""),
    ("POST /admin/rooms/{id}/retire", "/admin/rooms/{room}/retire", "version=1&plan="),
    ("GET /admin/services", "/admin/services", ""),
    ("GET /admin/services/new", "/admin/services/new", ""),
    ("POST /admin/services/new", "/admin/services/new", NEW_SERVICE),
    ("GET /admin/services/{id}", "/admin/services/{service}", ""),
    ("POST /admin/services/{id}", "/admin/services/{service}", CHANGED_SERVICE),
    ("POST /admin/services/{id}/doctors", "/admin/services/{service}/doctors", "schedule={schedule}&version=1&own_duration=60"),
    ("GET /admin/services/{id}/doctors/{schedule}", "/admin/services/{service}/doctors/{schedule}", ""),
    ("POST /admin/services/{id}/doctors/{schedule}", "/admin/services/{service}/doctors/{schedule}", "version=1&upcoming=3"),
    ("POST /admin/services/{id}/restore", "/admin/services/{old_service}/restore", "version=1"),
    ("GET /admin/services/{id}/retire", "/admin/services/{service}/retire", ""),
    ("POST /admin/services/{id}/retire", "/admin/services/{service}/retire", "version=1&upcoming=3"),
    ("GET /admin/settings", "/admin/settings", ""),
    ("POST /admin/settings", "/admin/settings", "most_open=3&most_per_day=1&seen_open=20&seen_per_day=5"),
    ("GET /any/{specialty}", "/any/{specialty}", ""),
    ("POST /any/{specialty}", "/any/{specialty}", "service={service}&start={start}"),
    ("GET /appointments", "/appointments", ""),
    ("GET /appointments/{id}", "/appointments/{visit}", ""),
    ("GET /appointments/{id}/calendar.ics", "/appointments/{visit}/calendar.ics", ""),
    ("GET /appointments/{id}/cancel", "/appointments/{visit}/cancel", ""),
    ("POST /appointments/{id}/cancel", "/appointments/{visit}/cancel", "version=1&cancel_reason=ill"),
    ("POST /appointments/{id}/decide", "/appointments/{request}/decide", "version=1&step=accept"),
    ("GET /appointments/{id}/move", "/appointments/{visit}/move", ""),
    ("POST /appointments/{id}/move", "/appointments/{visit}/move", "version=1&start={start}"),
    ("POST /appointments/{id}/status", "/appointments/{today}/status", "version=1&step=arrive"),
    ("GET /book/{hold}", "/book/{hold}", ""),
    ("POST /book/{hold}", "/book/{hold}", "version=1&reason=Rash&idempotency_key=0123456789abcdef"),
    ("POST /book/{hold}/release", "/book/{hold}/release", ""),
    ("GET /day", "/day?date=2026-11-25&selected={visit}", ""),
    ("POST /day/blocks", "/day/blocks", "date=2026-11-30&doctor={doctor}&block_from=13:00&block_to=14:00&block_reason=Course"),
    ("POST /day/blocks/{id}/remove", "/day/blocks/{away}/remove", "date=2026-11-27&doctor={doctor}"),
    ("GET /demo/mail", "/demo/mail", ""),
    ("GET /demo/mail/{id}", "/demo/mail/x", ""),
    ("GET /demo/mail/{id}/html", "/demo/mail/x/html", ""),
    ("GET /demo/mail/{id}/invite.ics", "/demo/mail/x/invite.ics", ""),
    ("GET /desk", "/desk?location={location}&date=2026-11-25&selected={visit}", ""),
    ("GET /desk/book", "/desk/book?doctor={doctor}&start={start}&patient={patient}", ""),
    ("POST /desk/book", "/desk/book", "doctor={doctor}&schedule={schedule}&service={service}&start={start}&patient={patient}\
                                       &key=0123456789abcdef&reason=Rash"),
    ("POST /desk/patients", "/desk/patients", "words=lund&doctor={doctor}&start={start}"),
    ("GET /desk/patients/new", "/desk/patients/new?doctor={doctor}", ""),
    ("POST /desk/patients/new", "/desk/patients/new", PERSON),
    ("GET /doctors", "/doctors?q=ada", ""),
    ("GET /doctors-day/{slug}", "/doctors-day/{doctor}?date=2026-11-25&selected={visit}", ""),
    ("GET /doctors-week/{slug}", "/doctors-week/{doctor}?date=2026-11-25", ""),
    ("GET /doctors/{slug}", "/doctors/{doctor}", ""),
    ("GET /doctors/{slug}/why", "/doctors/{doctor}/why?schedule={schedule}&service={service}&date=2026-11-25", ""),
    ("GET /emergency-access", "/emergency-access", ""),
    ("POST /emergency-access", "/emergency-access", EMERGENCY),
    ("POST /emergency-access/confirm", "/emergency-access/confirm", EMERGENCY),
    ("POST /emergency-access/open", "/emergency-access/open", EMERGENCY),
    ("GET /emergency-access/{id}", "/emergency-access/{emergency}", ""),
    ("POST /emergency-access/{id}/end", "/emergency-access/{emergency}/end", ""),
    ("GET /help", "/help", ""),
    ("POST /holds", "/holds", "schedule={schedule}&service={service}&start={start}&doctor={doctor}"),
    ("GET /register", "/register", ""),
    ("POST /register", "/register", "given_name=Rosa&family_name=Vidal&birth_date_day=3&birth_date_month=8&birth_date_year=1951\
                                     &email=rosa.vidal@example.com&phone=%2B442079460111&password=twelve+quiet+owls"),
    ("GET /register/code", "/register/code", ""),
    ("POST /register/code", "/register/code", "code=123456"),
    ("POST /register/code/resend", "/register/code/resend", ""),
    ("GET /requests", "/requests", ""),
    ("GET /schedule", "/schedule", ""),
    ("POST /schedule", "/schedule", WEEK),
    ("GET /schedule/calendar", "/schedule/calendar", ""),
    ("POST /schedule/calendar", "/schedule/calendar", DATE),
    ("GET /schedule/time-off", "/schedule/time-off", ""),
    ("POST /schedule/time-off", "/schedule/time-off", AWAY),
    ("POST /schedule/time-off/remove", "/schedule/time-off/remove", "id={away}&version=1"),
    ("GET /sign-in", "/sign-in", ""),
    ("POST /sign-in", "/sign-in", "email=nobody@example.com&password=twelve+quiet+owls"),
    ("POST /sign-out", "/sign-out", ""),
    ("GET /week", "/week?date=2026-11-25", ""),
];

/// A server function: its row in routes.txt and its arguments.
#[rustfmt::skip]
pub const FUNCTIONS: &[(&str, &str)] = &[
    ("POST /api/booking/book", r#"{"hold":"{hold}","version":1,"reason":"Rash","idempotency_key":"0123456789abcdef"}"#),
    ("POST /api/booking/cancel", r#"{"appointment":"{visit}","version":1,"reason":"ill"}"#),
    ("POST /api/booking/change_status", r#"{"appointment":"{today}","version":1,"step":"arrive"}"#),
    ("POST /api/booking/get_hold", r#"{"hold":"{hold}"}"#),
    ("POST /api/booking/hold", r#"{"schedule":"{schedule}","service":"{service}","start":{start}}"#),
    ("POST /api/booking/release", r#"{"hold":"{hold}"}"#),
    ("POST /api/booking/reschedule", r#"{"appointment":"{visit}","version":1,"start":{start}}"#),
    ("POST /api/day/decide", r#"{"appointment":"{request}","version":1}"#),
    ("POST /api/day/list", r#"{"whose":{"Of":"{doctor}"},"date":"2026-11-25"}"#),
    ("POST /api/day/visit", r#"{"appointment":"{visit}"}"#),
    ("POST /api/desk/destinations", r#"{"appointment":"{visit}","location":"{location}","date":"2026-11-26"}"#),
    ("POST /api/desk/list", r#"{"location":"{location}","date":"2026-11-25"}"#),
    ("POST /api/schedule/preview", r#"{"schedule":"{schedule}","service":"{service}","from":"","days":[[],[],[],[],[],[],[]]}"#),
    ("POST /api/slots/list", r#"{"schedule":"{schedule}","service":"{service}","moving":"{visit}"}"#),
];
