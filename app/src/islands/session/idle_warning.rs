use domain::refusal::Refusal;
use leptos::{prelude::*, task::spawn_local};

use super::{session_left, stay_signed_in};
use crate::{AppError, browser, routes};

/// How long before the end somebody is warned (WCAG 2.2, 2.2.1 asks for 20).
const WARNING_SECONDS: f64 = 120.0;
/// How long an answer about another tab's requests is believed.
const ASK_AGAIN_SECONDS: f64 = 20.0;

/// Warns shortly before one is signed out for doing nothing, and stays signed in at the press of a button. What is done in
/// another tab counts: before the warning and at the end the server is asked.
#[island(lazy)]
pub fn IdleWarning(
    /// Until the end, when the page was made.
    seconds_left: u32,
) -> impl IntoView {
    let watch = Watch {
        end: StoredValue::new(f64::from(seconds_left)),
        asked_at: StoredValue::new(f64::NEG_INFINITY),
        left: RwSignal::new(None),
    };
    Effect::new(move |_| browser::every_second(move || watch.tick()));
    let is_shown = Memo::new(move |_| watch.left.get().is_some());
    let minutes = move || {
        let left = watch.left.get().unwrap_or(0);
        format!("{}:{:02}", left / 60, left % 60)
    };
    view! {
        <div>
            {move || is_shown.get().then(|| view! {
                <div class="idle-warning" role="alert">
                    <div>
                        <p class="strong">"You will be signed out soon"</p>
                        <p class="small">
                            "You have not done anything for a while. What is not saved is lost."
                            <span aria-hidden="true">" "{minutes}</span>
                        </p>
                    </div>
                    <button class="button button--primary button--small" type="button" on:click=move |_| watch.stay()>
                        "Stay signed in"
                    </button>
                </div>
            })}
        </div>
    }
}

#[derive(Clone, Copy)]
struct Watch {
    /// In [`browser::seconds`].
    end: StoredValue<f64>,
    asked_at: StoredValue<f64>,
    /// Seconds, while it warns.
    left: RwSignal<Option<u32>>,
}

impl Watch {
    fn tick(self) {
        let now = browser::seconds();
        let left = self.end.get_value() - now;
        if left > WARNING_SECONDS {
            self.show(None);
            return;
        }
        let is_news = self.left.get_untracked().is_none() || left <= 0.0;
        if is_news && now - self.asked_at.get_value() >= ASK_AGAIN_SECONDS {
            self.asked_at.set_value(now);
            spawn_local(async move { self.learn(session_left().await) });
        } else if !is_news {
            self.show(Some(left));
        }
    }

    fn stay(self) {
        spawn_local(async move { self.learn(stay_signed_in().await) });
    }

    fn learn(self, answer: Result<u32, AppError>) {
        match answer {
            Ok(left) => {
                let left = f64::from(left);
                self.end.set_value(browser::seconds() + left);
                self.show(Some(left).filter(|left| *left <= WARNING_SECONDS));
            }
            Err(AppError::Refused(Refusal::SignInFirst)) => browser::go_to(&sign_in_again()),
            // The server cannot be reached: the clock of the page is all there is.
            Err(_) => self.show(Some(self.end.get_value() - browser::seconds())),
        }
    }

    fn show(self, left: Option<f64>) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and some hundreds"
        )]
        let left = left.map(|left| left.max(0.0) as u32);
        if self.left.get_untracked() != left {
            self.left.set(left);
        }
    }
}

/// And back to this page afterwards.
fn sign_in_again() -> String {
    routes::sign_in(browser::address().as_deref().and_then(routes::local))
}
