package com.example.seed;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The changes that requests ask for. Hibernate writes every column of a changed entity back when
 * the transaction commits.
 */
@Service
class Changes {
  private final MyModels models;
  private final VersionedModels versionedModels;

  Changes(MyModels models, VersionedModels versionedModels) {
    this.models = models;
    this.versionedModels = versionedModels;
  }

  /**
   * Racy: a transaction alone keeps nobody from changing the row between its read and its write.
   */
  @Transactional
  void racy() {
    models.findById(1L).orElseThrow().changeField("new value");
  }

  /** Cured by a lock from the read to the end. */
  @Transactional
  void cured() {
    models.findLocked(1L).orElseThrow().changeField("new value");
  }

  /** Cured by a version: whoever comes second fails, and changes nothing. */
  @Transactional
  void versioned() {
    versionedModels.findById(1L).orElseThrow().changeField("new value");
  }

  @Transactional
  void updateOther() {
    models.updateOther(1L, "new other");
  }

  @Transactional
  void saveOther() {
    models.findById(1L).orElseThrow().changeOther("new other");
  }

  @Transactional
  void saveVersionedOther() {
    versionedModels.findById(1L).orElseThrow().changeOther("new other");
  }
}
