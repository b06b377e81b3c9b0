// Package audit keeps a log of who did what to which data, in which nobody can
// change, remove, insert or reorder an entry without being found out.
//
// Entries are leaves of a Merkle tree (RFC 6962), whose root the log signs with
// each group of entries that it makes durable together. A signed root, a
// [Checkpoint], stands for all entries before it: [Log.InclusionProof] shows that
// an entry is among them, [Log.ConsistencyProof] that a later checkpoint only
// added to it, and [Verify] looks at every byte and names the first bad entry.
// Whether a log was cut back to an earlier checkpoint can be told by whoever
// remembers a later one; [Options].Witness hands them out.
//
//	log, err := audit.Open(ctx, dir, &audit.Options{Signer: signer})
//	receipt, err := log.Append(ctx, audit.Event{Actor: "ann", Action: "read", Resource: "orders/7"})
//
// [Log.Append] returns once the entry is on the disk, and an entry of which it
// told is never lost, whenever the process dies. Secrets are kept out by
// [Redaction], before anything is written.
//
// # The idea
//
// Entries are the leaves of a Merkle tree, as RFC 6962 defines it and
// golang.org/x/mod/sumdb/tlog computes it. Events that wait become durable
// together, as a group: one write, one Ed25519 signature over the size and the
// root of the tree after it, one fsync. Only then does Append return. A
// checkpoint is that statement as a signed note in the C2SP format
// tlog-checkpoint; from it follow short proofs that an entry is in the log,
// and that a later log continues an earlier one.
//
// # What holds, and what does not
//
// Whoever has the directory and not the key can destroy the log, but not
// change it unseen: [Verify] names the first bad entry and what was done to it.
// One thing no look at the directory alone can tell: that the log was cut back
// to the end of an earlier group, with all its files. Hand checkpoints to a
// [Options.Witness], or keep them, and give them to Verify or Open. Whoever has
// the key can write another history; two signed histories that contradict each
// other are found as forked.
//
// # Order and time
//
// The index is the order. Clocks jump: each entry has the time as it was seen,
// the latest time so far, which never falls, and a mark where the two differ.
//
// # Crashes and failing disks
//
// An acknowledged entry is there after kill -9 and after power loss, if the
// disk keeps what it acknowledged. What was being written is cut away by the
// next [Open], which records that it did so. After a failed fsync the log ends
// in [ErrFailed]: nobody can tell then what the disk has. A full disk is no
// failure; [Policy] says whether events wait, fail or are dropped and counted.
//
// # Secrets and personal data
//
// [Redaction] replaces values before they reach the disk. A value can leave a
// salted commitment, whose salt is kept in a [Vault] apart from the log:
// enough to prove later what stood there, and nothing once it is erased. The
// tree does not notice.
package audit
