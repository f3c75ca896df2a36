//! A table that turns into cards on a phone.

use leptos::prelude::*;

use super::words::Words;

/// Rows and columns with a caption. Roles are written out, because the phone's layout would take them away.
#[component]
pub fn Table(
    /// What the table lists; read out, not shown.
    #[prop(into)]
    caption: String,
    /// Names of the columns.
    #[prop(into)]
    columns: Words,
    /// `Row`s.
    children: Children,
) -> impl IntoView {
    let heads = columns
        .into_iter()
        .map(|column| view! { <th class="table__head" role="columnheader" scope="col">{column}</th> })
        .collect_view();
    view! {
        <div class="table-frame">
            <table class="table" role="table">
                <caption class="table__caption table__caption--hidden">{caption}</caption>
                <thead class="table__heads" role="rowgroup">
                    <tr role="row">{heads}</tr>
                </thead>
                <tbody class="table__body" role="rowgroup">{children()}</tbody>
            </table>
        </div>
    }
}

/// A row; on a phone a card whose first cell is its title.
#[component]
pub fn Row(
    /// `Cell`s, one for each column.
    children: Children,
) -> impl IntoView {
    view! { <tr class="table__row" role="row">{children()}</tr> }
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellKind {
    /// Words.
    #[default]
    Text,
    /// A number, set at the end of its column.
    Number,
    /// Buttons or links.
    Actions,
}

impl CellKind {
    fn class(self) -> &'static str {
        match self {
            Self::Text => "table__cell",
            Self::Number => "table__cell table__cell--number",
            Self::Actions => "table__cell table__cell--actions",
        }
    }
}

/// A cell.
#[component]
pub fn Cell(
    /// Name of its column, shown beside it on a phone.
    #[prop(optional, into)]
    label: Option<String>,
    /// What it holds.
    #[prop(optional)]
    kind: CellKind,
    /// The content.
    children: Children,
) -> impl IntoView {
    view! { <td class=kind.class() role="cell" data-label=label><div>{children()}</div></td> }
}
