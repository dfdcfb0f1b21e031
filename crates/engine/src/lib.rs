//! Recovery analysis: when each service can be back, and what decides it.
