using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Storage;

namespace HospitalChain.Node.Pre;

/// <summary>
/// Validly signed revoke records that the proxy was shown, honoured from that moment on, before any block has them
/// (chain.md §4.7), and over restarts. Thread-safe.
/// </summary>
public sealed class RevocationsOnSight(StoreEngine engine, ILedgers ledgers)
{
    private static ReadOnlySpan<byte> Prefix => "pre/revoked/"u8;

    /// <summary>Keeps the record if it is by whoever gave the grant; on the disk when this returns.</summary>
    public Parsed<SignedRecord> Take(Record record)
    {
        if (record.Body is not Revoke revoke)
        {
            return PreRefusals.WrongKind.With(record.Kind);
        }

        if (ledgers.Find(record.ChainId) is not { } ledger)
        {
            return Refusals.ChainUnknown.With(record.ChainId.ToString());
        }

        if (ledger.State.Entries.Grant(revoke.GrantId) is not { } grant)
        {
            return Refusals.GrantUnknown.With(revoke.GrantId.ToString());
        }

        if (grant.Giver != record.Author)
        {
            return Refusals.AuthorNotAllowed.With("only the giver revokes a grant");
        }

        var verified = SignedRecord.Verify(record);
        if (verified.Ok && !IsRevoked(record.ChainId, revoke.GrantId))
        {
            var batch = new StoreBatch();
            batch.Put(Table.Node, Key(record.ChainId, revoke.GrantId), record.Bytes.Span);
            engine.Write(batch);
        }

        return verified;
    }

    public bool IsRevoked(Bytes32 chainId, Bytes32 grantId) => engine.Contains(Table.Node, Key(chainId, grantId));

    private static byte[] Key(Bytes32 chainId, Bytes32 grantId) => [.. Prefix, .. chainId.ToArray(), .. grantId.ToArray()];
}
