# The look that all charts share: fonts, colours, sizes. Read before the terminal is set.
# README.md lists what else a definition can use.

# An SVG only names fonts and the reader's machine picks the first it has; the list that is
# written there stands in the program. PNG and PDF are drawn with this one.
font_family = 'Noto Sans CJK SC'
font_bold = font_family.' Bold'

paper = '#FFFFFF'
ink = '#1A1A1A'
soft = '#595959'
rule = '#E3E3E3'
axis = '#8C8C8C'

# Okabe and Ito's colours, which readers with any colour vision tell apart; on each the
# ink for figures inside a column.
array palette[8] = [0x0072B2, 0xE69F00, 0x009E73, 0xD55E00, 0x56B4E9, 0xCC79A7, 0xF0E442, 0x6A51A3]
array palette_ink[8] = [0xFFFFFF, 0x1A1A1A, 0xFFFFFF, 0xFFFFFF, 0x1A1A1A, 0x1A1A1A, 0x1A1A1A, 0xFFFFFF]
grey = 0x9A9A9A
black = 0x1A1A1A

# hue[s]: 1, 2, 3... for parts, 0 for the total, -1 for others and remainders; from the ninth
# part on the colours come again, paler. A row that only keeps the place of an empty block
# holds NaN.
hue_of(s) = s >= 1 && s <= m ? hue[int(s)] : 0
turn(h) = (int(h) - 1) % 8 + 1
paint(s) = hue_of(s) == 0 ? black : hue_of(s) < 0 ? grey : hue_of(s) > 8 ? pale(palette[turn(hue_of(s))], 0.5) : palette[turn(hue_of(s))]
paint_ink(s) = hue_of(s) <= 0 ? 0xFFFFFF : hue_of(s) > 8 ? 0x1A1A1A : palette_ink[turn(hue_of(s))]

# The same colour with a share of white, for what is hollow.
mix(c, w) = int(c + (255 - c) * w)
pale(c, w) = mix((c >> 16) & 255, w) * 65536 + mix((c >> 8) & 255, w) * 256 + mix(c & 255, w)
tint(s) = pale(paint(s), 0.82)

# Points: a shape for each series, so that colour is never alone. Hollow is one less.
array shapes[5] = [7, 5, 9, 13, 11]
shape(s) = hue_of(s) == 0 ? 7 : hue_of(s) < 0 ? 15 : shapes[(int(hue_of(s)) - 1) % 5 + 1]

size = dense ? 0.45 : 0.75
thick(s) = hue_of(s) == 0 ? 2.6 : hue_of(s) < 0 ? 1.2 : 2
# Half the width of a column, in categories, and never more than 48 pixels.
bar = dense ? 0.42 : 0.4
bar = bar * pitch > 48 ? 48.0 / pitch : bar

# Places: x in pixels from the left, y in pixels from the top, as shares of the page.
px(x) = x / (width + 0.0)
py(y) = 1 - y / (height + 0.0)
