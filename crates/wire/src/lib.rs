//! The JSON form of requests and responses.
