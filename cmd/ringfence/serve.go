package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	"ringfence/handlers"
	"ringfence/handlers/api"
	"ringfence/handlers/api/reference"
	"ringfence/handlers/control"
	"ringfence/handlers/desk"
	"ringfence/handlers/dialect"
	"ringfence/handlers/site"
	"ringfence/internal/erasure"
	"ringfence/internal/follow"
	"ringfence/internal/keyring"
	"ringfence/internal/subject"
	"ringfence/web"
)

type serveCommand struct {
	place
	Listen         string          `type:"hostport" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address of the site and the API [${default}]."`
	Keys           string          `default:"./ringfence.keys" placeholder:"FILE" help:"File of the secret keys, outside the data folder [${default}]."`
	PublicURL      string          `name:"public-url" type:"origin" placeholder:"URL" help:"Address that people know the site by, as https://ringfence.example: search engines and programs are given it [none]."`
	Operator       string          `placeholder:"NAME" help:"Who runs the site; its pages say so [none]."`
	Contact        web.Contact     `placeholder:"ADDRESS" help:"E-mail or web address of who runs the site: owners of numbers write to it [none]."`
	New            bool            `env:"-" help:"Make an empty store where there is none, though the keys file exists."`
	TrustedProxies []netip.Prefix  `placeholder:"CIDR" help:"Networks of proxies whose X-Forwarded-For is believed [none]."`
	Limits         string          `default:"on" enum:"on,off" placeholder:"on|off" help:"Whether to limit what one network may ask; off is for a loopback address alone [${default}]."`
	CampusNetworks []netip.Prefix  `placeholder:"CIDR" help:"Networks in which many people share an address; they may ask 20 times as much [none]."`
	CampusAliases  string          `placeholder:"FILE" help:"File of further names of universities, each line as 浙大 = 浙江大学 [none]."`
	CampusSignIn   string          `placeholder:"FILE" help:"File of the universities whose members can sign in, by OpenID Connect: README.md has its form [none]."`
	Redis          secret          `env:"RINGFENCE_REDIS,REDIS_URL" placeholder:"URL" help:"Redis in which several instances count together, as redis://HOST:PORT [none: each counts alone]."`
	MaxConnections int             `default:"16384" placeholder:"N" help:"Connections open at once; further ones wait [${default}]."`
	Development    bool            `help:"Show every component of the pages at /components, for whoever works on the pages."`
	SMS            gatewaySettings `embed:"" prefix:"sms-" group:"sms"`
	LogLevel       slog.Level      `default:"info" placeholder:"LEVEL" help:"Least level of the log: debug, info, warn or error [${default}]."`
}

// Bounds of a connection and of stopping.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 20 * time.Second
	writeTimeout  = 30 * time.Second
	idleTimeout   = 90 * time.Second
	drainTimeout  = 5 * time.Second // of the 10 s in which SIGTERM must be obeyed; leaving a MongoDB that is away takes 4.5
	maxHeader     = 16 << 10
	expireEvery   = time.Hour
	keysEvery     = 20 * time.Second
)

// Run serves until ctx ends, then finishes the requests under way.
func (c *serveCommand) Run(ctx context.Context, std streams) (err error) {
	log := slog.New(slog.NewTextHandler(std.err, &slog.HandlerOptions{Level: c.LogLevel}))
	if err := c.check(ctx); err != nil {
		return err
	}
	campuses, err := c.campuses()
	if err != nil {
		return err
	}
	universities, err := c.universities(campuses)
	if err != nil {
		return err
	}
	t, err := c.texts(log)
	if err != nil {
		return err
	}
	limiter, closeLimiter, err := c.limiter()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeLimiter()) }()
	public, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w: choose another address with --listen", c.Listen, err)
	}
	defer func() { _ = public.Close() }() // or already, when it was served
	h, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.store.Close()) }()
	h.campuses, h.signIns = h.peopled(campuses), universities
	release, err := c.hold()
	if err != nil {
		return err
	}
	defer release()
	if c.leftBehind() {
		log.Warn("an embedded store lies in the data folder and is not served: move its ringfence.db away", "data", c.Data)
	}
	if err := c.fill(ctx, h, log); err != nil {
		return err
	}
	limits, err := c.limits(ctx, h, limiter, log)
	if err != nil {
		return err
	}
	h.visitors = c.visitors(log)
	edge, err := c.edge(h, t, limits, log)
	if err != nil {
		return err
	}
	doors, err := c.doors(h, h.visitors.admit(public), edge)
	if err != nil {
		return err
	}
	c.announce(std.out, public.Addr())
	t.say(log)

	working, stopWork := context.WithCancel(ctx)
	var chores sync.WaitGroup
	chores.Go(func() { h.leases.Run(working, sweeping, h.projector.Run) })
	chores.Go(func() {
		h.leases.Run(working, forgetting, func(ctx context.Context) error { return t.forget(ctx, h, log) })
	})
	chores.Go(func() { h.leases.Run(working, retaining, h.retention.Run) })
	chores.Go(func() { h.leases.Run(working, publishing, h.publication.Run) })
	chores.Go(func() { h.leases.Run(working, counting, h.trends.Run) })
	chores.Go(func() { h.leases.Run(working, delivering, h.courier.Run) })
	chores.Go(func() { h.leases.Run(working, disputing, h.disputes.Run) })
	chores.Go(func() { h.leases.Run(working, watching, h.watch.Run) })
	chores.Go(func() { h.publication.Follow(working, func(err error) { sayPublished(log, err) }) })
	chores.Go(func() { t.outbox.Run(working) })
	chores.Go(func() { h.lookups.Run(working, func(err error) { sayFollowing(log, err) }) })
	chores.Go(func() { h.holders.Run(working, func(err error) { sayHolders(log, err) }) })
	chores.Go(func() { h.accounts.Run(working, func(err error) { sayAccounts(log, err) }) })
	chores.Go(func() { h.audit.Run(working, func(err error) { sayAudit(log, err) }) })
	chores.Go(func() { h.ties.Run(working, func(err error) { sayTies(log, err) }) })
	chores.Go(func() { h.trends.Follow(working, func(err error) { sayTrends(log, err) }) })
	chores.Go(func() { h.notices.Run(working, func(err error) { sayNotices(log, err) }) })
	chores.Go(func() { h.attend(working, log) })
	chores.Go(func() { h.expire(working, log) })
	go h.followKeys(working, log) // which nobody waits for: their disk may hang
	go subject.Warm()             // area and carrier names take a while to unpack
	err = serve(ctx, log, h.visitors, doors)
	stopWork()
	chores.Wait()
	log.Info("stopped")
	return err
}

// check refuses what cannot be served, before anything is made. Keys without data are those of another folder:
// an empty store in a mistyped one would look like a service without reports.
func (c *serveCommand) check(ctx context.Context) error {
	if err := errors.Join(c.admits(c.Keys), c.mayBeUnlimited()); err != nil {
		return err
	}
	if c.MaxConnections < 1 {
		return errors.New("--max-connections is how many may be open at once: 1 or more")
	}
	if c.New || !keyring.InFile(c.Keys).Exists() {
		return nil
	}
	switch is, err := c.exists(ctx); {
	case err != nil || is:
		return err
	case c.embedded():
		return fmt.Errorf("%w in %s, though the keys file %s exists: name their folder with --data, or make an empty store there with --new", errNoData, c.place, c.Keys)
	}
	return fmt.Errorf("%w in %s, though the keys file %s exists: name their database with --mongodb, or make an empty one there with --new", errNoData, c.place, c.Keys)
}

// fill unlocks the house and reads what is answered from memory.
func (c *serveCommand) fill(ctx context.Context, h *house, log *slog.Logger) error {
	if err := h.unlock(ctx, c.Keys); err != nil {
		return err
	}
	if err := h.load(ctx, log); err != nil {
		return err
	}
	h.projector.Shown = h.lookups.Show
	h.catchUpPublished(ctx)
	h.catchUpTrends(ctx)
	h.catchUpNotices(ctx)
	h.beginLog(ctx, log)
	return errors.Join(h.holders.CatchUp(ctx), h.accounts.CatchUp(ctx))
}

// edge returns the handler of everything public.
func (c *serveCommand) edge(h *house, t *texts, limits handlers.Limits, log *slog.Logger) (http.Handler, error) {
	in, metrics := h.intake(), h.metrics()
	h.tellBy(c.PublicURL, metrics, log)
	if err := t.open(h, in, limits, metrics); err != nil {
		return nil, err
	}
	document, err := api.Document()
	if err != nil {
		return nil, err
	}
	programs, err := api.New(api.Config{
		Notices:  h.notices,
		Document: document, Intake: in, Index: h.lookups, Clock: h.clock, Demo: h.demonstration.Load, Pad: h.ring.Pad,
		Feeds: h.publication, SigningKeys: h.ring.SigningKeys, Audit: h.audit, Trends: h.trends, Campuses: h.campuses, Disputes: h.disputes, Metrics: metrics,
	})
	if err != nil {
		return nil, err
	}
	apps := dialect.New(dialect.Config{
		Reports: in, Lookups: h.lookups, Lists: h.publication, Send: programs.Send, Clock: h.clock, Demo: h.demonstration.Load,
		Origin: c.PublicURL, Number: t.shown.First(),
	})
	described := slices.Concat(programs.Routes(), apps.Routes())
	manuals, err := reference.New(reference.Config{Document: document, Routes: described, Budgets: limits.Budgets})
	if err != nil {
		return nil, err
	}
	people := site.New(site.Config{
		Reports: in, Lookups: h.lookups, Ties: h.ties, Audit: h.audit, Trends: h.trends, Phones: t.codes, Texting: t.shown, Campuses: h.campuses, Members: h.doors(c.PublicURL), Clock: h.clock, Demo: h.demonstration.Load,
		Disputes: h.disputes, Notices: h.notices,
		Name: h.ring.Fingerprint(), Origin: c.PublicURL, Operator: web.Operator{Name: c.Operator, Contact: c.Contact}, Budgets: limits.Budgets,
		Batch: api.MaxNumbers, Manuals: manuals, Development: c.Development,
	})
	return handlers.New(handlers.Config{
		Routes:         slices.Concat(described, people.Routes(), c.desk(h).Routes(), t.routes),
		Log:            log,
		Metrics:        metrics,
		Version:        version(),
		Ready:          h.ready,
		Demo:           h.demonstration.Load,
		Closed:         h.restoring.Load,
		TrustedProxies: c.TrustedProxies,
		Limits:         limits,
		Keys:           h.holders,
		Clock:          h.clock,
		ErrorPage:      people.ErrorPage,
	})
}

// desk is where moderators and auditors work.
func (c *serveCommand) desk(h *house) *desk.Desk {
	return desk.New(desk.Config{
		People: h.accounts, Cases: h.disputes, Rulings: h.rulings, Sanctions: h.sanctions, Texts: h.examples, Register: h.register, Kept: h.store, Log: h.audit,
		Lookups: h.lookups, Trends: h.trends, Clock: h.clock, Demo: h.demonstration.Load, Origin: c.PublicURL, Contact: c.Contact,
	})
}

// announce tells a person where to look.
func (c *serveCommand) announce(out io.Writer, bound net.Addr) {
	at := bound.String()
	if tcp, ok := bound.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() { // every address of this machine
		at = fmt.Sprintf("localhost:%d", tcp.Port)
	}
	fmt.Fprintf(out, "Ringfence is running.\n  site  http://%s/\n  API   http://%s/v1/numbers/+12025550103   described at http://%s/openapi.json\n  data  %s   keys  %s\n",
		at, at, at, c.place, c.Keys)
}

// doors are the public one and, for the commands of this program, the socket in the data folder.
func (c *serveCommand) doors(h *house, public net.Listener, edge http.Handler) (map[net.Listener]http.Handler, error) {
	doors := map[net.Listener]http.Handler{public: edge}
	if c.embedded() {
		private, err := control.Listen(c.Data)
		if err != nil {
			return nil, err
		}
		doors[private] = control.Handler(h)
	}
	return doors, nil
}

// quiet takes what net/http has to say of connections: it would name their addresses.
var quiet = slog.NewLogLogger(slog.DiscardHandler, slog.LevelWarn)

// serve serves every listener until ctx ends or one fails, and then lets requests under way finish.
func serve(ctx context.Context, log *slog.Logger, visitors *crowd, doors map[net.Listener]http.Handler) error {
	failed := make(chan error, len(doors))
	var servers []*http.Server
	for listener, handler := range doors {
		server := &http.Server{
			Handler: handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
			IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader, ErrorLog: quiet,
		}
		if listener.Addr().Network() == "unix" {
			server.WriteTimeout = 0 // a rebuild takes what it takes
		} else {
			server.ConnState = visitors.changed
		}
		servers = append(servers, server)
		go func() { failed <- server.Serve(listener) }()
	}
	var err error
	select {
	case <-ctx.Done():
		log.Info("stopping; finishing requests under way")
	case err = <-failed:
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	var stops sync.WaitGroup
	for _, server := range servers {
		stops.Go(func() {
			if server.Shutdown(drain) != nil {
				_ = server.Close()
			}
		})
	}
	stops.Wait()
	return err
}

// expire destroys keys whose time is over, every hour.
func (h *house) expire(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(expireEvery)
	defer tick.Stop()
	for {
		n, err := h.ring.Expire(h.clock())
		if err == nil {
			h.expired.Store(h.clock().Unix())
		}
		switch {
		case err != nil:
			log.Error("keys whose time is over could not be destroyed", "error", err)
		case n > 0:
			log.Info("destroyed keys whose time was over", "keys", n)
			h.noteErased(ctx, erasure.Account{Keys: n}, log)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// followKeys learns of keys that another process made or destroyed, as those that sign.
func (h *house) followKeys(ctx context.Context, log *slog.Logger) {
	follow.Every(ctx, keysEvery, func(context.Context) error { return h.ring.CatchUp() }, func(err error) { sayKeys(log, err) })
}

// sayKeys tells when the keys in memory begin to fall behind their file, and when they have caught up.
func sayKeys(log *slog.Logger, err error) {
	if err == nil {
		log.Info("the keys are up to date again")
		return
	}
	log.Warn("the keys go on as of earlier: their file cannot be read", "error", err)
}
