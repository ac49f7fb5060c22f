# title: Growth of {metric} by {axis}
# title-zh: 各{axis}{metric}增长
# about: growth on the year and on the quarter, a line for each segment
# about-zh: 各分部同比与环比增长的折线图
# data: growth by segment
# metric: revenue
# measure: yoy qoq
# shape: lines
# size: 960x600
# periods: 12

plot \
    $whisker index p-1 using 1:3:(0):($4-$3):(pale(paint($2), 0.45)) \
        with vectors nohead linecolor rgb variable linewidth 1.4 notitle, \
    for [s=1:m] $drawn index p-1 using 1:(column(s+1)) \
        with lines linecolor rgb paint(s) linewidth thick(s) notitle, \
    for [s=1:m] $stated index p-1 using 1:(column(s+1)) \
        with points pointtype shape(s) pointsize size linecolor rgb paint(s) notitle, \
    for [s=1:m] $derived index p-1 using 1:(column(s+1)) \
        with points pointtype shape(s) pointsize size linecolor rgb paper notitle, \
    for [s=1:m] $derived index p-1 using 1:(column(s+1)) \
        with points pointtype shape(s)-1 pointsize size linewidth 1.4 linecolor rgb paint(s) notitle, \
    $restated index p-1 using 1:3:('*') \
        with labels font ',12' textcolor rgb ink offset 0,0.55 notitle, \
    $off index p-1 using 1:3:($4 > 0 ? 9 : 11):(paint($2)) \
        with points pointtype variable pointsize size linecolor rgb variable notitle, \
    $off index p-1 using ($5 > 0 ? $1 : NaN):3:(shown[$5 > 0 ? int($5) : 1]) \
        with labels left font ',10' textcolor rgb soft offset 0.9,0 notitle
