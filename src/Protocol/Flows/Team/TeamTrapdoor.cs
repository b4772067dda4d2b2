using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>
/// TEAM-TRAPDOOR mail, patient to a doctor with consent (crypto.md §6): T = H0(α)^{p_j}, by which the doctor tests that a
/// re-encrypted record is of this visit. It says nothing about α. Canonical: [1, chain id, PID, trapdoor bin96].
/// </summary>
public sealed class TeamTrapdoor
{
    private const ulong Version = 1;
    private const int Fields = 4;

    public required Bytes32 ChainId { get; init; }

    /// <summary>PID of the visit, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    /// <summary>Bc22Trapdoor, 96 bytes.</summary>
    public required ReadOnlyMemory<byte> Trapdoor { get; init; }

    public static Parsed<TeamTrapdoor> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var trapdoor = new TeamTrapdoor
        {
            ChainId = reader.Bytes32(),
            Pid = reader.Fixed(RecordLimits.PidBytes),
            Trapdoor = reader.Fixed(Bc22Trapdoor.Size),
        };
        return reader.Complete && Bc22Trapdoor.TryDecode(trapdoor.Trapdoor.Span, out _) ? trapdoor : Refusals.Malformed.With("team trapdoor");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).Bytes(ChainId).Bytes(Pid.Span).Bytes(Trapdoor.Span).ToArray();

    public override string ToString() => "TeamTrapdoor";
}
