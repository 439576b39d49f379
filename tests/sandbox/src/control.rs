//! The control endpoints.

use crate::sandbox::Sandbox;
use axum::Router;
use std::sync::Arc;

/// The routes below `/control/`.
pub fn router(_sandbox: Arc<Sandbox>) -> Router {
    Router::new()
}
