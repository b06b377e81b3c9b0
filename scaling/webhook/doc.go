// Package webhook carries scaling over HTTP: [Receiver] takes events that
// others post, for policies that act upon them, and [Actuator] asks another
// service for a size.
//
//	r, err := webhook.NewReceiver(&webhook.ReceiverOptions{Secrets: []string{secret}})
//	mux.Handle("POST /scaling/events", r)
//	e, err := elastic.NewEventDrivenScaler().WithEvents(r). // ...
//
// Both sign and verify by the Standard Webhooks specification
// (standardwebhooks.com, symmetric signatures): HMAC-SHA256 over the message's
// id, its time and its body. A message that is not signed, was altered, or is
// older or newer than five minutes is refused. One that comes again is answered
// as the first time and does nothing more.
package webhook
