using HospitalChain.Crypto;

namespace HospitalChain.Node.Api;

/// <summary>One place of a session.</summary>
/// <param name="Place">k, from 1.</param>
/// <param name="Doctor">Whose place it is.</param>
/// <param name="Status"><c>signed</c>, <c>next</c>, <c>late</c>, <c>superseded</c> (someone before signed again) or <c>waiting</c>.</param>
/// <param name="Attempts">Accepted signatures.</param>
/// <param name="RecordId">The newest of them.</param>
/// <param name="DueMillis">When it is due, without grace.</param>
public sealed record TeamStepView(uint Place, Bytes32 Doctor, string Status, uint Attempts, Bytes32? RecordId, ulong DueMillis);
