package web

import (
	"fmt"
	"html/template"
	"io"
	"strings"
	"testing"
	"text/template/parse"

	"ringfence/web/catalogue"
)

// TestEveryBranchIsExecuted puts a counter at the start of every list of nodes, which are the bodies of
// templates, ifs, elses, ranges and withs, and renders the examples.
func TestEveryBranchIsExecuted(t *testing.T) {
	hits := branches{}
	counted := parseTemplates(templateFiles, hits.watch)
	for _, l := range catalogue.Langs() {
		for _, set := range counted[l] {
			set() // also one that nothing below renders
		}
	}
	for _, l := range catalogue.Langs() {
		for name, page := range examples(t, l) {
			if err := counted.render(io.Discard, page); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	if len(hits) < 80 {
		t.Errorf("only %d branches found", len(hits))
	}
	for branch, n := range hits {
		if n == 0 {
			t.Errorf("no example goes through %s", branch)
		}
	}
}

// branches counts how often each branch was executed, by where it stands.
type branches map[string]int

// watch makes a set count.
func (b branches) watch(set *template.Template) {
	set.Funcs(template.FuncMap{"hit": func(branch string) string { b[branch]++; return "" }})
	for _, defined := range set.Templates() {
		file := strings.HasSuffix(defined.Name(), ".html") && defined.Name() != set.Name() // holds definitions alone
		if defined.Tree != nil && !file {
			b.count(defined.Tree, defined.Tree.Root, "all of "+defined.Name())
		}
	}
}

// count puts a counter before list, and into all lists within it.
func (b branches) count(tree *parse.Tree, list *parse.ListNode, branch string) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		at, _ := tree.ErrorContext(node)
		switch n := node.(type) {
		case *parse.IfNode:
			b.both(tree, &n.BranchNode, "if at "+at)
		case *parse.WithNode:
			b.both(tree, &n.BranchNode, "with at "+at)
		case *parse.RangeNode:
			b.both(tree, &n.BranchNode, "range at "+at)
		}
	}
	b[branch] += 0
	list.Nodes = append([]parse.Node{counter(branch)}, list.Nodes...)
}

func (b branches) both(tree *parse.Tree, n *parse.BranchNode, branch string) {
	b.count(tree, n.List, branch)
	b.count(tree, n.ElseList, "else of "+branch)
}

// counter is a node that counts and prints nothing: an assignment, which html/template lets stand anywhere.
func counter(branch string) parse.Node {
	trees, err := parse.Parse("counter", fmt.Sprintf("{{$hit := hit %q}}", branch), "", "", map[string]any{"hit": fmt.Sprint})
	if err != nil {
		panic(err)
	}
	return trees["counter"].Root.Nodes[0]
}
