/* Numbers: which subject each belongs to, and what it states of it.
 *
 * What stands to the left (verb, 至, 由, 同比, 去年同期) decides first; a short look to the
 * right, up to the next comma or number, adds what languages put behind ("up 18% from a
 * year earlier", "a 31% gross margin", "$8.71 billion consensus"). */
#include <string.h>

#include "extract/prose_number.h"

/* Numbers of one list have one kind: all amounts, all percentages. */
static bool same_kind(const qoq_quantity *a, const qoq_quantity *b)
{
    if (a->unit.kind == b->unit.kind && a->role == b->role)
        return true;
    /* "$1.45 to $1.49 per share" */
    if (a->unit.kind == QOQ_UNIT_MONEY && b->unit.kind == QOQ_UNIT_PER_SHARE &&
        !a->scaled)
        return true;
    /* "2.02、2.79、3.71亿元": the unit stands behind the last one. */
    return a->plain || (b->plain && a->unit.kind != QOQ_UNIT_PERCENT);
}

#define MOST_RUN 16

/* Values of fillers. */
enum { FORECASTS = 11, DEALS = 16 };

typedef struct run {
    size_t at[MOST_RUN]; /* tokens */
    size_t count, end;   /* end: the token behind */
    bool range;
} run;

/* Collects a list: numbers with nothing but 、 , 和 and "and" between them. */
static void collect(const reading *r, size_t i, run *out)
{
    out->count = 0;
    out->range = false;
    out->at[out->count++] = i;
    out->end = i + 1;
    const qoq_quantity *first = &r->t[i].quantity;
    for (size_t k = i + 1; k < r->to && out->count < MOST_RUN;) {
        size_t gap = 0, next = k;
        bool joined = false;
        while (next < r->to && gap < 3 &&
               (is_join(&r->t[next]) || token_is_mark(&r->t[next], ','))) {
            joined = true;
            next++;
            gap++;
        }
        if (!joined || next >= r->to || r->t[next].kind != TOKEN_QUANTITY ||
            token_is_year(&r->t[next]) || !same_kind(first, &r->t[next].quantity))
            break;
        out->at[out->count++] = next;
        out->end = k = next + 1;
    }
}

/* "29.5亿元至30.5亿元", "$1.31 billion to $1.32 billion", "5%-10%": a range, unless 由 or
 * from makes it a change. */
static bool is_range(const reading *r, size_t i)
{
    if (i + 2 >= r->to || r->c.intro == INTRO_FROM || r->c.intro == INTRO_BY)
        return false; /* "rose by £9.3m to £158.2m" */
    const token *link = &r->t[i + 1], *next = &r->t[i + 2];
    bool links = token_is_mark(link, '-') || token_is_word(link, QOQ_WORD_TO) ||
                 (token_is_word(link, QOQ_WORD_AND) && r->guidance);
    return links && next->kind == TOKEN_QUANTITY && !token_is_year(next) &&
           same_kind(&r->t[i].quantity, &next->quantity);
}

/* ---- binding ------------------------------------------------------------------------ */

size_t original_at(const reading *r, uint32_t folded)
{
    return r->list->map[folded];
}

static uint8_t standing_of(const reading *r, const right *after)
{
    if (r->guidance || after->guidance)
        return QOQ_GUIDANCE;
    if (r->estimate || r->c.estimate || after->estimate)
        return QOQ_ESTIMATE;
    return r->p->carry.standing;
}

/* "Sales were led by growth in Security, up 6%": said of what the reason names. */
static bool follows_reason(const reading *r)
{
    const token *t = &r->t[r->c.direction_at];
    size_t len = t->end - t->start;
    const char *s = r->list->folded + t->start;
    return r->cause && !r->cause_first && !r->items_used && r->c.direction &&
           r->c.direction_at > r->from && token_is_mark(t - 1, ',') &&
           ((len == 2 && memcmp(s, "up", 2) == 0) ||
            (len == 4 && memcmp(s, "down", 4) == 0));
}

/* "after £4.6m of restructuring charges", "sold $411 million of equipment": so much of what
 * is no metric. */
static bool is_of_something(const reading *r, size_t i, const verdict *v)
{
    const token *t = &r->t[i];
    if (i + 2 >= r->to || v->role != ROLE_LEVEL || !is_level_unit(&t->quantity) ||
        t[1].end - t[1].start != 2 ||
        memcmp(r->list->folded + t[1].start, "of", 2) != 0)
        return false;
    return token_is_word(&t[2], QOQ_WORD_NOISE) ||
           (t[2].kind == TOKEN_TEXT && !t[2].han && !t[2].capital &&
            t[2].end - t[2].start > 2);
}

/* "会员数破4500万", in a headline: a verb of one letter that nobody knows turns the number into
 * a bound, and the text below has the figure. */
static bool is_behind_verb(const reading *r, size_t i)
{
    const token *t = i > r->from ? &r->t[i - 1] : NULL;
    return r->heading && t && t->kind == TOKEN_TEXT && t->han &&
           t->end - t->start == 3 && t->end == r->t[i].start;
}

static int filler_value(const token *t)
{
    const qoq_term *term = token_meaning(t, QOQ_TERM_WORD);
    return token_is_word(t, QOQ_WORD_FILLER) && term ? term->value : 0;
}

/* "the purchase of Foo for £48m", "sold Foo for £48m": a price. */
static bool is_price(const reading *r, size_t i, const verdict *v)
{
    enum { LONGEST = 10 };
    const token *before = i > r->from ? &r->t[i - 1] : NULL;
    if (!before || v->role != ROLE_LEVEL || !is_level_unit(&r->t[i].quantity) ||
        !token_is_word(before, QOQ_WORD_FILLER) || before->end - before->start != 3 ||
        memcmp(r->list->folded + before->start, "for", 3) != 0)
        return false;
    for (size_t k = i - 1; k > r->from && k + LONGEST > i; k--) {
        if (filler_value(&r->t[k - 1]) == DEALS)
            return true;
        if (r->t[k - 1].kind == TOKEN_METRIC)
            return false;
    }
    return false;
}

/* Does the sentence begin with an unknown name, right before a comma or a verb? */
static bool begins_with_stranger(const reading *r, size_t i)
{
    const token *t = &r->t[r->from];
    return t->kind == TOKEN_TEXT && t->capital && !t->han && r->from + 1 < i &&
           t->end - t->start > 3 &&
           (token_is_mark(&t[1], ',') || token_is_word(&t[1], QOQ_WORD_FILLER));
}

static left_out reason(const reading *r, size_t i, const item *it, const verdict *v)
{
    if (r->dead == DEAD_NOISE)
        return LEFT_NOISE;
    if (r->dead == DEAD_OTHERS)
        return LEFT_OTHERS;
    if (r->dead == DEAD_FOREIGN || !it || !v->definition || it->foreign)
        return LEFT_NO_METRIC;
    if (is_torn(r, i))
        return LEFT_UNIT;
    if (is_behind_verb(r, i) && v->role == ROLE_LEVEL)
        return LEFT_NO_METRIC;
    /* "Pumps, by contrast, suffered a 7.5% fall": of a name that nothing knows */
    if (!r->items_fresh && v->role != ROLE_LEVEL && begins_with_stranger(r, i))
        return LEFT_NO_METRIC;
    /* "总运量为63.8万TEU,季增2.1%" behind a sentence on revenue: of something else */
    if (!r->items_fresh && v->role != ROLE_LEVEL && r->strange > 2 && !r->heading)
        return LEFT_NO_METRIC;
    /* "because of charges of $6 million": no figure of what the reason is given for */
    if (r->cause && v->role == ROLE_LEVEL && r->items_used && it->at < r->c.start &&
        !chinese_at(r, i - 1) && is_level_unit(&r->t[i].quantity) && !r->c.has_other &&
        r->c.intro == INTRO_NONE)
        return LEFT_NOISE;
    if (follows_reason(r))
        return LEFT_NOISE;
    if (is_of_something(r, i, v) || is_price(r, i, v))
        return LEFT_NOISE;
    if (r->lost && (v->role == ROLE_GROWTH || v->role == ROLE_POINTS))
        return LEFT_NO_METRIC;
    /* A metric of an earlier sentence lends itself to growth and to other periods, not to
     * a new amount. */
    if (!r->items_fresh && v->role == ROLE_LEVEL && v->target.kind == WHEN_CURRENT &&
        !r->has_topic && !r->c.has_other && !r->c.basis)
        return LEFT_NO_METRIC;
    return v->left;
}

static bool looks_back(const when *w)
{
    return w->kind == WHEN_YEAR_AGO ||
           (w->kind == WHEN_PHRASE && w->phrase.has_offset &&
            w->phrase.year_offset < 0);
}

static void emit(reading *r, size_t i, const item *it, const verdict *v,
                 const right *after, size_t which_base)
{
    binding b;
    memset(&b, 0, sizeof b);
    const token *t = &r->t[i];
    b.role = (uint8_t)v->role;
    b.left = (uint8_t)reason(r, i, it, v);
    b.quantity = &t->quantity;
    b.token = i;
    b.number_at = original_at(r, t->number_at);
    b.quote_start = original_at(r, t->start);
    b.quote_end = original_at(r, t->end);
    b.sign = (int8_t)v->sign;
    b.plain = v->plain;
    b.standing = standing_of(r, after);
    b.future = b.standing == QOQ_GUIDANCE;
    /* "料亏损2,800万元,去年同期则溢利1,240万元": what it is compared with is known */
    if (b.role == ROLE_LEVEL && looks_back(&v->target) && r->c.has_other &&
        i > r->from && chinese_at(r, i - 1) && !after->estimate && !after->guidance)
        b.standing = r->p->carry.standing;
    b.constant_currency = r->c.constant_currency || after->constant_currency;
    b.target = v->target;
    b.earlier = v->earlier;
    if (it) {
        b.segment = it->segment;
        b.has_segment = it->has_segment;
        b.axis = it->axis;
        b.metric = it->metric;
        b.definition = v->definition;
        b.basis = it->basis;

        if (it->metric && it->metric->sign < 0) {
            if (b.role == ROLE_LEVEL)
                b.sign = -1;
            else if (b.role == ROLE_GROWTH && b.left == LEFT_NOT)
                b.left = LEFT_GROWTH;
        }
        if (it->at >= r->c.start && it->at < i)
            b.quote_start = original_at(r, r->t[it->at].start);
    }
    if (v->base_count > 0) {
        b.base = v->bases[which_base < v->base_count ? which_base : 0];
        b.has_base = true;
    } else if (r->p->carry.has_base) {
        b.base = r->p->carry.base;
        b.has_base = true;
    }
    if (r->has_topic) {
        b.topic = r->topic;
        b.has_topic = true;
    } else if (r->p->carry.has_topic) {
        b.topic = r->p->carry.topic;
        b.has_topic = true;
    }
    r->last_target = v->target;
    r->last_share = v->role == ROLE_LEVEL && v->definition && !b.left &&
                            strcmp(v->definition->id, "revenue_share") == 0
                        ? v->definition
                        : NULL;
    if (v->role == ROLE_LEVEL && !b.left && v->definition)
        r->p->carry.ratio =
            v->definition->kind == QOQ_METRIC_RATIO ? v->definition : NULL;
    if (v->role == ROLE_GROWTH && !b.left) {
        r->last_direction = (int8_t)v->sign;
        r->last_base_set = b.has_base;
        r->last_base = b.base;
    }
    r->last = b;
    r->stated = b.left == LEFT_NOT && b.role == ROLE_LEVEL;
    if (b.role == ROLE_LEVEL && !is_percent(&t->quantity))
        r->lost = b.left == LEFT_NO_METRIC && is_level_unit(&t->quantity);
    r->p->counts.bindings++;
    r->p->bind(r->p->data, &b);
}

static void bind_one(reading *r, size_t i, const item *it, const right *after,
                     size_t which_base)
{
    item behind;
    verdict v;
    static const item none;
    memset(&behind, 0, sizeof behind);
    if (per_share(r, i, it, &behind))
        r->per_share = behind;
    else if (it && !fits(&r->t[i].quantity, it->definition) &&
             r->per_share.definition &&
             fits(&r->t[i].quantity, r->per_share.definition))
        behind = r->per_share;
    else if (!part_behind(r, i, after, it, &behind))
        behind.definition = NULL;
    if (behind.definition) {
        judge(r, i, after, &behind, &v);
        emit(r, i, &behind, &v, after, which_base);
        size_t both = names_both(r, i, behind.definition);
        if (both > 0) {
            behind.definition =
                qoq_lexicon_metric(r->p->lexicon, QOQ_SLICE("eps_diluted"));
            v.definition = behind.definition;
            emit(r, i, &behind, &v, after, which_base);
            r->consumed = r->pass = both;
        }
        return;
    }
    if (counted(r, i, it, &behind)) {
        judge(r, i, after, &behind, &v);
        uint8_t state = r->dead;
        r->dead = state == DEAD_OTHERS ? state : ALIVE;
        r->items_fresh = true;
        emit(r, i, &behind, &v, after, which_base);
        r->dead = state == DEAD_FOREIGN ? ALIVE : state;
        r->items[0] = behind;
        r->item_count = 1;
        return;
    }
    if (growth_of_metric(r, i, after, &behind)) {
        r->items[0] = behind;
        r->item_count = 1;
        r->items_fresh = true;
        r->dead = r->others ? DEAD_OTHERS : ALIVE;
        r->consumed = after->growth_of + 1;
        it = &r->items[0];
    } else if (margin_behind(r, i, it, &behind)) {
        r->items[0] = behind;
        r->item_count = 1;
        it = &r->items[0];
    } else if (metric_behind(r, i, after, &behind)) {
        judge(r, i, after, &behind, &v);
        uint8_t state = r->dead;
        r->dead = state == DEAD_OTHERS ? state : ALIVE;
        r->items_fresh = true;
        emit(r, i, &behind, &v, after, which_base);
        r->dead = state;
        if (after->metric_at + 1 > r->consumed)
            r->consumed = after->metric_at + 1;
        if (r->item_count == 0 || behind.has_segment ||
            !(r->items[0].in_clause || is_or(r, r->c.start))) {
            r->items[0] = behind;
            r->item_count = 1;
            r->items_fresh = true;
        }
        return;
    }
    judge(r, i, after, it ? it : &none, &v);
    if (is_conversion(r, i))
        v.left = LEFT_CONVERSION;
    emit(r, i, it, &v, after, which_base);
}

/* An earlier subject of the sentence that this number fits, when the nearest does not:
 * "毛利率53%，…亿元" never, but "revenue $5m, EPS..., up" does. */
static const item *single_item(const reading *r)
{
    return r->item_count > 0 ? &r->items[r->item_count - 1] : NULL;
}

/* A list of numbers against a list of subjects, markers or nothing. */
/* "net loss per share, basic and diluted, of $0.22": one amount for both. */
static bool bind_both(reading *r, const run *list, const right *after)
{
    if (list->count != 1 || r->item_count != 2 || r->items_used || !r->items_fresh)
        return false;
    for (size_t k = 0; k < 2; k++) {
        if (!r->items[k].definition ||
            r->items[k].definition->unit != QOQ_UNIT_PER_SHARE)
            return false;
    }
    r->items[1].metric = r->items[0].metric; /* a loss is one for both */
    r->items[1].basis = r->items[0].basis;
    for (size_t k = 0; k < 2; k++)
        bind_one(r, list->at[0], &r->items[k], after, 0);
    return true;
}

/* Remembers whose amount was read, for "..., up 8%, 17% and 3% respectively". */
static void remember_bound(reading *r, const item *it)
{
    if (!it || !it->definition)
        return;
    const item *last = r->bound_count ? &r->bound[r->bound_count - 1] : NULL;
    if (last && last->definition == it->definition && last->at == it->at)
        return;
    if (last && last->definition != it->definition &&
        it->definition->kind == QOQ_METRIC_RATIO)
        r->bound_count = 0;
    if (r->bound_count == MOST_ITEMS) {
        memmove(r->bound, r->bound + 1, (MOST_ITEMS - 1) * sizeof *r->bound);
        r->bound_count--;
    }
    r->bound[r->bound_count++] = *it;
}

/* "分别增长4.4%和下降2.7%": how many percentages follow in the clause, each with a verb of
 * its own; 0 when they are no such list. */
static size_t count_turns(const reading *r, size_t i)
{
    size_t n = 0;
    bool turned = true, joined = false;
    for (size_t k = i; k < r->to && r->t[k].kind != TOKEN_MARK; k++) {
        const token *t = &r->t[k];
        if (t->kind == TOKEN_QUANTITY) {
            if (!is_percent(&t->quantity) || !turned)
                return 0;
            n++;
            turned = joined = false;
        }
        joined = joined || token_is_word(t, QOQ_WORD_AND);
        turned = turned || (joined && (token_is_word(t, QOQ_WORD_UP) ||
                                       token_is_word(t, QOQ_WORD_DOWN)));
    }
    return n;
}

/* The subjects of such a list: those named for it, or those whose amounts were read. */
static void begin_turns(reading *r, size_t i)
{
    if (!r->c.respectively || r->turn_count > 0 || r->c.base_count > 1)
        return;
    size_t n = count_turns(r, i);
    if (n > 1 && (r->item_count == n || r->bound_count >= n))
        r->turn_count = n;
}

static const item *turn_of(reading *r)
{
    size_t k = r->turn_next++;
    const item *it = r->item_count == r->turn_count
                         ? &r->items[k]
                         : &r->bound[r->bound_count - r->turn_count + k];
    if (r->turn_next == r->turn_count)
        r->turn_next = r->turn_count = 0;
    return it;
}

/* "A占56%,B占29%,上季依序为58%和27%" */
static void remember_share(reading *r, const item *it)
{
    item share = *it;
    share.definition = r->last_share;
    share.metric = NULL;
    remember_bound(r, &share);
}

/* "止三個月及九個月分別為A及B": two periods for two numbers; nothing else is counted
 * between them. */
static bool periods_ahead(const reading *r, const run *list, qoq_period_phrase out[2])
{
    size_t i = list->at[0], least = i > r->from + 24 ? i - 24 : r->from;
    if (list->count != 2 || r->item_count == 2 || r->c.base_count == 2)
        return false;
    for (; i > least + 2; i--) {
        const token *t = &r->t[i - 1];
        if (t->kind == TOKEN_QUANTITY)
            return false;
        if (t->kind != TOKEN_PERIOD)
            continue;
        if (!token_is_word(t - 1, QOQ_WORD_AND) || t[-2].kind != TOKEN_PERIOD)
            return false;
        out[0] = t[-2].phrase;
        out[1] = t->phrase;
        return true;
    }
    return false;
}

/* "2022年至2024年,公司分别实现营收A、B和C": the first of as many years as numbers; 0 = none. */
static int first_year(const reading *r, const run *list)
{
    int n = (int)list->count;
    size_t least = list->at[0] > r->from + 64 ? list->at[0] - 64 : r->from;
    for (size_t k = least; k + 2 < list->at[0]; k++) {
        const token *a = &r->t[k], *b = &r->t[k + 2];
        bool joined = token_is_word(a + 1, QOQ_WORD_TO) || token_is_mark(a + 1, '-');
        int from = token_is_year(a) ? (int)qoq_decimal_double(a->quantity.number.value)
                   : a->kind == TOKEN_PERIOD && a->phrase.span == QOQ_SPAN_NONE
                       ? a->phrase.year
                       : 0;
        if (joined && from && b->kind == TOKEN_PERIOD &&
            b->phrase.year == from + n - 1 && b->phrase.span == QOQ_SPAN_NONE &&
            !b->phrase.month)
            return from;
    }
    return 0;
}

static void talk_of(reading *r, const qoq_period_phrase *phrase)
{
    if (r->c.has_other)
        r->c.other = when_phrase(phrase);
    else
        r->topic = *phrase;
}

/* "营收/归母净利润8.4/-0.3亿元YoY -12.0%/由盈转亏": one of two numbers is said in words, so the
 * number that is left may be of either. */
static bool is_unanswered(const reading *r, const run *list)
{
    const token *behind = list->end < r->to ? &r->t[list->end] : NULL;
    const token *before = list->at[0] > r->from ? &r->t[list->at[0] - 1] : NULL;
    return list->count < r->item_count && r->turn_count < 2 &&
           ((behind && token_is_mark(behind, '/')) ||
            (before && token_is_mark(before, '/')));
}

static void remember_list(reading *r, size_t n)
{
    if (n < 2 || r->item_count != n || !r->items[0].has_segment)
        return;
    memcpy(r->listed, r->items, n * sizeof *r->items);
    r->listed_count = n;
}

/* "罐头、饮料收入分别增长5%和3%，收入分别为9.3亿元和12.4亿元": the same parts once more. */
static void repeat_list(reading *r, size_t n)
{
    if (n < 2 || r->listed_count != n || r->item_count != 1 || !r->items_fresh ||
        r->items[0].has_segment || !r->items[0].definition || r->items_used ||
        !r->items[0].metric || !r->items[0].metric->metric->by_part)
        return;
    item said = r->items[0];
    for (size_t k = 0; k < n; k++) {
        r->items[k] = said;
        r->items[k].segment = r->listed[k].segment;
        r->items[k].has_segment = true;
    }
    r->item_count = n;
}

/* "前三季度甲公司、乙公司和丙公司分别实现营收A、B和C": as many companies as numbers. Those of the
 * list before answer for the next one ("同比分别增长"). */
static bool lists_companies(reading *r, const run *list)
{
    size_t n = list->count, k = list->at[0], found = 0;
    uint32_t at[MOST_ITEMS];
    if (n < 2 || n > MOST_ITEMS)
        return false;
    while (k > r->from && list->at[0] - k < 32 && r->t[k - 1].kind != TOKEN_QUANTITY &&
           !token_is_mark(&r->t[k - 1], ';')) {
        k--;
        if (r->t[k].kind == TOKEN_ENTITY && found < n)
            at[found++] = (uint32_t)k;
        else if (found > 0 && !is_join(&r->t[k]))
            break;
    }
    if (found == 0)
        return r->company_count == n;
    if (found != n)
        return false;
    for (size_t i = 0; i < n; i++)
        r->companies[i] = at[n - 1 - i];
    r->company_count = n;
    return true;
}

static void bind_run(reading *r, const run *list, const right *after)
{
    qoq_period_phrase pair[2];
    bool paired = r->when_count != list->count && periods_ahead(r, list, pair);
    size_t n = list->count;
    if (r->c.respectively || after->respectively)
        repeat_list(r, n);
    bool earlier = n > 1 && r->item_count != n && r->c.base_count != n &&
                   r->bound_count >= n &&
                   (is_percent(&r->t[list->at[0]].quantity) ||
                    (r->c.intro == INTRO_FROM && after->respectively));
    if (bind_both(r, list, after))
        return;
    bool companies =
        (r->c.respectively || after->respectively) && lists_companies(r, list);
    int year = n > 2 && r->item_count == 1 && (r->c.respectively || after->respectively)
                   ? first_year(r, list)
                   : 0;
    earlier = earlier && !companies && !year;
    bool unanswered =
        is_unanswered(r, list) ||
        (n > 1 && !companies && !year && !earlier && !paired && r->item_count != n &&
         r->c.base_count != n && r->when_count != n && !(n < r->item_count) &&
         standing_of(r, after) == QOQ_ACTUAL);
    remember_list(r, n);
    for (size_t k = 0; k < n; k++) {
        const item *it = unanswered ? NULL : single_item(r);
        if (companies)
            r->p->entity(r->p->data, &r->t[r->companies[k]], true);
        if (year) {
            r->has_topic = true;
            r->topic = (qoq_period_phrase){.year = (int16_t)(year + (int)k)};
        }
        if (paired)
            talk_of(r, &pair[k]);
        /* 按年及按季分别升26%及跌11%: each number has a verb of its own */
        size_t base =
            n == 1 && r->c.base_count == 2 && r->c.respectively ? r->c.base_next++ : 0;
        if (n == 1 && r->turn_count > 1)
            it = turn_of(r);
        else if (r->item_count == n)
            it = &r->items[k];
        else if (earlier)
            it = &r->bound[r->bound_count - n + k];
        else if (r->c.base_count == n)
            base = k;
        else if (n > 1 && r->item_count > 1 && k < r->item_count && !unanswered)
            it = &r->items[k];
        if (r->when_count == n && n > 1) {
            r->c.other = r->whens[k];
            r->c.has_other = true;
            r->c.other_is_base = false;
        }
        right here = *after;
        if (k + 1 < n) {
            /* Only the last number has words behind it that are its own. */
            bool share = here.respectively;
            if (!share) {
                memset(&here, 0, sizeof here);
                here.direction = after->direction;
                here.has_base = after->has_base;
                here.base = after->base;
                here.marker = after->marker;
            }
            here.metric = NULL;
        }
        bind_one(r, list->at[k], it, &here, base);
        if (earlier)
            continue; /* they are remembered already */
        if (!is_percent(&r->t[list->at[k]].quantity))
            remember_bound(r, it);
        else if (r->last_share && it && it->has_segment)
            remember_share(r, it);
    }
}

/* "3.0% higher at £177 million": the amount is what it rose to. */
static bool says_level(const reading *r, size_t i)
{
    const token *t = &r->t[i];
    return t->end - t->start == 2 && memcmp(r->list->folded + t->start, "at", 2) == 0;
}

static void after_number(reading *r, size_t i, const right *after)
{
    const qoq_quantity *q = &r->t[i].quantity;
    bool compared = r->c.intro == INTRO_FROM || r->c.has_other || after->has_base;
    if (q->unit.kind == QOQ_UNIT_MONEY || q->currency_open)
        r->last_money = q;
    r->items_used = true;
    r->c.has_number = true;
    r->c.growth = is_percent(q) && (r->c.direction || r->c.growth);
    r->c.intro = INTRO_NONE;
    r->c.direction = 0;
    /* 占比由46%升至52%: the share goes on to the end of its clause */
    r->c.share = is_percent(q) && (r->c.share || after->share || after->share_of);
    r->c.loss = r->c.negative = false;
    r->c.foreign = 0;
    r->list_open = false;
    if (r->c.has_other && r->c.other_is_base && is_level_unit(q)) {
        /* 较第一季的10.63亿元回升3.7%: the comparison goes on to the growth behind. */
    } else if (!r->c.other_is_base) {
        r->c.has_other = r->c.has_other && r->item_count > 1;
    }
    /* "3.2% below the €2.39 billion of the year-earlier quarter" */
    if (is_percent(q) && after->direction && !after->has_base &&
        r->c.intro == INTRO_NONE && i + 2 < r->to && !says_level(r, i + 2) &&
        (r->t[i + 2].kind == TOKEN_QUANTITY ||
         (i + 3 < r->to && r->t[i + 3].kind == TOKEN_QUANTITY)))
        r->c.intro = INTRO_FROM;
    /* "up 87 per cent over Rs 1,530 crore": the bound of the amount is a comparison */
    if (is_percent(q) && r->last_direction && i + 1 < r->to &&
        r->t[i + 1].kind == TOKEN_QUANTITY && is_level_unit(&r->t[i + 1].quantity) &&
        r->t[i + 1].quantity.number.bound == QOQ_BOUND_OVER)
        r->c.intro = INTRO_FROM;
    /* "16% below last year's €2,074 million" */
    if (is_percent(q) && after->direction && after->has_base && after->read > i &&
        after->read < r->to && r->t[after->read].kind == TOKEN_QUANTITY &&
        is_level_unit(&r->t[after->read].quantity)) {
        r->c.intro = INTRO_FROM;
        r->c.other = after->base;
        r->c.has_other = true;
        r->c.other_is_base = false;
    }
    if (after->has_period && !after->comparison && !r->has_topic && !compared) {
        r->topic = after->period;
        r->has_topic = true;
    }
    if (after->read > r->consumed)
        r->consumed = after->read;
    if (r->bracket == 0 && r->has_topic && !r->number_topic) {
        r->number_topic = true;
        r->numbers_topic = r->topic;
    }
    if (r->c.estimate)
        r->estimate = true;
}

/* "经营亏损0.52亿元,去年二季度是1.67亿元的亏损": the word behind is a sign, not a metric. */
static void drop_bare_loss(reading *r, right *after)
{
    const token *t = after->metric ? &r->t[after->metric_at] : NULL;
    const qoq_term *word = t ? token_meaning(t, QOQ_TERM_WORD) : NULL;
    const item *last = r->item_count == 1 ? &r->items[0] : NULL;
    if (!word || word->word != QOQ_WORD_LOSS || !last || !last->definition ||
        !r->items_fresh || !last->definition->can_be_negative ||
        last->definition->unit != QOQ_UNIT_MONEY)
        return;
    r->c.loss = true;
    after->metric = NULL;
    if (after->metric_at + 1 > r->consumed)
        r->consumed = after->metric_at + 1;
}

static bool forecasts(const token *t)
{
    return filler_value(t) == FORECASTS;
}

/* "ahead of our $601M", "超出市场预期的17.2亿元": said of the amount right behind. */
static bool is_forecast(const reading *r, size_t i)
{
    if (i > r->from && forecasts(&r->t[i - 1]))
        return true;
    return i > r->from + 1 && token_is_word(&r->t[i - 1], QOQ_WORD_FILLER) &&
           forecasts(&r->t[i - 2]);
}

/* "Imaging was the laggard again at S$46m": what the words between say of a part is no
 * other subject. */
static bool is_predicate(const reading *r, size_t i)
{
    const item *it = r->item_count == 1 ? &r->items[0] : NULL;
    if (r->dead != DEAD_FOREIGN || !it || !it->has_segment || it->metric ||
        !r->items_fresh || r->items_used || i < it->at + 3 || it->at < r->c.start ||
        !says_level(r, i - 1) || !is_level_unit(&r->t[i].quantity))
        return false;
    const token *verb = &r->t[it->at + 1];
    return token_is_word(verb, QOQ_WORD_FILLER) && verb->end - verb->start == 3 &&
           memcmp(r->list->folded + verb->start, "was", 3) == 0;
}

size_t number_read(reading *r, size_t i)
{
    run list;
    right after;
    if (year_before(r, i))
        return i + 1;
    renew_basis(r);
    if (is_predicate(r, i)) {
        r->dead = ALIVE;
        r->c.foreign = 0;
    }
    /* "ahead of our $601M": of those who write the note, who forecast */
    if (is_forecast(r, i))
        r->c.estimate = true;
    if (is_range(r, i)) {
        list.count = 2;
        list.at[0] = i;
        list.at[1] = i + 2;
        list.end = i + 3;
        list.range = true;
        look_right(r, list.end, &after);
        item behind;
        const item *it = single_item(r);
        if (per_share(r, list.at[1], it, &behind) ||
            metric_behind(r, i, &after, &behind))
            it =
                &behind; /* "$1.45 to $1.49 per share on $6.2 billion to $6.3 billion in
                             revenue" */
        bool actual = standing_of(r, &after) == QOQ_ACTUAL;
        for (size_t k = 0; k < 2; k++) {
            verdict v;
            static const item none;
            judge(r, list.at[k], &after, it ? it : &none, &v);
            if (actual)
                v.left = v.left == LEFT_NOT ? LEFT_UNIT : v.left;
            emit(r, list.at[k], it, &v, &after, 0);
        }
        after_number(r, i, &after);
        return list.end;
    }
    collect(r, i, &list);
    look_right(r, list.end, &after);
    if (after.quarter && !(r->has_topic && r->topic.span == QOQ_SPAN_QUARTER)) {
        r->has_topic = after.quarter == 3;
        r->topic = (qoq_period_phrase){.months = 3};
        if (r->p->carry.topic.span != QOQ_SPAN_QUARTER)
            r->p->carry.has_topic = false;
    }
    if (list.count > 1 && !(r->c.respectively || after.respectively) &&
        r->item_count != list.count && r->c.base_count != list.count &&
        r->when_count != list.count) {
        /* Not a list that anything answers to: one number, the others on their own. */
        list.count = 1;
        list.end = i + 1;
        look_right(r, list.end, &after);
    }
    if (after.own_basis && r->item_count == 1 && r->items_fresh && !r->items_used)
        r->items[0].basis = after.own_basis;
    drop_bare_loss(r, &after);
    if (list.count == 1)
        begin_turns(r, i);
    bind_run(r, &list, &after);
    r->when_count = 0;
    after_number(r, list.at[list.count - 1], &after);
    return list.end;
}
