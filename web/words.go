package web

import (
	"html/template"
	"text/template/parse"

	"ringfence/web/catalogue"
)

// speak puts the sentences of l that need no value into a set, where templates ask for them: they are the greater part of
// a page, and need not be looked up and escaped for each.
func speak(set *template.Template, l catalogue.Lang) {
	for _, t := range set.Templates() {
		if t.Tree != nil {
			speakList(t.Tree.Root, l)
		}
	}
}

func speakList(list *parse.ListNode, l catalogue.Lang) {
	if list == nil {
		return
	}
	for i, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.ActionNode:
			if id, ok := asksFor(n); ok {
				list.Nodes[i] = &parse.TextNode{NodeType: parse.NodeText, Pos: n.Pos, Text: []byte(template.HTMLEscapeString(l.Text(id)))}
			}
		case *parse.IfNode:
			speakBoth(&n.BranchNode, l)
		case *parse.WithNode:
			speakBoth(&n.BranchNode, l)
		case *parse.RangeNode:
			speakBoth(&n.BranchNode, l)
		}
	}
}

func speakBoth(n *parse.BranchNode, l catalogue.Lang) {
	speakList(n.List, l)
	speakList(n.ElseList, l)
}

// asksFor returns the message of {{.T "id"}} or {{$.T "id"}}, with nothing else in it.
func asksFor(n *parse.ActionNode) (id string, ok bool) {
	if len(n.Pipe.Decl) > 0 || len(n.Pipe.Cmds) != 1 || len(n.Pipe.Cmds[0].Args) != 2 {
		return "", false
	}
	switch name := n.Pipe.Cmds[0].Args[0].String(); name {
	case ".T", "$.T":
		if text, ok := n.Pipe.Cmds[0].Args[1].(*parse.StringNode); ok {
			return text.Text, true
		}
	}
	return "", false
}
