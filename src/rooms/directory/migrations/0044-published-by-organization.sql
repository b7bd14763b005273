-- Services one organization after the other, for downloads in which a service stands within its organization.

create index published_by_organization on directory.published
  ((coalesce(listing ->> 'organisationId', '')) collate "C", service_id);
