package dev.deadheat.postgres.proxy;

/// One connection of an application through the proxy.
///
/// @param number from 0, in the order in which connections of this proxy became ready
/// @param backendPid the server process that serves it; 0 if the server did not say
public record Session(int number, int backendPid) {}
