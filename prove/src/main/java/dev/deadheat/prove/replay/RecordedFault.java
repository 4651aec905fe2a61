package dev.deadheat.prove.replay;

/// A fault to inject again.
///
/// @param lanes the letters of the lanes that run: `A`, `AB`
/// @param lane whose step it strikes; a letter of `lanes`
/// @param step which of the lane's steps at the gate, from 1
/// @param kind `server_error`, `connection_lost` or `worker_killed`; `none` where the order leaves
///   something behind by itself
/// @param moment `before` or `after` the step
public record RecordedFault(String lanes, String lane, int step, String kind, String moment) {}
