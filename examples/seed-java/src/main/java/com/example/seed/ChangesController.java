package com.example.seed;

import java.util.NoSuchElementException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ChangesController {
  private final Changes changes;

  ChangesController(Changes changes) {
    this.changes = changes;
  }

  @PostMapping("/racy/")
  String racy() {
    changes.racy();
    return "OK";
  }

  @PostMapping("/cured/")
  String cured() {
    try {
      changes.cured();
    } catch (NoSuchElementException e) {
      return "Object does not exist";
    }
    return "OK";
  }

  @PostMapping("/versioned/")
  String versioned() {
    changes.versioned();
    return "OK";
  }

  @PostMapping("/other/update/")
  String updateOther() {
    changes.updateOther();
    return "OK";
  }

  @PostMapping("/other/save/")
  String saveOther() {
    changes.saveOther();
    return "OK";
  }

  @PostMapping("/versioned/other/save/")
  String saveVersionedOther() {
    changes.saveVersionedOther();
    return "OK";
  }

  @ExceptionHandler(OptimisticLockingFailureException.class)
  @ResponseStatus(HttpStatus.CONFLICT)
  String conflict() {
    return "Changed by somebody else: read it again";
  }
}
