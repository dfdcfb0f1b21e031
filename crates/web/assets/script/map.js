// The dependency map.
