using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Proofs;

/// <summary>
/// Two things that a supernode signed and that exclude each other (chain.md §4.6): two header hashes at one height, a
/// sealed header that follows another than the one claimed right below it, or a later HEAD whose newest block is a lower
/// one than an earlier HEAD's. Canonical: [1, one bin, other bin]. Parsed
/// only: <see cref="Refuses"/> decides, from the chain's genesis alone.
/// </summary>
/// <param name="One">What whoever keeps this had.</param>
/// <param name="Other">What contradicts it.</param>
public sealed record Equivocation(HeightClaim One, HeightClaim Other)
{
    /// <summary>The longest canonical evidence.</summary>
    public const int BytesMax = (2 * HeightClaim.BytesMax) + 16;

    private const ulong Version = 1;
    private const int Fields = 3;

    /// <summary>The height that is contested: the one of <see cref="One"/>.</summary>
    public ulong Height => One.Height;

    /// <summary>Two histories to choose from, which is what stops a chain. Otherwise a HEAD that takes history back.</summary>
    public bool IsFork => One.Height == Other.Height || IsOfAnotherParent(One, Other) || IsOfAnotherParent(Other, One);

    public static Equivocation Of(SealedHeader one, SealedHeader other) => new(HeightClaim.Of(one), HeightClaim.Of(other));

    public static Equivocation Of(SealedHeader one, SignedHead other) => new(HeightClaim.Of(one), HeightClaim.Of(other));

    public static Equivocation Of(SignedHead one, SignedHead other) => new(HeightClaim.Of(one), HeightClaim.Of(other));

    public static Parsed<Equivocation> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var one = HeightClaim.Parse(reader.Bytes(0, HeightClaim.BytesMax));
        var other = HeightClaim.Parse(reader.Bytes(0, HeightClaim.BytesMax));
        return reader.Complete && one.Ok && other.Ok ? new Equivocation(one.Value, other.Value) : Refusals.Malformed.With("equivocation");
    }

    /// <summary>Null when it proves that the supernode of <paramref name="genesis"/> signed both; otherwise what it lacks.</summary>
    public Refusal? Refuses(Genesis genesis)
    {
        foreach (var claim in new[] { One, Other })
        {
            if (claim.ChainId != genesis.ChainId)
            {
                return Refusals.WrongChain.With($"evidence about chain {claim.ChainId}");
            }

            if (!claim.SignatureIsValid(genesis.Supernode.Signing))
            {
                return Refusals.SealInvalid.With($"height {claim.Height}");
            }
        }

        return Exclude(One, Other) ? null : Refusals.ProofInvalid.With($"heights {One.Height} and {Other.Height} can both be true");
    }

    /// <summary>Two claims of one chain exclude each other, whatever their signatures are worth.</summary>
    public static bool Exclude(HeightClaim one, HeightClaim other) =>
        one.Height == other.Height ? one.HeaderHash != other.HeaderHash
        : IsOfAnotherParent(one, other) || IsOfAnotherParent(other, one) || (one.Head is { } head && other.Head is { } second && IsRollback(head, second));

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).Bytes(One.ToBytes()).Bytes(Other.ToBytes()).ToArray();

    /// <summary>A sealed header signs for the height below it too, by naming its parent.</summary>
    private static bool IsOfAnotherParent(HeightClaim below, HeightClaim above) =>
        above.Header is { } child && below.Height < above.Height && below.Height + 1 == above.Height && child.Header.Previous != below.HeaderHash;

    /// <summary>HEAD names the newest block at its time, and blocks are never taken back.</summary>
    private static bool IsRollback(SignedHead one, SignedHead other) =>
        one.Height > other.Height ? one.TimeMillis <= other.TimeMillis : other.TimeMillis <= one.TimeMillis;
}
