package quickadd

var french = vocabulary{code: "fr"}
