package dev.deadheat.rules;

/// A rule's number and name, and the weakness that it finds.
///
/// @param code such as `DH101`
/// @param name the defect, such as `lost-update`
/// @param cwe the number in the Common Weakness Enumeration
public record RuleId(String code, String name, int cwe) {}
