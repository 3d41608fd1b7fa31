package quickadd

var german = vocabulary{code: "ge"}
