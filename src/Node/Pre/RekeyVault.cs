using HospitalChain.Crypto;
using HospitalChain.Node.Accesses;
using HospitalChain.Node.AtRest;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;
using HospitalChain.Storage;

namespace HospitalChain.Node.Pre;

/// <summary>Re-encryption keys of folders, by grant, until their grants end; then, for a revoked one, the debt of a receipt.</summary>
public sealed class RekeyVault : SecretVault<ProxyRekey, RekeyNote>
{
    private const int EndFields = 3;
    private const int DueFields = 3;

    public RekeyVault(StoreEngine engine, AtRestBox box, TimeProvider time)
        : base(engine, box, time, "folder-rekey", "folder/"u8.ToArray(), "pre/rekey-end/") => Load();

    private static ReadOnlySpan<byte> DuePrefix => "pre/receipt-due/"u8;

    /// <summary>Ends a key for good: first its end is on the disk, then its secret is gone.</summary>
    /// <param name="note">Which.</param>
    /// <param name="code">Why.</param>
    /// <param name="owesReceipt">The grant was revoked: a receipt is due, which <see cref="ReceiptsDue"/> then tells.</param>
    public void End(RekeyNote note, string code, bool owesReceipt)
    {
        var now = NowMillis;
        End(note.ChainId, note.GrantId, new CanonicalWriter().Array(EndFields).Bytes(note.Sender).UInt(now).Text(code), batch =>
        {
            if (owesReceipt)
            {
                PutDue(batch, note, now);
            }
        });
    }

    /// <summary>The grant of a key that ended before was revoked too: a receipt is due, of when the key ended.</summary>
    public void OweReceipt(RekeyNote ended)
    {
        var batch = new StoreBatch();
        PutDue(batch, ended, ended.TouchedMillis);
        Engine.Write(batch);
    }

    /// <summary>Revoked grants whose key was destroyed and for which no receipt is signed yet, with the time of destruction.</summary>
    public IReadOnlyList<(Bytes32 ChainId, Bytes32 GrantId, ulong DestroyedMillis)> ReceiptsDue()
    {
        var due = new List<(Bytes32, Bytes32, ulong)>();
        foreach (var entry in Engine.Scan(Table.Node, DuePrefix))
        {
            var reader = new CanonicalReader(entry.Value.Span);
            reader.Array(DueFields);
            var (chainId, grantId, destroyed) = (reader.Bytes32(), reader.Bytes32(), reader.UInt(ulong.MaxValue));
            due.Add(reader.Complete ? (chainId, grantId, destroyed) : throw new InvalidDataException("a receipt that is due does not parse"));
        }

        return due;
    }

    /// <summary>The receipt is signed: in one write it goes to the outbox and is due no longer.</summary>
    public void Receipted(Bytes32 chainId, Bytes32 grantId, Record? receipt)
    {
        var batch = new StoreBatch();
        batch.Delete(Table.Node, DueKey(chainId, grantId));
        if (receipt is not null)
        {
            RecordOutbox.Put(batch, receipt);
        }

        Engine.Write(batch);
    }

    protected override (Bytes32 ChainId, Bytes32 Id) NameOf(ProxyRekey secret) => (secret.ChainId, secret.GrantId);

    protected override RekeyNote NoteOf(ProxyRekey secret, ulong touchedMillis) =>
        new(secret.ChainId, secret.GrantId, secret.Stage, secret.Sender, touchedMillis, string.Empty);

    protected override byte[] Write(ProxyRekey secret) => secret.ToBytes();

    protected override ProxyRekey Parse(ReadOnlySpan<byte> bytes) => ProxyRekey.Parse(bytes).OrThrow();

    protected override RekeyNote ReadEnd(ReadOnlySpan<byte> bytes, Bytes32 chainId, Bytes32 id)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(EndFields);
        var (sender, ended, code) = (reader.Bytes32(), reader.UInt(ulong.MaxValue), reader.Text(RecordLimits.CodeBytesMax));
        return reader.Complete
            ? new RekeyNote(chainId, id, ProxyShareStage.Destroyed, sender, ended, code)
            : throw new InvalidDataException("the end of a re-encryption key does not parse");
    }

    private static void PutDue(StoreBatch batch, RekeyNote note, ulong destroyedMillis) => batch.Put(
        Table.Node, DueKey(note.ChainId, note.GrantId), new CanonicalWriter().Array(DueFields).Bytes(note.ChainId).Bytes(note.GrantId).UInt(destroyedMillis).ToArray());

    private static byte[] DueKey(Bytes32 chainId, Bytes32 grantId) => [.. DuePrefix, .. chainId.ToArray(), .. grantId.ToArray()];
}
