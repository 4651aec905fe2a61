package dev.deadheat.postgres.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which server proofs run on, and what their databases are made with.
///
/// @param url the user's own server; without one a server of ours is started
/// @param application who the application logs in as there, if not the URL's own role
/// @param template a database there that ours are copies of
/// @param extensions that ours have from the start, besides those that the project makes itself
public record ServerChoice(
    Optional<DatabaseUrl> url,
    Optional<Credentials> application,
    Optional<String> template,
    List<String> extensions) {
  /// A server of ours, with plain databases.
  public static final ServerChoice EMBEDDED =
      new ServerChoice(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

  public ServerChoice {
    extensions = List.copyOf(extensions);
  }

  /// The same with what else is wished; what was chosen already comes first.
  public ServerChoice with(Optional<String> otherTemplate, List<String> moreExtensions) {
    List<String> all = new ArrayList<>(extensions);
    moreExtensions.stream().filter(each -> !all.contains(each)).forEach(all::add);
    return new ServerChoice(url, application, template.or(() -> otherTemplate), all);
  }

  /// Opens it, and removes what killed runs left, also those on a server of another choice.
  ///
  /// @param environment our process's
  /// @throws ServerException if it cannot be had, or lacks what a proof needs: the message says how
  ///   to give it
  public Server open(Map<String, String> environment) throws ServerException {
    DataFolder.removeLeftOvers(environment);
    if (url.isPresent()) {
      return UserServer.open(url.get(), this);
    }
    if (template.isPresent()) {
      throw new ServerException(
          "the template database %s is on a server of yours: name that server with --database-url"
              .formatted(template.get()));
    }
    return EmbeddedServer.start(environment, extensions);
  }
}
