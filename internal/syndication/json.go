package syndication

import "encoding/json"

// jsonFeed is a feed as https://www.jsonfeed.org/version/1.1/ has it.
type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	Home        string       `json:"home_page_url"`
	Self        string       `json:"feed_url"`
	Description string       `json:"description,omitempty"`
	Authors     []jsonAuthor `json:"authors"`
	Language    string       `json:"language"`
	Items       []jsonItem   `json:"items"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonItem struct {
	ID        string   `json:"id"`
	URL       string   `json:"url"`
	Title     string   `json:"title"`
	Text      string   `json:"content_text"`
	Published string   `json:"date_published"`
	Modified  string   `json:"date_modified"`
	Tags      []string `json:"tags,omitempty"`
	Language  string   `json:"language"`
}

func (f *Feed) json() ([]byte, error) {
	j := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: f.Title, Home: f.Home, Self: f.Self, Description: f.Subtitle,
		Authors: []jsonAuthor{{f.Author}}, Language: f.Lang, Items: make([]jsonItem, len(f.Entries)),
	}
	for i, e := range f.Entries {
		j.Items[i] = jsonItem{e.ID, e.Link, e.Title, e.Text, stamp(e.Published), stamp(e.changed()), e.Tags, f.Lang}
	}
	body, err := json.Marshal(j)
	return append(body, '\n'), err
}
