/* Sentences read from left to right. */
#include "extract/prose.h"

#include <string.h>

#include "extract/prose_private.h"
#include "extract/tokens_names.h"
#include "words/lexicon_fixed.h"

const qoq_term *word_term(const token *t)
{
    return token_meaning(t, QOQ_TERM_WORD);
}

void begin_clause(reading *r, size_t at)
{
    clause fresh;
    memset(&fresh, 0, sizeof fresh);
    fresh.start = at;
    for (size_t k = 0; k < r->item_count; k++)
        r->items[k].in_clause = false;
    r->c = fresh;
    r->p->counts.clauses++;
}

bool is_text(const reading *r, size_t i, const char *word)
{
    size_t len = strlen(word);
    return i < r->to && r->t[i].end - r->t[i].start == len &&
           memcmp(r->list->folded + r->t[i].start, word, len) == 0;
}

bool is_or(const reading *r, size_t i)
{
    return is_text(r, i, "or");
}

/* "As a percentage of revenues, cost of revenues decreased to 55%": the share of what the
 * next clause names. */
static bool announces_share(const reading *r)
{
    const item *last = r->item_count > 0 ? &r->items[r->item_count - 1] : NULL;
    return r->items_fresh && last && last->definition && !last->has_segment &&
           strcmp(last->definition->id, "revenue_share") == 0;
}

/* The reason is over, and no figure of the period it named was given. */
void forget_reason_period(reading *r)
{
    if (!r->reason_period)
        return;
    r->topic = r->reason_topic;
    r->has_topic = r->reason_had_topic;
    if (r->reason_was_first)
        r->first_set = false;
    r->reason_period = false;
}

/* "占总收入的41.3%,上年同期为37.8%,提升3.5个百分点": another share, or points of it. */
static bool share_goes_on(const reading *r, size_t at)
{
    bool ago = false, turns = false;
    for (size_t k = at; k < r->to && k < at + 8; k++) {
        const token *t = &r->t[k];
        if (t->kind == TOKEN_QUANTITY)
            return (unsigned char)r->list->folded[r->t[at].start] >= 0x80 &&
                   (t->quantity.role == QOQ_ROLE_POINTS ||
                    (ago && !turns && t->quantity.unit.kind == QOQ_UNIT_PERCENT));
        if (t->kind != TOKEN_WORD && t->kind != TOKEN_PERIOD)
            return false;
        turns =
            turns || token_is_word(t, QOQ_WORD_UP) || token_is_word(t, QOQ_WORD_DOWN);
        ago = ago || token_is_word(t, QOQ_WORD_YEAR_AGO) ||
              token_is_word(t, QOQ_WORD_QUARTER_AGO);
    }
    return false;
}

/* A comma. What an introductory clause said goes on: "同比来看，", "In the quarter,". */
static void comma(reading *r, size_t at)
{
    clause before = r->c;
    bool named = r->items_fresh && !r->items_used;
    forget_reason_period(r);
    if (before.has_number || before.foreign > 2) {
        begin_clause(r, at);
        if (before.has_number)
            r->cause = false;
        else
            r->c.basis = before.basis;
        /* "同店销售跌4.4%,第一季则跌9.2%": growth of a kind that is not kept goes on until
         * something else is named. */
        r->c.not_reported_before = before.not_reported || before.not_reported_before;
        r->c.not_reported = before.not_reported && !before.has_number;
        r->c.not_reported_handed = r->c.not_reported;
        /* "29% of total revenue, up from 24%" */
        r->c.share =
            before.share && ((at + 1 < r->to && token_is_word(&r->t[at], QOQ_WORD_UP) &&
                              token_is_word(&r->t[at + 1], QOQ_WORD_FROM)) ||
                             share_goes_on(r, at));
        if (before.has_number && r->last_target.kind != WHEN_CURRENT && is_or(r, at)) {
            /* "compared with $214 million, or 19.7% of revenue" */
            r->c.other = r->last_target;
            r->c.has_other = true;
        }
        /* "7% lower than in the first quarter, when it stood at $5 million" */
        if (before.has_number && r->last_base_set && is_text(r, at, "when")) {
            r->c.other = r->last_base;
            r->c.has_other = true;
        }
    } else {
        begin_clause(r, at);
        memcpy(r->c.bases, before.bases, sizeof before.bases);
        r->c.base_count = before.base_count;
        /* "lost $2m, half of what it lost a year ago, on revenue of $36m": a remark behind
         * a number ends with its comma */
        bool remark = r->items_used && at < r->to &&
                      (unsigned char)r->list->folded[r->t[at].start] < 0x80;
        r->c.other = before.other;
        r->c.has_other = before.has_other && !remark;
        r->c.other_is_base = before.other_is_base;
        r->c.not_reported = before.not_reported && !before.basis;
        r->c.constant_currency = before.constant_currency;
        r->c.basis = before.basis;
        r->c.estimate = before.estimate;
        r->c.share = before.share || announces_share(r);
        if (before.basis) {
            r->sentence_basis = before.basis;
            r->sentence_basis_set = true;
        }
        if (named) {
            for (size_t k = 0; k < r->item_count; k++)
                r->items[k].in_clause = true;
            r->c.start = before.start;
        }
    }
    if (r->dead == DEAD_FOREIGN)
        r->dead = ALIVE;
    /* "grew faster, by 21%": so much of what was said */
    if (!before.has_number && before.direction && at < r->to &&
        token_is_word(&r->t[at], QOQ_WORD_BY)) {
        r->c.direction = before.direction;
        r->c.direction_at = at;
    }
    /* "得益于原奶价格走低,毛利率提升": the reason in front ends with its comma */
    if (r->cause_first && !(at < r->to && token_is_word(&r->t[at], QOQ_WORD_AND)))
        r->cause = r->cause_first = false;
}

static void semicolon(reading *r, size_t at)
{
    forget_reason_period(r);
    begin_clause(r, at);
    r->cause = false;
    r->estimate = false;
    if (r->dead == DEAD_FOREIGN || r->dead == DEAD_OTHERS)
        r->dead = ALIVE;
    r->others = false;
    r->strange_part = r->in_place = false;
    for (size_t k = 0; k < r->item_count; k++)
        r->items[k].has_segment = r->items[k].has_segment && r->item_count == 1;
}

/* "revenue at the switch maker rose": words before a noun that stands for the company. */
static bool describes_company(const reading *r, size_t i)
{
    for (size_t k = i + 1; k < r->to && k < i + 4; k++) {
        const qoq_term *term = word_term(&r->t[k]);
        if (token_is_word(&r->t[k], QOQ_WORD_COMPANY))
            return (term && term->value) || is_owner(r, k);
        if (r->t[k].kind != TOKEN_TEXT && !token_is_word(&r->t[k], QOQ_WORD_FILLER))
            return false;
    }
    return false;
}

/* "EBITDA at the Oslo-listed tanker owner more than tripled": between "at the" and a verb
 * stands what the company is; one thing, for several would be its parts. */
static bool describes_owner(const reading *r, size_t i)
{
    enum { LONGEST = 5 };
    size_t from = i, to = i;
    while (from > r->from && i - from < LONGEST && r->t[from - 1].kind == TOKEN_TEXT)
        from--;
    while (to < r->to && to - i < LONGEST && r->t[to].kind == TOKEN_TEXT)
        to++;
    if (from < r->from + 3 || to >= r->to || !is_text(r, from - 1, "the") ||
        !is_text(r, from - 2, "at") || r->t[from - 3].kind != TOKEN_METRIC)
        return false;
    const token *verb = &r->t[to], *last = &r->t[to - 1];
    if (token_is_word(verb, QOQ_WORD_COMPANY))
        return true;
    return !last->han && !last->capital && r->list->folded[last->end - 1] != 's' &&
           (token_is_word(verb, QOQ_WORD_UP) || token_is_word(verb, QOQ_WORD_DOWN) ||
            token_is_word(verb, QOQ_WORD_UP_TO) ||
            token_is_word(verb, QOQ_WORD_FILLER) ||
            token_is_word(verb, QOQ_WORD_REPORT));
}

/* "Research swallowed $12m", "users numbered 1.2 billion": an unknown verb, as its ending
 * and the number behind it show. */
static bool is_verb_before_number(const reading *r, size_t i)
{
    const token *t = &r->t[i];
    size_t k = i + 1;
    if (t->han || t->capital || t->end - t->start < 5 ||
        memcmp(r->list->folded + t->end - 2, "ed", 2) != 0)
        return false;
    while (k < r->to && k < i + 3 && token_is_word(&r->t[k], QOQ_WORD_FILLER))
        k++;
    return k < r->to && r->t[k].kind == TOKEN_QUANTITY;
}

/* Unknown words between a subject and a number: after a few of them the number is of
 * something else. */
static void text_token(reading *r, size_t i)
{
    const token *t = &r->t[i];
    size_t behind = t->han ? 0 : subject_place(r, i);
    if (behind > 0) {
        r->skip = behind;
        return;
    }
    if (!counts_as_text(r, i) || describes_company(r, i) || describes_owner(r, i) ||
        is_verb_before_number(r, i))
        return;
    size_t weight = t->han ? (t->end - t->start) / 3 : 2;
    r->strange += r->bracket == 0 ? weight : 0;
    r->c.foreign += weight;
    if (r->c.foreign >= 2 && r->dead == ALIVE)
        r->dead = DEAD_FOREIGN;
}

static bool is_article(const reading *r, size_t i)
{
    static const char *const words[] = {"the", "our",   "its",  "a",   "an",
                                        "now", "still", "once", "long"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        if (is_text(r, i, words[k]))
            return true;
    }
    return token_is_word(&r->t[i], QOQ_WORD_COMPANY); /* the company's */
}

/* "The Handling segment, the company's heart, booked": what the commas hold names no other
 * part and no figure. Returns the second comma, 0 = it is no such thing. */
static size_t end_of_apposition(const reading *r, size_t i)
{
    if (i + 1 >= r->to || r->item_count != 1 || !r->items[0].has_segment ||
        r->items[0].metric || !is_article(r, i + 1))
        return 0;
    for (size_t k = i + 2; k + 1 < r->to && k < i + 14; k++) {
        const token *t = &r->t[k];
        if (token_is_mark(t, ','))
            return r->t[k + 1].kind == TOKEN_METRIC ||
                           (r->t[k + 1].kind == TOKEN_WORD &&
                            !token_is_word(&r->t[k + 1], QOQ_WORD_AND))
                       ? k
                       : 0;
        if (t->kind == TOKEN_QUANTITY || t->kind == TOKEN_METRIC ||
            t->kind == TOKEN_SEGMENT || t->kind == TOKEN_NAME || t->kind == TOKEN_MARK)
            return 0;
    }
    return 0;
}

/* An amount or a percentage; "14 branches" is none. */
static bool is_figure(const token *t)
{
    const qoq_quantity *q = &t->quantity;
    return t->kind == TOKEN_QUANTITY &&
           (q->unit.kind == QOQ_UNIT_MONEY || q->unit.kind == QOQ_UNIT_PERCENT ||
            q->unit.kind == QOQ_UNIT_POINTS || q->unit.kind == QOQ_UNIT_PER_SHARE ||
            q->currency_open || q->scaled);
}

/* ", which is the part that matters most," says nothing of the number behind it. Returns
 * the comma that ends it; 0 when token i begins no such remark or a number is in it. */
static size_t end_of_aside(const reading *r, size_t i)
{
    bool aside = i + 1 < r->to && token_is_word(&r->t[i + 1], QOQ_WORD_ASIDE);
    /* "Lighting, our largest business area, reported" */
    for (size_t k = i + 1; k < r->to && k < i + 6 && !aside && r->item_count == 1 &&
                           r->items[0].has_segment && r->t[k].kind != TOKEN_QUANTITY &&
                           r->t[k].kind != TOKEN_MARK && r->t[k].kind != TOKEN_METRIC;
         k++)
        aside = token_is_word(&r->t[k], QOQ_WORD_SEGMENT_NOUN);
    if (!aside)
        return end_of_apposition(r, i);
    for (size_t k = i + 2; k < r->to && !is_figure(&r->t[k]); k++) {
        if (token_is_mark(&r->t[k], ','))
            return k;
    }
    return 0;
}

/* "total gross margin, product gross margin, and service gross margin were 64.9%, 63.7% and
 * 67.7%, respectively": a list of metrics. */
static bool goes_on_with_metric(const reading *r, size_t i)
{
    size_t metric = i < r->to && r->t[i].kind == TOKEN_TEXT ? i + 1 : i;
    if (metric >= r->to || r->t[metric].kind != TOKEN_METRIC ||
        (unsigned char)r->list->folded[r->t[i].start] >= 0x80)
        return false;
    for (size_t k = metric; k < r->to && k < metric + 32; k++) {
        if (token_is_word(&r->t[k], QOQ_WORD_RESPECTIVELY))
            return true;
    }
    return false;
}

/* The part, perhaps with its noun, that ends before token i; 0 = none. */
static size_t part_in_front(const reading *r, size_t i)
{
    if (i > r->from + 1 && token_is_word(&r->t[i - 1], QOQ_WORD_SEGMENT_NOUN))
        i--;
    return i > r->from &&
                   (r->t[i - 1].kind == TOKEN_NAME || r->t[i - 1].kind == TOKEN_SEGMENT)
               ? i - 1
               : 0;
}

/* "负债净额(即计息借贷减现金及现金等价物)为": how the subject is reckoned. Returns the token
 * behind the bracket, 0 = it says something else. */
static size_t end_of_definition(const reading *r, size_t i)
{
    enum { LONGEST = 40, UNKNOWN_TEXT = 6 };
    size_t metrics = 0, text = 0;
    if (!r->items_fresh || r->items_used || r->bracket > 0)
        return 0;
    for (size_t k = i + 1; k < r->to && k < i + LONGEST; k++) {
        const token *t = &r->t[k];
        if (token_is_mark(t, ')'))
            return metrics > 1 || (metrics > 0 && text >= UNKNOWN_TEXT) ? k + 1 : 0;
        if (t->kind == TOKEN_QUANTITY || t->kind == TOKEN_PERIOD ||
            token_is_word(t, QOQ_WORD_BASIS) || token_is_mark(t, '('))
            return 0;
        metrics += t->kind == TOKEN_METRIC;
        text += t->kind == TOKEN_TEXT ? t->end - t->start : 0;
    }
    return 0;
}

/* "overseas titles, which had a weak start, rose 23%", "and Data Center, the star of the
 * quarter, $330m": a remark on what nothing knows, in a clause that has named no subject. */
static bool is_strangers_aside(const reading *r, size_t i)
{
    bool remark = i + 1 < r->to && token_is_word(&r->t[i + 1], QOQ_WORD_ASIDE);
    bool named = i > r->from && r->t[i - 1].capital && is_text(r, i + 1, "the");
    if ((!remark && !named) || i == r->from || r->t[i - 1].kind != TOKEN_TEXT ||
        r->t[i - 1].han)
        return false;
    for (size_t k = i; k > r->c.start; k--) {
        const token *t = &r->t[k - 1];
        if (token_is_word(t, QOQ_WORD_AND))
            return true;
        if ((t->kind != TOKEN_TEXT && (t->kind != TOKEN_WORD || named)) ||
            token_is_word(t, QOQ_WORD_COMPANY))
            return false;
    }
    return remark;
}

/* "Logistics, which we bought in 2021, posted revenue of": of a part that is not believed to be
 * one, and not the company's. */
static bool names_stranger(const reading *r, size_t comma)
{
    const token *first = &r->t[r->from];
    return first->kind == TOKEN_TEXT && first->capital && comma <= r->from + 3 &&
           (is_text(r, comma + 1, "which") || is_text(r, comma + 1, "where"));
}

static void mark_token(reading *r, size_t i)
{
    size_t definition = r->t[i].mark == '(' ? end_of_definition(r, i) : 0;
    if (definition > 0) {
        r->skip = definition;
        return;
    }
    if (r->t[i].mark == ',' && is_strangers_aside(r, i)) {
        r->dead = DEAD_NOISE;
        r->strange_part = r->strange_part || names_stranger(r, i);
    }
    size_t aside = r->t[i].mark == ',' ? end_of_aside(r, i) : 0;
    if (aside > 0 && r->items_fresh && !r->items_used) {
        r->skip = aside + 1;
        return;
    }
    switch (r->t[i].mark) {
    case ',':
        if (r->bracket == 0) {
            if (r->items_fresh && !r->items_used && !r->c.has_number && i + 1 < r->to &&
                (r->t[i + 1].kind == TOKEN_SEGMENT || r->t[i + 1].kind == TOKEN_NAME ||
                 goes_on_with_metric(r, i + 1)))
                r->list_open = true;
            else
                comma(r, i + 1);
        }
        break;
    case ';':
        semicolon(r, i + 1);
        break;
    case ':':
        r->c.estimate = false; /* a speaker's house: "某行分析师张三:" */
        if (r->dead == DEAD_FOREIGN && r->items_fresh && !r->items_used) {
            r->dead = ALIVE; /* "Data Center was the engine: at $171 million" */
            r->c.foreign = 0;
        }
        break;
    case '-':
        /* a dash between two thoughts: "环比回落11%——社交广告收入..." */
        if (r->c.has_number && i + 1 < r->to && token_is_mark(&r->t[i + 1], '-'))
            comma(r, i + 2);
        break;
    case '+':
        if (r->items_fresh && !r->items_used)
            r->list_open = true;
        else if (r->c.has_number)
            comma(r, i + 1);
        break;
    case '(':
        if (r->bracket++ == 0) {
            r->bracket_part = part_in_front(r, i);
            r->had_topic = r->has_topic;
            r->outer_topic = r->topic;
            r->outer_basis = r->item_count > 0 ? r->items[0].basis : 0;
        }
        break;
    case ')':
        /* "(Q1 2024: £389.1 million)": the period inside goes no further */
        if (r->bracket > 0 && --r->bracket == 0 && r->c.has_number) {
            r->has_topic = r->had_topic;
            r->topic = r->outer_topic;
            if (r->item_count == 1)
                r->items[0].basis = r->outer_basis;
            r->c.has_other = false;
            r->c.intro = INTRO_NONE;
        }
        break;
    case '/': /* 营收/归母净利润27.3/1.1亿元 */
        r->list_open = r->list_open || (r->items_fresh && !r->items_used);
        break;
    case '|':
        comma(r, i + 1);
        break;
    default:
        break;
    }
}

/* 亏损 and "loss" alone, said of a metric that is being talked of ("经调整EBITDA 2.74亿元,
 * 去年同期则亏损4,100万元"): a sign, not a metric. */
static bool is_bare_loss(const reading *r, size_t i)
{
    const qoq_term *word = word_term(&r->t[i]);
    return r->t[i].kind == TOKEN_METRIC && word && word->word == QOQ_WORD_LOSS &&
           r->items_fresh && r->item_count > 0 && r->items[0].definition &&
           r->items[0].definition->can_be_negative &&
           r->items[0].definition->unit == QOQ_UNIT_MONEY;
}

/* "股东应占亏损2.14亿元,上年则录得盈利8600万元": the plain word means the same line again. */
static bool is_same_profit(const reading *r, size_t i)
{
    const qoq_term *term = metric_term(&r->t[i]);
    const item *last = r->item_count == 1 ? &r->items[0] : NULL;
    return r->t[i].kind == TOKEN_METRIC && term && last && last->definition &&
           !last->has_segment && r->items_fresh && r->items_used && r->c.has_other &&
           !r->c.other_is_base && strcmp(term->metric->id, "profit_for_period") == 0 &&
           strcmp(last->definition->parent, term->metric->id) == 0 &&
           r->t[i].end - r->t[i].start <= 9;
}

/* "在总营收中的占比": the whole of which a share is told, no subject. */
static bool is_denominator(const reading *r, size_t i)
{
    size_t k = i + 1;
    while (k < r->to && k < i + 4 &&
           (token_is_word(&r->t[k], QOQ_WORD_FILLER) ||
            token_is_word(&r->t[k], QOQ_WORD_PART)))
        k++;
    return k > i + 1 && k < r->to && token_is_word(&r->t[k], QOQ_WORD_SHARE) &&
           r->t[i].kind == TOKEN_METRIC && r->item_count > 0 && r->items_fresh;
}

/* 投资物业重估亏损, and in a reason any such word behind unknown text: no loss of the company. */
static bool is_loss_of_something(const reading *r, size_t i)
{
    const token *t = &r->t[i];
    const qoq_term *word = word_term(t);
    bool plain = t->kind == TOKEN_METRIC && word && word->word == QOQ_WORD_LOSS &&
                 t->end - t->start == 6;
    size_t k = i;
    while (plain && k > r->c.start && r->t[k - 1].end == r->t[k].start &&
           r->t[k - 1].kind == TOKEN_TEXT && r->t[k - 1].han)
        k--;
    return plain && k > r->c.start &&
           ((r->t[k - 1].end == r->t[k].start &&
             token_is_word(&r->t[k - 1], QOQ_WORD_NOISE)) ||
            (r->cause && k < i));
}

/* The last of a list, with the word in one term: 销售/管理/财务费用合计. */
static bool is_sum(const reading *r, size_t i)
{
    const token *t = &r->t[i];
    return t->kind == TOKEN_METRIC && t->end - t->start > 6 && i > r->c.start + 1 &&
           memcmp(r->list->folded + t->end - 6, "合计", 6) == 0 &&
           (token_is_mark(t - 1, '/') || token_is_mark(t - 1, '+') ||
            token_is_word(t - 1, QOQ_WORD_AND)) &&
           t[-2].kind != TOKEN_QUANTITY;
}

/* 占营收21.96%, 占净利润比例达50%: what a share is of, said right behind the word. */
static bool is_whole_of_share(const reading *r, size_t i)
{
    return r->t[i].kind == TOKEN_METRIC && i > r->c.start &&
           token_is_word(&r->t[i - 1], QOQ_WORD_SHARE) &&
           (unsigned char)r->list->folded[r->t[i].start] >= 0x80 &&
           (r->dead == DEAD_NOISE || (r->item_count > 0 && r->items_fresh));
}

/* 每股经营性现金流, where no term of its own says what is meant: no amount of money. */
static bool is_per_share_of(const reading *r, size_t i)
{
    const token *t = &r->t[i];
    const qoq_term *term = metric_term(t);
    return t->kind == TOKEN_METRIC && term && term->metric->unit == QOQ_UNIT_MONEY &&
           t->start >= 6 && memcmp(r->list->folded + t->start - 6, "每股", 6) == 0;
}

/* "每股基本及摊薄盈利": the noun behind a list of figures per share says no other line. */
static bool is_noun_of_per_share(const reading *r, size_t i)
{
    const qoq_term *term = metric_term(&r->t[i]);
    const item *last = r->item_count > 0 ? &r->items[r->item_count - 1] : NULL;
    return i > r->from && r->t[i].kind == TOKEN_METRIC && term && last &&
           last->definition && r->items_fresh && !r->items_used &&
           last->definition->unit == QOQ_UNIT_PER_SHARE &&
           strcmp(term->metric->id, "profit_for_period") == 0 &&
           r->t[i - 1].kind == TOKEN_METRIC && r->t[i - 1].end == r->t[i].start;
}

/* 占产品收入的比率: of a part's revenue and not of the whole. */
static bool is_share_of_part(const reading *r, size_t i)
{
    return (r->t[i].kind == TOKEN_NAME || r->t[i].kind == TOKEN_SEGMENT) &&
           i > r->c.start && i + 1 < r->to && r->t[i + 1].kind == TOKEN_METRIC &&
           token_is_word(&r->t[i - 1], QOQ_WORD_SHARE) &&
           (unsigned char)r->list->folded[r->t[i].start] >= 0x80 && r->item_count > 0 &&
           r->items_fresh;
}

/* "In Europe, ...": the place is what the clause is about, and no part. */
static bool passes_place(reading *r, size_t i)
{
    size_t behind = r->t[i].kind == TOKEN_NAME ? subject_place(r, i) : 0;
    if (behind > 0)
        r->skip = behind;
    return behind > 0;
}

static void subject_token(reading *r, size_t i)
{
    if (is_share_of_part(r, i)) {
        r->dead = DEAD_NOISE;
        r->skip = i + 2;
        return;
    }
    if (is_denominator(r, i) || is_whole_of_share(r, i))
        return;
    if (is_noun_of_per_share(r, i)) {
        r->c.loss = r->c.loss || metric_term(&r->t[i])->sign < 0;
        return;
    }
    if (is_per_share_of(r, i) || is_sum(r, i) || is_loss_of_something(r, i)) {
        r->dead = DEAD_NOISE;
        return;
    }
    if (is_same_profit(r, i)) {
        r->c.loss = metric_term(&r->t[i])->sign < 0;
        r->items[0].metric = metric_term(&r->t[i]); /* its sign holds from here */
        return;
    }
    if (is_bare_loss(r, i)) {
        r->c.loss = true;
        return;
    }
    if (r->t[i].kind == TOKEN_METRIC && counts_companies(r, i))
        talk_of_others(r, i);
    if (r->cause && r->t[i].kind != TOKEN_METRIC)
        return;
    if (r->cause) {
        /* A reason names metrics without numbers; one with a number ends the reason. */
        size_t k = i + 1;
        while (k < r->to &&
               (token_is_word(&r->t[k], QOQ_WORD_FILLER) ||
                (r->bracket > 0 && (token_is_word(&r->t[k], QOQ_WORD_UP) ||
                                    token_is_word(&r->t[k], QOQ_WORD_DOWN)))))
            k++;
        if (k >= r->to || r->t[k].kind != TOKEN_QUANTITY)
            return;
        r->cause = false;
    }
    if (r->t[i].kind == TOKEN_METRIC)
        subject_metric(r, i);
    else
        subject_segment(r, i);
}

/* Does a clause begin with the token, but for words that carry no weight? An analyst's
 * house ("高盛分析师") is not what the sentence is about. */
static bool is_clause_subject(const reading *r, size_t i)
{
    for (size_t k = i; k > r->c.start; k--) {
        const token *t = &r->t[k - 1];
        /* 再看某某: two letters of unknown text are a verb */
        bool verb = t->kind == TOKEN_TEXT && t->han && t->end - t->start <= 6;
        if (t->kind != TOKEN_WORD && t->kind != TOKEN_PERIOD && t->kind != TOKEN_MARK &&
            !verb)
            return false;
        if (token_is_word(t, QOQ_WORD_THAN) || token_is_word(t, QOQ_WORD_FROM) ||
            token_is_word(t, QOQ_WORD_AND))
            return false;
    }
    if (i + 1 < r->to && (token_is_word(&r->t[i + 1], QOQ_WORD_ESTIMATE) ||
                          token_is_word(&r->t[i + 1], QOQ_WORD_OTHERS)))
        return false;
    return true;
}

/* "某某之家系列营业收入83.95亿元": a line of products that bears the company's name. */
static bool own_line(reading *r, size_t i)
{
    const token *noun = i + 1 < r->to ? &r->t[i + 1] : NULL;
    if (!noun || i + 2 >= r->to || noun->start != r->t[i].end ||
        !qoq_fixed_word_is(QOQ_FIXED_own_line, r->list->folded + noun->start,
                           noun->end - noun->start) ||
        r->t[i + 2].kind != TOKEN_METRIC)
        return false;
    subject_part(r, i, part_over(r->list, r->text, i, i + 2));
    r->skip = i + 2;
    return true;
}

static void entity_token(reading *r, size_t i)
{
    if (own_line(r, i))
        return;
    bool subject = is_clause_subject(r, i);
    if (r->p->entity(r->p->data, &r->t[i], subject)) {
        r->item_count = 0;
        r->p->carry.recent_count = 0;
    }
    if (subject && r->dead == DEAD_OTHERS) {
        r->dead = ALIVE;
        r->others = false;
    }
    subject_company(r);
}

/* "now expects 2025 adjusted earnings", "took the 2025 total to": a year in front of what
 * it is the year of. */
static bool is_year_of_metric(const reading *r, size_t i)
{
    if ((unsigned char)r->list->folded[r->t[i].start] >= 0x80 || r->bracket > 0 ||
        i + 1 >= r->to || before_is(r, i, QOQ_WORD_THAN, QOQ_WORD_FROM))
        return false;
    const token *next = &r->t[i + 1];
    return (next->kind == TOKEN_METRIC && r->guidance) ||
           (token_is_word(next, QOQ_WORD_BASIS) && r->guidance) ||
           (token_is_word(next, QOQ_WORD_TOTAL) && i > r->from &&
            token_is_word(&r->t[i - 1], QOQ_WORD_FILLER));
}

/* "In 2024, revenue was": the year that a sentence begins with, of a metric that it names
 * before its number. */
static bool is_leading_year(const reading *r, size_t i)
{
    enum { LONGEST = 14 };
    bool begins =
        i == r->from + 1 || (i > r->from + 1 && r->t[i - 2].kind == TOKEN_MARK);
    if (!begins || r->bracket > 0 ||
        !(is_text(r, i - 1, "in") || is_text(r, i - 1, "for") ||
          is_text(r, i - 1, "during")))
        return false;
    for (size_t k = i + 1; k < r->to && k < i + LONGEST; k++) {
        if (r->t[k].kind == TOKEN_METRIC)
            return true;
        if (r->t[k].kind == TOKEN_QUANTITY || r->t[k].kind == TOKEN_PERIOD)
            return false;
    }
    return false;
}

static void year_topic(reading *r, size_t i)
{
    r->topic = (qoq_period_phrase){
        .year = (int16_t)qoq_decimal_double(r->t[i].quantity.number.value)};
    r->has_topic = true;
}

static void read_sentence(reading *r)
{
    begin_clause(r, r->from);
    for (size_t i = r->from; i < r->to;) {
        const token *t = &r->t[i];
        r->p->counts.steps++;
        if (i < r->skip) {
            i++;
            continue;
        }
        if (i < r->pass && r->t[i].kind != TOKEN_METRIC) {
            i++;
            continue;
        }
        switch (t->kind) {
        case TOKEN_QUANTITY:
            if (token_is_year(t)) {
                if (is_year_of_metric(r, i) || is_leading_year(r, i))
                    year_topic(r, i);
                else if (before_is(r, i, QOQ_WORD_THAN, QOQ_WORD_FROM) ||
                         r->bracket > 0)
                    comparison_period(r, i,
                                      (when){.kind = WHEN_YEAR,
                                             .year = (int16_t)qoq_decimal_double(
                                                 t->quantity.number.value)});
                i++;
                continue;
            }
            r->reason_period = false;
            i = number_read(r, i);
            continue;
        case TOKEN_SEGMENT:
        case TOKEN_NAME:
        case TOKEN_METRIC:
            if (i >= r->consumed && !passes_place(r, i))
                subject_token(r, i);
            break;
        case TOKEN_PERIOD:
            if (i >= r->consumed)
                period_token(r, i);
            break;
        case TOKEN_ENTITY:
            entity_token(r, i);
            break;
        case TOKEN_WORD:
            word_token(r, i);
            break;
        case TOKEN_MARK:
            mark_token(r, i);
            break;
        default:
            text_token(r, i);
            break;
        }
        i++;
    }
}

/* What the next sentence may take over. */
static void hand_on(reading *r)
{
    carry *c = &r->p->carry;
    forget_reason_period(r);
    c->item_count = r->item_count;
    /* "In the second quarter of 2024 it was X." looks back and hands nothing on. */
    bool looks_back = r->number_topic && !r->items_fresh &&
                      (r->numbers_topic.year || r->numbers_topic.has_offset ||
                       (unsigned char)r->list->folded[r->t[r->from].start] >= 0x80);
    if (r->has_topic && !looks_back && (r->number_topic || !c->has_topic) &&
        (r->number_topic || !r->topic_genitive)) {
        /* "The fourth quarter was the strongest of the year." */
        c->topic = r->number_topic ? r->numbers_topic
                   : r->first_set  ? r->first_topic
                                   : r->topic;
        c->has_topic = true;
    }
    if (r->dead != ALIVE && !r->items_fresh)
        c->item_count = 0;
}

bool prose_label(const tokens *list, qoq_slice text, bool heading, part *out)
{
    name_span s = {0, 0};
    if (!heading && !names_label(list, &s))
        return false;
    if (heading) {
        size_t to = list->count;
        while (to > 0 && token_is_word(&list->items[to - 1], QOQ_WORD_SEGMENT_NOUN))
            to--;
        s.to = to;
        if (to != 1 ||
            (list->items[0].kind != TOKEN_SEGMENT && list->items[0].kind != TOKEN_NAME))
            return false;
    }
    for (size_t k = s.from; k < s.to && s.to > s.from + 1; k++) {
        if (list->items[k].kind == TOKEN_TEXT)
            return false; /* not believed to be a name */
    }
    if (list->items[s.from].kind == TOKEN_TEXT)
        return false;
    *out = part_over(list, text, s.from, s.to);
    return true;
}

/* "Non-IFRS口径利润高增。" in front of a paragraph: a headline in one line with it, whose
 * basis is that of the figures behind. Returns that basis, 0 for none. */
static uint8_t headline_basis(const tokens *list)
{
    uint8_t basis = 0;
    bool metric = false, moves = false;
    size_t i = 0;
    for (; i < list->count && !token_is_mark(&list->items[i], '.'); i++) {
        const token *t = &list->items[i];
        if (t->kind == TOKEN_QUANTITY)
            return 0;
        if (token_is_word(t, QOQ_WORD_BASIS))
            basis = t->term->basis;
        metric = metric || t->kind == TOKEN_METRIC;
        moves =
            moves || token_is_word(t, QOQ_WORD_UP) || token_is_word(t, QOQ_WORD_DOWN);
    }
    return metric && moves && i + 1 < list->count ? basis : 0;
}

void prose_read(prose *p, const tokens *list, qoq_slice text, bool heading)
{
    size_t from = 0;
    carry *c = &p->carry;
    const uint8_t above = c->basis, headline = headline_basis(list);
    if (headline)
        c->basis = headline;
    if (!heading && prose_label(list, text, false, &c->label))
        c->has_label = true;
    while (from < list->count) {
        size_t to = from;
        while (to < list->count && !token_is_mark(&list->items[to], '.'))
            to++;
        reading r;
        memset(&r, 0, sizeof r);
        r.p = p;
        r.list = list;
        r.text = text;
        r.t = list->items;
        r.from = from;
        r.to = to;
        r.items = p->carry.items;
        r.item_count = p->carry.item_count;
        r.heading = heading;
        read_sentence(&r);
        hand_on(&r);
        from = to + 1;
    }
    c->basis = above;
}
