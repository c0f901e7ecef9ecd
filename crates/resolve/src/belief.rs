//! The claims on a field, ranked.
