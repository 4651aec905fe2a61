package dev.deadheat.prove.worker;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/// What loading start rows gave.
///
/// @param users logged in, by name
/// @param anonymous what a request of nobody's carries
/// @param models what the tables are, by table name
/// @param isolation the level at which the project's transactions run, as PostgreSQL writes it
public record Prepared(
    SequencedMap<String, Login> users,
    Login anonymous,
    SequencedMap<String, Model> models,
    String isolation) {
  /// A Django model.
  ///
  /// @param label `myapp.MyModel`
  /// @param path of the module that defines it, if it is the project's own, relative with `/`
  /// @param fields column to field name
  public record Model(String label, Optional<String> path, SequencedMap<String, String> fields) {}

  /// Whose request it is.
  ///
  /// @param user who must have been asked for
  public Login login(Optional<String> user) {
    if (user.isEmpty()) {
      return anonymous;
    }
    Login login = users.get(user.get());
    if (login == null) {
      throw new IllegalArgumentException("was not asked to log in " + user.get());
    }
    return login;
  }

  /// The model of a table, if there is one.
  public Optional<Model> model(String table) {
    return Optional.ofNullable(models.get(table));
  }

  static Prepared of(JsonObject said) {
    var users = new LinkedHashMap<String, Login>();
    JsonObject sessions = said.getAsJsonObject("sessions");
    for (String name : sessions.keySet()) {
      users.put(name, login(sessions.getAsJsonObject(name)));
    }
    var models = new LinkedHashMap<String, Model>();
    JsonObject tables = said.getAsJsonObject("tables");
    for (String table : tables.keySet()) {
      JsonObject model = tables.getAsJsonObject(table);
      models.put(
          table,
          new Model(
              AgentAnswers.text(model, "model").orElse(table),
              AgentAnswers.text(model, "path"),
              texts(model.getAsJsonObject("columns"))));
    }
    return new Prepared(
        users,
        login(said.getAsJsonObject("anonymous")),
        models,
        said.get("isolation").getAsString());
  }

  private static Login login(JsonObject said) {
    return new Login(
        texts(said.getAsJsonObject("cookies")), texts(said.getAsJsonObject("headers")));
  }

  private static SequencedMap<String, String> texts(JsonObject object) {
    var map = new LinkedHashMap<String, String>();
    object.entrySet().forEach(entry -> map.put(entry.getKey(), entry.getValue().getAsString()));
    return map;
  }
}
