/*
 * The contracts of the room period, for any bytes: a period read formats and parses back
 * to itself, ends on a day of the calendar and is found again by that day; any sequence
 * of atoms is matched within its length and resolved to a period that exists.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "qoq/period.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_period(qoq_period p, qoq_calendar calendar)
{
    char text[48];
    qoq_period back;
    int year, month, day;
    size_t len = qoq_period_format(text, p);

    require(len > 0 && len < 16 && text[len] == '\0');
    require(qoq_period_parse(&back, text, len, NULL) == QOQ_OK);
    require(qoq_period_equal(back, p));
    len = qoq_period_format_long(text, p, true);
    require(len > 0 && len < sizeof text);
    qoq_period_end(p, calendar, &year, &month, &day);
    require(month >= 1 && month <= 12 && day >= 1 &&
            day <= qoq_days_in_month(year, month));
    require(qoq_period_compare(p, p) == 0);
    if (p.span == QOQ_SPAN_DATE || year < 2 || year > 9998)
        return;
    back = qoq_period_ending(year, month, day, qoq_period_months(p), calendar);
    require(qoq_period_equal(back, p));
}

static qoq_period_atom atom_of(const uint8_t bytes[3])
{
    static const int32_t years[] = {1949, 1950, 2000, 2024, 2025, 2100, 114, 99};
    qoq_period_atom atom = {.kind = (uint8_t)(bytes[0] % (QOQ_PA_ROC + 2)),
                            .digits = bytes[1] & 7,
                            .glued = (bytes[1] & 8) != 0,
                            .value = (int8_t)bytes[2]};

    if ((bytes[1] & 0x30) == 0x30)
        atom.value = years[bytes[2] % 8];
    if ((bytes[1] & 0xF0) == 0xF0)
        atom.value = INT32_MIN + bytes[2];
    return atom;
}

static void check_phrase(const uint8_t *data, size_t size)
{
    qoq_period_atom atoms[24];
    size_t count = 0, taken;
    qoq_period_phrase phrase;
    qoq_period_context context = {.year = 2025};

    if (size < 4)
        return;
    context.calendar = (qoq_calendar){data[0] % 13, (data[0] & 0x40) != 0};
    context.future = (data[0] & 0x80) != 0;
    context.current =
        qoq_period_of(2020 + data[1] % 8, (qoq_span)(data[2] % 6), 1 + data[3] % 4);
    for (size_t at = 4; at + 3 <= size && count < 24; at += 3)
        atoms[count++] = atom_of(data + at);
    taken = qoq_period_phrase_match(&phrase, atoms, count);
    require(taken <= count);
    if (taken == 0)
        return;
    require(phrase.month <= 12 && phrase.day <= 31 && phrase.months <= 12);
    qoq_period p = qoq_period_resolve(&phrase, &context);
    if (!qoq_period_is_none(p))
        check_period(p, context.calendar);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size ? size : 1);
    qoq_period p;

    require(text != NULL);
    if (size)
        memcpy(text, data, size);
    /* All text inside qoq is valid UTF-8. */
    if (qoq_text_is_valid(text, size, NULL) &&
        qoq_period_parse(&p, text, size, NULL) == QOQ_OK)
        check_period(p, (qoq_calendar){(uint8_t)(1 + size % 12), size % 3 == 0});
    check_phrase(data, size);
    free(text);
    return 0;
}
