using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Blocks;

/// <summary>
/// What a supernode signed about one height: a sealed header, or a HEAD that names one. Canonical bytes are those of
/// either, which no decoder confuses. Parsed only: <see cref="SignatureIsValid"/> decides.
/// </summary>
public sealed record HeightClaim
{
    /// <summary>The longest canonical claim.</summary>
    public const int BytesMax = SealedHeader.BytesMax;

    private HeightClaim(SealedHeader? header, SignedHead? head)
    {
        Header = header;
        Head = head;
    }

    /// <summary>The sealed header, if it is one.</summary>
    public SealedHeader? Header { get; }

    /// <summary>The HEAD, if it is one.</summary>
    public SignedHead? Head { get; }

    public Bytes32 ChainId => Header?.Header.ChainId ?? Head!.ChainId;

    public ulong Height => Header?.Header.Height ?? Head!.Height;

    /// <summary>The header hash that it names.</summary>
    public Bytes32 HeaderHash => Header?.Header.Hash ?? Head!.HeaderHash;

    public static HeightClaim Of(SealedHeader header) => new(header, null);

    public static HeightClaim Of(SignedHead head) => new(null, head);

    /// <summary>SEAL or HEAD is <paramref name="supernode"/>'s.</summary>
    public bool SignatureIsValid(Bytes32 supernode) => Header?.SealIsValid(supernode) ?? Head!.SignatureIsValid(supernode);

    public byte[] ToBytes() => Header?.ToBytes() ?? Head!.ToBytes();

    public static Parsed<HeightClaim> Parse(ReadOnlySpan<byte> input) =>
        SealedHeader.Parse(input) is { Ok: true } header ? Of(header.Value)
        : SignedHead.Parse(input) is { Ok: true } head ? Of(head.Value)
        : Refusals.Malformed.With("neither sealed header nor head");
}
