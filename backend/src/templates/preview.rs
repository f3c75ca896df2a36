use domain::{
    access::{Action, Relation, Subject},
    messages::{Kind, Segments},
    refusal::Refusal,
};

use super::Checked;
use crate::{
    Context,
    notification::{ShownMail, Wording, check, preview, samples, standard},
};

/// A message as it would go out.
pub struct Preview {
    /// What is special about it.
    pub label: &'static str,
    pub mail: Option<ShownMail>,
    pub text_message: Option<ShownText>,
}

/// A text message as it would go out.
pub struct ShownText {
    pub text: String,
    pub segments: Segments,
}

/// Messages of invented people in these words, one of each shape. Changes nothing.
///
/// # Errors
/// `SignInFirst`; `Forbidden` for all but administrators; `NotFound`.
pub fn preview_template(ctx: &Context, kind: Kind, wording: &Wording) -> Checked<Vec<Preview>> {
    ctx.check(Action::Edit, Subject::Template, Relation::Stranger)?;
    standard(kind).ok_or(Refusal::NotFound)?;
    let wording = wording.fitted(kind);
    let wrong = check(kind, &wording, ctx.settings());
    if !wrong.is_empty() {
        return Ok(Err(wrong));
    }
    let previews = samples(kind).into_iter().filter_map(|sample| {
        let shown = preview(&wording, &sample.content, ctx.settings())?;
        Some(Preview {
            label: sample.label,
            mail: shown.mail,
            text_message: shown.text_message.map(|text| ShownText {
                segments: Segments::of(&text),
                text,
            }),
        })
    });
    Ok(Ok(previews.collect()))
}
