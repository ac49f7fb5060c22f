/* What HTML elements mean for reading. */
#include <stdlib.h>
#include <string.h>

#include "document/html_private.h"

typedef struct element {
    const char *name;
    uint8_t role, level;
} element;

/* Sorted by name. What is not here is inline. The names in capitals that wrap filings of
 * the SEC (<DOCUMENT><TYPE>...) are blocks, too. */
static const element elements[] = {
    {"address", ROLE_BLOCK, 0},  {"article", ROLE_BLOCK, 0},
    {"aside", ROLE_BLOCK, 0},    {"audio", ROLE_SKIP, 0},
    {"b", ROLE_STRONG, 0},       {"blockquote", ROLE_BLOCK, 0},
    {"body", ROLE_BLOCK, 0},     {"br", ROLE_BREAK, 0},
    {"button", ROLE_SKIP, 0},    {"canvas", ROLE_SKIP, 0},
    {"caption", ROLE_BLOCK, 0},  {"center", ROLE_BLOCK, 0},
    {"datalist", ROLE_SKIP, 0},  {"dd", ROLE_BLOCK, 0},
    {"del", ROLE_SKIP, 0},       {"description", ROLE_BLOCK, 0},
    {"details", ROLE_BLOCK, 0},  {"dir", ROLE_LIST, 0},
    {"div", ROLE_BLOCK, 0},      {"dl", ROLE_LIST, 0},
    {"document", ROLE_BLOCK, 0}, {"dt", ROLE_BLOCK, 0},
    {"fieldset", ROLE_BLOCK, 0}, {"figcaption", ROLE_BLOCK, 0},
    {"figure", ROLE_BLOCK, 0},   {"filename", ROLE_BLOCK, 0},
    {"footer", ROLE_BLOCK, 0},   {"form", ROLE_BLOCK, 0},
    {"h1", ROLE_HEADING, 1},     {"h2", ROLE_HEADING, 2},
    {"h3", ROLE_HEADING, 3},     {"h4", ROLE_HEADING, 4},
    {"h5", ROLE_HEADING, 5},     {"h6", ROLE_HEADING, 6},
    {"header", ROLE_BLOCK, 0},   {"hr", ROLE_BLOCK, 0},
    {"iframe", ROLE_SKIP, 0},    {"legend", ROLE_BLOCK, 0},
    {"li", ROLE_ITEM, 0},        {"main", ROLE_BLOCK, 0},
    {"menu", ROLE_LIST, 0},      {"nav", ROLE_SKIP_NAV, 0},
    {"noframes", ROLE_SKIP, 0},  {"noscript", ROLE_SKIP, 0},
    {"object", ROLE_SKIP, 0},    {"ol", ROLE_LIST, 0},
    {"p", ROLE_BLOCK, 0},        {"pre", ROLE_PRE, 0},
    {"rp", ROLE_SKIP, 0},        {"rt", ROLE_SKIP, 0},
    {"s", ROLE_SKIP, 0},         {"script", ROLE_SKIP, 0},
    {"section", ROLE_BLOCK, 0},  {"select", ROLE_SKIP, 0},
    {"sequence", ROLE_BLOCK, 0}, {"strike", ROLE_SKIP, 0},
    {"strong", ROLE_STRONG, 0},  {"style", ROLE_SKIP, 0},
    {"summary", ROLE_BLOCK, 0},  {"sup", ROLE_RAISED, 0},
    {"svg", ROLE_SKIP, 0},       {"table", ROLE_TABLE, 0},
    {"tbody", ROLE_BLOCK, 0},    {"td", ROLE_CELL, 0},
    {"template", ROLE_SKIP, 0},  {"text", ROLE_BLOCK, 0},
    {"textarea", ROLE_SKIP, 0},  {"tfoot", ROLE_BLOCK, 0},
    {"th", ROLE_CELL, 0},        {"thead", ROLE_BLOCK, 0},
    {"title", ROLE_TITLE, 0},    {"tr", ROLE_ROW, 0},
    {"type", ROLE_BLOCK, 0},     {"ul", ROLE_LIST, 0},
    {"video", ROLE_SKIP, 0},
};

static int compare(const void *name, const void *row)
{
    return strcmp(name, ((const element *)row)->name);
}

html_role qoq_html_role(const char *name, int *level)
{
    const element *found = bsearch(name, elements, sizeof elements / sizeof *elements,
                                   sizeof *elements, compare);
    *level = found ? found->level : 0;
    return found ? (html_role)found->role : ROLE_INLINE;
}
