//! Uploads through XMLHttpRequest, for the one thing `fetch` cannot do: tell how many bytes have
//! left. A listener for that turns a cross-origin request into one with a preflight.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ProgressEvent, XmlHttpRequest};

use super::Failure;
use super::diagnosis::absolute;
use crate::api::reply::Answer;
use crate::api::values::Bytes;

/// Is told how many bytes have left so far.
pub type OnSent = Rc<dyn Fn(Bytes)>;

/// A request with its listeners; dropped before its end, it is aborted.
struct Sending {
    xhr: XmlHttpRequest,
    ended: Rc<Cell<bool>>,
    _progress: Closure<dyn Fn(ProgressEvent)>,
}

impl Drop for Sending {
    fn drop(&mut self) {
        if let Ok(upload) = self.xhr.upload() {
            upload.set_onprogress(None);
        }
        self.xhr.set_onloadend(None);
        if !self.ended.get() {
            // Aborting an open request does not throw.
            let _ = self.xhr.abort();
        }
    }
}

/// Posts a form and tells how much of it has left.
pub(super) async fn send(
    url: &str,
    form: &web_sys::FormData,
    on_sent: OnSent,
) -> Result<Answer, Failure> {
    let xhr = XmlHttpRequest::new().map_err(|_| Failure::NoAnswer)?;
    xhr.open_with_async("POST", url, true).map_err(|_| Failure::NoAnswer)?;
    let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        on_sent(Bytes(event.loaded() as u64));
    });
    let upload = xhr.upload().map_err(|_| Failure::NoAnswer)?;
    upload.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    let end = Promise::new(&mut |resolve, _| xhr.set_onloadend(Some(&resolve)));
    let sending = Sending { xhr, ended: Rc::default(), _progress: progress };
    sending.xhr.send_with_opt_form_data(Some(form)).map_err(|_| Failure::NoAnswer)?;
    // The promise resolves whatever the end.
    let _ = JsFuture::from(end).await;
    sending.ended.set(true);
    answer(&sending.xhr, url)
}

fn answer(xhr: &XmlHttpRequest, url: &str) -> Result<Answer, Failure> {
    let status = xhr.status().unwrap_or(0);
    if status == 0 {
        return Err(Failure::NoAnswer);
    }
    let body = xhr.response_text().ok().flatten().unwrap_or_default();
    let landed = xhr.response_url();
    // The browser spells it in its own way.
    let is_same = landed.ends_with(url) || absolute(url).is_some_and(|url| url.href() == landed);
    Ok(Answer {
        status,
        retry_after: retry_after(xhr),
        redirected_to: (!is_same).then_some(landed),
        body,
    })
}

/// Only asked for where it matters: a browser complains in the console about a header that it may
/// not show.
fn retry_after(xhr: &XmlHttpRequest) -> Option<Duration> {
    if !matches!(xhr.status(), Ok(429 | 503)) {
        return None;
    }
    super::wait_of(&xhr.get_response_header("retry-after").ok()??)
}
