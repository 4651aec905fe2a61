package dev.deadheat.django.flow;

/// A database error is caught inside the transaction that it has broken, and not passed on.
///
/// @param exception the name that is caught
/// @param table the table whose write may fail
/// @param write the write that may fail, or the call that leads to it
/// @param inTransaction whether a transaction is open, as far as this function knows
/// @param site the handler
public record Swallow(
    String exception, Table table, Site write, boolean inTransaction, Site site) {}
