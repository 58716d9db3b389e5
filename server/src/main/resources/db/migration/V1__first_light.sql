-- Standard SQL that H2 and PostgreSQL both take. Times of people are wall-clock times; times inside a
-- cluster are virtual and live in its documents.

create table account (
  id varchar(26) primary key,
  name varchar(60) not null,
  login varchar(64) unique,
  password_hash varchar(255),
  role varchar(16) not null,
  created_at timestamp with time zone not null
);

create table session (
  token_hash char(64) primary key,
  account_id varchar(26) not null references account (id) on delete cascade,
  created_at timestamp with time zone not null,
  seen_at timestamp with time zone not null
);
create index session_account on session (account_id);

-- What fresh clusters share is kept once; a cluster's rows say how it differs from its base.
create table cluster_base (
  id char(64) primary key,
  body bytea not null
);

create table cluster (
  id varchar(26) primary key,
  base char(64) not null references cluster_base (id),
  owner varchar(26) not null unique references account (id) on delete cascade,
  version bigint not null,
  revision bigint not null,
  inputs bigint not null,
  saved_at timestamp with time zone not null,
  meta text not null
);

create table cluster_object (
  cluster_id varchar(26) not null references cluster (id) on delete cascade,
  object_key varchar(700) not null,
  body text,
  primary key (cluster_id, object_key)
);

create table cluster_memory (
  cluster_id varchar(26) not null references cluster (id) on delete cascade,
  memory_key varchar(700) not null,
  body text,
  primary key (cluster_id, memory_key)
);

create table cluster_trace (
  cluster_id varchar(26) not null references cluster (id) on delete cascade,
  last_id bigint not null,
  body text not null,
  primary key (cluster_id, last_id)
);

create table cluster_input (
  cluster_id varchar(26) not null references cluster (id) on delete cascade,
  sequence bigint not null,
  applied_at timestamp with time zone not null,
  virtual_at varchar(40) not null,
  kind varchar(16) not null,
  body text not null,
  primary key (cluster_id, sequence)
);

create table cluster_token (
  token_hash char(64) primary key,
  cluster_id varchar(26) not null references cluster (id) on delete cascade,
  created_at timestamp with time zone not null
);
create index cluster_token_cluster on cluster_token (cluster_id);

create table desk (
  account_id varchar(26) primary key references account (id) on delete cascade,
  lesson varchar(16) not null,
  terminal text not null,
  files text not null,
  saved_at timestamp with time zone not null
);

create table classroom (
  id varchar(26) primary key,
  name varchar(60) not null,
  code varchar(8) not null unique,
  owner varchar(26) not null references account (id) on delete cascade,
  created_at timestamp with time zone not null
);
create index classroom_owner on classroom (owner);

create table enrolment (
  classroom_id varchar(26) not null references classroom (id) on delete cascade,
  account_id varchar(26) not null references account (id) on delete cascade,
  joined_at timestamp with time zone not null,
  primary key (classroom_id, account_id)
);
create index enrolment_account on enrolment (account_id);

create table step_progress (
  account_id varchar(26) not null references account (id) on delete cascade,
  lesson varchar(16) not null,
  step varchar(64) not null,
  began_at timestamp with time zone not null,
  passed_at timestamp with time zone,
  hints integer not null,
  primary key (account_id, lesson, step)
);

create table activity (
  account_id varchar(26) primary key references account (id) on delete cascade,
  lesson varchar(16) not null,
  step varchar(64) not null,
  at timestamp with time zone not null,
  error varchar(300) not null,
  errors integer not null,
  fruitless integer not null,
  finding varchar(300) not null
);

create table command_log (
  account_id varchar(26) not null references account (id) on delete cascade,
  sequence bigint not null,
  at timestamp with time zone not null,
  lesson varchar(16) not null,
  step varchar(64) not null,
  line text not null,
  exit_code integer not null,
  primary key (account_id, sequence)
);

create table quiz_answer (
  account_id varchar(26) not null references account (id) on delete cascade,
  lesson varchar(16) not null,
  question varchar(64) not null,
  attempt integer not null,
  answer text not null,
  correct boolean not null,
  at timestamp with time zone not null,
  primary key (account_id, lesson, question, attempt)
);
