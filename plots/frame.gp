# What stands around every panel: title above the first, axes, labels at the right end, notes
# below the last. Read before the definition, once for each panel p.

unset label
unset arrow
unset key
set border 0
set lmargin at screen left
set rmargin at screen right
set tmargin at screen panel_top[p]
set bmargin at screen panel_bottom[p]
set xrange [0.5:n + 0.5]
set yrange [y_min[p]:y_max[p]]
set style fill solid 1 noborder
set boxwidth 2 * bar

# Title: who, what, when.
if (p == 1) {
    set label 1 who at screen px(18), screen py(24) font ',13' textcolor rgb soft
    set label 2 what at screen px(18), screen py(47) font font_bold.',18' textcolor rgb ink
    set label 3 when at screen px(18), screen py(69) font ',12' textcolor rgb soft
}
if (strlen(panel_title[p])) {
    set label 4 panel_title[p].(strlen(unit[p]) && unit[p] ne '%' ? ', '.unit[p] : '') at screen px(18), screen panel_top[p] + 16.0 / height font font_bold.',12' textcolor rgb ink
}

# y: light lines, the unit above them, a plain line at zero in front of columns.
unset xtics
set ytics y_step[p] format y_format[p] scale 0 textcolor rgb soft font ',11' offset 0.6, 0
set grid ytics linetype 1 linecolor rgb rule linewidth 0.8 back
set arrow 1 from 0.5, 0 to n + 0.5, 0 nohead front linewidth 1.2 linecolor rgb axis
if (strlen(unit[p]) && unit[p] ne '%' && !strlen(panel_title[p])) {
    set label 5 unit[p] at screen px(18), screen panel_top[p] + 16.0 / height font ',11' textcolor rgb soft
}

# x: quarters, and their years with a thin line between them.
if (p == panels) {
    do for [i = 1:n] {
        if (strlen(tick[i])) {
            set label 10 + i tick[i] at first i, screen panel_bottom[p] - 13.0 / height center font ',11' textcolor rgb soft
        }
    }
    do for [i = 1:groups] {
        if (i > 1) {
            set arrow 10 + i from first group_first[i] - 0.5, screen panel_bottom[p] to first group_first[i] - 0.5, screen panel_bottom[p] - (ticked ? 38.0 : 22.0) / height nohead linewidth 0.8 linecolor rgb axis
        }
        if (strlen(group[i])) {
            set label 500 + i group[i] at first group_x[i], screen panel_bottom[p] - (ticked ? 30.0 : 14.0) / height center font ',11' textcolor rgb (ticked ? ink : soft)
        }
    }
    do for [i = 1:notes] {
        set label 950 + i note[i] at screen px(18), screen py(height - 12 - 15 * (notes - i)) font ',10.5' textcolor rgb soft
    }
}

# A segment was redefined in front of this category: a dashed line through the panel.
do for [i = 1:breaks] {
    set arrow 900 + i from first broken[i] - 0.5, screen panel_bottom[p] to first broken[i] - 0.5, screen panel_top[p] nohead front dashtype 2 linewidth 1 linecolor rgb soft
}

# Names at the right end, each with its colour and shape, where there is room for it.
do for [i = 1:m] {
    e = (p - 1) * m + i
    if (strlen(end_text[e])) {
        set label 1000 + i end_text[e] at screen right + 26.0 / width, first end_label[e] left font ',12' textcolor rgb ink
        set label 1100 + i '' at screen right + 17.0 / width, first end_label[e] point pointtype (stacked ? (hue[i] ? 5 : 13) : shape(i)) pointsize (stacked ? 1 : 0.8) linecolor rgb paint(i)
        if (abs(end_label[e] - end_y[e]) > 0.01 * (y_max[p] - y_min[p])) {
            set arrow 1000 + i from screen right + 1.0 / width, first end_y[e] to screen right + 11.0 / width, first end_label[e] nohead linewidth 0.8 linecolor rgb paint(i)
        }
    }
}
