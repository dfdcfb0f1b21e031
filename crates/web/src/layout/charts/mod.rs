//! Charts, drawn on the server as SVG: pure functions from a view to markup.
