package com.example.seed;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Serves 127.0.0.1:$PORT from $DATABASE_URL. */
@SpringBootApplication
public class SeedApplication {
  public static void main(String[] arguments) {
    String url = System.getenv("DATABASE_URL");
    if (url == null) {
      System.err.println(
          "DATABASE_URL is not set: give it as postgresql://user:password@host:port/db");
      System.exit(2);
    }
    DatabaseUrl database = DatabaseUrl.parse(url);
    SpringApplication application = new SpringApplication(SeedApplication.class);
    application.setDefaultProperties(
        Map.of(
            "spring.datasource.url", database.jdbc(),
            "spring.datasource.username", database.user(),
            "spring.datasource.password", database.password()));
    application.run(arguments);
  }
}
