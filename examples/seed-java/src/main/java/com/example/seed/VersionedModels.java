package com.example.seed;

import org.springframework.data.jpa.repository.JpaRepository;

interface VersionedModels extends JpaRepository<VersionedModel, Long> {}
