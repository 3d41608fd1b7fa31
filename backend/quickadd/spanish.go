package quickadd

var spanish = vocabulary{code: "sp"}
