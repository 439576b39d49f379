//! How much of the account's storage is in use.

use leptos::prelude::Track;
use wasm_bindgen_futures::spawn_local;

use crate::session::SignedIn;
use crate::view::batch;
use crate::view::context::Context;
use crate::view::dom::{El, el, react};
use crate::view::paint;
use crate::view::reactive::{RwSignal, StoredValue};
use crate::view::text::Text;
use crate::view::words::Words;

/// The storage of the account: what it may hold, and what it does as far as the host tells.
#[derive(Clone, Copy)]
pub(in crate::view) struct Storage {
    /// Bytes; `None` when there is no limit.
    pub(super) total: Option<u64>,
    /// Bytes; `None` as long as they are not known.
    pub(super) used: RwSignal<Option<u64>>,
    /// Counts how often it was asked for: only the last answer tells what is there now.
    turn: StoredValue<u32>,
}

impl Storage {
    /// The storage of this account. What is used is asked for now, after each batch of uploads and
    /// whenever files were deleted or copied, once each time.
    pub(super) fn of(context: Context, signed_in: &SignedIn) -> Self {
        let own = signed_in.account.storage_limit_override;
        let total = own.or(signed_in.package.max_storage).map(|total| total.0);
        let storage = Self { total, used: RwSignal::new(None), turn: StoredValue::new(0) };
        react(move || {
            context.stored_changed.track();
            // After what the reader waits for.
            paint::before(move || storage.ask(context));
        });
        batch::on_end(context, move || storage.ask(context));
        storage
    }

    fn ask(self, context: Context) {
        // The widget may be gone by now.
        if self.used.is_disposed() {
            return;
        }
        let turn = self.turn.get_value() + 1;
        self.turn.set_value(turn);
        spawn_local(async move {
            let answer = context.library().storage_used().await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            // Without an answer, the last one stays: it is no more than a figure beside the name.
            if let Ok(used) = answer {
                self.used.try_set(used.map(|used| used.0));
            }
        });
    }

    /// The figure in the bar, with a meter where there is a limit.
    pub(super) fn line(self, words: Words) -> El {
        let text = move || match (self.used.get(), self.total) {
            (Some(used), Some(total)) => {
                let (used, total) = (words.bytes(used), words.bytes(total));
                words.fill(Text::AccountStorageUsed, &[("used", &used), ("total", &total)])
            }
            (Some(used), None) => {
                words.fill(Text::AccountStorageUsedUnlimited, &[("used", &words.bytes(used))])
            }
            (None, Some(total)) => {
                words.fill(Text::AccountStorage, &[("total", &words.bytes(total))])
            }
            (None, None) => words.get(Text::AccountStorageUnlimited),
        };
        let meter = |total: u64| {
            // A meter counts in doubles; per thousand is finer than it can be drawn.
            let part = move |used: u64| used.min(total).saturating_mul(1000).checked_div(total);
            el("meter")
                .part("storage")
                .attr("min", "0")
                .attr("max", "1000")
                .attr("high", "900")
                .attr("optimum", "0")
                // Not seen without, but there: what is below would move when the host answers.
                .attr_with("value", move || {
                    Some(part(self.used.get()?).unwrap_or_default().to_string())
                })
                .label(words.get(Text::AccountMeter))
        };
        el("span")
            .class("account-storage")
            .child(el("span").text_with(text))
            .children(self.total.map(meter))
    }
}
