package com.example.seed;

import jakarta.persistence.LockModeType;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface MyModels extends JpaRepository<MyModel, Long> {
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select m from MyModel m where m.id = :id")
  Optional<MyModel> findLocked(long id);

  @Modifying
  @Query("update MyModel m set m.other = :value where m.id = :id")
  int updateOther(long id, String value);
}
