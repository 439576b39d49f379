//! The widget's signs.

use wasm_bindgen::JsCast;
use web_sys::Element;

use super::{DOCUMENT, El, el};

const SVG: &str = "http://www.w3.org/2000/svg";

/// A sign. Each has the colour of the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::view) enum Icon {
    /// Stop, remove, close.
    Cross,
    /// Hold back.
    Pause,
    /// Go on.
    Play,
    /// Try again.
    Again,
    /// Any file.
    File,
    /// A folder.
    Folder,
    /// Further down.
    Down,
    /// Deeper.
    Right,
    /// More that can be done.
    More,
    /// Copy.
    Copy,
    /// Upload.
    Upload,
    /// A new thing.
    Plus,
    /// Bring it here.
    Download,
    /// Show it in a tab of its own.
    Open,
    /// Write another name.
    Edit,
    /// Not for everybody.
    Lock,
}

/// How a sign is drawn.
enum Drawing {
    /// As a path in a square of 24, with strokes.
    Path(&'static str),
    /// By the style sheet, with backgrounds and borders. Of these there are several in each row of a
    /// list; a picture of its own for each would take a fifth of the time for a frame.
    Style(&'static str),
}

impl Icon {
    fn drawing(self) -> Drawing {
        use Drawing::{Path, Style};
        match self {
            Icon::Cross => Style("icon icon-cross"),
            Icon::Pause => Style("icon icon-pause"),
            Icon::Play => Style("icon icon-play"),
            Icon::Again => Path("M19 12a7 7 0 1 1-2-5M19 4v4h-4"),
            Icon::File => Style("icon icon-page"),
            Icon::Folder => Path("M3 6h6l2 2h10v11H3z"),
            Icon::Down => Path("M6 9l6 6 6-6"),
            Icon::Right => Path("M9 6l6 6-6 6"),
            Icon::More => Style("icon icon-more"),
            Icon::Copy => Path("M9 9h11v11H9zM15 9V4H4v11h5"),
            Icon::Upload => Path("M12 16V5M7 10l5-5 5 5M5 19h14"),
            Icon::Plus => Path("M12 5v14M5 12h14"),
            Icon::Download => Path("M12 4v11M7 10l5 5 5-5M5 19h14"),
            Icon::Open => Path("M14 4h6v6M20 4l-9 9M18 14v6H4V6h6"),
            Icon::Edit => Path("M4 20l1-5L16 4l4 4L9 19z"),
            Icon::Lock => Path("M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"),
        }
    }
}

/// Draws a sign. It says nothing to people who do not see it: what it stands on has a name.
pub(in crate::view) fn icon(icon: Icon) -> El {
    let path = match icon.drawing() {
        Drawing::Style(class) => return el("span").class(class).attr("aria-hidden", "true"),
        Drawing::Path(path) => path,
    };
    let [picture, stroke] = ["svg", "path"].map(|tag| -> Element {
        DOCUMENT
            .with(|document| document.create_element_ns(Some(SVG), tag))
            // Fails for names that are no names; these two are.
            .expect("a tag name")
            .unchecked_into()
    });
    // `class` is an attribute here: className of a picture is an object of its own.
    El(picture)
        .attr("class", "icon")
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .child(El(stroke).attr("d", path))
}
