using HospitalChain.Crypto;
using HospitalChain.Crypto.P21;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>
/// The proxy's part of a folder's share (crypto.md §7): takes rk once, and keeps it only for a grant in force by the one
/// who sent it, whose commitment it opens. Every step gives a new value and leaves the old one as it was. Its bytes hold
/// a secret: they are stored encrypted only. Canonical: [1, stage, chain id, grant id, sender, expiry, rk or empty].
/// </summary>
public sealed class ProxyRekey : IDisposable
{
    private const ulong Version = 1;
    private const int Fields = 7;
    private readonly SecretExponent? held;

    private ProxyRekey(Bytes32 chainId, Bytes32 grantId, SecretExponent? rekey)
    {
        ChainId = chainId;
        GrantId = grantId;
        held = rekey;
    }

    public Bytes32 ChainId { get; }

    /// <summary>Record id of the grant.</summary>
    public Bytes32 GrantId { get; }

    public ProxyShareStage Stage { get; private init; }

    /// <summary>Who sent rk; zero until then.</summary>
    public Bytes32 Sender { get; private init; }

    /// <summary>When rk must be gone; 0 until ready.</summary>
    public ulong ExpiryMillis { get; private init; }

    /// <summary>A share of which nothing came yet.</summary>
    public static ProxyRekey Await(Bytes32 chainId, Bytes32 grantId) => new(chainId, grantId, null);

    /// <summary>Takes rk. Refused when one came before.</summary>
    public Parsed<ProxyRekey> Take(FolderRekey letter, Bytes32 sender) =>
        letter.ChainId != ChainId || letter.GrantId != GrantId ? Refusals.ShareGrantMismatch.With($"grant {letter.GrantId} where {GrantId} was expected")
        : held is not null || Stage != ProxyShareStage.Waiting ? Refusals.ShareReplayed.With($"grant {GrantId}")
        : new ProxyRekey(ChainId, GrantId, SecretExponentCodec.Copy(letter.Rekey)) { Sender = sender };

    /// <summary>Drops what another than the grant's giver sent, so that a stranger's letter blocks nothing.</summary>
    public ProxyRekey ForgetStranger(Bytes32 giver) => Stage == ProxyShareStage.Waiting && Sender != giver ? Await(ChainId, GrantId) : Copy(Stage, ExpiryMillis);

    /// <summary>Checks rk against the grant that now stands on the chain: Base(pk)^rk = commitment.</summary>
    /// <param name="grant">The grant's record, from the chain.</param>
    /// <param name="entry">Its entry in the newest state.</param>
    /// <param name="folder">The folder that it reaches into.</param>
    /// <param name="proxy">This proxy's signing key.</param>
    /// <param name="nowMillis">The later of block time and clock.</param>
    public Parsed<ProxyRekey> Complete(Record grant, GrantEntry entry, FolderEntry folder, Bytes32 proxy, ulong nowMillis)
    {
        if (held is null)
        {
            return Refusals.ShareIncomplete.With($"grant {GrantId}");
        }

        if (Stage != ProxyShareStage.Waiting)
        {
            return Refusals.ShareReplayed.With($"grant {GrantId}");
        }

        if (grant.Id != GrantId || grant.ChainId != ChainId || grant.Author != Sender || folder.Owner != Sender
            || grant.Body is not Grant body || body.Proxy != proxy || FolderShare.Of(body) is not { } share)
        {
            return Refusals.ShareGrantMismatch.With($"grant {GrantId}");
        }

        if (entry.Revoked)
        {
            return Refusals.ConsentRevoked.With($"height {entry.RevokedAtHeight}");
        }

        if (nowMillis >= body.UntilMillis)
        {
            return Refusals.ShareExpired;
        }

        return P21PublicKey.TryDecode(folder.Key.Span, out var key) && P21Delegation.IsRekeyOf(held, key, share)
            ? Copy(ProxyShareStage.Ready, body.UntilMillis)
            : Refusals.ShareKeyMismatch.With("rk does not open the grant's commitment");
    }

    /// <summary>Re-encrypts for a permitted request; each answer carries its proof.</summary>
    /// <exception cref="InvalidOperationException">Not ready: only a checked rk re-encrypts.</exception>
    public P21Reencryption Reencrypt(VerifiedP21Capsule capsule, P21Share share) =>
        Stage == ProxyShareStage.Ready && held is not null
            ? P21Proxy.Reencrypt(capsule, held, share)
            : throw new InvalidOperationException($"the share of grant {GrantId} is {Stage}");

    /// <summary>After expiry or revocation: what is left says only that this share is over.</summary>
    public ProxyRekey Destroy() => new(ChainId, GrantId, null) { Stage = ProxyShareStage.Destroyed, Sender = Sender, ExpiryMillis = ExpiryMillis };

    public static Parsed<ProxyRekey> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var stage = (ProxyShareStage)reader.UInt((ulong)ProxyShareStage.Destroyed);
        var chainId = reader.Bytes32();
        var grantId = reader.Bytes32();
        var sender = reader.Bytes32();
        var expiry = reader.UInt(ulong.MaxValue);
        var rekey = SecretExponentCodec.ReadOptional(ref reader);
        var holds = rekey is not null;
        if (reader.Complete && (stage == ProxyShareStage.Waiting || holds == (stage == ProxyShareStage.Ready)))
        {
            return new ProxyRekey(chainId, grantId, rekey) { Stage = stage, Sender = sender, ExpiryMillis = expiry };
        }

        rekey?.Dispose();
        return Refusals.Malformed.With("proxy rekey");
    }

    /// <summary>Holds a secret: encrypt, then zero.</summary>
    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).UInt((ulong)Stage)
            .Bytes(ChainId).Bytes(GrantId).Bytes(Sender).UInt(ExpiryMillis);
        SecretExponentCodec.Write(writer, held);
        return writer.ToArrayAndClear();
    }

    public void Dispose() => held?.Dispose();

    public override string ToString() => $"ProxyRekey {GrantId} {Stage}";

    private ProxyRekey Copy(ProxyShareStage stage, ulong expiryMillis) =>
        new(ChainId, GrantId, SecretExponentCodec.Copy(held)) { Stage = stage, Sender = Sender, ExpiryMillis = expiryMillis };
}
