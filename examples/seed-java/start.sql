INSERT INTO my_model (id, field, other) VALUES (1, 'old value', 'old other');
INSERT INTO versioned_model (id, field, other, version) VALUES (1, 'old value', 'old other', 0);
