using HospitalChain.Crypto;

namespace HospitalChain.Client.Teams;

/// <summary>What one doctor of a team wrote, in a file.</summary>
/// <param name="Place">k, from 1.</param>
/// <param name="Doctor">Who wrote and signed it.</param>
/// <param name="Path">Its file.</param>
/// <param name="SizeBytes">Its size.</param>
public sealed record OpenedTeamPart(uint Place, Bytes32 Doctor, string Path, long SizeBytes);
