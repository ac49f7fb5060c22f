/*
 * The contracts of the room unit, for any bytes: what is taken for a unit is its own id,
 * and has a name in both languages; what is taken for a scale is a row of the table.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/unit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_unit(const char *text, size_t len)
{
    qoq_unit unit, per;

    if (qoq_unit_parse(&unit, text, len, NULL) != QOQ_OK)
        return;
    require(unit.kind != QOQ_UNIT_NONE && len < sizeof unit.id);
    require(strlen(unit.id) == len && memcmp(unit.id, text, len) == 0);
    require(qoq_unit_equal(unit, qoq_unit_of(unit.id)));
    require(qoq_unit_name(&unit, false)[0] && qoq_unit_name(&unit, true)[0]);
    per = qoq_unit_per(unit, "share");
    require((per.kind == QOQ_UNIT_PER_SHARE) == (unit.kind == QOQ_UNIT_MONEY));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size ? size : 1);
    const qoq_scale *scale;

    require(text != NULL);
    if (size)
        memcpy(text, data, size);
    check_unit(text, size);
    scale = qoq_scale_find((qoq_slice){text, size});
    require(!scale || (scale->power >= 0 && scale->power <= 12));
    free(text);
    return 0;
}
