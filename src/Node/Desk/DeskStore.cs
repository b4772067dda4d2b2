using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Node.AtRest;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;
using HospitalChain.Storage;

namespace HospitalChain.Node.Desk;

/// <summary>
/// Every ticket this hospital ever issued, by H(α), encrypted; by PID; and which of them are still open. α stays for
/// good: records of a visit are checked against it, and a dispute may need it years later. Thread-safe.
/// </summary>
public sealed class DeskStore(StoreEngine engine, AtRestBox box)
{
    private static ReadOnlySpan<byte> TicketPrefix => "desk/ticket/"u8;

    private static ReadOnlySpan<byte> PidPrefix => "desk/pid/"u8;

    private static ReadOnlySpan<byte> OpenPrefix => "desk/open/"u8;

    public DeskEntry? Find(Bytes32 evidenceHash)
    {
        var key = TicketKey(evidenceHash);
        if (engine.Get(Table.Node, key) is not { } stored)
        {
            return null;
        }

        var bytes = box.Open(stored, key);
        var entry = DeskEntry.Parse(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return entry;
    }

    public DeskEntry? FindByPid(ReadOnlySpan<byte> pid) =>
        engine.Get(Table.Node, PidKey(pid)) is { } hash ? Find(new Bytes32(hash)) : null;

    /// <summary>All tickets of which something is still to come, in no order that means anything.</summary>
    public IEnumerable<DeskEntry> Open()
    {
        foreach (var entry in engine.Scan(Table.Node, OpenPrefix))
        {
            yield return Find(new Bytes32(entry.Key.Span[OpenPrefix.Length..]))!;
        }
    }

    /// <summary>On the disk when this returns.</summary>
    public void Put(DeskEntry entry)
    {
        var hash = entry.EvidenceHash;
        var key = TicketKey(hash);
        var bytes = entry.ToBytes();
        var batch = new StoreBatch();
        batch.Put(Table.Node, key, box.Seal(bytes, key));
        CryptographicOperations.ZeroMemory(bytes);
        if (entry.Registration is { } registration)
        {
            batch.Put(Table.Node, PidKey(registration.Claim.Pid.Span), hash.ToArray());
        }

        if (entry.Stage == DeskStage.Done)
        {
            batch.Delete(Table.Node, OpenKey(hash));
        }
        else
        {
            batch.Put(Table.Node, OpenKey(hash), default);
        }

        engine.Write(batch);
    }

    /// <summary>Forgets a ticket nobody used.</summary>
    public void Remove(Bytes32 evidenceHash)
    {
        var batch = new StoreBatch();
        batch.Delete(Table.Node, TicketKey(evidenceHash));
        batch.Delete(Table.Node, OpenKey(evidenceHash));
        engine.Write(batch);
    }

    private static byte[] TicketKey(Bytes32 evidenceHash) => [.. TicketPrefix, .. evidenceHash.ToArray()];

    private static byte[] OpenKey(Bytes32 evidenceHash) => [.. OpenPrefix, .. evidenceHash.ToArray()];

    private static byte[] PidKey(ReadOnlySpan<byte> pid) => [.. PidPrefix, .. StateKey.Of(StateKinds.Visit, pid).ToArray()];
}
