//! The upload widget.
