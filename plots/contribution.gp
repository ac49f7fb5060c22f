# title: Contribution to growth of {metric}
# title-zh: {metric}增长贡献
# about: points that each segment adds to the growth of the total
# about-zh: 各分部对合计增长的贡献，百分点
# data: contribution by segment
# metric: revenue
# measure: yoy
# shape: stack
# size: 960x540
# periods: 12

plot \
    $stack index p-1 using ($5 > 0 ? NaN : $1):3:($1-bar):($1+bar):3:4:(paint($2)) \
        with boxxyerror linecolor rgb variable fillstyle solid 1 border linecolor rgb paper notitle, \
    $stack index p-1 using ($5 > 0 ? $1 : NaN):3:($1-bar):($1+bar):3:4:(tint($2)) \
        with boxxyerror linecolor rgb variable fillstyle solid 1 noborder notitle, \
    $stack index p-1 using ($5 > 0 ? $1 : NaN):3:($1-bar):($1+bar):3:4:(paint($2)) \
        with boxxyerror linecolor rgb variable linewidth 1.4 fillstyle empty notitle, \
    $rest index p-1 using 1:2:($1-bar):($1+bar):2:3 \
        with boxxyerror linecolor rgb axis dashtype 2 linewidth 1 fillstyle empty notitle, \
    $stack index p-1 using ($7 > 0 ? $1 : NaN):6:(shown[$7 > 0 ? int($7) : 1]):($5 > 0 ? black : paint_ink($2)) \
        with labels font ',11' textcolor rgb variable notitle, \
    $total index p-1 using 1:2 \
        with points pointtype 13 pointsize 2.1 * size linecolor rgb paper notitle, \
    $total index p-1 using ($3 > 0 ? NaN : $1):2 \
        with points pointtype 13 pointsize 1.5 * size linecolor rgb black notitle, \
    $total index p-1 using ($3 > 0 ? $1 : NaN):2 \
        with points pointtype 12 pointsize 1.5 * size linewidth 1.6 linecolor rgb black notitle, \
    $total index p-1 using ($6 > 0 ? $4 : NaN):5:(shown[$6 > 0 ? int($6) : 1]) \
        with labels font font_bold.',12' textcolor rgb ink offset 0,0.6 notitle
