using HospitalChain.Crypto;

namespace HospitalChain.Client.Teams;

/// <summary>A team's diagnosis, opened and compared with what the doctors signed.</summary>
/// <param name="RecordId">The record.</param>
/// <param name="Sid">The session.</param>
/// <param name="FoundByTrapdoor">The patient's trapdoor found it; false where the patient sent none.</param>
/// <param name="Parts">In the doctors' order.</param>
public sealed record OpenedTeamRecord(Bytes32 RecordId, Bytes32 Sid, bool FoundByTrapdoor, IReadOnlyList<OpenedTeamPart> Parts);
