//! Pages of a long list.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// Links to the pages of a list; absent where there is one page only.
#[component]
pub fn Pagination<F>(
    /// This page, from 1.
    page: u32,
    /// How many there are.
    pages: u32,
    /// Address of a page.
    href: F,
) -> impl IntoView
where
    F: Fn(u32) -> String,
{
    if pages < 2 {
        return None;
    }
    let numbers = shown(page, pages)
        .into_iter()
        .map(|number| match number {
            Some(number) => view! {
                <a class="pagination__link" href=href(number) aria-current=(number == page).then_some("page")>
                    <span class="visually-hidden">"Page "</span>
                    {number}
                </a>
            }
            .into_any(),
            None => view! { <span class="pagination__gap" aria-hidden="true">"…"</span> }.into_any(),
        })
        .collect_view();
    let before = (page > 1).then(|| {
        view! {
            <a class="pagination__link" rel="prev" href=href(page - 1)>
                <Icon name=IconName::CHEVRON_LEFT/>
                "Previous"
            </a>
        }
    });
    let after = (page < pages).then(|| {
        view! {
            <a class="pagination__link" rel="next" href=href(page + 1)>
                "Next"
                <Icon name=IconName::CHEVRON_RIGHT/>
            </a>
        }
    });
    Some(view! {
        <nav class="pagination" aria-label="Pages">
            <span class="pagination__side">{before}</span>
            <span class="pagination__where">{format!("Page {page} of {pages}")}</span>
            <span class="pagination__pages">{numbers}</span>
            <span class="pagination__side">{after}</span>
        </nav>
    })
}

/// First, last, and the neighbours of this page; `None` stands for what is left out.
fn shown(page: u32, pages: u32) -> Vec<Option<u32>> {
    let mut shown = Vec::new();
    let mut last = 0;
    for number in (1..=pages).filter(|&n| n == 1 || n == pages || n.abs_diff(page) <= 1) {
        if number > last + 1 {
            shown.push(None);
        }
        shown.push(Some(number));
        last = number;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_far_away_are_left_out() {
        for (page, pages, expected) in [
            (1, 3, "1 2 3"),
            (1, 9, "1 2 … 9"),
            (5, 9, "1 … 4 5 6 … 9"),
            (9, 9, "1 … 8 9"),
        ] {
            let words: Vec<String> = shown(page, pages)
                .into_iter()
                .map(|n| n.map_or("…".into(), |n| n.to_string()))
                .collect();
            assert_eq!(words.join(" "), expected);
        }
    }

    #[test]
    fn the_current_page_is_marked_and_a_single_page_shows_nothing() {
        let html = view! { <Pagination page=2 pages=3 href=|n| format!("/list?page={n}")/> }.to_html();
        assert!(html.contains("href=\"/list?page=2\" aria-current=\"page\""), "{html}");
        assert!(
            !view! { <Pagination page=1 pages=1 href=|_| String::new()/> }
                .to_html()
                .contains("nav")
        );
    }
}
