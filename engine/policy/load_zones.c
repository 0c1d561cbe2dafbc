/* load_zones.c: zones by name, their sides, and the GeoJSON file of each. */
#include "load.h"

#include <fusion/limits.h>

static int sides_load(struct load *l, const struct yaml_node *list, struct zone *z) {
    for (const struct yaml_node *n = list ? list->child : NULL; n; n = n->next) {
        party_id party = 0;
        if (!party_parse(n->text, &party) || !policy_party_find(l->p, party))
            return load_unknown(l, n, "party", "parties", l->p->party_codes);
        if (z->side_count && z->sides[0] == party)
            return load_refuse(l, n->mark, "found the side %s twice, expected it once",
                               yaml_quote(n->text).text);
        z->sides[z->side_count++] = party;
    }
    return 0;
}

/* No such file: the nearest name among the policy's zones. */
static int file_refuse(struct load *l, const struct yaml_node *name) {
    const char **names = arena_array(l->scratch, l->p->file_count + 1, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; names && i < l->p->file_count; i++)
        if (bytes_begins(l->p->files[i].name, BYTES("zones/")))
            names[count++] = l->p->files[i].name.data;
    return !names ? error_memory(l->e)
                  : load_refuse(l, name->mark,
                                "found no file %s in the policy, expected one as `zones/NAME.geojson`%s",
                                yaml_quote(name->text).text, error_offer(name->text, names, "`", "`").text);
}

static int rings_load(struct load *l, const struct yaml_node *name, struct zone *z) {
    const struct policy_file *file = folder_find(l->p, name->text);
    if (!file || !bytes_begins(file->name, BYTES("zones/")))
        return file_refuse(l, name);
    return geojson_rings(&l->p->arena, l->scratch, file, z, l->e);
}

static int zone_load(struct load *l, const struct yaml_node *n, struct zone *z) {
    int status = load_word(l, n->key_mark, n->key, &z->word);
    if (!status)
        status = sides_load(l, yaml_get(n, "sides"), z);
    return status ? status : rings_load(l, yaml_get(n, "file"), z);
}

int load_zones(struct load *l) {
    const struct yaml_node *all = yaml_get(l->root, "zones");
    const struct yaml_node *area = yaml_get(l->root, "area");
    int status = load_array(l, all ? all->count : 0, sizeof *l->p->zones, &l->p->zones);
    if (!status && area)
        status = rings_load(l, area, &l->p->area);
    for (const struct yaml_node *n = all ? all->child : NULL; !status && n; n = n->next)
        status = zone_load(l, n, &l->p->zones[l->p->zone_count++]);
    return status;
}
