-- How common each word is, so that a search knows which of its words say something.

alter table directory.vocabulary add column services integer not null default 0;
comment on column directory.vocabulary.services is 'How many published services have the word; counted anew with each import.';
