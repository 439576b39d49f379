//! What the account has on the host, its folders and files: listing, renaming, moving, deleting.
//!
//! Every call goes through the [`Session`], so that a rejected token is dealt with in one place.
//! Sending files is [`transfer`](crate::transfer)'s.

mod files;
mod folders;
mod imports;
mod order;

pub use order::Order;

use crate::api::Endpoint;
use crate::session::Session;

/// What the logged-in account has on its host. Cheap to clone: all clones speak for one session.
///
/// ```no_run
/// use upload_widget::api::{Error, Parent};
/// use upload_widget::library::Library;
/// use upload_widget::session::Session;
///
/// # async fn example(session: Session) -> Result<(), Error> {
/// let library = Library::new(session);
/// for file in library.files(&Parent::Root).await? {
///     println!("{}: {:?}", file.name, file.size);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Library {
    session: Session,
}

impl Library {
    /// The library of whoever is logged in.
    pub fn new(session: Session) -> Self {
        Self { session }
    }

    /// Whether the host can do what an endpoint is for, as far as is known by now; nothing while
    /// nobody is logged in.
    pub fn can(&self, endpoint: Endpoint) -> bool {
        self.session.can(endpoint)
    }
}
