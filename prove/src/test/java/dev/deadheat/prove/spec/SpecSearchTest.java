package dev.deadheat.prove.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.TestServer;
import org.junit.jupiter.api.Test;

/// The orders of a spec's steps, reduced, against all of them. The long list is
/// `tools/check-specs.sh`'s.
final class SpecSearchTest {
  @Test
  void reducedSearchReachesTheSameInFewerRuns() throws Exception {
    Spec spec =
        Specs.parse(
            """
            setup { CREATE TABLE seat (id int PRIMARY KEY, taken text); }
            setup { INSERT INTO seat VALUES (1), (2); }
            session s1
            setup { BEGIN ISOLATION LEVEL SERIALIZABLE; SET LOCAL work_mem = '1MB'; }
            step r1 { SELECT count(*) FROM seat WHERE taken IS NULL; }
            step w1 { UPDATE seat SET taken = 'a' WHERE id = 1; }
            step c1 { COMMIT; }
            session s2
            setup { BEGIN ISOLATION LEVEL SERIALIZABLE; SET LOCAL work_mem = '1MB'; }
            step r2 { SELECT count(*) FROM seat WHERE taken IS NULL; }
            step w2 { UPDATE seat SET taken = 'b' WHERE id = 2; }
            step c2 { COMMIT; }
            """);
    SpecSearch search = SpecSearch.of(TestServer.server(), spec, 1_000);
    assertThat(search.orders()).isEqualTo(20);
    assertThat(search.brute().progress().runs()).isEqualTo(20);
    assertThat(search.reduced().progress().runs()).isLessThan(20);
    assertThat(search.missed()).isEmpty();
    assertThat(search.invented()).isEmpty();
    assertThat(search.agrees()).isTrue();
    assertThat(search.brute().first()).hasSizeGreaterThan(2);
  }

  @Test
  void aSearchThatWasStoppedAgreesWithNothing() throws Exception {
    Spec spec =
        Specs.parse(
            "session a step a {SELECT pg_advisory_lock(1)} session b step b {SELECT"
                + " pg_advisory_xact_lock(1)}");
    SpecSearch search = SpecSearch.of(TestServer.server(), spec, 1);
    assertThat(search.agrees()).isFalse();
  }
}
