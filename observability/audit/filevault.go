package audit

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
)

// A FileVault's file is a header and records, each a length, a state, a
// commitment and a sealed opening:
//
//	header   "SCIVAULT", version uint32, a sealed known text that tells whether the key fits
//	record   "OPEN" or "GONE", payload length uint32, commitment, CRC of these without the state,
//	         payload: AES-256-GCM with a random nonce over salt, field and value, bound to the commitment
//
// Erasing writes random bytes over the payload before the state changes.
const (
	vaultMagic   = "SCIVAULT"
	vaultVersion = 1
	vaultKnown   = "scicore audit vault"
	vaultHeader  = 8 + 4 + 28 + len(vaultKnown)
	recordHeader = 4 + 4 + 32 + 4
	recordOpen   = "OPEN"
	recordGone   = "GONE"
	// maxSeals keeps well below the 2³² messages that random nonces allow.
	maxSeals = 1 << 31
)

// FileVault keeps openings in one encrypted file, apart from the log. An
// erased opening is overwritten in place; on storage that keeps old blocks, as
// copy-on-write file systems and flash do, destroy the key as well.
type FileVault struct {
	mu      sync.RWMutex
	fs      fsys
	path    string
	f       file
	lock    io.Closer
	aead    cipher.AEAD
	end     int64
	records int64
	at      map[Commitment]vaultPlace
	broken  error
}

type vaultPlace struct {
	offset int64 // of the record
	bytes  int   // of its payload
}

// OpenFileVault opens the vault in the file at path, or makes one. The key has
// 32 bytes. One process can have it open.
func OpenFileVault(path string, key []byte) (*FileVault, error) {
	return openFileVault(disk{}, path, key)
}

func openFileVault(fsys fsys, path string, key []byte) (*FileVault, error) {
	if len(key) != 32 {
		return nil, fmt.Errorf("audit: vault: key of %d bytes: want 32", len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("audit: vault: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("audit: vault: %w", err)
	}
	if err := fsys.mkdir(filepath.Dir(path)); err != nil {
		return nil, fmt.Errorf("audit: vault: %w", err)
	}
	v := &FileVault{fs: fsys, path: path, aead: aead, at: make(map[Commitment]vaultPlace)}
	if v.lock, err = fsys.lock(path + ".lock"); err != nil {
		return nil, err
	}
	if v.f, err = fsys.open(path, true); err == nil {
		err = v.load()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("audit: vault: %w", err), v.Close())
	}
	return v, nil
}

// load reads the whole file: header, then records up to a torn one.
func (v *FileVault) load() error {
	size, err := v.f.Size()
	if err != nil {
		return err
	}
	if size < int64(vaultHeader) {
		return v.create()
	}
	b := make([]byte, vaultHeader)
	if _, err := v.f.ReadAt(b, 0); err != nil {
		return err
	}
	if string(b[:8]) != vaultMagic || binary.BigEndian.Uint32(b[8:]) != vaultVersion {
		return &CorruptError{Path: v.path, Offset: 0, What: "not a vault of this version"}
	}
	if known, err := v.aead.Open(nil, nil, b[12:], nil); err != nil || string(known) != vaultKnown {
		return errors.New("wrong key, or damaged header")
	}
	v.end = int64(vaultHeader)
	for v.end < size {
		var h [recordHeader]byte
		if n, err := v.f.ReadAt(h[:], v.end); n < len(h) && err != io.EOF {
			return err
		}
		n := int64(binary.BigEndian.Uint32(h[4:]))
		if binary.BigEndian.Uint32(h[40:]) != crcOf(h[4:40]) || v.end+recordHeader+n > size {
			break
		}
		if string(h[:4]) == recordOpen {
			v.at[Commitment(h[8:40])] = vaultPlace{v.end, int(n)}
		}
		v.end += recordHeader + n
		v.records++
	}
	if v.end < size { // torn: Keep had not returned
		if err := v.f.Truncate(v.end); err != nil {
			return err
		}
	}
	return v.f.Sync()
}

func (v *FileVault) create() error {
	b := binary.BigEndian.AppendUint32([]byte(vaultMagic), vaultVersion)
	b = v.aead.Seal(b, nil, []byte(vaultKnown), nil)
	if err := v.f.Truncate(0); err != nil {
		return err
	}
	if _, err := v.f.WriteAt(b, 0); err != nil {
		return err
	}
	v.end = int64(len(b))
	return errors.Join(v.f.Sync(), v.fs.syncDir(filepath.Dir(v.path)))
}

// Close lets go of the file.
func (v *FileVault) Close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	var err error
	if v.f != nil {
		err = v.f.Close()
		v.f = nil
	}
	if v.lock != nil {
		err = errors.Join(err, v.lock.Close())
		v.lock = nil
	}
	if v.broken == nil {
		v.broken = fmt.Errorf("vault: %w", ErrClosed)
	}
	return err
}

// Keep stores openings and returns when they are durable.
func (v *FileVault) Keep(ctx context.Context, openings []Opening) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.broken != nil {
		return v.broken
	}
	if v.records+int64(len(openings)) > maxSeals {
		return errors.New("audit: vault is full: begin another with another key")
	}
	var b []byte
	places := make([]vaultPlace, len(openings))
	for i, o := range openings {
		start := len(b)
		b = v.appendRecord(b, o)
		places[i] = vaultPlace{v.end + int64(start), len(b) - start - recordHeader}
	}
	if _, err := v.f.WriteAt(b, v.end); err != nil {
		if terr := v.f.Truncate(v.end); terr != nil {
			v.broken = fmt.Errorf("audit: vault: %w", errors.Join(err, terr))
		}
		return fmt.Errorf("audit: vault: %w", err)
	}
	if err := v.f.Sync(); err != nil {
		v.broken = fmt.Errorf("audit: vault: fsync: %w", err)
		return v.broken
	}
	for i, o := range openings {
		v.at[o.Commitment] = places[i]
	}
	v.end += int64(len(b))
	v.records += int64(len(openings))
	return nil
}

func (v *FileVault) appendRecord(b []byte, o Opening) []byte {
	plain := append([]byte(nil), o.Salt[:]...)
	plain = binary.BigEndian.AppendUint32(plain, uint32(len(o.Field)))
	plain = append(plain, o.Field...)
	if o.Value != nil {
		plain = append(append(plain, 1), o.Value...)
	}
	start := len(b)
	b = append(b, recordOpen...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(plain)+v.aead.Overhead()))
	b = append(b, o.Commitment[:]...)
	b = binary.BigEndian.AppendUint32(b, crcOf(b[start+4:]))
	return v.aead.Seal(b, nil, plain, o.Commitment[:])
}

// Open returns the opening of c.
func (v *FileVault) Open(ctx context.Context, c Commitment) (Opening, error) {
	if err := ctx.Err(); err != nil {
		return Opening{}, err
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.f == nil {
		return Opening{}, v.broken
	}
	p, ok := v.at[c]
	if !ok {
		return Opening{}, fmt.Errorf("%w: %s", ErrErased, c)
	}
	b := make([]byte, p.bytes)
	if _, err := v.f.ReadAt(b, p.offset+recordHeader); err != nil {
		return Opening{}, fmt.Errorf("audit: vault: %w", err)
	}
	plain, err := v.aead.Open(nil, nil, b, c[:])
	if err != nil || len(plain) < 36 {
		return Opening{}, &CorruptError{Path: v.path, Offset: p.offset, What: "an opening that the key does not fit"}
	}
	o := Opening{Commitment: c, Salt: [32]byte(plain[:32])}
	n := int(binary.BigEndian.Uint32(plain[32:]))
	if plain = plain[36:]; n > len(plain) {
		return Opening{}, &CorruptError{Path: v.path, Offset: p.offset, What: "malformed opening"}
	}
	o.Field = string(plain[:n])
	if plain = plain[n:]; len(plain) > 0 {
		o.Value = plain[1:]
	}
	return o, nil
}

// Erase overwrites openings and returns when that is durable.
func (v *FileVault) Erase(ctx context.Context, cs ...Commitment) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.broken != nil {
		return v.broken
	}
	var found []Commitment
	for _, c := range cs {
		p, ok := v.at[c]
		if !ok {
			continue
		}
		noise := make([]byte, p.bytes)
		rand.Read(noise)
		if _, err := v.f.WriteAt(noise, p.offset+recordHeader); err != nil {
			return fmt.Errorf("audit: vault: %w", err)
		}
		if _, err := v.f.WriteAt([]byte(recordGone), p.offset); err != nil {
			return fmt.Errorf("audit: vault: %w", err)
		}
		found = append(found, c)
	}
	if err := v.f.Sync(); err != nil {
		v.broken = fmt.Errorf("audit: vault: fsync: %w", err)
		return v.broken
	}
	for _, c := range found {
		delete(v.at, c)
	}
	return nil
}

// erased are the attributes of the entry that tells of erased openings.
func erased(actor string, cs []Commitment) []slog.Attr {
	attrs := []slog.Attr{slog.String("by", actor)}
	for _, c := range cs {
		attrs = append(attrs, slog.Any("erased", Redacted{Rule: "erased", Commitment: c}))
	}
	return attrs
}

// Erase destroys openings in the vault of the log's redaction, and then
// records that it was done on behalf of actor. The commitments stay in the
// tree, and everything verifies as before.
func (l *Log) Erase(ctx context.Context, actor string, cs ...Commitment) error {
	if l.redactor.vault == nil {
		return errors.New("audit: erase: the log has no vault")
	}
	const each = 256 // of them fit into one entry
	for len(cs) > 0 {
		n := min(each, len(cs))
		if err := l.redactor.vault.Erase(ctx, cs[:n]...); err != nil {
			return err
		}
		if err := l.note(ctx, ActionErased, erased(actor, cs[:n])...); err != nil {
			return err
		}
		cs = cs[n:]
	}
	return nil
}
