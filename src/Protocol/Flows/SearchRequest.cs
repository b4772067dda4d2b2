using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows;

/// <summary>
/// SEARCH mail, patient to a doctor of the testing hospital (L19-E): the visit to search and the trapdoor, readable by
/// that hospital only, which learns the symptom from it. Canonical: [1, chain id, PID, trapdoor].
/// </summary>
public sealed class SearchRequest
{
    private const ulong Version = 1;
    private const int Fields = 4;

    /// <summary>The chain of the visit to search.</summary>
    public required Bytes32 ChainId { get; init; }

    /// <summary>PID of the visit to search, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    /// <summary>L19 trapdoor, 144 bytes.</summary>
    public required ReadOnlyMemory<byte> Trapdoor { get; init; }

    public static Parsed<SearchRequest> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var request = new SearchRequest
        {
            ChainId = reader.Bytes32(),
            Pid = reader.Fixed(RecordLimits.PidBytes),
            Trapdoor = reader.Fixed(L19Trapdoor.Size),
        };
        return reader.Complete ? request : Refusals.Malformed.With("search request");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).Bytes(ChainId).Bytes(Pid.Span).Bytes(Trapdoor.Span).ToArray();
}
