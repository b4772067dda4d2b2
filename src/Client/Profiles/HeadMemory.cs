using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;

namespace HospitalChain.Client.Profiles;

/// <summary>
/// The newest HEAD seen of each chain. What is shown later must continue it, proven; what does not is refused with
/// SPLIT_VIEW, and both sides are kept in the profile as evidence that the system manager can be handed.
/// </summary>
public sealed class HeadMemory(ProfileFolder folder)
{
    /// <summary>A HEAD of the same block that is no newer than this is not worth a write.</summary>
    private const ulong SameBlockMillis = 10_000;

    private const string EvidenceFolder = "evidence";

    public SignedHead? Newest(Bytes32 chainId) =>
        folder.Read(NameOf(chainId)) is { } bytes && SignedHead.Parse(bytes) is { Ok: true } parsed ? parsed.Value : null;

    /// <summary>Files of the split views seen, oldest name first.</summary>
    public IReadOnlyList<string> Evidence() => [.. folder.Names(EvidenceFolder).Select(name => folder.PathOf(Path.Combine(EvidenceFolder, name)))];

    /// <summary>Compares a HEAD with the newest one, which it must continue, with the proof of it.</summary>
    /// <returns>False when it is older than the newest one and may be its beginning: the node is behind, or hides something.</returns>
    /// <exception cref="RefusedException">Forged, or SPLIT_VIEW.</exception>
    public bool Continues(Genesis genesis, HeadUpdate update)
    {
        (update with { Since = null }).Refuses(genesis).ThrowIfAny();
        var known = Newest(genesis.ChainId);
        return known is null || Conflict(genesis, known, update) is not { } conflict ? known is null || update.Head.Head.Height >= known.Height : throw Split(conflict);
    }

    /// <summary>Remembers a HEAD for which <see cref="Continues"/> holds.</summary>
    public void Remember(SignedHead head)
    {
        if (Newest(head.ChainId) is not { } known || head.Height > known.Height || (head.Height == known.Height && head.TimeMillis >= known.TimeMillis + SameBlockMillis))
        {
            folder.Write(NameOf(head.ChainId), head.ToBytes());
        }
    }

    /// <summary>A sealed header at the newest HEAD's height must be the one it names.</summary>
    /// <exception cref="RefusedException">SPLIT_VIEW: two chains under one seal.</exception>
    public void Compare(SealedHeader header)
    {
        if (Newest(header.Header.ChainId) is { } known && Equivocation.Exclude(HeightClaim.Of(known), HeightClaim.Of(header)))
        {
            throw Split(new Equivocation(HeightClaim.Of(known), HeightClaim.Of(header)));
        }
    }

    /// <summary>The node has shown nothing that continues the newest HEAD for too long: both are kept, though that proves no lie.</summary>
    public RefusedException Behind(SignedHead shown) => Split(Equivocation.Of(Newest(shown.ChainId)!, shown));

    /// <summary>Keeps both sides and makes the refusal that names the file.</summary>
    public RefusedException Split(Equivocation evidence)
    {
        var bytes = evidence.ToBytes();
        var id = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))[..16];
        var name = Path.Combine(EvidenceFolder, $"split-view-{evidence.One.ChainId.ToString()[..12]}-{evidence.Height}-{id}");
        folder.Write(name, bytes);
        return new RefusedException(Refusals.SplitView.With(
            $"known {evidence.One.Height} {evidence.One.HeaderHash}, shown {evidence.Other.Height} {evidence.Other.HeaderHash}; kept in {folder.PathOf(name)}"));
    }

    private static Equivocation? Conflict(Genesis genesis, SignedHead known, HeadUpdate update)
    {
        var (one, shown) = (HeightClaim.Of(known), update.Head.Head);
        if (Equivocation.Exclude(one, HeightClaim.Of(shown)))
        {
            return new Equivocation(one, HeightClaim.Of(shown));
        }

        if (shown.Height <= known.Height)
        {
            return null;
        }

        if (update.Since is not { } since || since.Earlier.Header.Height != known.Height || since.Refuses(genesis, update.Sealed.Header) is not null)
        {
            return Equivocation.Of(known, shown); // no proof that it grew: refused all the same
        }

        return since.Earlier.Header.Hash == known.HeaderHash ? null : new Equivocation(one, HeightClaim.Of(since.Earlier));
    }

    private static string NameOf(Bytes32 chainId) => Path.Combine("heads", chainId.ToString());
}
