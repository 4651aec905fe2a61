package dev.deadheat.sql;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// One statement's tokens with their parentheses matched.
final class Tokens {
  private final List<Token> tokens;
  private final int[] partner;
  private final boolean balanced;

  Tokens(List<Token> tokens) {
    this.tokens = List.copyOf(tokens);
    this.partner = new int[tokens.size()];
    Deque<Integer> open = new ArrayDeque<>();
    boolean even = true;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.isMark("(") || token.isMark("[")) {
        open.push(i);
      } else if (token.isMark(")") || token.isMark("]")) {
        if (open.isEmpty()) {
          even = false;
        } else {
          int start = open.pop();
          partner[start] = i;
          partner[i] = start;
        }
      }
    }
    this.balanced = even && open.isEmpty();
  }

  /// Whether every parenthesis has its partner and nothing is broken.
  boolean isSound() {
    return balanced && tokens.stream().noneMatch(token -> token.type() == Token.Type.BROKEN);
  }

  int size() {
    return tokens.size();
  }

  Token get(int index) {
    return tokens.get(index);
  }

  List<Token> range(int from, int to) {
    return tokens.subList(from, to);
  }

  boolean is(int index, String keyword) {
    return index >= 0 && index < tokens.size() && tokens.get(index).is(keyword);
  }

  boolean isMark(int index, String mark) {
    return index >= 0 && index < tokens.size() && tokens.get(index).isMark(mark);
  }

  boolean isName(int index) {
    return index >= 0 && index < tokens.size() && tokens.get(index).isName();
  }

  /// Whether these keywords stand here, one after another.
  boolean are(int index, String... keywords) {
    for (int i = 0; i < keywords.length; i++) {
      if (!is(index + i, keywords[i])) {
        return false;
      }
    }
    return true;
  }

  /// The lower-cased word here, if it is one.
  Optional<String> word(int index) {
    return index < tokens.size() && tokens.get(index).type() == Token.Type.WORD
        ? Optional.of(tokens.get(index).value())
        : Optional.empty();
  }

  boolean opens(int index) {
    return isMark(index, "(") || isMark(index, "[");
  }

  /// The index of the parenthesis that belongs to the one here.
  int partner(int index) {
    return partner[index];
  }

  /// The index after this token, or after the whole parenthesis that opens here.
  int after(int index) {
    return opens(index) ? partner[index] + 1 : index + 1;
  }

  /// The first place at or after `from` and before `to`, outside parentheses, where one of these
  /// keywords stands; `to` if there is none.
  int find(int from, int to, String... keywords) {
    for (int i = from; i < to; i = after(i)) {
      for (String keyword : keywords) {
        if (is(i, keyword)) {
          return i;
        }
      }
    }
    return to;
  }
}
