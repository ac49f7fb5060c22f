/* Open vocabulary: parts and companies that no lexicon knows, found by grammar.
 *
 * 云服务业务收入, "revenue from Cloud Platform", "the Skincare segment" name a part;
 * a title or the subject of "reported" names a company. A name seen once in a doubtful
 * place teaches nothing: it takes a noun that says what it is (业务, segment), a second
 * mention, or a sibling in the same block. */
#ifndef QOQ_TOKENS_NAMES_H
#define QOQ_TOKENS_NAMES_H

#include "extract/tokens.h"
#include "qoq/arena.h"

typedef struct candidate {
    const char *folded;
    size_t len;
    qoq_slice original; /* in the document */
    uint32_t strong;  /* followed by 业务, segment... or preceded by "revenue from" */
    uint32_t weak;    /* beside a metric */
    uint32_t numbers; /* of those, with an amount behind */
    uint32_t company; /* stands where a company stands */
    uint32_t titles;  /* of those, at the head of the title before a period or metric */
    uint32_t headings; /* of those, a heading by itself */
    bool text;         /* holds a word that no lexicon knows */
    uint32_t direct; /* of those, at the head of a block before "2024年第四季收入" */
    uint32_t achieves; /* the same with a verb between: 2024年第三季度实现收入 */
    uint32_t reports; /* of those, with a period or metric in the same clause */
    size_t block;     /* of the last mention */
    bool sibling;
    bool small, capital; /* printed in small letters; with a capital */
    uint32_t labels;     /* blocks that it labels */
    uint32_t members;    /* lists that it is a member of */
    uint32_t led;        /* sentences of its own that end "with revenue of ..." */
} candidate;

/* A stretch of text in which a company's name may stand, and then the name. */
typedef struct company_seed {
    char folded[96];
    size_t len;
    bool latin, title;
    bool opens; /* the title begins with it, or goes on with it behind a label */
    bool
        labelled; /* only a mark follows, as a label's does: believed when nothing else is */
    bool ends;      /* a bracket, a verb of reporting or a period follows the whole */
    bool backward;  /* the name is at its end, not its beginning */
    bool run_in;    /* of those, in front of a full stop */
    bool heads;     /* the text begins with it, and a verb of reporting follows */
    bool unproven;  /* of those, no figure stands behind it yet */
    bool boxed;     /* 【】 at the head of a paragraph */
    bool full_form; /* only what another may be short for */
    bool sure;      /* Inc., 有限公司 follows: no part is called so */
    uint32_t times;
    bool plain;                /* only repeated: a part's name might be, too */
    size_t origin, origin_end; /* bytes of the document: as first printed */
} company_seed;

/* A short name of a known company, believed once the company is named in full. */
typedef struct waiting_name {
    char folded[64];
    size_t len;
    const qoq_term *term;
} waiting_name;

/* 天朗微电子股份有限公司(以下简称"天朗微") */
typedef struct company_alias {
    char folded[64], owner[96];
    size_t len, owner_len;
} company_alias;

enum { MOST_WAITING = 8, MOST_SEEDS = 160, MOST_ALIASES = 8 };

typedef struct names {
    const qoq_lexicon *lexicon;
    waiting_name waiting[MOST_WAITING];
    const qoq_entity *full[MOST_WAITING]; /* companies that are named in full */
    size_t waiting_count, full_count;
    company_seed seeds[MOST_SEEDS];
    size_t seed_count;
    size_t open_box; /* 1 + the seed that the next block may prove, 0 = none */
    company_seed believed[MOST_SEEDS];
    company_alias aliases[MOST_ALIASES];
    size_t alias_count;
    qoq_buffer text;  /* the head of the document, folded */
    uint32_t *origin; /* of each byte of it: the byte of the document */
    size_t origin_room;
    candidate *items;
    size_t count, room;
    size_t label_count; /* names that label a block */
    size_t heading;     /* 1 + item: a heading of nothing but a name; 0 = none */
    size_t block_first; /* index of the first candidate of this block */
    qoq_names *index;   /* folded name → item + 1 */
} names;

void names_clear(names *list);

typedef enum name_place { PLACE_TEXT, PLACE_HEADING, PLACE_TITLE } name_place;

/* Collects candidates of one block. */
qoq_status names_collect(names *list, const tokens *block, qoq_slice text, size_t index,
                         name_place place, qoq_error *err);

/* Collects the known companies of one block. */
void names_mention(names *list, const tokens *block);

/* tokens_company.c: collects what may name a company, and the text in which names are
 * looked for; then the names, which stay in `list`. */
void names_seed(names *list, const tokens *block, size_t index, name_place place);
qoq_status names_remember_text(names *list, const tokens *block, size_t start,
                               qoq_error *err);
size_t names_companies(names *list, const qoq_lexicon *lexicon, const char *document,
                       company_seed **out);

/* tokens_alias.c: short names. Token i may begin to say one (以下简称). */
void names_seed_alias(names *list, const tokens *block, size_t i);
const company_seed *names_alias_owner(const company_alias *alias,
                                      const company_seed *companies, size_t n);

/* The company whose name goes on behind this one (成丰食品, of 成丰食), or itself. */
const company_seed *names_longer(const company_seed *s, const company_seed *companies,
                                 size_t n);

/* How many bytes of the name the text goes on with (成丰表示); 0 = none. */
size_t names_short_form(const names *list, const company_seed *s);

/* A stretch of tokens. */
typedef struct name_span {
    size_t from, to;
} name_span;

/* Is the block nothing but a name, as the heading over the paragraphs of a part? */
bool names_heading(const tokens *block, name_span *out);
/* Does the block go straight on with revenue, of no company, as a part's paragraph? */
bool names_opens_with_revenue(const tokens *block);

/* How many numbers stand in the list that follows token i in its clause ("收入分别为A、B和C":
 * 3); 0 when none follows, 1 for a single number. */
size_t names_numbers_ahead(const tokens *block, size_t i);

/* The n parts named in a list that ends before token i ("影像设备、体外诊断、服务与耗材三个
 * 分部的" and three numbers): only a list of exactly n is one. Returns whether it is. */
bool names_list(const tokens *block, size_t i, size_t n, name_span *out);

/* The same behind token i: "revenue in Life Sciences, Metrology and Monitoring was A, B and
 * C". Returns how many; *end is the token behind the list. */
size_t names_list_behind(const tokens *block, size_t i, name_span *out, size_t most,
                         size_t *end);

/* tokens_parts.c: where parts are named without a noun that says so. */

/* "1、伺服电机：实现收入...", "Managed pubs. Revenue rose...": the block is about a part. */
bool names_label(const tokens *block, name_span *out);

bool names_label_beside(const tokens *block, name_span *out);
bool names_counted(const tokens *block, size_t i, name_span *out);
bool names_contributor(const tokens *block, size_t i, name_span *out);

/* The same behind the semicolon at token i: "...；减速器：实现收入...". */
bool names_label_inside(const tokens *block, size_t i, name_span *out);

/* "分品类看，...；奶粉8.96亿元", "...，车载镜头13%": a member of a list, whose number is token i. */
bool names_member(const tokens *block, size_t i, name_span *out);

/* "其余1.43亿元来自儿童美术", "$43 million came from Services": behind the amount at token i. */
bool names_source(const tokens *block, size_t i, name_span *out);

/* "sales of consumables rose", "robot sales slid", "home goods slipped": by the metric or
 * the verb at token i. */
bool names_small(const tokens *block, size_t i, name_span *out);

/* The names that are believed (out->items is yours to free). Texts stay in `list`. */
qoq_status names_believed(names *list, const qoq_lexicon *lexicon, const char *document,
                          taught_names *out, qoq_error *err);

#endif
