//! A field of several lines. The only place that writes a raw `<textarea>`.
//!
//! Leptos 0.8 writes the children of a `<textarea>` unescaped on the server, so text with `</textarea><script>` in it would
//! leave the field. Here the text is escaped by hand and handed over as `inner_html`: inside a `<textarea>` a browser reads
//! character references and no tags, on the server's page and when an island builds the field, so both sides share one line.

use leptos::prelude::*;

use super::field::{described_by, invalid, labelled};

/// Label, hint, error and a field that grows with its text.
#[component]
pub fn TextArea(
    /// Id of the field; hint and error are `ID-hint` and `ID-error`.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// Name in the form; the id where not given.
    #[prop(optional, into)]
    name: Option<String>,
    /// What it starts with. Read once: an island that must change it later uses its own `prop:value`.
    #[prop(optional, into)]
    value: String,
    /// How to answer, before one answers wrongly.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Must be answered.
    #[prop(optional)]
    required: bool,
    /// Says "(optional)" after the label.
    #[prop(optional)]
    optional: bool,
    /// Longest answer in characters.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// Lines to begin with.
    #[prop(default = 4)]
    rows: u32,
) -> impl IntoView {
    let area = view! {
        <textarea
            class="input input--area"
            id=id.clone()
            name=name.unwrap_or_else(|| id.clone())
            rows=rows.to_string()
            required=required
            maxlength=maxlength.map(|most| most.to_string())
            aria-describedby=described_by(&id, hint, error)
            aria-invalid=invalid(error)
            inner_html=escape(&value)
        ></textarea>
    };
    labelled(id, label, optional, hint, error, area)
}

/// The five characters that mean something in HTML. A line break at the very start goes, because a browser swallows it.
fn escape(text: &str) -> String {
    let text = text.trim_start_matches(['\r', '\n']);
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_the_field() {
        Owner::new().with(|| {
            let html =
                view! { <TextArea id="reason" label="Reason" value="</textarea><script>alert('1')</script>&amp;"/> }
                    .to_html();
            assert!(!html.contains("<script"), "{html}");
            assert_eq!(html.matches("</textarea>").count(), 1, "{html}");
            assert!(
                html.contains("&lt;/textarea&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;</textarea>"),
                "{html}"
            );
        });
    }

    #[test]
    fn an_empty_field_is_really_empty() {
        Owner::new().with(|| {
            let html = view! { <TextArea id="reason" label="Reason" error="Write a few words"/> }.to_html();
            assert!(html.contains("></textarea>"), "{html}");
            assert!(html.contains("aria-describedby=\"reason-error\""), "{html}");
        });
    }
}
