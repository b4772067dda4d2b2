using HospitalChain.Protocol;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Search;

/// <summary>
/// A visit's original capsules with everything that proves them to whoever knows the registry: the chain's genesis,
/// which hashes to the chain id; the visit's entry in the state, for PK_j; and each diagnosis with its place in a sealed
/// block. Canonical: [1, genesis, visit's state proof, record proofs]. Parsed only: <see cref="CapsuleVerifier"/> decides.
/// </summary>
public sealed record VisitCapsules(ReadOnlyMemory<byte> Genesis, ReadOnlyMemory<byte> Visit, IReadOnlyList<ReadOnlyMemory<byte>> Diagnoses)
{
    /// <summary>Diagnoses of one visit that a search looks at; the newest count.</summary>
    public const int DiagnosesMax = 64;

    /// <summary>The longest canonical encoding.</summary>
    public const int BytesMax = 1 << 20;

    private const ulong Version = 1;
    private const int Fields = 4;

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bytes(Genesis.Span).Bytes(Visit.Span).Array(Diagnoses.Count);
        foreach (var diagnosis in Diagnoses)
        {
            writer.Bytes(diagnosis.Span);
        }

        return writer.ToArray();
    }

    public static Parsed<VisitCapsules> Parse(ReadOnlySpan<byte> input)
    {
        if (input.Length > BytesMax)
        {
            return Refusals.RecordTooLarge.With($"capsules of {input.Length} bytes");
        }

        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var genesis = reader.Bytes(0, Protocol.Blocks.Genesis.BytesMax).ToArray();
        var visit = reader.Bytes(0, StateEntryProof.BytesMax).ToArray();
        var diagnoses = new ReadOnlyMemory<byte>[reader.List(0, DiagnosesMax)];
        for (var i = 0; i < diagnoses.Length; i++)
        {
            diagnoses[i] = reader.Bytes(0, RecordProof.BytesMax).ToArray();
        }

        return reader.Complete ? new VisitCapsules(genesis, visit, diagnoses) : Refusals.Malformed.With("capsules");
    }
}
