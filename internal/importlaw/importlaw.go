// Package importlaw holds the test that keeps arrows between rooms pointing one way.
package importlaw
