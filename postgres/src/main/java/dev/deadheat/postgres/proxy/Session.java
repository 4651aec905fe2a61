package dev.deadheat.postgres.proxy;

/// One connection of an application through the proxy.
///
/// @param number from 0, in order of arrival at this proxy
/// @param backendPid the server process that serves it
public record Session(int number, int backendPid) {}
