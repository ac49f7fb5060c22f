# title: Growth of {metric} by {axis}
# title-zh: 各{axis}{metric}增长
# about: growth on the year as a table, coloured by size
# about-zh: 同比增长表，以颜色深浅表示大小
# data: growth by segment
# metric: revenue
# measure: yoy
# shape: cells
# size: 960x400
# periods: 12

# Rows instead of a scale.
set yrange [m + 0.5:0.5]
unset ytics
unset grid
unset arrow 1
unset label 5
do for [i = 1:m] {
    set label 1000 + i name[i] at screen right + 12.0 / width, first i left font ',12' textcolor rgb ink
    unset label 1100 + i
    unset arrow 1000 + i
}

# Blue for growth, orange-red for decline, full at the ends of the scale, white at zero.
limit = y_max[p] > -y_min[p] ? y_max[p] : -y_min[p]
part(v) = abs(v) > limit ? 1 : abs(v) / limit
heat(v) = v > 0 ? pale(0x0072B2, 1 - 0.9 * part(v)) : pale(0xD55E00, 1 - 0.9 * part(v))
heat_ink(v) = part(v) > 0.75 ? 0xFFFFFF : black

plot \
    $cell index p-1 using ($4 < 3 ? $1 : NaN):2:($1-0.5):($1+0.5):($2-0.5):($2+0.5):(heat($3)) \
        with boxxyerror linecolor rgb variable fillstyle solid 1 border linecolor rgb paper notitle, \
    $cell index p-1 using ($4 < 3 ? NaN : $1):2:($1-0.48):($1+0.48):($2-0.46):($2+0.46) \
        with boxxyerror linecolor rgb rule fillstyle pattern 4 border linecolor rgb rule notitle, \
    $cell index p-1 using ($5 > 0 && !dense ? $1 : NaN):2:(shown[$5 > 0 ? int($5) : 1]):($4 < 3 ? heat_ink($3) : black) \
        with labels font ',11' textcolor rgb variable notitle
