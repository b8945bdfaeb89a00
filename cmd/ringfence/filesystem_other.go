//go:build !linux

package main

// filesystem knows the numbers of Linux alone.
func filesystem(string) (name, advice string) { return "", "" }
