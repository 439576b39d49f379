//! The File Upload API v2: one method an endpoint, typed requests and replies.
