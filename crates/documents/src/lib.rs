//! Documents as PDF: data goes in, a tagged PDF comes out.
