// Package bridge is what the window and the command line may ask of the
// program, and what the program tells them: wire types, error codes, and the
// functions behind both faces. Rooms that are strangers to one another meet it
// as interfaces declared here and filled in by app.go.
package bridge
