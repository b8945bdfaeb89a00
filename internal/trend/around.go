package trend

// Around returns a scope and those that it lies in, the nearest first. Region is the province of a campus; "" where it is in none.
func (s Scope) Around(region string) []Scope {
	scopes := []Scope{s}
	if s.Table == ByCampus && region != "" {
		scopes = append(scopes, Province(region))
	}
	if s != Country() {
		scopes = append(scopes, Country())
	}
	return scopes
}
