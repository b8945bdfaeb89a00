package route

import (
	"net/netip"

	"github.com/labstack/echo/v4"

	"ringfence/internal/apikey"
	"ringfence/internal/reputation"
)

const holderName = "ringfence.holder" // in the request's context, for Admit and Holder alone

// Admit notes with which API key a request came.
func Admit(c echo.Context, holder apikey.Key) { c.Set(holderName, holder) }

// Holder returns the API key that a request came with, which opens its route.
func Holder(c echo.Context) (apikey.Key, bool) {
	key, ok := c.Get(holderName).(apikey.Key)
	return key, ok
}

// Visitor returns the caller as a reporter without proof. An address that cannot be read is one network.
func Visitor(c echo.Context) reputation.Speaker {
	address, _ := netip.ParseAddr(c.RealIP()) // the zero Addr has a group of its own
	return reputation.OnWeb(address)
}

// Speaker returns who reports: a partner's user, the key that the report came with, or a visitor. A key that
// is no partner's cannot make its users count one by one: anyone can have such a key.
func Speaker(c echo.Context, user string) reputation.Speaker {
	holder, ok := Holder(c)
	switch {
	case !ok:
		return Visitor(c)
	case user != "" && holder.Tier == apikey.Partner:
		return reputation.ByPartner(holder.Name, user, reputation.Partner.Weight())
	}
	return reputation.ByKey(holder.Name)
}
