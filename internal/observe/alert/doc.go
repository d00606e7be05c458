// Package alert tells people of problems: one message when a problem is first seen,
// one when it is over, to each receiver.
//
// A receiver is a file, a command, a webhook or an e-mail address, as scv.yml names
// it. A message goes from the incident by a route to receivers. There is one route,
// to all of them: grouping, routing by kind and escalation are to come between the
// two, in Notifier.route.
//
// What each receiver was told is in the control database, so that the same problem
// again sends nothing, a message that could not be delivered is sent with the next
// run, and a receiver that is new hears of what is open. Delivery is at least once:
// a process that is killed between sending and recording sends again, under the same
// message id. A receiver that fails never fails a run: that is a problem of its own,
// and the other receivers are told of it.
//
// It never puts a customer's value into a message, a secret into an error or a
// record, or sends mail or a secret in the clear.
//
// Words are Alertmanager's: receiver, route. Receipt: what a receiver answered.
package alert
