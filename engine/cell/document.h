/*
 * document.h: an incident as its document, and what changed as a merge patch of it (docs/record.md).
 */
#ifndef FUSION_CELL_DOCUMENT_H
#define FUSION_CELL_DOCUMENT_H

#include <fusion/incident.h>

/* The marked fields as a patch; a field that is no longer there becomes null. Clears the marks. */
void document_write_changes(struct incident *i, const struct words *words, struct json_writer *w);
/* A whole document as an incident, not yet in the state. Words that the table does not know are added. NULL:
 * it is no such document, or memory ran out. */
struct incident *document_incident(const struct json *document, struct words *words, uint64_t number);

#endif
