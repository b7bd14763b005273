-- How common each word is, so that a search knows which of its words say something.
-- `key` is the word as entries.keys hold it (words/keys.ts); `services` is counted anew with each import.

alter table directory.vocabulary
  add column key integer not null default 0,
  add column services integer not null default 0;
create index vocabulary_key on directory.vocabulary (key);
comment on column directory.vocabulary.services is 'How many published services have the word.';
