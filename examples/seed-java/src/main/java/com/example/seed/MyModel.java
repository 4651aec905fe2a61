package com.example.seed;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
class MyModel {
  @Id private Long id;
  private String field;
  private String other;

  void changeField(String value) {
    field = value;
  }

  void changeOther(String value) {
    other = value;
  }
}
