/* How much a text looks like what people report in. Any bytes of GBK are also bytes of
 * Big5 and of Windows-1252, so only what comes out can tell them apart: real news is made
 * of a few hundred characters, mistaken bytes give any of twenty thousand. */
#include <string.h>

#include "document/decode_private.h"

/* Frequent characters of Chinese prose and of earnings news, simplified; a traditional
 * text is folded before it is looked up. */
static const char frequent[] =
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着"
    "下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好"
    "小部其些主样理心本前开但因只从想实日者意无力它与长把机十民第公此已工使情明性知全三"
    "又关点正业外将两高间由问很最重并物手应向头文体政美相见被利什二等产或新己制身果加西"
    "斯月话合回特代内信表化老给世位次度门任常先海通教原东提立及比员解水名真论处各入几口"
    "认条平系气题活更别变四总何电数安少报才结反受目太量再感建务做接必场件计管期市直资金"
    "指克许统区保至队形社便空决治展马科司五基书非则界达光放强即难且权思完设式色路记南品"
    "住告类求据程北该交规万取格望术领共确观清今切院让识候带导争运影型推备投议根每率元亿"
    "财季营净毛降减环额盈余股息派益费支研销售广游戏微讯腾视频云服企融技付账户跃阅注册预"
    "估值评级标价港析师究集团控截止按际准审核未摊薄综现流债借款购附属联允值折旧税项拥持"
    "占溢亏损扭转升跌约逾近超百千零兆币台证券易所代码责编辑记者来源版网络社模块终端移消"
    "费贷商店线城供链车新能池电力网医药食饮料房航运物港澳湾元美欧日英镑韩京沪深圳香州广"
    "收入同增毛净综合呈列附注调整幅受惠主要由于反映季节因素较去年期末初底当首尾半双单独"
    "该等本身若干另一方面包括其他尽管仍然继续持续扩张收窄回升放缓加快稳健改善优化提升驱"
    "动"
    "贡献部署战略竞争客户需求渠道品牌内容创作者平台生态系统芯片算力模型智能数据中心开发"
    "董事会主席总裁首席执行官管理层认为表示称宣布公布披露发布业绩电话议答问投资者关注风"
    "险"
    "提示不确定宏观环境政策监管行情股票交所上市代号面值认沽回购注销股份奖励酬支付拆分";

/* Which Han characters of the basic block those are, a bit each. */
enum {
    HAN_FIRST = 0x4E00,
    HAN_LAST = 0x9FFF,
    WORDS = (HAN_LAST - HAN_FIRST + 64) / 64
};

typedef struct han_set {
    uint64_t words[WORDS];
} han_set;

static bool is_basic_han(uint32_t code)
{
    return code >= HAN_FIRST && code <= HAN_LAST;
}

static void fill(han_set *set)
{
    memset(set, 0, sizeof *set);
    for (size_t at = 0; at < sizeof frequent - 1;) {
        uint32_t code = qoq_text_next(frequent, sizeof frequent - 1, &at) - HAN_FIRST;
        set->words[code / 64] |= (uint64_t)1 << (code % 64);
    }
}

static bool is_frequent(const han_set *set, uint32_t code)
{
    uint32_t folded[4];
    if (qoq_text_fold(code, folded) != 1 || !is_basic_han(folded[0]))
        return false;
    uint32_t bit = folded[0] - HAN_FIRST;
    return set->words[bit / 64] >> (bit % 64) & 1;
}

/* Punctuation of Chinese and typeset English, full-width forms, currency signs. */
static bool is_usual_mark(uint32_t code)
{
    return (code >= 0x3000 && code <= 0x3015) || (code >= 0xFF01 && code <= 0xFF5E) ||
           (code >= 0x2010 && code <= 0x2026) || (code >= 0xA0 && code <= 0xFF) ||
           code == 0x20AC || code == 0x2030 || code == 0xFFE5;
}

/* Scripts and corners of Unicode that mistaken bytes land in. */
static bool is_unlikely(uint32_t code)
{
    return (code >= 0x80 && code < 0xA0) || (code >= 0x100 && code < 0x2000) ||
           (code >= 0x2E80 && code < 0x3000) || (code >= 0x3040 && code < 0x4E00) ||
           (code > HAN_LAST && code < 0xFE30) || (code >= 0xFF61 && code <= 0xFFDF) ||
           code >= 0xFFF0;
}

static double weigh(const han_set *set, uint32_t code)
{
    if (code < 0x80)
        return code >= 0x20 || code == '\n' || code == '\r' || code == '\t' ? 1 : -1;
    if (is_basic_han(code))
        return is_frequent(set, code) ? 1 : 0;
    if (is_usual_mark(code))
        return 0.5;
    return is_unlikely(code) ? -1 : 0;
}

double qoq_charset_score(const char *text, size_t len, bool all)
{
    han_set set;
    double sum = 0;
    size_t count = 0;
    fill(&set);
    for (size_t at = 0; at < len;) {
        uint32_t code = qoq_text_next(text, len, &at);
        if (code < 0x80 && !all)
            continue;
        sum += weigh(&set, code);
        count++;
    }
    return count ? sum / (double)count : 0;
}

/* ---- Windows-1252 ------------------------------------------------------------------- */

static bool is_high(unsigned char byte)
{
    return byte >= 0x80;
}

static bool is_ascii_letter(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* Without the letters of Icelandic and ÿ, which are noise far more often. */
static bool is_western_letter(unsigned char byte)
{
    static const unsigned char others[] = {0xD0, 0xD7, 0xDD, 0xDE, 0xF0,
                                           0xF7, 0xFD, 0xFE, 0xFF};
    return (byte >= 0xC0 && !memchr(others, byte, sizeof others)) || byte == 0x8A ||
           byte == 0x8C || byte == 0x8E || byte == 0x9A || byte == 0x9C || byte == 0x9E;
}

/* € … ‘ ’ “ ” • – — ™ no-break space £ ¥ © ® ° ± · */
static bool is_western_mark(unsigned char byte)
{
    static const unsigned char marks[] = {0x80, 0x85, 0x91, 0x92, 0x93, 0x94,
                                          0x95, 0x96, 0x97, 0x99, 0xA0, 0xA3,
                                          0xA5, 0xA9, 0xAE, 0xB0, 0xB1, 0xB7};
    return memchr(marks, byte, sizeof marks) != NULL;
}

/* One stretch of high bytes. English has them one by one; Chinese in rows. */
static double weigh_run(const unsigned char *data, size_t len, size_t at, size_t run)
{
    size_t marks = 0, letters = 0;
    for (size_t i = at; i < at + run; i++) {
        marks += is_western_mark(data[i]);
        letters += is_western_letter(data[i]);
    }
    if (marks == run)
        return run <= 3 ? 1 : 0;
    bool inside = (at > 0 && is_ascii_letter(data[at - 1])) ||
                  (at + run < len && is_ascii_letter(data[at + run]));
    if (run == 1)
        return letters && inside ? 1 : 0.2;
    return run == 2 && marks + letters == 2 && inside ? 0 : -1;
}

double qoq_charset_score_western(const char *data, size_t len)
{
    const unsigned char *bytes = (const unsigned char *)data;
    double sum = 0;
    size_t count = 0;
    for (size_t at = 0; at < len; at++) {
        if (!is_high(bytes[at]))
            continue;
        size_t run = 1;
        while (at + run < len && is_high(bytes[at + run]))
            run++;
        sum += weigh_run(bytes, len, at, run) * (double)run;
        count += run;
        at += run;
    }
    return count ? sum / (double)count : 0;
}

/* ---- no text at all ----------------------------------------------------------------- */

/* None of eight bytes below 0x20? */
static bool is_free_of_controls(const char *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return !((word - 0x2020202020202020U) & ~word & 0x8080808080808080U);
}

/* A few stray control characters are what real documents have. */
bool qoq_charset_is_binary(const char *text, size_t len)
{
    size_t look = len < 65536 ? len : 65536, odd = 0;
    for (size_t i = 0; i < look; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 32 && look - i >= 8 && is_free_of_controls(text + i)) {
            i += 7;
            continue;
        }
        odd += c < 32 && c != '\t' && c != '\n' && c != '\r' && c != '\f';
    }
    return odd > 1 + look / 50;
}
