using System.Diagnostics.CodeAnalysis;
using HospitalChain.Crypto;

namespace HospitalChain.Keystore;

/// <summary>
/// An open keystore: keys, and counters that are durable before they are given out, so that no visit's or share's key is
/// used twice, by whatever number of processes. (A keystore restored from a backup counts from the backup: see
/// docs/spec/keystore.md.) Safe for concurrent use.
/// </summary>
public sealed class OpenKeystore : IDisposable
{
    private readonly KeystoreSlot slot;
    private readonly Lock gate = new();
    private KeystoreLock keystoreLock;

    internal OpenKeystore(KeystoreSlot slot, KeystoreLock keystoreLock, KeystoreHeader header, KeystoreContents contents)
    {
        this.slot = slot;
        this.keystoreLock = keystoreLock;
        Header = header;
        Keys = contents.Keys();
        Counters = contents.Counters;
    }

    /// <summary>Role and labels.</summary>
    public KeystoreHeader Header { get; private set; }

    /// <summary>Every key; disposed with the keystore.</summary>
    public KeyTree Keys { get; }

    /// <summary>As of this process's last look.</summary>
    public KeystoreCounters Counters { get; private set; }

    /// <summary>A visit index that was never given out and never will be again.</summary>
    /// <exception cref="IOException">The index could not be made durable; it is not given out.</exception>
    public uint TakeVisit() => Count(now => now with { NextVisit = checked(now.NextVisit + 1) }).NextVisit;

    /// <summary>A delegation share index that was never given out and never will be again.</summary>
    /// <exception cref="IOException">The index could not be made durable; it is not given out.</exception>
    public uint TakeShare() => Count(now => now with { NextShare = checked(now.NextShare + 1) }).NextShare;

    /// <summary>Goes on to the next epoch, once the chain has accepted its keys; returns it.</summary>
    /// <exception cref="IOException">It could not be made durable.</exception>
    public uint AdvanceEpoch() => Count(now => now with { Epoch = checked(now.Epoch + 1) }).Epoch + 1;

    /// <summary>Counts from at least these, after a restore: what the chain shows as used is never used again.</summary>
    /// <exception cref="IOException">It could not be made durable.</exception>
    public void SkipTo(KeystoreCounters least) => Count(now => new KeystoreCounters(
        Math.Max(now.Epoch, least.Epoch), Math.Max(now.NextVisit, least.NextVisit), Math.Max(now.NextShare, least.NextShare)));

    /// <summary>Sets a public label.</summary>
    /// <exception cref="ArgumentException">Not a label's form (<see cref="KeystoreHeader"/>).</exception>
    /// <exception cref="IOException">It could not be made durable.</exception>
    public void SetLabel(string name, string value) => Change(header => header.With(name, value), now => now);

    /// <summary>Puts the keystore under another passphrase.</summary>
    /// <exception cref="IOException">It could not be made durable; the old one stands.</exception>
    public bool TryChangePassphrase(Passphrase passphrase, [NotNullWhen(false)] out KeystoreRefusal? refusal)
    {
        refusal = passphrase.Bytes.Length < Passphrase.BytesMin ? KeystoreRefusal.PassphraseShort : null;
        if (refusal is not null)
        {
            return false;
        }

        lock (gate)
        {
            using var held = slot.Hold();
            var (header, state) = Read();
            using (state)
            {
                var next = KeystoreLock.New(passphrase.Bytes);
                slot.Replace(KeystoreEnvelope.Seal(next, header, state));
                keystoreLock.Dispose();
                keystoreLock = next;
            }
        }

        return true;
    }

    public void Dispose()
    {
        Keys.Dispose();
        keystoreLock.Dispose();
    }

    public override string ToString() => $"keystore of a {Header.Role}";

    private KeystoreCounters Count(Func<KeystoreCounters, KeystoreCounters> count) => Change(header => header, count);

    /// <summary>Reads the file as it is now, changes it durably, and returns what it counted before.</summary>
    private KeystoreCounters Change(Func<KeystoreHeader, KeystoreHeader> label, Func<KeystoreCounters, KeystoreCounters> count)
    {
        lock (gate)
        {
            using var held = slot.Hold();
            var (header, before) = Read();
            using (before)
            {
                using var after = before.With(count(before.Counters));
                header = label(header);
                slot.Replace(KeystoreEnvelope.Seal(keystoreLock, header, after));
                (Header, Counters) = (header, after.Counters);
                return before.Counters;
            }
        }
    }

    private (KeystoreHeader Header, KeystoreContents Contents) Read()
    {
        if (!slot.TryRead(out var bytes, out var refusal))
        {
            throw new KeystoreChangedException(refusal);
        }

        var defect = KeystoreEnvelope.Reopen(bytes, keystoreLock, out var header, out var contents);
        return KeystoreRefusal.Of(defect) is { } changed ? throw new KeystoreChangedException(changed) : (header!, contents!);
    }
}
