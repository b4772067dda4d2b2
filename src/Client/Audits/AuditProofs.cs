using HospitalChain.Protocol;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Proofs;

namespace HospitalChain.Client.Audits;

/// <summary>
/// What lies beside an exported trail, so that it can be checked offline: proofs of its accesses, of the grants they
/// name, and of the records that say whose they are. Canonical: [1, [access proof…], [grant proof…], [subject proof…]].
/// </summary>
public sealed record AuditProofs(IReadOnlyList<RecordProof> Accesses, IReadOnlyList<RecordProof> Grants, IReadOnlyList<RecordProof> Subjects)
{
    /// <summary>The longest file that is read.</summary>
    public const int BytesMax = 1 << 30;

    private const ulong Version = 1;
    private const int Fields = 4;
    private const int ProofsMax = 1_000_000;

    public static Parsed<AuditProofs> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        return Read(ref reader) is { } accesses && Read(ref reader) is { } grants && Read(ref reader) is { } subjects && reader.Complete
            ? new AuditProofs(accesses, grants, subjects)
            : Refusals.Malformed.With("proofs of an export");
    }

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version);
        Write(writer, Accesses);
        Write(writer, Grants);
        Write(writer, Subjects);
        return writer.ToArray();
    }

    private static void Write(CanonicalWriter writer, IReadOnlyList<RecordProof> proofs)
    {
        writer.Array(proofs.Count);
        foreach (var proof in proofs)
        {
            writer.Bytes(proof.ToBytes());
        }
    }

    private static List<RecordProof>? Read(ref CanonicalReader reader)
    {
        var count = reader.List(0, ProofsMax);
        var proofs = new List<RecordProof>();
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var proof = RecordProof.Parse(reader.Bytes(0, RecordProof.BytesMax));
            if (!proof.Ok)
            {
                return null;
            }

            proofs.Add(proof.Value);
        }

        return reader.Failed ? null : proofs;
    }
}
