using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>
/// A session as every party of it reads it from the chain. Its sid is computed, never taken from anyone. Inside a run:
/// [chain id, hospital, H(α), grace, team entry bin].
/// </summary>
public sealed class TeamTerms
{
    private const int Fields = 5;
    private const int EntryBytesMax = 16 * 1024;

    /// <param name="chainId">The hospital's chain.</param>
    /// <param name="hospital">Signing key of the chain's supernode.</param>
    /// <param name="evidenceHash">H(α) of the visit.</param>
    /// <param name="graceMillis">The chain's grace.</param>
    /// <param name="team">The session's entry.</param>
    public TeamTerms(Bytes32 chainId, Bytes32 hospital, Bytes32 evidenceHash, uint graceMillis, TeamEntry team)
    {
        (ChainId, Hospital, EvidenceHash, GraceMillis, Team) = (chainId, hospital, evidenceHash, graceMillis, team);
        Sid = team.SidFor(evidenceHash, hospital);
    }

    public Bytes32 ChainId { get; }

    public Bytes32 Hospital { get; }

    public Bytes32 EvidenceHash { get; }

    public uint GraceMillis { get; }

    public TeamEntry Team { get; }

    public Bytes32 Sid { get; }

    /// <summary>Number of doctors.</summary>
    public uint Size => (uint)Team.Members.Count;

    /// <summary>When the last step's block is due: from then on nobody needs the group key.</summary>
    public ulong EndMillis => Team.DueMillis(Size) + GraceMillis;

    /// <summary>The signing key of the doctor at a place, from 1.</summary>
    public Bytes32 DoctorAt(uint place) => Team.Members[(int)place - 1].Doctor;

    /// <summary>The place of a doctor, from 1; 0 for anyone else.</summary>
    public uint PlaceOf(Bytes32 doctor)
    {
        for (var place = 1u; place <= Size; place++)
        {
            if (DoctorAt(place) == doctor)
            {
                return place;
            }
        }

        return 0;
    }

    /// <summary>Null when what the hospital mailed to this doctor belongs to this session: α, visit and order.</summary>
    public Refusal? Contradicts(DoctorAssignment assignment, Bytes32 doctor) =>
        assignment.ChainId != ChainId || !assignment.Pid.Span.SequenceEqual(Team.Pid.Span) ? Refusals.VisitUnknown.With("assignment of another visit")
        : Evidence.Hash(assignment.Alpha.Span) != EvidenceHash ? Refusals.EvidenceMismatch.With("assignment")
        : PlaceOf(doctor) == 0 ? Refusals.DoctorNotAssigned.With("to this team")
        : null;

    /// <summary>What the first doctors sign with these commitments.</summary>
    internal TeamStatement StatementOf(IReadOnlyList<Bytes32> commitments) => new(Sid, Team.StartMillis, commitments);

    /// <summary>The multisignature keys of the first <paramref name="count"/> doctors; they were decoded at enrolment.</summary>
    /// <exception cref="InvalidDataException">A key on the chain is none.</exception>
    internal IReadOnlyList<MultisignaturePublicKey> KeysOf(uint count) =>
    [
        .. Team.Members.Take((int)count).Select(member => MultisignaturePublicKey.TryDecode(member.Multisignature.Span, out var key)
            ? key
            : throw new InvalidDataException($"the enrolled multisignature key of {member.Doctor} does not decode")),
    ];

    internal void Write(CanonicalWriter writer) =>
        writer.Array(Fields).Bytes(ChainId).Bytes(Hospital).Bytes(EvidenceHash).UInt(GraceMillis).Bytes(Team.ToBytes());

    internal static TeamTerms? Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        var chainId = reader.Bytes32();
        var hospital = reader.Bytes32();
        var evidence = reader.Bytes32();
        var grace = (uint)reader.UInt(uint.MaxValue);
        var team = TeamEntry.Parse(reader.Bytes(0, EntryBytesMax));
        if (reader.Failed || team is null)
        {
            reader.Fail();
            return null;
        }

        return new TeamTerms(chainId, hospital, evidence, grace, team);
    }
}
