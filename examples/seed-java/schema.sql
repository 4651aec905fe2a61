CREATE TABLE my_model (
    id bigint PRIMARY KEY,
    field varchar(100) NOT NULL,
    other varchar(100) NOT NULL
);

CREATE TABLE versioned_model (
    id bigint PRIMARY KEY,
    field varchar(100) NOT NULL,
    other varchar(100) NOT NULL,
    version bigint NOT NULL
);
