//! The transport of browsers, workers and Node: fetch and XMLHttpRequest.
