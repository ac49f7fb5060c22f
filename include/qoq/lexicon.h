/**
 * The lexicon: what the words of a document mean. Knowledge as data.
 *
 * Eight files in datasets/lexicon, each a CSV whose columns are described in
 * datasets/lexicon/README.md. Definitions (entities, segments, metrics) say what an id
 * is; terms, units, period words and words say which printed text means it. A lexicon
 * makes names canonical; it is not a gate: what it does not know keeps its printed
 * name.
 *
 * Matching is on folded text (qoq_text_fold): full-width and half-width, upper and
 * lower case, traditional and simplified Chinese are one. A lexicon is built once by
 * adding rows (the knowledge room reads the files), then frozen and shared by any
 * number of threads.
 */
#ifndef QOQ_LEXICON_H
#define QOQ_LEXICON_H

#include "qoq/decimal.h"
#include "qoq/period.h"
#include "qoq/unit.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Basis of a statement; the first, second and fourth are the reported series. */
typedef enum qoq_basis {
    QOQ_BASIS_NONE,
    QOQ_BASIS_IFRS,
    QOQ_BASIS_NON_IFRS,
    QOQ_BASIS_GAAP,
    QOQ_BASIS_NON_GAAP,
    QOQ_BASIS_ADJUSTED /* in phrases only: "adjusted", whichever the company uses */
} qoq_basis;

QOQ_API const char *qoq_basis_name(qoq_basis basis); /* "", "ifrs", "non_ifrs"... */
QOQ_API bool qoq_basis_parse(qoq_basis *out, qoq_slice text);
QOQ_API bool qoq_basis_is_adjusted(qoq_basis basis); /* non_ifrs, non_gaap, adjusted */

/** A company. Borrowed from the lexicon; every text terminated, "" when not given. */
/* clang-format off */
typedef struct qoq_entity {
    const char *id;                     /* tencent */
    const char *name_en, *name_hans, *name_hant;
    const char *market;                 /* hk, cn, tw, us, uk, jp... */
    const char *tickers;                /* space-separated: "0700.HK 00700.HK TCEHY" */
    const char *currency;               /* reporting currency: CNY */
    qoq_calendar calendar;
    uint8_t reported, adjusted;         /* qoq_basis the company uses: ifrs, non_ifrs */
} qoq_entity;
/* clang-format on */

/** A part of a company along one axis. */
/* clang-format off */
typedef struct qoq_segment {
    const char *entity, *axis, *id, *parent;
    const char *name_en, *name_hans, *name_hant;
    int order;               /* place in tables; parts stand behind their parent */
    qoq_period from, to;     /* quarters for which it is reported; none = open */
    const char *continues;   /* id whose series it continues (renamed), or "" */
    const char *breaks;      /* when it was redefined, or "": qoq_segment_break_at */
} qoq_segment;
/* clang-format on */

/**
 * A redefinition of a segment: from a vintage on its name means something else.
 *
 *     2019Q1+fintech_business_services    before, it included this as well
 *     2021Q3-cloud                        before, it did not include this
 */
typedef struct qoq_segment_break {
    qoq_period vintage; /* of the first documents that report it as it is now */
    qoq_slice moved;    /* "+fintech_business_services", "-cloud+media", or "" */
} qoq_segment_break;

/** Break number `index`, oldest first; false past the last. */
QOQ_API bool qoq_segment_break_at(qoq_segment_break *out, const qoq_segment *segment,
                                  size_t index);

/** The next id of what moved, with its sign ('+' or '-'); *moved is moved on. False at the
 * end. */
QOQ_API bool qoq_segment_moved_next(qoq_slice *id, char *sign, qoq_slice *moved);

/* clang-format off */
typedef enum qoq_metric_kind {
    QOQ_METRIC_FLOW,     /* adds up over quarters: revenue */
    QOQ_METRIC_STOCK,    /* at a point in time: net cash */
    QOQ_METRIC_RATIO,    /* percent: gross margin */
    QOQ_METRIC_PER_SHARE,
    QOQ_METRIC_AVERAGE   /* an average or count over a period: MAU */
} qoq_metric_kind;
/* clang-format on */

/** A metric. */
/* clang-format off */
typedef struct qoq_metric {
    const char *id;                 /* gross_profit */
    uint8_t kind;                   /* qoq_metric_kind */
    uint8_t unit;                   /* qoq_unit_kind of its levels */
    const char *count_unit;         /* accounts, persons... for counts, else "" */
    bool neutral;                   /* same under reported and adjusted: empty basis */
    int8_t sense;                   /* +1 good when rising, -1 bad (costs), 0 neither */
    bool can_be_negative;           /* a loss, net debt */
    bool by_part;                   /* parts of a company have it too: segment revenue */
    bool sums_up;                   /* closes a statement, whatever heading stands above */
    const char *statement;          /* income, cash_flow, balance, operating */
    const char *parent;             /* line it is part of in its statement, or "" */
    int order;                      /* place in tables */
    const char *name_en, *name_hans, *name_hant;
} qoq_metric;
/* clang-format on */

/**
 * What a printed text can be. One text may have several meanings in different kinds;
 * they are chained by `next`. Within one kind and scope a text has one meaning
 * (checked).
 */
/* clang-format off */
typedef enum qoq_term_kind {
    QOQ_TERM_ENTITY, /* id: entity */
    QOQ_TERM_SEGMENT, /* id: segment; scope: entity (a segment term means its segment only
                         while that company is talked of) */
    QOQ_TERM_METRIC,  /* id: metric; sign -1: a loss, a debt; basis if the term implies it */
    QOQ_TERM_UNIT,    /* role and power below; id: unit ("CNY", "percent", "accounts") */
    QOQ_TERM_PERIOD,  /* atom, value */
    QOQ_TERM_WORD     /* word class; value */
} qoq_term_kind;
/* clang-format on */

/** Roles of unit terms (units.csv, column role). */
/* clang-format off */
typedef enum qoq_unit_role {
    QOQ_ROLE_SCALE,    /* 万, 亿, million, bn: power only */
    QOQ_ROLE_CURRENCY, /* 美元, HK$, 人民币, yuan; id "" = the context's currency (元) */
    QOQ_ROLE_MINOR,    /* 仙, pence, cents, 分: hundredths; id the currency or "" */
    QOQ_ROLE_PERCENT,  /* %, 百分比, per cent */
    QOQ_ROLE_POINTS,   /* 个百分点, ppts; basis points with power -2 */
    QOQ_ROLE_TIMES,    /* 倍, times, x, -fold */
    QOQ_ROLE_COUNT,    /* 户, 人, accounts, subscribers: id */
    QOQ_ROLE_PER,      /* 每股, per share, per ADS: id "share" or "ADS" */
    QOQ_ROLE_OTHER,    /* GWh, 家, 座, 天, 吨, employees: makes the number no figure of ours */
    QOQ_ROLE_HINT      /* 每股純益, 季增: words of a place; id the currency of its plain 元 */
} qoq_unit_role;
/* clang-format on */

/**
 * Classes of words.csv: the grammar of earnings prose. The comment gives examples, not
 * the list; the list is the file.
 */
/* clang-format off */
typedef enum qoq_word_class {
    QOQ_WORD_NONE,
    QOQ_WORD_YOY,        /* 同比, 按年, 年增(up), year on year, YoY: growth against a year ago;
                            value +1 / -1 when a direction is in the word (年增, 年減) */
    QOQ_WORD_QOQ,        /* 环比, 按季, 季增, quarter on quarter, sequentially */
    QOQ_WORD_YEAR_AGO,   /* 去年同期, 上年同期, a year earlier, the prior-year period */
    QOQ_WORD_QUARTER_AGO,/* 上季, 上一季度, 前一季, the previous quarter, three months before */
    QOQ_WORD_SAME_PERIOD,/* 同期: with a year before it (2024年同期) that year's; alone the
                            current period, or the year-ago one after 较/与 */
    QOQ_WORD_UP,         /* 增长, 上升, 增加, 提升, 增幅, rose, up, growth, increase */
    QOQ_WORD_DOWN,       /* 下降, 减少, 下滑, 跌, fell, down, decrease */
    QOQ_WORD_CHANGE,     /* 变动, 变化: direction is in the sign of the number */
    QOQ_WORD_FLAT,       /* 持平, flat, unchanged: growth in words, no number */
    QOQ_WORD_NARROW,     /* 收窄, 减亏, narrowed (a loss got smaller) */
    QOQ_WORD_WIDEN,      /* 扩大, widened */
    QOQ_WORD_TO,         /* 至, 到, 达到, to, reached: a level follows */
    QOQ_WORD_UP_TO,      /* 增至, 升至, 增长至: verb and to in one; value +1/-1/0 */
    QOQ_WORD_FROM,       /* 由, 从, from: the comparison level follows */
    QOQ_WORD_THAN,       /* 较, 比, 相比, 对比, compared with, versus, against */
    QOQ_WORD_BY,         /* by, 了: the size of a change follows */
    QOQ_WORD_ABOUT,      /* 约, 大约, about, approximately; value 1 = stands behind the number
                            (左右, or so) */
    QOQ_WORD_OVER,       /* 逾, 超, 超过, 多于, more than; behind: 余, 多, 以上 (value 1) */
    QOQ_WORD_UNDER,      /* 近, 不足, 少于, nearly, less than; behind: value 1 */
    QOQ_WORD_RESPECTIVELY, /* 分别, 依次, respectively */
    QOQ_WORD_SHARE,      /* 占, 占比, accounted for, represented: a share of the total */
    QOQ_WORD_TOTAL,      /* 总收入的 after 占 is metric; 合计, 总计, 共, in total, altogether */
    QOQ_WORD_PART,       /* 其中, of which, within that */
    QOQ_WORD_AND,        /* 和, 及, 与, 以及, 、, and, & between list items */
    QOQ_WORD_CAUSE,      /* 主要由于, 受益于, 得益于, due to, driven by, reflecting */
    QOQ_WORD_CONTRAST,   /* 但, 而, 则, while, but, although */
    QOQ_WORD_GUIDANCE,   /* 预计, 指引, 目标, 展望, expects, guidance, outlook (the company's) */
    QOQ_WORD_ESTIMATE,   /* 市场预期, 一致预期, 预测, 券商, consensus, analysts expected */
    QOQ_WORD_BASIS,      /* value: qoq_basis. 非国际财务报告准则, Non-IFRS, 经调整, adjusted */
    QOQ_WORD_CONSTANT_CURRENCY, /* 按固定汇率计算, at constant currency */
    QOQ_WORD_NOT_REPORTED, /* like-for-like, organic, 同店, 复合, CAGR, TTM, 剔除: growth that is
                            none of ours */
    QOQ_WORD_NOISE,      /* a subject that owns its number and is no metric of ours: 市场份额,
                            点击率, 股价, 市值, employees, headcount, order intake, stores */
    QOQ_WORD_OTHERS,     /* 同行, 竞争对手, 行业, 客户, peers, rival, industry: not this company */
    QOQ_WORD_COMPANY,    /* 公司, 集团, 本集团, the company, the Group: this company */
    QOQ_WORD_SEGMENT_NOUN, /* 业务, 分部, 板块, 产品线, segment, division, business */
    QOQ_WORD_EACH,       /* 两者, 三者, 上述...分部, both, the three segments: the list just named */
    QOQ_WORD_CONVERSION, /* 约合, 折合, 相当于, equivalent to: a conversion follows */
    QOQ_WORD_HEREAFTER,  /* 下同, unless otherwise stated: the currency holds for all */
    QOQ_WORD_LOSS,       /* 亏损, 亏, loss after a metric: negative */
    QOQ_WORD_QUARTER_OF, /* 单季, 单季度, in the quarter, 期内, 当季, 本季: the current quarter */
    QOQ_WORD_NEGATIVE,   /* 净流出, 为负, outflow: the value is negative */
    QOQ_WORD_ZERO,       /* 无, nil */
    QOQ_WORD_NUMBERISH,  /* 第...名, 第N代, No., version, page: its number is no figure */
    QOQ_WORD_FILLER,     /* 为, 是, 达, 录得, 实现, 取得, 的, was, were, of, the, at, reached... */
    QOQ_WORD_REPORT,     /* 公布, 披露, announced, reports: a company stands before it */
    QOQ_WORD_SUFFIX,     /* 控股, 有限公司, Inc., plc: the end of a company's name */
    QOQ_WORD_SOURCE,     /* 来自, came from: the part behind an amount */
    QOQ_WORD_ASIDE,      /* which, who: what follows up to the next comma is said in passing */
    QOQ_WORD_MARGIN,     /* a margin: the ratio of the line named before */
    QOQ_WORD_LISTED,     /* 股份代号, 以下简称, NYSE: in a bracket behind a company's name */
    /* Those that follow mean something in tables only; in prose they are plain text. */
    QOQ_WORD_RESTATED,   /* 经重列, restated: the figure differs from the one first reported */
    QOQ_WORD_PREVIOUS,   /* 如先前呈列, as previously reported: it was replaced */
    QOQ_WORD_REPORTED,   /* 已报告, as reported: before adjustments */
    QOQ_WORD_ADJUSTMENT, /* 调整, 差额, adjustments: between two figures, none itself */
    QOQ_WORD_ELIMINATION,/* 分部间抵销, eliminations, inter-segment */
    QOQ_WORD_ATTRIBUTABLE, /* 下列人士应占, attributable to: divides the row before among owners */
    QOQ_WORD_AXIS,       /* by what a table breaks down; value 0 business, 1 product, 2 region,
                            3 channel, 4 customer */
    QOQ_WORD_TO_DATE,    /* 年初至报告期末, year to date */
    QOQ_WORD_OPENING,    /* 期初余额, 上年末, opening: the end of the year before */
    QOQ_WORD_CLOSING,    /* 期末余额, 本报告期末, closing */
    QOQ_WORD_LABEL,      /* 项目, 指标, line item: heads a column of labels, says nothing */
    QOQ_WORD_PLACE,      /* 境内, Europe: what regions are named after; no token of its own; value
                            1 beside such names only: rest of, 地区 */
    QOQ_WORD_COUNT_
} qoq_word_class;
/* clang-format on */

/** The name of a class as words.csv writes it: "yoy", "year_ago"... */
QOQ_API const char *qoq_word_class_name(qoq_word_class class_);

/** Does the class mean something in tables only? */
static inline bool qoq_word_is_tabular(qoq_word_class class_)
{
    return class_ >= QOQ_WORD_RESTATED && class_ <= QOQ_WORD_LABEL;
}

/** A printed text and one of its meanings. Borrowed from the lexicon. */
/* clang-format off */
typedef struct qoq_term {
    const struct qoq_term *next; /* another meaning of the same text, or NULL */
    const char *text;            /* as in the file */
    const char *lang;            /* en, zh (both scripts), zh-Hant, "" = not said */
    const char *id, *scope;      /* "" where a kind has none */
    uint8_t kind;                /* qoq_term_kind */
    uint8_t role;                /* of a unit: qoq_unit_role */
    uint8_t word;                /* of a word: qoq_word_class */
    uint8_t atom;                /* of a period word: qoq_period_atom_kind */
    int8_t sign;                 /* of a metric: -1 for a loss or debt, else +1 */
    uint8_t basis;               /* of a metric or word: qoq_basis, NONE = not said */
    int16_t value;               /* power of a unit, value of an atom or word; of a metric 1:
                                    its number carries the sign, 财务费用;
                                    2: net of its counterpart, interest expense, net */
    bool not_after_digit;        /* 年增: after a digit it is 年 + 增 */
    bool needs_company;          /* a short name that is also an ordinary word: used only once
                                    the company was named in full */
    const qoq_metric *metric;    /* of a metric term */
    const qoq_segment *segment;  /* of a segment term */
    const qoq_entity *entity;    /* of an entity term; of a segment term its company */
} qoq_term;
/* clang-format on */

typedef struct qoq_lexicon qoq_lexicon;

QOQ_API qoq_lexicon *qoq_lexicon_new(void); /* NULL when memory is out */
QOQ_API void qoq_lexicon_free(qoq_lexicon *lexicon);

/** The files of a lexicon. */
typedef enum qoq_lexicon_table {
    QOQ_LEXICON_ENTITIES,
    QOQ_LEXICON_SEGMENTS,
    QOQ_LEXICON_METRICS,
    QOQ_LEXICON_TERMS,
    QOQ_LEXICON_UNITS,
    QOQ_LEXICON_PERIOD_WORDS,
    QOQ_LEXICON_WORDS,
    QOQ_LEXICON_TABLES_
} qoq_lexicon_table;

/** "entities.csv"...; NULL past the end. */
QOQ_API const char *qoq_lexicon_table_file(qoq_lexicon_table table);

/** The columns of a table, NULL-ended, required ones first; *required is how many. */
QOQ_API const char *const *qoq_lexicon_table_columns(qoq_lexicon_table table,
                                                     size_t *required);

/**
 * Adds a row: values[i] belongs to column i of qoq_lexicon_table_columns ("" where the
 * file has no such column). A row with an id (or term and kind) that is there already
 * replaces it; the flag `retired` takes it out. Rows may come in any order; references
 * are checked by freeze.
 *
 * Errors  QOQ_EINPUT with the column's number in err->column (1-based) for a value that
 *         the column cannot hold
 */
QOQ_API qoq_status qoq_lexicon_add(qoq_lexicon *lexicon, qoq_lexicon_table table,
                                   const qoq_slice *values, qoq_error *err);

/**
 * Says where the rows added next stand: for messages, and for overriding. A row of a
 * higher layer takes the place of those with its key in lower layers, whatever the
 * order of addition; within one layer two rows with one key are an error, unless they
 * mean the same. Without this call all rows are in layer 0, and a later row replaces an
 * earlier.
 */
QOQ_API qoq_status qoq_lexicon_at(qoq_lexicon *lexicon, int layer, const char *file,
                                  size_t line, qoq_error *err);

/**
 * Resolves references, adds names of definitions as terms (an entity's names and
 * tickers, a segment's and a metric's names), builds the matcher. Nothing can be added
 * afterwards.
 *
 * A term of what was retired goes with it. One letter and a bare number (a ticker such
 * as 700) are not made terms. One text may name two segments of a company that are
 * never reported for the same quarter (from, to); both are in its chain then.
 *
 * Errors  QOQ_EINPUT: a term of an unknown id, a segment of an unknown entity or parent, a
 *         text with two meanings in one kind and scope. The message names both rows
 */
QOQ_API qoq_status qoq_lexicon_freeze(qoq_lexicon *lexicon, qoq_error *err);

/**
 * The longest term that starts at byte `at` of a folded text and ends at a word
 * boundary.
 *
 * Boundary  a term that begins or ends with a Latin letter or digit must not be glued to
 *           another one; Chinese has no such boundary. Between a letter and a digit there
 *           are exceptions: a unit may follow its digits (5m), a currency precede them
 *           (rmb88), a period word do both (1q25, 2025q1). *term is then the part of the
 *           chain that may stand there
 * Blanks    any number of them matches one in the term; beside a Han character they are
 *           skipped (letter-spaced Chinese, QQ 音乐)
 * Hyphen    between Latin letters it is a blank: year-on-year = year on year
 * Returns   its length in bytes of the text, 0 = none; *term its meanings, else NULL
 * Cost      proportional to the length of the longest term, independent of their number
 */
QOQ_API size_t qoq_lexicon_match(const qoq_lexicon *lexicon, const char *folded,
                                 size_t len, size_t at, const qoq_term **term);

/** The same, counting only terms that have a meaning in this kind: the longest one,
 * though a longer term of other kinds may start here too (第三季增长: the period word 季, not
 * the word 季增). */
QOQ_API size_t qoq_lexicon_match_kind(const qoq_lexicon *lexicon, const char *folded,
                                      size_t len, size_t at, qoq_term_kind kind,
                                      const qoq_term **term);

/** The same for several kinds: bit 1 << kind for each. */
QOQ_API size_t qoq_lexicon_match_kinds(const qoq_lexicon *lexicon, const char *folded,
                                       size_t len, size_t at, unsigned kinds,
                                       const qoq_term **term);

/** Can any term start with this byte of folded text? To skip quickly. */
QOQ_API bool qoq_lexicon_may_start(const qoq_lexicon *lexicon, unsigned char byte);

/**
 * The first place from `at` on where a term or a number may start; len when there is
 * none. Steps over everything else at about a gigabyte a second: most of a long text.
 */
QOQ_API size_t qoq_lexicon_skip(const qoq_lexicon *lexicon, const char *folded,
                                size_t len, size_t at);

/** All meanings of exactly this text (any spelling that folds to it), or NULL. */
QOQ_API const qoq_term *qoq_lexicon_find(const qoq_lexicon *lexicon, qoq_slice text);

/** Definitions by id; NULL when there is none. */
QOQ_API const qoq_entity *qoq_lexicon_entity(const qoq_lexicon *lexicon, qoq_slice id);
QOQ_API const qoq_metric *qoq_lexicon_metric(const qoq_lexicon *lexicon, qoq_slice id);
/** axis "" = whichever axis has it. */
QOQ_API const qoq_segment *qoq_lexicon_segment(const qoq_lexicon *lexicon,
                                               qoq_slice entity, qoq_slice axis,
                                               qoq_slice id);

/** All definitions in table order (entities by id; segments and metrics by order). */
QOQ_API size_t qoq_lexicon_entities(const qoq_lexicon *lexicon,
                                    const qoq_entity **first);
QOQ_API size_t qoq_lexicon_segments(const qoq_lexicon *lexicon,
                                    const qoq_segment **first);
QOQ_API size_t qoq_lexicon_metrics(const qoq_lexicon *lexicon,
                                   const qoq_metric **first);

/** Every term, for lists and checks, in order of kind and folded text: calls fn for
 * each. */
QOQ_API void qoq_lexicon_each_term(const qoq_lexicon *lexicon,
                                   void (*fn)(void *data, const qoq_term *term),
                                   void *data);

/** The metric id nearest to a mistyped one, or NULL when none is near. */
QOQ_API const char *qoq_lexicon_metric_near(const qoq_lexicon *lexicon, qoq_slice id);

/**
 * A whole text as a period phrase in a context: "截至二零二四年九月三十日止三个月".
 * Errors  QOQ_EINPUT when it is none or stays open
 */
QOQ_API qoq_status qoq_lexicon_period(qoq_period *out, const qoq_lexicon *lexicon,
                                      qoq_slice text, const qoq_period_context *context,
                                      qoq_error *err);

/**
 * The longest period phrase that starts at byte `at` of a folded text: its length in
 * bytes, 0 = none. What it leaves open is the caller's to resolve (qoq_period_resolve).
 * Q1'25, FY '25, 2024A and, where nothing of an amount follows, "Q2 24 actual" are
 * phrases too.
 */
QOQ_API size_t qoq_lexicon_phrase(qoq_period_phrase *out, const qoq_lexicon *lexicon,
                                  const char *folded, size_t len, size_t at);

/** A number with unit as printed: scaled value, unit, and what was said of it. */
/* clang-format off */
typedef struct qoq_quantity {
    qoq_number number;    /* in base units, bound set; pence as pounds */
    qoq_unit unit;        /* NONE when no unit was printed, nor for times and others; of an
                             open currency money "" or per share "/share" */
    uint8_t role;         /* qoq_unit_role of the unit: points, times, count...; CURRENCY
                             for any money but MINOR; SCALE = no unit */
    bool scaled;          /* a scale word was printed (亿, million), 五亿 included */
    bool currency_open;   /* 元, ¥, cents: the currency is the context's */
    bool signed_;         /* printed with a sign */
    bool parentheses;     /* printed in parentheses */
    uint8_t digits;       /* digits before the point */
    bool plain;           /* nothing but digits: could be a year, a list mark */
    bool chinese;         /* in Chinese numerals */
} qoq_quantity;
/* clang-format on */

/**
 * Reads a number with everything that belongs to it, from folded text: sign, currency
 * before (US$1.2bn, 人民币37.9亿元), number, scale, currency or unit behind, approximation
 * on either side (约1800亿元左右, 1,800多亿元). Returns the length in bytes, 0 = none starts at
 * `at`; *number_at is the offset of the first digit.
 *
 *     1,004.93亿元          100493000000, decimals -6, currency open
 *     3亿5000万元           350000000, decimals -4
 *     18.4 pence            0.184 GBP, decimals 3
 *     80个基点              0.80 pp, decimals 2
 *     (12.5)%               -12.5 percent, parentheses: in prose the caller may know better
 *     $1.25 per ADS         1.25 USD/ADS
 *     34.6GWh, 1.4倍        no unit; role OTHER, TIMES
 *
 * None: A6, GPT-4, the rest of a number that began before `at`, a sign behind a digit
 * or % (a range: 10-12%), a currency or 约 before a date (人民币2024年, over 2024). A sign
 * right behind another quantity in Chinese (12亿-15亿元) is read as a sign: the caller
 * knows what stood there. Blanks inside may be any number; line ends were folded to
 * blanks.
 *
 * Memory  allocates nothing
 */
QOQ_API size_t qoq_lexicon_quantity(qoq_quantity *out, const qoq_lexicon *lexicon,
                                    const char *folded, size_t len, size_t at,
                                    size_t *number_at);

#ifdef __cplusplus
}
#endif

#endif
