// The columns of each kind of table that an import reads, as the registry names them; a test compares the two.

export const columns = {
  parties: ['party', 'name', 'name_en', 'abbreviation', 'aliases', 'kind', 'part_of', 'nip', 'regon', 'krs', 'lei', 'ror', 'website', 'organisation_type', 'country', 'region', 'address', 'place', 'coordinates', 'latitude', 'longitude', 'sectors', 'described', 'distinct_from', 'source', 'locator', 'mode'],
  clusters: ['id', 'name', 'name_en', 'abbreviation', 'aliases', 'nip', 'regon', 'krs', 'lei', 'website', 'same_as', 'successor_of', 'part_of', 'founded', 'initiators', 'founders_count', 'coordinator', 'count', 'as_of', 'source', 'locator', 'mode'],
  members: ['cluster', 'party', 'name', 'name_en', 'abbreviation', 'aliases', 'kind', 'part_of', 'nip', 'regon', 'krs', 'lei', 'ror', 'website', 'organisation_type', 'country', 'region', 'address', 'place', 'coordinates', 'latitude', 'longitude', 'sectors', 'described', 'distinct_from', 'class', 'class_label', 'joined', 'left', 'source', 'locator', 'mode'],
  agreements: ['id', 'kind', 'parties', 'beneficiaries', 'subject_pl', 'subject_en', 'name_pl', 'name_en', 'binding', 'proposed', 'signed', 'place', 'concluded', 'valid_until', 'conference', 'project_pl', 'project_en', 'programme', 'amount', 'shares', 'project_since', 'source', 'locator', 'mode'],
  visits: ['id', 'kind', 'host', 'visitors', 'date', 'place', 'sites', 'clusters', 'purpose_pl', 'purpose_en', 'name_pl', 'name_en', 'source', 'locator', 'mode'],
  counts: ['cluster', 'count', 'class', 'comparator', 'also_in', 'clusters_count', 'as_of', 'source', 'locator', 'mode'],
  coordinators: ['cluster', 'coordinator', 'role', 'appointed', 'released', 'source', 'locator', 'mode'],
  recognitions: ['cluster', 'scheme', 'grantor', 'valid_from', 'valid_to', 'source', 'locator', 'mode'],
  successions: ['cluster', 'change', 'new_name', 'new_name_en', 'new_abbreviation', 'into', 'members_pass', 'agreements_pass', 'date', 'source', 'locator', 'mode'],
  sources: ['id', 'title_pl', 'title_en', 'source_type', 'language', 'published', 'publisher', 'url', 'translation_of', 'hash', 'mode'],
} as const;

export type TableKind = keyof typeof columns;
export type ColumnName = (typeof columns)[TableKind][number];
