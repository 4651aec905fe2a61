package dev.deadheat.prove.worker;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a Django lane did besides changing rows and answering, since its last reset.
///
/// @param mails that it would have sent, in order
/// @param tasks that it would have handed to a worker, in order
/// @param blocked what was refused
/// @param processes that it started, which are not stopped
/// @param errors that were answered with a page for server errors
public record Effects(
    List<Mail> mails,
    List<Task> tasks,
    List<Blocked> blocked,
    List<String> processes,
    List<Failure> errors) {
  /// Nothing: what lanes that are no Django projects report.
  public static final Effects NONE =
      new Effects(List.of(), List.of(), List.of(), List.of(), List.of());

  public Effects {
    mails = List.copyOf(mails);
    tasks = List.copyOf(tasks);
    blocked = List.copyOf(blocked);
    processes = List.copyOf(processes);
    errors = List.copyOf(errors);
  }

  /// A mail.
  public record Mail(
      String subject, String from, List<String> to, String body, List<String> attachments) {
    public Mail {
      to = List.copyOf(to);
      attachments = List.copyOf(attachments);
    }

    /// One line for people: `mail to ann@example.org: "Your order" (120 characters)`.
    public String line() {
      return "mail to %s: \"%s\" (%d characters)"
          .formatted(String.join(", ", to), subject, body.length());
    }
  }

  /// A task.
  ///
  /// @param system `celery`, `rq`, ...
  /// @param name as the task library names it
  /// @param arguments positional and named ones, as JSON
  /// @param where `path:line` of the project's code that dispatched it
  public record Task(String system, String name, String arguments, Optional<String> where) {
    /// One line for people: `celery task shop.tasks.bill [7] {}`.
    public String line() {
      return "%s task %s %s".formatted(system, name, arguments);
    }
  }

  /// Something that was refused.
  ///
  /// @param kind `connect`, `look-up`, `socket`, `file` or `database`
  /// @param target host and port, name or path
  /// @param where `path:line` of the project's code, where known
  public record Blocked(String kind, String target, Optional<String> where) {}

  /// An exception that no code of the project caught.
  ///
  /// @param error its type and the first line of its text: `IntegrityError: duplicate key ...`
  /// @param where `path:line` of the innermost code of the project that it passed, where known
  public record Failure(String error, Optional<String> where) {}

  /// Mails and tasks, one line each: what belongs to a run's outcome.
  public List<String> lines() {
    var lines = new ArrayList<String>();
    mails.forEach(mail -> lines.add(mail.line()));
    tasks.forEach(task -> lines.add(task.line()));
    return lines;
  }

  static Effects of(JsonObject said) {
    var mails = new ArrayList<Mail>();
    for (JsonObject mail : objects(said, "mails")) {
      var to = new ArrayList<String>();
      List.of("to", "cc", "bcc").forEach(key -> to.addAll(AgentAnswers.texts(mail, key)));
      mails.add(
          new Mail(
              AgentAnswers.text(mail, "subject").orElse(""),
              AgentAnswers.text(mail, "from_email").orElse(""),
              to,
              AgentAnswers.text(mail, "body").orElse(""),
              AgentAnswers.texts(mail, "attachments")));
    }
    var tasks = new ArrayList<Task>();
    for (JsonObject task : objects(said, "tasks")) {
      tasks.add(
          new Task(
              AgentAnswers.text(task, "system").orElse(""),
              AgentAnswers.text(task, "name").orElse(""),
              task.get("args") + " " + task.get("kwargs"),
              AgentAnswers.text(task, "where")));
    }
    var blocked = new ArrayList<Blocked>();
    for (JsonObject one : objects(said, "blocked")) {
      blocked.add(
          new Blocked(
              AgentAnswers.text(one, "kind").orElse(""),
              AgentAnswers.text(one, "target").orElse(""),
              AgentAnswers.text(one, "where")));
    }
    var processes = new ArrayList<String>();
    objects(said, "processes").forEach(one -> processes.add(String.valueOf(one.get("command"))));
    var errors = new ArrayList<Failure>();
    for (JsonObject one : objects(said, "errors")) {
      errors.add(
          new Failure(AgentAnswers.text(one, "error").orElse(""), AgentAnswers.text(one, "where")));
    }
    return new Effects(mails, tasks, blocked, processes, errors);
  }

  private static List<JsonObject> objects(JsonObject said, String key) {
    var found = new ArrayList<JsonObject>();
    JsonElement value = said.get(key);
    if (value instanceof JsonArray array) {
      array.forEach(one -> found.add(one.getAsJsonObject()));
    }
    return found;
  }
}
