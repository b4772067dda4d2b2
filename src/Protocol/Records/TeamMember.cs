using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>A doctor of a team, with the enrolled key under which the doctor signs there.</summary>
public sealed class TeamMember
{
    private const int Fields = 2;

    /// <summary>Signing key.</summary>
    public required Bytes32 Doctor { get; init; }

    /// <summary>Multisignature key, 384 bytes (crypto.md §6).</summary>
    public required ReadOnlyMemory<byte> Multisignature { get; init; }

    internal static void WriteList(CanonicalWriter writer, IReadOnlyList<TeamMember> members)
    {
        writer.Array(members.Count);
        foreach (var member in members)
        {
            writer.Array(Fields).Bytes(member.Doctor).Bytes(member.Multisignature.Span);
        }
    }

    /// <summary>1 to 16 different doctors.</summary>
    internal static TeamMember[] ReadList(ref CanonicalReader reader)
    {
        var members = new TeamMember[reader.List(1, RecordLimits.TeamSizeMax)];
        for (var i = 0; i < members.Length; i++)
        {
            reader.Array(Fields);
            members[i] = new TeamMember { Doctor = reader.Bytes32(), Multisignature = reader.Fixed(RecordLimits.MultisignatureKeyBytes) };
        }

        if (members.DistinctBy(member => member.Doctor).Count() != members.Length)
        {
            reader.Fail();
        }

        return members;
    }
}
