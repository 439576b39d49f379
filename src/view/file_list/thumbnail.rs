//! Small pictures of image files, made by the browser off the main thread, only for rows that are
//! near the visible part, and two at a time.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Object, Promise, Reflect};
use leptos::prelude::on_cleanup;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, HtmlCanvasElement};

use crate::transfer::ItemId;
use crate::view::context::Context;
use crate::view::dom::{El, Icon, el, icon};
use crate::view::reactive::RwSignal;

/// Pictures under way at the same time: each takes a core for a moment.
const AT_ONCE: usize = 2;
/// Larger files would take more memory than a small picture is worth, in bytes.
const LARGEST: f64 = 40e6;
/// The height in pixels, for screens with two pixels a dot.
const HEIGHT: u32 = 80;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = createImageBitmap, catch)]
    fn create_image_bitmap(file: &File, options: &Object) -> Result<Promise, JsValue>;

    type ImageBitmap;
    #[wasm_bindgen(method, getter)]
    fn width(this: &ImageBitmap) -> u32;
    #[wasm_bindgen(method, getter)]
    fn height(this: &ImageBitmap) -> u32;

    type ImageBitmapRenderingContext;
    #[wasm_bindgen(method, js_name = transferFromImageBitmap)]
    fn transfer(this: &ImageBitmapRenderingContext, bitmap: &ImageBitmap);
}

/// A picture to be made.
struct Order {
    file: File,
    canvas: El,
    ready: RwSignal<bool>,
    /// The row is still there.
    wanted: Rc<Cell<bool>>,
}

thread_local! {
    static ORDERS: RefCell<VecDeque<Order>> = RefCell::default();
    static UNDER_WAY: Cell<usize> = const { Cell::new(0) };
}

/// The picture of an image, or the sign for a file.
pub(super) fn thumbnail(context: Context, id: ItemId) -> El {
    let sign = icon(Icon::File);
    let Some(file) = context.engine().file(id).filter(is_picture) else { return sign };
    let canvas = el("canvas").class("thumbnail").attr("aria-hidden", "true");
    let ready = RwSignal::new(false);
    let wanted = Rc::new(Cell::new(true));
    let row = SendWrapper::new(Rc::clone(&wanted));
    on_cleanup(move || row.set(false));
    ORDERS.with_borrow_mut(|orders| {
        orders.push_back(Order { file, canvas: canvas.clone(), ready, wanted });
    });
    work();
    el("span").show(move || Some(if ready.get() { canvas.clone() } else { sign.clone() }))
}

fn is_picture(file: &File) -> bool {
    let kind = file.type_();
    // Browsers make no bitmaps of SVG files.
    kind.starts_with("image/") && !kind.starts_with("image/svg") && file.size() < LARGEST
}

fn work() {
    while UNDER_WAY.get() < AT_ONCE {
        let Some(order) = ORDERS.with_borrow_mut(VecDeque::pop_front) else { return };
        if !order.wanted.get() {
            continue;
        }
        UNDER_WAY.set(UNDER_WAY.get() + 1);
        spawn_local(async move {
            // A picture that cannot be read keeps the sign.
            if paint(&order).await.is_ok() && order.wanted.get() {
                order.ready.try_set(true);
            }
            UNDER_WAY.set(UNDER_WAY.get() - 1);
            work();
        });
    }
}

async fn paint(order: &Order) -> Result<(), JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"resizeHeight".into(), &HEIGHT.into())?;
    let bitmap = JsFuture::from(create_image_bitmap(&order.file, &options)?).await?;
    let bitmap: ImageBitmap = bitmap.unchecked_into();
    let canvas: &HtmlCanvasElement = order.canvas.element().unchecked_ref();
    canvas.set_width(bitmap.width());
    canvas.set_height(bitmap.height());
    let context = canvas.get_context("bitmaprenderer")?.ok_or(JsValue::NULL)?;
    context.unchecked_ref::<ImageBitmapRenderingContext>().transfer(&bitmap);
    Ok(())
}
