using HospitalChain.Crypto;

namespace HospitalChain.Client.Teams;

/// <summary>A team's diagnosis, opened and compared with what the doctors signed.</summary>
/// <param name="RecordId">The record.</param>
/// <param name="Sid">The session.</param>
/// <param name="Parts">In the doctors' order.</param>
public sealed record OpenedTeamRecord(Bytes32 RecordId, Bytes32 Sid, IReadOnlyList<OpenedTeamPart> Parts);
