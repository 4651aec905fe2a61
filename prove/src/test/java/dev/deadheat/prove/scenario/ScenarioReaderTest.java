package dev.deadheat.prove.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.search.Lane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScenarioReaderTest {
  @TempDir Path folder;

  @Test
  void theSeedsFileIsRead() throws IOException {
    Path seed = Path.of("../examples/seed/deadheat.toml");
    ScenarioFile file = good(ScenarioReader.read(seed));

    assertThat(file.service()).isInstanceOf(Service.Django.class);
    assertThat(file.scenarios()).hasSize(5);
    assertThat(file.scenarios()).allSatisfy(one -> assertThat(one.lanes()).hasSize(2));
    assertThat(file.scenarios().getFirst().start())
        .containsExactly(new StartRows.Fixture("one_row"));
    Scenario missing = file.scenarios().getLast();
    assertThat(missing.start()).isEmpty();
    assertThat(missing.requests().getFirst().expect().accepts(500)).isTrue();
  }

  @Test
  void everythingCanBeSaid() throws IOException {
    Files.writeString(folder.resolve("rows.sql"), "SELECT 1;");
    ScenarioFile file =
        good(
            read(
                """
                settings = "shop.settings"
                python = "python3.12"
                isolation = "serializable"
                budget = { seconds = 30 }
                env = { FEATURE = "on", LIMIT = 3 }

                [[scenario]]
                name = "buy"
                start = ["base", "rows.sql", "shop.start:rows"]
                invariant = "SELECT sum(stock) >= 0 FROM shop_item"
                order = ["B", "A"]
                isolation = "REPEATABLE READ"
                budget = { schedules = 5 }
                allow_hosts = ["api.example.org"]

                [[scenario.request]]
                method = "post"
                path = "/buy/?now=1"
                query = { q = "a b", tag = ["x", "y"] }
                form = { item = 7, gift = true }
                headers = { X-Trace = "1" }
                user = "ann"
                expect = [200, 302]

                [[scenario.request]]
                path = "/api/"
                method = "PUT"
                json = { id = 7, tags = ["a"] }
                """));

    assertThat(file.service())
        .isInstanceOfSatisfying(
            Service.Django.class,
            django -> {
              assertThat(django.python()).contains("python3.12");
              assertThat(django.settings()).contains("shop.settings");
              assertThat(django.environment()).containsEntry("LIMIT", "3");
            });
    Scenario scenario = file.scenarios().getFirst();
    assertThat(scenario.line()).isEqualTo(7);
    assertThat(scenario.start())
        .containsExactly(
            new StartRows.Fixture("base"),
            new StartRows.SqlFile(folder.resolve("rows.sql")),
            new StartRows.PythonFunction("shop.start", "rows"));
    assertThat(scenario.order()).containsExactly(new Lane(1), new Lane(0));
    assertThat(scenario.isolation()).contains(Isolation.REPEATABLE_READ);
    assertThat(scenario.budget()).isEqualTo(new Budget(Optional.empty(), Optional.of(5L)));
    Request buy = scenario.requests().getFirst();
    assertThat(buy.method()).isEqualTo("POST");
    assertThat(buy.target()).isEqualTo("/buy/?now=1&q=a+b&tag=x&tag=y");
    assertThat(buy.body().bytes()).asString().isEqualTo("item=7&gift=true");
    assertThat(buy.expect().accepts(201)).isFalse();
    Request put = scenario.requests().get(1);
    assertThat(put.body().contentType()).contains("application/json");
    assertThat(new String(put.body().bytes(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualToIgnoringWhitespace("{\"id\":7,\"tags\":[\"a\"]}");
  }

  @Test
  void whatTheFileSaysHoldsForEveryScenario() {
    ScenarioFile file =
        good(
            read(
                """
                start = ["base"]
                budget = { seconds = 30 }

                [[scenario]]
                name = "one"
                [[scenario.request]]
                path = "/"
                copies = 3
                """));
    Scenario scenario = file.scenarios().getFirst();
    assertThat(scenario.start()).containsExactly(new StartRows.Fixture("base"));
    assertThat(scenario.budget().time()).contains(Duration.ofSeconds(30));
    assertThat(scenario.lanes()).hasSize(3);
  }

  @Test
  void aRequestCanBeSaidShortly() {
    ScenarioFile file =
        good(
            read(
                """
                user = "ann"

                [[scenario]]
                name = "two tabs"
                request = [
                  { post = "/buy/", form = { item = 7 }, copies = 2 },
                  { delete = "/cart/", user = "bob" },
                  { get = "/", user = "" },
                ]

                [[scenario]]
                name = "another's"
                user = "eve"
                request = [{ path = "/", copies = 2 }]
                """));
    Scenario scenario = file.scenarios().getFirst();
    assertThat(scenario.requests())
        .extracting(one -> one.method() + " " + one.path() + " " + one.user().orElse("nobody"))
        .containsExactly("POST /buy/ ann", "POST /buy/ ann", "DELETE /cart/ bob", "GET / nobody");
    assertThat(file.scenarios().getLast().requests())
        .allSatisfy(one -> assertThat(one.user()).contains("eve"));
  }

  @Test
  void anyCommandCanBeALane() throws IOException {
    Files.writeString(folder.resolve("schema.sql"), "CREATE TABLE t (id int);");
    ScenarioFile file =
        good(
            read(
                """
                command = ["java", "-jar", "service.jar"]
                build = ["./mvnw", "package"]
                schema = "schema.sql"
                """
                    + TWO_REQUESTS));
    assertThat(file.service())
        .isInstanceOfSatisfying(
            Service.AnyCommand.class,
            command -> {
              assertThat(command.command()).containsExactly("java", "-jar", "service.jar");
              assertThat(command.schema()).contains(folder.resolve("schema.sql"));
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "strat = []                     | 1:1: unknown key \"strat\" in the file; did you mean"
            + " \"start\"?",
        "frobnicate = 1                 | 1:1: unknown key \"frobnicate\" in the file; expected one"
            + " of",
        "start = 3                      | 1:1: \"start\" is an integer; expected a list of strings",
        "start = [\"a\", 3]             | 1:15: an item of \"start\" is an integer; expected a"
            + " string",
        "start = [\"gone.sql\"]         | 1:10: there is no file ",
        "start = [\"a b:c\"]            | 1:10: \"a b:c\" is no function; expected"
            + " \"module:function\"",
        "isolation = \"chaos\"          | 1:1: \"chaos\" is no isolation level; expected one of"
            + " \"read",
        "budget = { seconds = 0 }       | 1:12: \"seconds\" is 0; expected at least 1",
        "budget = { second = 1 }        | unknown key \"second\" in \"budget\"; did you mean"
            + " \"seconds\"?",
        "schema = \"s.sql\"             | \"schema\" goes with \"command\", which is missing",
        "command = []                   | 1:1: \"command\" is empty; expected a program",
        "command = [\"x\"]\\npython = \"p\" | 2:1: \"python\" is for Django projects",
        "command = [\"x\"]\\nschema = \"s.sql\" | 2:1: there is no file ",
        "command = [\"x\"]\\nstart = [\"base\"] | 2:10: \"base\" needs Django",
      })
  void aMistakeAtTheTopIsAnswered(String line, String expected) {
    assertThat(problems(line.replace("\\n", "\n").strip() + "\n" + TWO_REQUESTS))
        .anySatisfy(problem -> assertThat(problem).contains(expected.strip()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "order = [\"A\", \"C\"]  | 3:15: there is no lane \"C\"; the lanes are A to B",
        "order = [\"A\"]         | 3:1: \"order\" must name each of the 2 lanes once",
        "order = \"AB\"          | 3:1: \"order\" is a string; expected a list of strings",
        "tasks = \"eager\"         | 3:1: \"tasks\" is \"eager\"; expected \"served\" or \"noted\"",
        "invariant = 3           | 3:1: \"invariant\" is an integer; expected a string",
        "fixture = \"x\"         | 3:1: unknown key \"fixture\" in [[scenario]]; expected one of",
        "allow_host = []         | did you mean \"allow_hosts\"?",
      })
  void aMistakeInAScenarioIsAnswered(String line, String expected) {
    String text = TWO_REQUESTS.replace("name = \"n\"", "name = \"n\"\n" + line);
    assertThat(problems(text)).singleElement().asString().contains(expected.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "method = \"FETCH\"      | 4:1: \"FETCH\" is no method; expected one of GET, POST",
        "copies = 0              | 4:1: \"copies\" is 0; expected at least 1",
        "copies = 40             | requests are too many; expected at most 26",
        "expect = \"ok\"         | 4:1: \"expect\" holds ok; expected an HTTP status",
        "expect = [200, 20]      | 4:1: \"expect\" holds 20; expected an HTTP status",
        "form = \"a=b\"          | 4:1: \"form\" is a string; expected a table",
        "form = { a = { b = 1 } } | 4:1: \"form.a\" is nested; expected a string or a number",
        "post = \"/\"            | \"post\" names method and path already; leave \"path\" out",
        "pth = \"/\"             | 4:1: unknown key \"pth\" in [[scenario.request]]; did you mean"
            + " \"path\"?",
        "form = {}\\nbody = \"x\" | 5:1: a request has one body; expected only one of form, json,"
            + " body",
      })
  void aMistakeInARequestIsAnswered(String line, String expected) {
    String text =
        TWO_REQUESTS.replaceFirst(
            "(?s)\\[\\[scenario.request]]\n",
            "[[scenario.request]]\n" + line.replace("\\n", "\n") + "\n");
    assertThat(problems(text)).singleElement().asString().contains(expected.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                       | 1:1: there is no scenario",
        "[[scenario]]\\nname = \"n\"                | 1:1: this scenario has no request",
        "command=[\"x\"]\\n[[scenario]]\\nname = \"n\"\\n[[scenario.request]]\\npath=\"/\" | 2:1:"
            + " one request meets nobody",
        "[[scenario]]\\n[[scenario.request]]\\npath=\"/\"\\ncopies=2 | 1:1: this scenario has no"
            + " name",
        "[[scenario]]\\nname = \"n\"\\n[[scenario.request]]\\ncopies=2 | 3:1: this request has no"
            + " path",
        "[[scenario]]\\nname = \"n\"\\n[[scenario.request]]\\npath=\"x\"\\ncopies=2 | 4:1: \"x\" is"
            + " no path",
        "scenario = 3                             | 1:1: \"scenario\" is an integer; expected an"
            + " array",
        "start = [                                | 1:",
        "a = 1\\na = 2                            | 2:1: ",
      })
  void whatIsMissingOrBrokenIsAnswered(String text, String expected) {
    assertThat(problems(text.replace("\\n", "\n")))
        .anySatisfy(problem -> assertThat(problem).contains(expected.strip()));
  }

  @Test
  void aUserOfAServiceThatIsNotDjangoIsAnswered() {
    String text = "command = [\"x\"]\n" + TWO_REQUESTS.replaceFirst("path", "user = \"ann\"\npath");
    assertThat(problems(text)).singleElement().asString().contains("only Django users");
  }

  @Test
  void aNameTwiceIsAnswered() {
    assertThat(problems(TWO_REQUESTS + TWO_REQUESTS))
        .singleElement()
        .asString()
        .contains("7:1: the name \"n\" is taken by the scenario of line 1");
  }

  @Test
  void allMistakesAreToldAtOnceInFileOrder() {
    List<String> problems =
        problems(
            """
            strat = []
            [[scenario]]
            nam = "x"
            [[scenario.request]]
            pth = "/"
            """);
    assertThat(problems).hasSize(5);
    assertThat(problems.getFirst()).contains("strat");
    assertThat(problems.getLast()).contains("pth");
  }

  @Test
  void aFileThatIsNoTextIsAnswered() throws IOException {
    Path file = folder.resolve("deadheat.toml");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThat(ScenarioReader.read(file))
        .isInstanceOfSatisfying(
            Reading.Bad.class,
            bad -> assertThat(bad.problems().getFirst().message()).contains("UTF-8"));
  }

  private static final String TWO_REQUESTS =
      """
      [[scenario]]
      name = "n"
      [[scenario.request]]
      path = "/a"
      [[scenario.request]]
      path = "/b"
      """;

  private Reading read(String text) {
    return ScenarioReader.parse(folder.resolve("deadheat.toml"), text);
  }

  private List<String> problems(String text) {
    return switch (read(text)) {
      case Reading.Good _ -> List.of();
      case Reading.Bad(var problems) -> problems.stream().map(Problem::toString).toList();
    };
  }

  private static ScenarioFile good(Reading reading) {
    return switch (reading) {
      case Reading.Good(var file) -> file;
      case Reading.Bad(var problems) -> throw new AssertionError(problems.toString());
    };
  }
}
