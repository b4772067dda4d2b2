using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Blocks;

/// <summary>
/// A HEAD with the cosignatures of witnesses: [1, HEAD bin, [[witness bin32, COSIGN bin64], 0 to 64, rising by witness]].
/// Parsed only: each signature is the reader's to check.
/// </summary>
/// <param name="Head">The supernode's word.</param>
/// <param name="Cosignatures">Of that HEAD, one each by different witnesses, in the order of their keys.</param>
public sealed record CosignedHead(SignedHead Head, IReadOnlyList<Cosignature> Cosignatures)
{
    /// <summary>More witnesses than this are not kept.</summary>
    public const int CosignaturesMax = 64;

    /// <summary>The longest canonical form.</summary>
    public const int BytesMax = SignedHead.BytesMax + (CosignaturesMax * 104) + 16;

    private const ulong Version = 1;
    private const int Fields = 3;

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bytes(Head.ToBytes()).Array(Cosignatures.Count);
        foreach (var cosignature in Cosignatures)
        {
            writer.Array(2).Bytes(cosignature.Witness).Bytes(cosignature.Signature);
        }

        return writer.ToArray();
    }

    public static Parsed<CosignedHead> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var head = SignedHead.Parse(reader.Bytes(0, SignedHead.BytesMax));
        var cosignatures = new (Bytes32 Witness, Signature64 Signature)[reader.List(0, CosignaturesMax)];
        for (var i = 0; i < cosignatures.Length; i++)
        {
            reader.Array(2);
            cosignatures[i] = (reader.Bytes32(), reader.Signature());
            if (i > 0 && cosignatures[i - 1].Witness.CompareTo(cosignatures[i].Witness) >= 0)
            {
                reader.Fail();
            }
        }

        return reader.Complete && head.Ok
            ? new CosignedHead(head.Value, [.. cosignatures.Select(one => new Cosignature(head.Value.ChainId, head.Value.Mark, one.Witness, one.Signature))])
            : Refusals.Malformed.With("cosigned head");
    }
}
