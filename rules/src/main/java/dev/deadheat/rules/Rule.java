package dev.deadheat.rules;

import dev.deadheat.django.flow.FunctionFlow;
import java.util.List;

/// Finds one kind of defect in what happens in a function. Pure: holds no state.
interface Rule {
  RuleId id();

  List<Finding> check(FunctionFlow flow, Project project);
}
