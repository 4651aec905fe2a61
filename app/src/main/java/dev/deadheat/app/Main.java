package dev.deadheat.app;

/// The `deadheat` command: reads the command line and hands over to the command it names.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("deadheat");
  }
}
