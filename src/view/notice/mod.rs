//! A message that something went wrong or needs care.

use leptos::prelude::*;

/// Shows `text` when there is one and has screen readers say it at once. The element is always
/// there: live regions that appear together with their text are often not read.
#[component]
pub(super) fn Notice(
    /// The message; empty for none.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! { <p class="notice" role="alert" hidden=move || text.read().is_empty()>{text}</p> }
}
