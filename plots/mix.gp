# title: Mix of {metric} by {axis}
# title-zh: {metric}构成
# about: share of each segment in the total
# about-zh: 各分部占合计的比重
# data: share by segment
# metric: revenue
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
        with labels font ',11' textcolor rgb variable notitle
