package com.example.seed;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

/**
 * {@link MyModel} with a column that counts its changes: an UPDATE of a stale copy finds no row.
 */
@Entity
class VersionedModel {
  @Id private Long id;
  private String field;
  private String other;
  @Version private long version;

  void changeField(String value) {
    field = value;
  }

  void changeOther(String value) {
    other = value;
  }
}
